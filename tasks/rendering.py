"""Papers turned into PDF (转为 PDF) by LibreOffice, each with the fonts it was set without; one that fails is told, the rest made."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from duban.documents.replaced_fonts import FontReport, replaced_fonts
from duban.documents.returned_file import Fault, unpacked
from duban.errors import ConfigurationError, InputRefused
from tasks.converting import office_program, to_pdf
from tasks.papers import put
from tasks.printing import tell_made

# A folder of its own: a scanned original (.pdf) that lies beside its paper is never written over.
FOLDER = "PDF"
# One start of LibreOffice for so many; a paper that brings it down takes no other with it, for those are tried again alone.
_AT_ONCE = 8
_DOCUMENT = "word/document.xml"


class Rendered(NamedTuple):
    """What became of one paper: its PDF and the fonts it lacks, or the fault that kept it from being made."""

    file: Path
    pdf: Path | None = None
    fonts: FontReport = FontReport((), ())
    fault: str = ""


class _Read(NamedTuple):
    file: Path
    content: bytes


def papers_in(paths: Iterable[Path]) -> list[Path]:
    """Return the .docx files named and those in the folders named, each once; InputRefused where one is not there or is none."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            # Word keeps a hidden file beside an open one.
            found += sorted(file for file in path.rglob("*.docx") if not file.name.startswith(("~$", ".")))
        elif path.suffix.lower() != ".docx" or not path.is_file():
            what = "没有这个文件" if not path.exists() else "只能把 .docx 转为 PDF"
            raise InputRefused(what, where=str(path), remedy="请给出 .docx 文件，或放有 .docx 的文件夹")
        else:
            found.append(path)
    if not found:
        raise InputRefused("没有可转的文件", remedy="所给文件夹中没有 .docx")
    return list(dict.fromkeys(found))


def rendered(files: Sequence[Path]) -> list[Rendered]:
    """Write the PDF of every paper into the folder PDF beside it and return what became of each, in the order given.

    ConfigurationError where LibreOffice is not installed.
    """
    office = office_program()
    if office is None:
        raise ConfigurationError(
            "本机未安装 LibreOffice，不能转为 PDF",
            remedy="请安装 LibreOffice（命令 soffice 可用即可），或在 Word、WPS 中打开后另存为 PDF",
        )
    made: dict[Path, Rendered] = {}
    for start in range(0, len(files), _AT_ONCE):
        for one in _batch(office, files[start : start + _AT_ONCE]):
            made[one.file] = one
            tell_made(len(made), len(files), many=2)
    return [made[file] for file in files]


def _batch(office: str, files: Sequence[Path]) -> Iterator[Rendered]:
    read = [_read(file) for file in files]
    papers = [one for one in read if isinstance(one, _Read)]
    yield from (one for one in read if isinstance(one, Rendered))
    pdfs = to_pdf(office, [paper.content for paper in papers]) if papers else []
    for paper, pdf in zip(papers, pdfs, strict=True):
        if pdf is None and len(papers) > 1:
            (pdf,) = to_pdf(office, [paper.content])
        yield _kept(paper, pdf)


def _read(file: Path) -> _Read | Rendered:
    try:
        content = file.read_bytes()
    except OSError as error:
        return Rendered(file, fault=f"无法读取：{error.strerror}")
    parts = unpacked(content, {_DOCUMENT}.__contains__)
    if isinstance(parts, Fault):
        return Rendered(file, fault=f"{parts.code} {parts.what}")
    if parts is None or _DOCUMENT not in parts:
        return Rendered(file, fault="E101 文件不完整，或不是 .docx")
    return _Read(file, content)


def _kept(paper: _Read, pdf: bytes | None) -> Rendered:
    if pdf is None:
        return Rendered(paper.file, fault="E101 LibreOffice 不能转换，文件可能已损坏、过大或加密")
    target = paper.file.parent / FOLDER / f"{paper.file.stem}.pdf"
    return Rendered(paper.file, put(target, pdf), replaced_fonts(paper.content, pdf))
