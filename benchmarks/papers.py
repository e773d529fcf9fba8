"""What unit checklists cost: many of 12 rows each as docx, xlsx and html on every core, beside the bare libraries writing the same cells.

Times are a core's own (process time), so that other work on the machine does not count; the clock's time stands beside them.
Run: python benchmarks/papers.py [--units N | --full]; exit 1 where a bar is broken.
"""

import argparse
import gc
import io
import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from duban.documents.checklist import Checklist, ChecklistRow, Edition
from duban.documents.checklist_docx import COLUMNS
from duban.months import Month
from tasks.printing import FORMS

FULL, SMALL, ROWS = 1000, 100, 12
BARS_MS = {"docx": 40.0, "xlsx": 20.0, "html": 3.0}
LIBRARIES = {"docx": "python-docx", "xlsx": "xlsxwriter", "html": "Jinja2"}
# The bare libraries are slow: a part of the units is enough to know what one costs.
FLOOR_SHARE = 5
_TEXT = "入户核实学生底数，逐人建立台账，做到应助尽助、精准到人，按月比对学籍和资助名单，发现漏登的当月补齐"


class Cost(NamedTuple):
    """Milliseconds of one core for one unit by form, ours and the bare libraries' (empty where not measured), and bytes by form."""

    ours: dict[str, float]
    floor: dict[str, float]
    size: dict[str, int]


def checklist(number: int) -> Checklist:
    """One unit's checklist of ROWS rows: nine scored, three under the rule; no two units share a text."""
    unit = f"第{number}乡镇人民政府"
    edition = Edition("某县基础教育提质攻坚专项行动", Month(2026, 3), 1, "某教组发〔2026〕3号", (), date(2026, 3, 25))
    rows = tuple(_row(number, place) for place in range(1, ROWS + 1))
    return Checklist("某县基础教育提质攻坚专项行动任务清单", unit, edition, rows[:9], rows[9:])


def _row(unit: int, place: int) -> ChecklistRow:
    return ChecklistRow(
        serial=place,
        task=f"三/（{place // 2 + 1}）",
        node=f"2026-0{3 + place % 6}-25",
        reply="recurring" if place % 4 == 0 else "dated",
        source="某教组发〔2026〕3号",
        content=f"第{unit}单位第{place // 2 + 1}项：{_TEXT}\n1．{_TEXT[:30]}\n2．{_TEXT[20:]}",
        target=f"覆盖率达到{90 + place % 10}%",
        leader="分管副县长",
        role="责任（各乡镇）",
        units="牵头：县教育体育局\n责任：各乡镇\n配合：县财政局、县乡村振兴局",
        due="2026年3月25日前",
        node_text="2026年3月25日\n建立台账",
        standing=f"慢于序时，进度{unit % 90}%",
    )


def cells(one: Checklist) -> list[list[str]]:
    """The words of a checklist's table, heading first, as the bare libraries are given them."""
    fields = (
        "serial",
        "task",
        "source",
        "content",
        "target",
        "leader",
        "role",
        "units",
        "due",
        "node_text",
        "standing",
    )
    blank = [""] * (len(COLUMNS) - len(fields))
    return [
        [heading for heading, _ in COLUMNS],
        *([*(str(getattr(row, f)) for f in fields), *blank] for row in one.rows),
    ]


def bare_docx(table: list[list[str]]) -> bytes:
    """The same cells by python-docx: one table, nothing else."""
    from docx import Document

    document = Document()
    made = document.add_table(len(table), len(table[0]))
    # A row's cells asked for once: the fastest way its documentation knows.
    for row, words in zip(made.rows, table, strict=True):
        for cell, text in zip(row.cells, words, strict=True):
            cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def bare_xlsx(table: list[list[str]]) -> bytes:
    """The same cells by xlsxwriter: one sheet, nothing else."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, words in enumerate(table):
            for column, text in enumerate(words):
                sheet.write_string(row, column, text)
    return buffer.getvalue()


def bare_html(table: list[list[str]]) -> bytes:
    """The same cells by Jinja2: one table, everything escaped."""
    return _template().render(table=table).encode()


def _template(known: list[Any] = []) -> Any:  # noqa: B006 - compiled once a process, like ours
    if not known:
        from jinja2 import Environment

        lines = "<table>{% for row in table %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
        known.append(Environment(autoescape=True).from_string(lines))
    return known[0]


BARE: dict[str, Callable[[list[list[str]]], bytes]] = {"docx": bare_docx, "xlsx": bare_xlsx, "html": bare_html}


def cost(number: int) -> Cost:
    """Make one unit's papers and say what each cost."""
    one = checklist(number)
    ours, size, floor = {}, {}, {}
    for form, make in FORMS.items():
        ours[form], size[form] = _spent(lambda make=make: make(one))
    if number % FLOOR_SHARE == 0:
        table = cells(one)
        floor = {form: _spent(lambda make=make: make(table))[0] for form, make in BARE.items()}
    return Cost(ours, floor, size)


def _spent(make: Callable[[], bytes]) -> tuple[float, int]:
    # What one leaves behind is not swept up at the next one's cost.
    gc.collect()
    began = time.process_time()
    content = make()
    return 1000 * (time.process_time() - began), len(content)


def warm() -> None:
    """Import and compile everything once: an office makes many papers in one process."""
    cost(0)
    gc.freeze()


def measured(units: int, cores: int) -> tuple[list[Cost], float]:
    """The costs of all units made on some cores, and the clock's seconds."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    began, found = time.perf_counter(), []
    with (
        multiprocessing.get_context("spawn").Pool(cores, warm) as pool,
        Progress(*columns, console=Console(stderr=True)) as bar,
    ):
        task = bar.add_task(f"{units} units on {cores} cores", total=units)
        for one in pool.imap(cost, range(1, units + 1), chunksize=5):
            found.append(one)
            bar.advance(task)
        return found, time.perf_counter() - began


def report(costs: list[Cost]) -> Iterator[str]:
    """Print the table and yield the bars that do not hold."""
    print(f"{'form':6}{'mean ms':>9}{'median':>9}{'bar':>7}{'bare ms':>9}{'ratio':>7}{'KB':>7}  bare library")
    for form, bar in BARS_MS.items():
        ours = [one.ours[form] for one in costs]
        floor = statistics.mean(one.floor[form] for one in costs if one.floor)
        mean, size = statistics.mean(ours), statistics.mean(one.size[form] for one in costs) / 1024
        middle = statistics.median(ours)
        print(
            f"{form:6}{mean:>9.2f}{middle:>9.2f}{bar:>7.0f}{floor:>9.2f}{mean / floor:>7.2f}{size:>7.1f}  {LIBRARIES[form]}"
        )
        if mean > bar:
            yield f"{form}: {mean:.1f} ms > {bar:.0f}"


def main(arguments: Iterable[str] | None = None) -> None:
    """Make the papers of many units and print what they cost."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--units", type=int, default=SMALL)
    options.add_argument("--full", action="store_true", help=f"{FULL:,} units")
    chosen = options.parse_args(None if arguments is None else list(arguments))
    units, cores = FULL if chosen.full else chosen.units, len(os.sched_getaffinity(0))
    costs, seconds = measured(units, cores)
    faults = list(report(costs))
    own = sum(sum(one.ours.values()) for one in costs) / 1000
    print(f"{units:,} units × {ROWS} rows: {own:.1f} core seconds for our papers;")
    print(f"{seconds:.1f} s by the clock on {cores} cores, processes started and bare libraries included")
    print("\n".join(faults) or "all bars hold")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
