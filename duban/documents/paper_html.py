"""Any official paper as one page of HTML, for mail, screen and print; it fetches nothing. What a paper says lives with each paper."""

from duban.documents.layout import render
from duban.documents.paper import Contents, Heading, Paper
from duban.documents.table_widths import column_widths
from duban.documents.wording import day_text


def paper_html(paper: Paper) -> bytes:
    """Return the paper as HTML in UTF-8: same value, same bytes."""
    listed = any(isinstance(block, Contents) for block in paper.blocks)
    # Headings are counted as the page sets them.
    heads = [
        (place, block)
        for place, block in enumerate((b for b in paper.blocks if isinstance(b, Heading)), 1)
        if listed and block.level == 1
    ]
    page = render(
        "web/paper.html.j2",
        paper=paper,
        head=paper.letterhead,
        listed=[(f"part{place}", block.text) for place, block in heads],
        date_words=day_text(paper.day) if paper.day else "　　　　年　　月　　日",
        widths=lambda table: [round(width / 100, 2) for width in column_widths(table, 10_000)],
        wide=paper.landscape or any(annex.landscape for annex in paper.annexes),
    )
    return page.encode()
