"""Bytes to a Source: which format a file has, by its name and by what it holds. The formats themselves stand in duban.reading.formats."""

from collections.abc import Callable

from duban.errors import InputRefused
from duban.reading.source import Source

SUFFIXES = (".txt", ".html", ".htm", ".docx", ".xlsx", ".xls", ".pdf")

_OLD_OFFICE = "旧版 Office 文件（doc、xls、wps）"
_MARKS = {".docx": b"PK\x03\x04", ".xlsx": b"PK\x03\x04", ".xls": b"\xd0\xcf\x11\xe0", ".pdf": b"%PDF-"}
_SIGNATURES = (
    (b"PK\x03\x04", "压缩包类文件（docx、xlsx 等）"),
    (b"PK\x05\x06", "空压缩包"),
    (b"\xd0\xcf\x11\xe0", _OLD_OFFICE),
    (b"%PDF-", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
)


def read_source(name: str, content: bytes) -> Source:
    """Return the document some bytes hold (原文), its format told by the suffix of `name` and checked against the bytes.

    InputRefused with the codes of the intake table: E101 empty or damaged, E102 a format not taken, E103 encrypted, E104 not what
    its name says, E105 macros or embedded objects, E106 entity declarations, E107 a hostile archive, E108 too large.

    >>> read_source("方案.txt", "责任单位：县水务局".encode()).blocks[0].text
    '责任单位：县水务局'
    """
    suffix = suffix_of(name)
    if suffix not in SUFFIXES:
        raise InputRefused(
            f"暂不支持“{suffix or name}”文件", code="E102", remedy=f"请另存为 {'、'.join(SUFFIXES)} 之一"
        )
    if not content.strip():
        raise InputRefused("文件是空的", code="E101", remedy="请重新导出后提交")
    _check_signature(suffix, content)
    return _reader(suffix)(content)


def _check_signature(suffix: str, content: bytes) -> None:
    mark = _MARKS.get(suffix, b"")
    if mark and content.startswith(mark):
        return
    held = signature_of(content)
    if held == _OLD_OFFICE and "EncryptedPackage".encode("utf-16-le") in content:
        raise InputRefused("文件已加密", code="E103", remedy="请取消密码后重新提交")
    if held:
        raise InputRefused(
            f"扩展名与内容不符：名为“{suffix}”，实为{held}", code="E104", remedy="请改正扩展名后重新提交"
        )
    if mark:
        raise InputRefused(f"文件不完整，或不是 {suffix[1:]} 文件", code="E101", remedy="请重新导出后提交")


def _reader(suffix: str) -> Callable[[bytes], Source]:
    # Imported when first needed: a child process that reads one file should not load every format's library.
    match suffix:
        case ".txt":
            from duban.reading.formats.text import read_text as read
        case ".docx":
            from duban.reading.formats.word import read_word as read
        case ".xlsx" | ".xls":
            from duban.reading.formats.excel import read_excel as read
        case ".pdf":
            from duban.reading.formats.pdf import read_pdf as read
        case _:
            from duban.reading.formats.html import read_html as read
    return read


def suffix_of(name: str) -> str:
    """Return the lower-case suffix of a file name, with its dot; empty where it has none.

    >>> suffix_of("方案.V2.DOCX")
    '.docx'
    """
    stem, dot, suffix = name.replace("\\", "/").rsplit("/", 1)[-1].rpartition(".")
    return f".{suffix.lower()}" if dot and stem else ""


def signature_of(content: bytes) -> str:
    """Return the kind of file the first bytes tell, in words; empty where they tell none."""
    return next((kind for mark, kind in _SIGNATURES if content.startswith(mark)), "")
