"""Files from outside: what is no file, what the cage ends, what crosses its wall, and old Word files."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import docx
import pytest

from duban.errors import InputRefused, UsageError
from duban.reading.source import Line, Table
from tasks.caging import parsed, run
from tasks.intake import LARGEST_FILE, read_bytes, read_document, read_plan_file, read_register_file

PLAN = "某县改水实施方案\n一、工作任务\n（一）修建水厂。责任单位：县水务局、县 财政局。\x07完成时限：2021年6月底前。\n（二）铺设管网。责任单位：县住建局。\n"


def test_a_plan_crosses_whole_with_its_doubts(tmp_path: Path) -> None:
    path = tmp_path / "方案.txt"
    path.write_text(PLAN, encoding="gb18030")
    document = read_document(path)
    assert document.content == path.read_bytes()
    assert document.source.blocks[1] == Line(2, "一、工作任务")
    assert [task.title for task in document.plan.tasks] == ["修建水厂", "铺设管网"]
    assert ("D215", "第3行") in [(doubt.code, doubt.place) for doubt in document.plan.doubts]
    assert read_plan_file(path) == (document.plan, document.content)


@pytest.mark.parametrize("name", ["没有.txt", "文件夹", "管道.txt", "坏\x00名.txt"])
def test_what_is_no_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "文件夹").mkdir()
    os.mkfifo(tmp_path / "管道.txt")
    with pytest.raises((UsageError, InputRefused)) as refused:
        read_bytes(tmp_path / name)
    assert refused.value.remedy


def test_too_large_is_said_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(InputRefused, match="超过 50 MB") as refused:
        read_bytes(path)
    assert refused.value.code == "E108"


def test_a_refusal_names_the_file_and_keeps_its_code(tmp_path: Path) -> None:
    path = tmp_path / "方案.docx"
    path.write_bytes(b"PK\x03\x04broken")
    with pytest.raises(InputRefused, match=r"方案\.docx") as refused:
        read_plan_file(path)
    assert refused.value.code == "E101"


def test_the_clock_ends_a_slow_child() -> None:
    began = time.monotonic()
    with pytest.raises(InputRefused) as refused:
        parsed("plan", "a.txt", PLAN.encode(), seconds=0.01)
    assert refused.value.code == "E109"
    assert time.monotonic() - began < 5


def test_the_clock_ends_what_a_child_started(tmp_path: Path) -> None:
    mark = tmp_path / "late"
    ended = run(["/bin/sh", "-c", f"(sleep 2; touch {mark}) & wait"], seconds=0.3)
    assert ended.status is None
    time.sleep(2.2)
    assert not mark.exists()


def test_memory_is_limited() -> None:
    with pytest.raises(InputRefused) as refused:
        parsed("source", "a.txt", "甲乙\n".encode() * 6_000_000)
    assert refused.value.code == "E109"


def confined(code: str) -> subprocess.CompletedProcess[str]:
    """Some code run by a child that has confined itself as the parsing one does."""
    command = [sys.executable, "-I", "-c", f"from tasks.parsing import confine\nconfine()\n{code}"]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def test_the_child_can_write_no_file(tmp_path: Path) -> None:
    confined(f"open({str(tmp_path / 'x')!r}, 'w').write('x' * 100)")
    assert not (tmp_path / "x").exists() or (tmp_path / "x").stat().st_size == 0


def test_the_child_has_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        ended = confined(f"import socket; socket.create_connection(('127.0.0.1', {port}), 2)")
    allowed = subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode == 0
    assert (ended.returncode != 0) == allowed, "the network is cut off wherever the kernel lets an ordinary user do so"


def test_the_child_starts_without_what_it_does_not_need() -> None:
    code = "import sys; from tasks.parsing import answer; answer('source', 'a.txt', b'x')\nprint(*sys.modules)"
    loaded = confined(code).stdout.split()
    assert "duban.reading.formats.text" in loaded
    assert not {"lxml", "pdfplumber", "python_calamine", "pypdfium2", "docx", "prefect", "sqlalchemy"} & set(loaded)


def test_a_register_in_both_forms(tmp_path: Path) -> None:
    path = tmp_path / "名录.csv"
    path.write_text(
        "名称,别名,联络邮箱\n县水务局,水务局、水利局,a@sw.example\n\n职务,邮箱\n县长,b@xz.example\n",
        encoding="utf-8-sig",
    )
    file = read_register_file(path)
    assert [(unit.name, unit.aliases, unit.contact) for unit in file.register.units] == [
        ("县水务局", ("水务局", "水利局"), "a@sw.example")
    ]
    assert file.addresses == {"县长": "b@xz.example"}
    path.write_text("名称\n甲局\n甲局\n", encoding="utf-8")
    with pytest.raises(InputRefused, match=r"名录\.csv") as refused:
        read_register_file(path)
    assert refused.value.code == "E115"


def test_old_word_files_need_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    path = tmp_path / "方案.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"))
    with pytest.raises(InputRefused, match=r"LibreOffice.*另存为 \.docx") as refused:
        read_document(path)
    assert refused.value.code == "E102"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "E101"),
        (b"{\\rtf1 x}", "E101"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"\xec\xa5" + bytes(9) + b"\x01" + bytes(99), "E103"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + os.urandom(5000), "E104"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le"), "E105"),
    ],
)
def test_old_word_files_refused_before_conversion(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "方案.wps"
    path.write_bytes(content)
    with pytest.raises(InputRefused) as refused:
        read_document(path)
    assert refused.value.code == code


needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice, optional at run time, is not installed"
)


def old_word_file(folder: Path, *, last: str) -> Path:
    """A .doc of PLAN and a table, with the paragraph `last` after it where there is one."""
    paper = docx.Document()
    for line in PLAN.replace("\x07", "").splitlines():
        paper.add_paragraph(line)
    rows = ("任务", "责任单位"), ("架桥", "甲局"), ("修路", "乙局")
    for row, texts in zip(paper.add_table(3, 2).rows, rows, strict=True):
        row.cells[0].text, row.cells[1].text = texts
    if last:
        paper.add_paragraph(last)
    source = folder / "方案.docx"
    paper.save(str(source))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "doc", "--outdir", str(folder), str(source)]
    subprocess.run(command, capture_output=True, timeout=60, check=True)
    return source.with_suffix(".doc")


@needs_libreoffice
def test_old_word_files_are_converted(tmp_path: Path) -> None:
    document = read_document(old_word_file(tmp_path, last="抄送：县委办公室。"))
    assert document.source.blocks == read_document(tmp_path / "方案.docx").source.blocks
    assert document.plan.doubts[0].code == "D208"
    assert "请对照原件" in document.plan.doubts[0].text


@needs_libreoffice
def test_a_table_lost_in_conversion_is_said(tmp_path: Path) -> None:
    """LibreOffice 7.4 drops a table with nothing after it; Word always writes a paragraph there."""
    document = read_document(old_word_file(tmp_path, last=""))
    lost = not any(isinstance(block, Table) for block in document.source.blocks)
    assert ("转换后没有读到" in document.plan.doubts[0].text) == lost
