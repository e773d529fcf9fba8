"""A unit's rectification ledger (整改台账) as a landscape official table (.docx), for signing, for filing, and to be answered in Word.

Reading a filled one back lives in returned_ledger; which row is which finding travels unseen in the file's own properties.
"""

import re

from duban.documents.carried import as_properties
from duban.documents.docx_package import OURS, WORKING, Template, docx_bytes
from duban.documents.layout import render
from duban.documents.paper import Column, Table
from duban.documents.rectification_xlsx import ASKED, CHOICES, SHOWN, Ledger, guide, issued_cells, proof_rows
from duban.documents.table_widths import column_widths, keeps_whole
from duban.life.rectification import HEADINGS

# Share of the width of each column shown, then of each asked.
_SHARES = (4, 9, 15, 19, 7, 11, 12, 9, 7, 15, 15, *(12, 15, 10, 14, 11))
COLUMNS = tuple(zip((*(HEADINGS[place] for place in SHOWN), *ASKED), _SHARES, strict=True))
# Read as a column, not as a line: what is long stands at the left.
_WIDE = {"来源", "问题", "整改目标", "措施", "进展"}
PROPERTY = "duban-rectification"
_DAY_LAST = re.compile(r"(\d{4}年\d{1,2}月\d{1,2}日)$", re.ASCII)
_CHOOSE = f"“{ASKED[0]}”点选或填写“{'”“'.join(CHOICES)}”之一"


def ledger_docx(ledger: Ledger, template: Template = OURS) -> bytes:
    """Return a unit's ledger as .docx bytes with places to answer, in an office's looks: same values, same bytes."""
    rows = [[_in_lines(text) for text in issued_cells(row)] for row in ledger.rows]
    columns = tuple(Column(heading.replace("或", "\n或"), share) for heading, share in COLUMNS)
    table = Table("", columns, tuple((*row, *("",) * len(ASKED)) for row in rows))
    widths = column_widths(table, WORKING)
    document = render(
        "official/rectification.xml.j2",
        ledger=ledger,
        rows=rows,
        headings=[heading.replace("或", "\n或") for heading, _ in COLUMNS],
        widths=widths,
        whole=keeps_whole(table, widths),
        wide=_WIDE,
        asked=ASKED,
        choices=CHOICES,
        guide=guide(_CHOOSE),
    )
    properties = as_properties(PROPERTY, list(proof_rows(ledger)))
    return docx_bytes(ledger.title, document, properties, template=template)


def _in_lines(text: str) -> str:
    """Return a text broken where it reads best in a narrow column; a row's mark does not count white space."""
    return _DAY_LAST.sub(r"\n\1", text.replace("；", "；\n")).strip()
