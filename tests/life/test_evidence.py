"""Which files may be kept as evidence: told by their bytes."""

import io
import zipfile

import pytest

from duban.errors import InputRefused
from duban.life.evidence import LARGEST, media_type, safe_file_name


def zipped(*names: str) -> bytes:
    """A zip of empty parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for name in names:
            package.writestr(name, b"x")
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("验收单.pdf", b"%PDF-1.7 ...", "application/pdf"),
        ("照片.JPG", b"\xff\xd8\xff\xe0....", "image/jpeg"),
        ("台账.xlsx", zipped("xl/workbook.xml"), "application/zip"),
        ("说明.txt", "已完成".encode(), "text/plain"),
        ("名册.csv", "姓名,年级\n".encode("gb18030"), "text/csv"),
    ],
)
def test_what_units_send_is_kept(name: str, content: bytes, found: str) -> None:
    assert media_type(name, content) == found


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("空.pdf", b"", "E308"),
        ("大.pdf", b"%PDF-" + b"0" * LARGEST, "E309"),
        ("程序.exe", b"MZ\x90\x00", "E310"),
        ("页面.html", b"<html>", "E310"),
        ("图.svg", b"<svg onload=x>", "E310"),
        ("双.docx.exe", b"PK\x03\x04", "E310"),
        ("改名.pdf", b"MZ\x90\x00", "E311"),
        ("改名.docx", b"%PDF-1.7", "E311"),
        ("网页.txt", b"<script>alert(1)</script>", "E311"),
        ("脚本.txt", b"#!/bin/sh\nrm -rf", "E311"),
        ("宏.xlsx", zipped("xl/vbaProject.bin"), "E312"),
        ("控件.docx", zipped("word/activeX/activeX1.xml"), "E312"),
    ],
)
def test_what_may_run_or_pretends_is_refused_with_its_reason(name: str, content: bytes, code: str) -> None:
    with pytest.raises(InputRefused) as refused:
        media_type(name, content)
    assert refused.value.code == code
    assert refused.value.where == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("..\\..\\a\r\nb.pdf", ".._.._a__b.pdf"),
        ("a\u202efdp.exe.pdf", "a_fdp.exe.pdf"),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
    ],
)
def test_a_name_is_shown_without_path_and_tricks(name: str, shown: str) -> None:
    assert safe_file_name(name) == shown
