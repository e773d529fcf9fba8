"""Review before adoption (核对): the sheets of a plan file out to a person, the corrected workbook or Word form back."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from duban.documents.returned_docx import is_word
from duban.documents.review import Review, review_of
from duban.documents.review_docx import review_docx
from duban.documents.review_html import review_html
from duban.documents.review_xlsx import review_xlsx
from duban.documents.reviewed import Reviewed, read_review
from duban.errors import UsageError
from tasks.intake import Document, read_bytes, read_source_of
from tasks.papers import office_template, put

_ZIP = b"PK\x03\x04"


def write_review(document: Document, name: str, out: Path) -> Path:
    """Write a document's review to a file whose suffix, .xlsx, .docx or .html, says in which form; UsageError for another."""
    writer = _WRITERS.get(out.suffix.lower())
    if writer is None:
        raise UsageError(f"核对表不能写成“{out.suffix or out.name}”", remedy="请用 .xlsx、.docx 或 .html")
    sha256 = hashlib.sha256(document.content).hexdigest()
    return put(out, writer(review_of(document.plan, document.source, name, sha256)))


def _word_form(review: Review) -> bytes:
    return review_docx(review, office_template())


_WRITERS: dict[str, Callable[[Review], bytes]] = {".xlsx": review_xlsx, ".docx": _word_form, ".html": review_html}


def read_reviewed_file(path: Path) -> tuple[Reviewed, bytes]:
    """Return what a corrected review sheet says, and its bytes; InputRefused E130 or E131 with all its faults.

    Whether it is a workbook or a Word form is told by what it holds, whatever it is called.
    """
    content = read_bytes(path)
    name = path.name
    if content.startswith(_ZIP):
        name = f"{path.name}.docx" if is_word(content) else f"{path.name}.xlsx"
    return read_review(read_source_of(name, content), content), content
