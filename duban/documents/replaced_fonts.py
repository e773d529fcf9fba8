"""Which of a paper's fonts a rendering was made without (字体替换): the fonts the .docx names against the faces the PDF carries."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

import pdfplumber
from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The faces an office's font is known by in files: small letters, no spaces and marks.
_FACES = {
    "仿宋_GB2312": ("fangsong", "仿宋"),
    "楷体_GB2312": ("kaiti", "楷体"),
    "方正小标宋简体": ("fzxiaobiaosong", "fzxbs", "小标宋"),
    "黑体": ("simhei", "黑体"),
    "宋体": ("simsun", "nsimsun", "宋体"),
}
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_MARKS = re.compile(r"[\s_\-,]+")


class FontReport(NamedTuple):
    """The fonts the paper names that the rendering lacks, and the faces it was set in; both sorted."""

    missing: tuple[str, ...]
    used: tuple[str, ...]

    @property
    def words(self) -> str:
        """The report as one sentence for a person; empty where nothing was replaced."""
        if not self.missing:
            return ""
        return (
            f"本机缺少字体{'、'.join(self.missing)}，版面以{'、'.join(self.used)}代替，仅供预览；文件中的字体名称未改。"
        )


def replaced_fonts(docx: bytes, pdf: bytes) -> FontReport:
    """Return which Chinese fonts of the .docx are not in the PDF made of it."""
    used = _faces(pdf)
    plain = [_plain(face) for face in used]
    missing = [
        name
        for name in sorted(set(_named(docx)))
        if not any(face.startswith(known) for face in plain for known in _FACES.get(name, (_plain(name),)))
    ]
    return FontReport(tuple(missing), tuple(used))


def _faces(pdf: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return sorted({_SUBSET.sub("", char["fontname"]) for page in opened.pages for char in page.chars})


def _plain(face: str) -> str:
    return _MARKS.sub("", face).lower()


def _named(docx: bytes) -> Iterator[str]:
    """Yield the East Asian font of every style a paragraph or run with text bears."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        document, styles = (etree.fromstring(package.read(f"word/{part}.xml")) for part in ("document", "styles"))
        footers = [
            etree.fromstring(package.read(name)) for name in package.namelist() if name.startswith("word/footer")
        ]
    known = {style.get(f"{_W}styleId"): style for style in styles.iter(f"{_W}style")}
    default = _font(styles.find(f"{_W}docDefaults/{_W}rPrDefault")) or ""
    for root in (document, *footers):
        for paragraph in root.iter(f"{_W}p"):
            for run in paragraph.iter(f"{_W}r"):
                if run.find(f"{_W}t") is not None:
                    yield (
                        _of_style(known, _style(run, "rPr/rStyle"))
                        or _of_style(known, _style(paragraph, "pPr/pStyle"))
                        or default
                    )


def _style(element: etree._Element, path: str) -> str | None:
    found = element.find("/".join(_W + step for step in path.split("/")))
    return None if found is None else found.get(f"{_W}val")


def _of_style(known: dict[str | None, etree._Element], style: str | None) -> str | None:
    while style in known:
        font = _font(known[style])
        if font:
            return font
        style = _style(known[style], "basedOn")
    return None


def _font(element: etree._Element | None) -> str | None:
    fonts = None if element is None else element.find(f"{_W}rPr/{_W}rFonts")
    return None if fonts is None else fonts.get(f"{_W}eastAsia")
