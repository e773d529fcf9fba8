"""Papers become PDF beside them: what is taken, what is refused, one that fails takes no other with it, and a real LibreOffice's pages."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pdfplumber
import pytest
from sample_papers import FORMAL

from duban.documents.docx_package import docx_bytes
from duban.documents.official_docx import official_docx
from duban.documents.replaced_fonts import replaced_fonts
from duban.errors import ConfigurationError, InputRefused
from tasks import converting, rendering
from tasks.printing import watched
from tasks.rendering import papers_in, rendered

FORM = """<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:pPr>
<w:pStyle w:val="Body"/></w:pPr><w:sdt><w:sdtPr><w:comboBox><w:listItem w:displayText="甲" w:value="甲"/></w:comboBox></w:sdtPr><w:sdtContent>
<w:r><w:t>办理有进展</w:t></w:r></w:sdtContent></w:sdt></w:p></w:body></w:document>"""


@pytest.fixture
def papers(tmp_path: Path) -> list[Path]:
    """Ten papers, the third cut short."""
    files = [tmp_path / f"通报{number}.docx" for number in range(10)]
    for file in files:
        file.write_bytes(official_docx(FORMAL))
    files[2].write_bytes(official_docx(FORMAL)[:-300])
    return files


def test_folders_give_their_papers_once_and_nothing_else(papers: list[Path], tmp_path: Path) -> None:
    below = tmp_path / "清单" / "甲局.docx"
    below.parent.mkdir()
    below.write_bytes(b"PK")
    (tmp_path / "~$通报1.docx").write_bytes(b"")
    (tmp_path / "得分表.xlsx").write_bytes(b"PK")
    assert papers_in([tmp_path, papers[4]]) == sorted([*papers, below])
    for path in (tmp_path / "没有.docx", tmp_path / "得分表.xlsx"):
        with pytest.raises(InputRefused) as refused:
            papers_in([papers[0], path])
        assert refused.value.where == str(path)
    (tmp_path / "空").mkdir()
    with pytest.raises(InputRefused, match=r"没有 \.docx"):
        papers_in([tmp_path / "空"])


def test_without_libreoffice_nothing_is_done_and_the_remedy_is_named(
    papers: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigurationError, match=r"未安装 LibreOffice.*Word、WPS"):
        rendered(papers)
    assert not (tmp_path / "PDF").exists()


def test_what_cannot_be_turned_is_told_and_takes_no_other_with_it(
    papers: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(papers[5], "a") as package:
        package.writestr("word/vbaProject.bin", "x")
    deadly, asked = papers[7].with_name("致命.docx"), list[int]()
    deadly.write_bytes(docx_bytes("致命", FORM))
    pages = _pdf()

    def falls_over(_: str, contents: Sequence[bytes]) -> list[bytes | None]:
        asked.append(len(contents))
        return [None] * len(contents) if deadly.read_bytes() in contents else [pages] * len(contents)

    monkeypatch.setattr(rendering, "to_pdf", falls_over)
    monkeypatch.setattr(rendering, "office_program", lambda: "soffice")
    seen = list[tuple[int, int]]()
    files = [*papers[:7], deadly, *papers[7:]]
    with watched(lambda made, total: seen.append((made, total))):
        made = rendered(files)
    assert [one.file for one in made] == files
    faults = {one.file.name: one.fault for one in made if one.fault}
    assert set(faults) == {"通报2.docx", "通报5.docx", "致命.docx"}
    assert faults["通报2.docx"].startswith("E101")
    assert faults["通报5.docx"].startswith("E105 含宏")
    assert "不能转换" in faults["致命.docx"]
    # The six of the first batch are tried alone once it fell over; the second goes through at once.
    assert asked == [6, 1, 1, 1, 1, 1, 1, 3]
    assert seen == [(number, 11) for number in range(1, 12)]
    assert sorted(file.stem for file in (tmp_path / "PDF").iterdir()) == sorted(
        file.stem for file in files if file.name not in faults
    )


def test_a_libreoffice_that_hangs_is_ended(tmp_path: Path, papers: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    office = tmp_path / "bin" / "soffice"
    office.parent.mkdir()
    office.write_text("#!/bin/sh\nsleep 3600\n")
    office.chmod(0o700)
    monkeypatch.setattr(converting, "office_program", lambda: str(office))
    monkeypatch.setattr(rendering, "office_program", lambda: str(office))
    monkeypatch.setattr(converting, "SECONDS", 0.3)
    (made,) = rendered(papers[:1])
    assert "不能转换" in made.fault
    assert not (tmp_path / "PDF").exists()


def _pdf() -> bytes:
    """A PDF of one empty page."""
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.new_page(100, 100)
    document.save(out := io.BytesIO())
    return out.getvalue()


needs_libreoffice = pytest.mark.skipif(
    converting.office_program() is None, reason="LibreOffice, optional at run time, is not installed"
)


@needs_libreoffice
def test_papers_become_pdf_with_their_missing_fonts_and_nothing_beside_them_is_touched(tmp_path: Path) -> None:
    paper, form = tmp_path / "通报.docx", tmp_path / "清单.docx"
    paper.write_bytes(official_docx(FORMAL))
    form.write_bytes(docx_bytes("清单", FORM))
    scanned = tmp_path / "通报.pdf"
    scanned.write_bytes(b"the signed original")
    made = rendered([paper, form])
    assert [one.pdf for one in made] == [tmp_path / "PDF" / "通报.pdf", tmp_path / "PDF" / "清单.pdf"]
    assert scanned.read_bytes() == b"the signed original"
    assert paper.read_bytes() == official_docx(FORMAL)
    with pdfplumber.open(tmp_path / "PDF" / "清单.pdf") as pdf:
        assert "办理有进展" in pdf.pages[0].extract_text()
        # A list to choose from is printed as the words it shows.
        assert pdf.annots == []
    for one in made:
        assert one.pdf
        assert one.fonts == replaced_fonts(one.file.read_bytes(), one.pdf.read_bytes())
