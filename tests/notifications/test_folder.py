"""Sending into a folder: whole files only, and the same message again is the same file."""

import os
from pathlib import Path

import pytest

from duban.errors import InputRefused
from notifications.folder import Folder

MESSAGE = b"From: duban@example.test\r\nMessage-ID: <1@example.test>\r\n\r\nhello\r\n"


def files(path: Path) -> list[str]:
    return sorted(each.name for each in path.iterdir())


def test_a_message_becomes_one_file_with_its_very_bytes(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "out" / "mail")
    outcome = folder.send(MESSAGE, "duban@example.test", "edu@example.test")
    assert outcome.state == "accepted"
    assert Path(outcome.text).read_bytes() == MESSAGE
    assert files(folder.path) == [Path(outcome.text).name]
    assert Path(outcome.text).name.startswith("edu@example.test_")


def test_the_same_message_again_is_the_same_file_and_another_is_another(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    for _ in range(2):
        folder.send(MESSAGE, "duban@example.test", "edu@example.test")
    assert len(files(tmp_path)) == 1
    folder.send(MESSAGE.replace(b"<1@", b"<2@"), "duban@example.test", "edu@example.test")
    assert len(files(tmp_path)) == 2


@pytest.mark.parametrize(
    "recipient", ["a/../../b@example.test", "~root@example.test", "a|b&c@example.test", "$HOME@example.test"]
)
def test_a_file_name_stays_in_the_folder_whatever_the_address(tmp_path: Path, recipient: str) -> None:
    folder = Folder(tmp_path / "mail")
    try:
        folder.send(MESSAGE, "duban@example.test", recipient)
    except InputRefused:
        assert not (tmp_path / "mail").exists()
        return
    assert len(files(tmp_path / "mail")) == 1
    assert files(tmp_path) == ["mail"]
    assert not set("/~|&$") & set(files(tmp_path / "mail")[0])


def test_a_longest_address_still_makes_a_file(tmp_path: Path) -> None:
    longest = "x" * 64 + "@" + ".".join(["a" * 60] * 3) + ".test"
    assert Folder(tmp_path).send(MESSAGE, "duban@example.test", longest).state == "accepted"


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_no_half_file_and_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse) if step == "fsync" else patch.setattr(Path, "replace", refuse)
        outcome = Folder(tmp_path).send(MESSAGE, "duban@example.test", "edu@example.test")
    assert (outcome.state, outcome.phase, outcome.code) == ("retry", "write", None)
    assert "No space left" in outcome.text
    assert files(tmp_path) == []
    assert Folder(tmp_path).send(MESSAGE, "duban@example.test", "edu@example.test").state == "accepted"


def test_a_folder_that_cannot_be_made_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file stands in the way")
    assert Folder(tmp_path / "mail").send(MESSAGE, "duban@example.test", "edu@example.test").state == "retry"


def test_file_and_folder_are_flushed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    real_fsync, real_replace = os.fsync, Path.replace

    def fsync(file: int) -> None:
        order.append("fsync")
        real_fsync(file)

    def rename(self: Path, target: Path) -> Path:
        order.append("rename")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", rename)
    Folder(tmp_path).send(MESSAGE, "duban@example.test", "edu@example.test")
    assert order == ["fsync", "rename", "fsync"]
