"""The zip container of .docx and .xlsx, opened with distrust: structure, macros, embedded objects, entities."""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree

from duban.errors import InputRefused

MOST_PARTS = 2_000
LARGEST_TOTAL = 200 * 2**20
LARGEST_PART = 50 * 2**20
LARGEST_RATIO = 100
_SMALL_PART = 2**20

_AGAIN = "请在 Word 或 WPS 中重新另存后提交"
_CLEAN = "请去除宏、控件和嵌入对象后重新提交"
_ACTIVE_PART = re.compile(
    r"vbaProject\.bin$|vbaData\.xml$|/activeX/|/embeddings/|/macrosheets/|/ctrlProps/.*\.bin$|oleObject", re.IGNORECASE
)
_ACTIVE_TYPE = re.compile(rb"macroEnabled|ms-office\.vbaProject|ms-excel\.(?:intl)?macrosheet", re.IGNORECASE)
# A link that would be opened with the document. Hyperlinks and linked pictures are never followed here, so they may stay.
_ACTIVE_LINK = re.compile(r"/(?:attachedTemplate|aFChunk|oleObject|subDocument|frame)$")
_REMOTE = re.compile(r"(?:[a-z]{2,}://|\\\\|//)", re.IGNORECASE)
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
)


@dataclass(frozen=True)
class Relationship:
    """A link from one part to another; `target` is a part name, or an address where `external`."""

    kind: str
    target: str
    external: bool


class Container:
    """The parts of one checked archive. InputRefused: E101 damaged, E105 active content, E106 entities, E107 structure."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise _damaged() from error
        _check_structure(self._zip.infolist(), len(content))
        self.names = frozenset(self._zip.namelist())
        if "[Content_Types].xml" not in self.names:
            raise _damaged()
        active = sorted(name for name in self.names if _ACTIVE_PART.search(name))
        if active or _ACTIVE_TYPE.search(self.read("[Content_Types].xml")):
            raise InputRefused(
                "文件含宏、控件或嵌入对象，已拒收", code="E105", where="、".join(active[:3]), remedy=_CLEAN
            )
        for name in self.names:
            if name.endswith(".rels"):
                self._check_links(name)

    def read(self, name: str) -> bytes:
        """Return one part's bytes."""
        try:
            return self._zip.read(name)
        except (
            KeyError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise _damaged(name) from error

    def xml(self, name: str) -> etree._Element:
        """Return one part as XML, namespaces of the strict dialect turned into the common ones."""
        content = self.read(name)
        bare = content.replace(b"\x00", b"")
        if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
            raise _entity(name)
        if _STRICT in content:
            for strict, common in _TRANSITIONAL:
                content = content.replace(strict, common)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise _damaged(name) from error
        # An encoding the search above cannot see through.
        if etree.ElementTree(root).docinfo.internalDTD is not None:
            raise _entity(name)
        return root

    def relationships(self, name: str) -> dict[str, Relationship]:
        """Return the links of a part (of the package itself for an empty name) by their id."""
        folder, _, base = name.rpartition("/")
        rels = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
        return self._links(rels, folder) if rels in self.names else {}

    def main_part(self, suffix: str) -> str:
        """Return the name of the document itself; E104 where the package holds something else than `suffix` says."""
        kind = {".docx": "wordprocessingml", ".xlsx": "spreadsheetml"}[suffix]
        main = next(
            (link.target for link in self.relationships("").values() if link.kind.endswith("/officeDocument")), ""
        )
        if main not in self.names:
            raise _damaged(main)
        types = self.xml("[Content_Types].xml")
        types_of = {
            item.get("PartName", "").lstrip("/"): item.get("ContentType", "") for item in types if item.get("PartName")
        }
        if kind not in types_of.get(main, kind):
            raise InputRefused("扩展名与内容不符", code="E104", where=main, remedy=_AGAIN)
        return main

    def _check_links(self, rels: str) -> None:
        folder = rels.rpartition("_rels/")[0].rstrip("/")
        for link in self._links(rels, folder).values():
            if _ACTIVE_LINK.search(link.kind) and (not link.external or _REMOTE.match(link.target)):
                raise InputRefused(
                    "文件引用外部模板或嵌入文件，已拒收", code="E105", where=link.target[:80], remedy=_CLEAN
                )

    def _links(self, rels: str, folder: str) -> dict[str, Relationship]:
        links = {}
        for item in self.xml(rels):
            target, external = item.get("Target", ""), item.get("TargetMode") == "External"
            links[item.get("Id", "")] = Relationship(
                item.get("Type", ""), target if external else _resolved(folder, target), external
            )
        return links


def _resolved(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    parts = folder.split("/") if folder else []
    for part in target.split("/"):
        if part == "..":
            del parts[-1:]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _check_structure(entries: list[zipfile.ZipInfo], size: int) -> None:
    names = [entry.filename for entry in entries]
    faults = (
        (len(entries) > MOST_PARTS, f"部件过多（{len(entries)} 个）"),
        (len({name.lower() for name in names}) < len(names), "部件重名"),
        (sum(entry.file_size for entry in entries) > LARGEST_TOTAL, "解压后过大"),
        (any(entry.file_size > LARGEST_PART for entry in entries), "单个部件过大"),
        (
            any(entry.file_size > max(_SMALL_PART, entry.compress_size * LARGEST_RATIO) for entry in entries),
            "压缩比异常",
        ),
        (any(_wrong_path(name) for name in names), "部件路径异常"),
        (any((entry.external_attr >> 16) & 0o170000 == 0o120000 for entry in entries), "含链接文件"),
        (any(entry.flag_bits & 1 for entry in entries), "部件加密"),
        (
            any(re.search(r"\.(?:zip|docx|xlsx|pptx|7z|rar|jar)$", name, re.IGNORECASE) for name in names),
            "压缩包中有压缩包",
        ),
        (_overlap(entries, size), "部件重叠"),
    )
    for wrong, fault in faults:
        if wrong:
            raise InputRefused(f"压缩结构异常：{fault}", code="E107", remedy=_AGAIN)


def _wrong_path(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _overlap(entries: list[zipfile.ZipInfo], size: int) -> bool:
    # A local header is 30 bytes and the name; two entries sharing bytes are how a small file becomes a huge one.
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            return True
        end = entry.header_offset + 30 + len(entry.orig_filename.encode("utf-8", "replace")) // 3 + entry.compress_size
    return end > size


def _damaged(where: str = "") -> InputRefused:
    return InputRefused("文件不完整或不是 docx/xlsx", code="E101", where=where, remedy="请重新导出后提交")


def _entity(where: str) -> InputRefused:
    return InputRefused("文件含实体声明，已拒收", code="E106", where=where, remedy=_AGAIN)
