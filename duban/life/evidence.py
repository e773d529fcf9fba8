"""Which files may be kept as evidence (佐证): told by their bytes, never by being opened. Keeping them is models.acts'."""

import re

from duban.errors import InputRefused

LARGEST = 20 * 2**20
MOST = 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES: tuple[tuple[bytes, str, frozenset[str]], ...] = (
    (b"%PDF-", "application/pdf", frozenset({"pdf"})),
    (b"\xff\xd8\xff", "image/jpeg", frozenset({"jpg", "jpeg"})),
    (b"\x89PNG\r\n\x1a\n", "image/png", frozenset({"png"})),
    (b"PK\x03\x04", "application/zip", frozenset({"docx", "xlsx", "pptx", "wps", "et", "ofd"})),
    (_OLE, "application/x-ole-storage", frozenset({"doc", "xls", "ppt", "wps", "et"})),
)
_TEXTS = {"txt": "text/plain", "csv": "text/csv"}
_ALLOWED = sorted({suffix for _, _, suffixes in _SIGNATURES for suffix in suffixes} | set(_TEXTS))
_MACRO = re.compile(rb"vbaProject\.bin|activeX\d*\.xml|_VBA_PROJECT|V\x00B\x00A\x00_\x00P\x00R\x00O\x00J")
# What a browser or shell would run or open as a page, wherever it hides in a text.
_ACTIVE = re.compile(rb"<\s*(?:script|html|svg|iframe|!doctype)|^#!", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff/\\]")
_LONGEST_NAME = 120
_REMEDY = f"请提供 {'、'.join(_ALLOWED)} 文件"


def media_type(name: str, content: bytes) -> str:
    """Return the media type of a file that may be kept; InputRefused E308–E312 for one that may not.

    Refused: nothing in it, over LARGEST bytes, a type outside the list, an ending that does not fit the bytes, macros, active text.
    """
    suffix = name.rpartition(".")[2].lower()
    if not content:
        raise InputRefused("佐证文件是空的", where=name, remedy="请核对后重新提供", code="E308")
    if len(content) > LARGEST:
        raise InputRefused(
            f"佐证文件过大（{len(content) >> 20} MB）",
            where=name,
            remedy=f"每个文件不超过 {LARGEST >> 20} MB",
            code="E309",
        )
    if suffix in _TEXTS:
        return _text_type(name, suffix, content)
    for signature, found, suffixes in _SIGNATURES:
        if content.startswith(signature) and suffix in suffixes:
            if _MACRO.search(content):
                raise InputRefused("佐证文件含有宏或控件", where=name, remedy="请另存为不含宏的文件", code="E312")
            return found
    known = any(suffix in suffixes for _, _, suffixes in _SIGNATURES)
    what = "佐证文件的扩展名与内容不符" if known else f"不收“.{suffix}”这类佐证文件"
    raise InputRefused(what, where=name, remedy=_REMEDY, code="E311" if known else "E310")


def _text_type(name: str, suffix: str, content: bytes) -> str:
    if b"\x00" in content or _ACTIVE.search(content):
        raise InputRefused("佐证文件不是纯文本", where=name, remedy=_REMEDY, code="E311")
    return _TEXTS[suffix]


def safe_file_name(name: str) -> str:
    r"""Return the name a file is shown under: no path, no unseen or reordering marks, at most 120 characters, its ending kept.

    >>> safe_file_name("../../验收\u202e单.pdf")
    '.._.._验收_单.pdf'
    """
    shown = _UNSEEN.sub("_", name)
    if len(shown) <= _LONGEST_NAME:
        return shown
    stem, _, suffix = shown.rpartition(".")
    return f"{stem[: _LONGEST_NAME - len(suffix) - 1]}.{suffix}"
