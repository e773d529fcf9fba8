"""Review before adoption (核对): the sheets of a plan file out to a person, the corrected workbook back."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from duban.documents.review import Review, review_of
from duban.documents.review_html import review_html
from duban.documents.review_xlsx import review_xlsx
from duban.documents.reviewed import Reviewed, read_review
from duban.errors import UsageError
from tasks.intake import Document, read_bytes, read_source_of
from tasks.papers import put

_WRITERS: dict[str, Callable[[Review], bytes]] = {".xlsx": review_xlsx, ".html": review_html}


def write_review(document: Document, name: str, out: Path) -> Path:
    """Write a document's review to a file whose suffix, .xlsx or .html, says in which form; UsageError for another."""
    writer = _WRITERS.get(out.suffix.lower())
    if writer is None:
        raise UsageError(f"核对表不能写成“{out.suffix or out.name}”", remedy="请用 .xlsx 或 .html")
    sha256 = hashlib.sha256(document.content).hexdigest()
    return put(out, writer(review_of(document.plan, document.source, name, sha256)))


def read_reviewed_file(path: Path) -> tuple[Reviewed, bytes]:
    """Return what a corrected review workbook says, and its bytes; InputRefused E130 or E131 with all its faults."""
    content = read_bytes(path)
    return read_review(read_source_of(path.name, content)), content
