"""The audit key's file: made once, whole, for its owner alone; missing or spoilt it is said."""

import threading
from pathlib import Path

import pytest

from duban.errors import ConfigurationError
from tasks.audit_key import KeyFile


def test_it_is_made_on_first_use_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "新文件夹" / "审计密钥"
    assert KeyFile(path).read() is None
    key = KeyFile(path).make()
    assert (len(key), path.stat().st_mode & 0o777) == (32, 0o600)
    assert KeyFile(path).make() == KeyFile(path).read() == key
    assert not KeyFile(path).open_to_others()
    assert list(path.parent.iterdir()) == [path]
    path.chmod(0o640)
    assert KeyFile(path).open_to_others()


def test_of_many_who_make_it_at_once_all_have_the_same(tmp_path: Path) -> None:
    keys: list[bytes] = []
    threads = [threading.Thread(target=lambda: keys.append(KeyFile(tmp_path / "k").make())) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(keys), len(set(keys))) == (16, 1)


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    keeper = KeyFile(tmp_path / "k")
    key = keeper.make()
    assert keeper.read() == key
    (tmp_path / "k").unlink()
    assert keeper.read() is None
    assert keeper.make() != key


@pytest.mark.parametrize("content", [b"", b"abc", b"g" * 64, b"\xff\xfe", b"a" * 65])
def test_a_spoilt_file_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "k").write_bytes(content)
    with pytest.raises(ConfigurationError, match="内容有误") as caught:
        KeyFile(tmp_path / "k").read()
    assert str(tmp_path / "k") in str(caught.value)


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ConfigurationError, match="审计密钥"):
        KeyFile(tmp_path / "file" / "k").make()
