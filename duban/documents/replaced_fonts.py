"""Which of a paper's fonts a rendering was made without (字体替换): the fonts the .docx names against the faces the PDF carries."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pdfplumber
from lxml import etree
from pdfminer.pdftypes import resolve1

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The faces an office's font is known by in files where that is not its own name: small letters, no spaces and marks.
_FACES = {
    "仿宋_GB2312": ("fangsong", "仿宋"),
    "仿宋": ("fangsong", "仿宋"),
    "楷体_GB2312": ("kaiti", "楷体"),
    "楷体": ("kaiti", "楷体"),
    "方正小标宋简体": ("fzxiaobiaosong", "fzxbs", "小标宋"),
    "黑体": ("simhei", "黑体"),
    "宋体": ("simsun", "nsimsun", "宋体"),
    "微软雅黑": ("microsoftyahei", "微软雅黑"),
    "等线": ("dengxian", "等线"),
    "华文中宋": ("stzhongsong", "华文中宋"),
    "华文仿宋": ("stfangsong", "华文仿宋"),
    "华文楷体": ("stkaiti", "华文楷体"),
    # One file holds the letters of every region; a PDF names another region than the paper.
    "Noto Sans CJK SC": ("notosanscjk",),
    "Noto Serif CJK SC": ("notoserifcjk",),
}
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_MARKS = re.compile(r"[\s_\-,]+")
_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")


class FontReport(NamedTuple):
    """The fonts the paper names that the rendering lacks, and the families it was set in that are none of the paper's; both sorted."""

    missing: tuple[str, ...]
    instead: tuple[str, ...]

    @property
    def words(self) -> str:
        """The report as one sentence for a person; empty where nothing was replaced."""
        if not self.missing:
            return ""
        return (
            f"本机缺少字体{'、'.join(self.missing)}，版面以{'、'.join(self.instead) or '其他字体'}代替，仅供预览；"
            "文件中的字体名称未改。"
        )


def replaced_fonts(docx: bytes, pdf: bytes) -> FontReport:
    """Return which fonts of the .docx, Chinese or Latin, are not in the PDF made of it."""
    named, faces = sorted(set(_named(docx)) - {""}), _faces(pdf)
    missing = [name for name in named if not any(_is_of(face, name) for face in faces)]
    instead = {face.partition("-")[0] for face in faces if not any(_is_of(face, name) for name in named)}
    return FontReport(tuple(missing), tuple(sorted(instead)))


def together(reports: Iterable[FontReport]) -> FontReport:
    """Return the report of several renderings as one."""
    missing, instead = (sorted({name for names in kind for name in names}) for kind in zip(*reports, strict=True))
    return FontReport(tuple(missing), tuple(instead))


def _is_of(face: str, name: str) -> bool:
    return _plain(face).startswith(_FACES.get(name, (_plain(name),)))


def _faces(pdf: bytes) -> list[str]:
    """Return the faces of the pages' fonts; a page's list holds those alone that something on it, or on another, is set in."""
    faces = set()
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        for page in opened.pages:
            fonts = resolve1(resolve1(page.page_obj.resources).get("Font")) or {}
            faces |= {_SUBSET.sub("", resolve1(font)["BaseFont"].name) for font in fonts.values()}
    return sorted(faces)


def _plain(face: str) -> str:
    return _MARKS.sub("", face).lower()


class _Styles:
    """The fonts a paper's styles give, Chinese (eastAsia) or Latin (ascii)."""

    def __init__(self, root: etree._Element) -> None:
        self.known = {style.get(f"{_W}styleId"): style for style in root.iter(f"{_W}style")}
        self.default = root.find(f"{_W}docDefaults/{_W}rPrDefault")
        plain = (one for one in self.known.values() if one.get(f"{_W}default") and one.get(f"{_W}type") == "paragraph")
        self.plain = next((one.get(f"{_W}styleId") for one in plain), None)

    def font(self, paragraph: etree._Element, run: etree._Element, script: str) -> str:
        """Return the font of a run's letters of one script, "" where none is named."""
        return (
            _font(run, script)
            or self._of(_style(run, "rPr/rStyle"), script)
            or self._of(_style(paragraph, "pPr/pStyle") or self.plain, script)
            or _font(self.default, script)
        )

    def _of(self, style: str | None, script: str) -> str:
        seen = set()
        while style in self.known and style not in seen:
            seen.add(style)
            if font := _font(self.known[style], script):
                return font
            style = _style(self.known[style], "basedOn")
        return ""


def _named(docx: bytes) -> Iterator[str]:
    """Yield the fonts of every run with text, in the body, the heads and the feet of pages."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        names = package.namelist()
        styles = _Styles(_parsed(package.read("word/styles.xml") if "word/styles.xml" in names else b""))
        roots = [_parsed(package.read(name)) for name in names if _PARTS.fullmatch(name)]
    for root in roots:
        for paragraph in root.iter(f"{_W}p"):
            for run in paragraph.iter(f"{_W}r"):
                text = "".join(piece.text or "" for piece in run.iterchildren(f"{_W}t"))
                if any(not letter.isascii() and not letter.isspace() for letter in text):
                    yield styles.font(paragraph, run, "eastAsia")
                if any(letter.isascii() and letter.isalnum() for letter in text):
                    yield styles.font(paragraph, run, "ascii")


def _parsed(part: bytes) -> etree._Element:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(part, parser) if part else None
    return etree.Element("nothing") if root is None else root


def _style(element: etree._Element, path: str) -> str | None:
    found = element.find("/".join(_W + step for step in path.split("/")))
    return None if found is None else found.get(f"{_W}val")


def _font(element: etree._Element | None, script: str) -> str:
    fonts = None if element is None else element.find(f"{_W}rPr/{_W}rFonts")
    return "" if fonts is None else fonts.get(f"{_W}{script}", "")
