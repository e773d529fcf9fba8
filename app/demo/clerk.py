"""The clerk of a demonstration: opens a unit's checklist in its workbook, fills the coloured cells, saves it under a new name."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from duban.documents.checklist_xlsx import DAY, HEAD_FIELDS, PROGRESS, PROOF_SHEET, REMARK, SHEET, STATUS, TEXT
from duban.errors import InputRefused

INVENTED = "演示数据，虚构"
_TAKES_DAYS = ("已开展", "申请延期")


def fill(checklist: Path, rows: Iterable[Iterable[Any]], to: Path) -> Path:
    """Fill a checklist and return the new file; each row is (task, what was done, progress or days, words).

    A task with several rows is answered in the first one that takes such an answer. InputRefused where none does.
    """
    book = load_workbook(checklist)
    sheet, proof = book[SHEET], book[PROOF_SHEET]
    keys = [[cell.value for cell in row] for row in proof.iter_rows(min_row=len(HEAD_FIELDS) + 1)]
    for task, status, value, words in rows:
        wanted = "recurring" if status == "已开展" else "dated"
        places = [int(str(key[0])) for key in keys if key[2] == task and key[4] == wanted]
        free = [place for place in places if not sheet.cell(place, STATUS + 1).value]
        if not free:
            raise InputRefused(f"清单中没有可填“{status}”的行", where=f"{checklist.name} {task}", remedy="核对答复脚本")
        cells = {STATUS: status, DAY if status in _TAKES_DAYS else PROGRESS: value, TEXT: words, REMARK: INVENTED}
        for column, content in cells.items():
            sheet.cell(free[0], column + 1).value = content
    to.parent.mkdir(parents=True, exist_ok=True)
    book.save(to)
    return to
