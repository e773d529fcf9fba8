"""What reading costs: text plans of 20 KB and 2 MB, a thousand in a row, Word and Excel files against the bare library,
how the cost grows, the cage.

Every figure stands beside its floor or bound, measured in the same run; exit 1 where one is broken. Run: python benchmarks/reading.py
"""

import gc
import io
import resource
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from statistics import median

import docx
import xlsxwriter
from python_calamine import CalamineWorkbook

from duban.reading.reader import read_plan
from duban.reading.sources import read_source
from tasks.caging import parsed

UNITS = (
    "县水务局",
    "县财政局",
    "县住房和城乡建设局",
    "县农业农村局",
    "县自然资源局",
    "县发展和改革局",
    "各乡镇人民政府",
    "县卫生健康局",
)
WORKS = (
    "修建农村水厂",
    "铺设供水管网",
    "改造老旧小区",
    "治理黑臭水体",
    "推进秸秆综合利用",
    "建设标准化厕所",
    "整治农村危房",
    "开展河道清淤",
)
NUMERALS = "一二三四五六七八九十"
# What tempts a reader into going over the same text again and again: pieces that open, join or name, thousands of times in a row.
TEMPTING = (
    "责任单位：",
    "（",
    "（（）",
    "一、",
    "县局和",
    "以下各项均需县局落实，不再列出。",
    "1.修路\n责任单位：县局\n",
    "3个",
    "分别下降15%、10%和26%。",
    "2018-",
    "《",
    "在一个月之内办结。",
)


def plan_text(size: int) -> str:
    """A plan of at least that many bytes of UTF-8: chapters of ten items, each with its units, deadline and figure."""
    lines = ["某县农村人居环境整治实施方案", "某政办发〔2021〕8号", "为做好全县农村人居环境整治工作，制定本方案。"]
    total = 0
    for chapter in count(1):
        added = [f"{NUMERALS[chapter % 10]}、第{chapter}批工作任务", *(item_text(chapter, item) for item in range(10))]
        lines += added
        total += sum(len(line.encode()) + 1 for line in added)
        if total >= size:
            break
    return "\n".join([*lines, "某县人民政府办公室", "2021年3月1日"])


def item_text(chapter: int, item: int) -> str:
    """One task of such a plan: three dates, three figures and four units to a hundred characters, denser than real plans are.

    Its figures come round every ten chapters, so that a long plan is a short one many times over and its cost can be compared.
    """
    turn = chapter % 10
    work, unit, other = WORKS[(chapter + item) % 8], UNITS[item % 8], UNITS[(chapter * 3 + item) % 8]
    return (
        f"（{NUMERALS[item]}）{work}。{item + 1}月底前完成调查摸底，2021年{item % 12 + 1}月底前{work}{turn + item}处，"
        f"受益人口达到{turn * 100 + item}人以上，群众满意率不低于9{item}%。（牵头单位：{unit}；责任单位：{other}、"
        f"{UNITS[(item + 5) % 8]}；完成时限：2021年{item % 12 + 1}月底前）"
    )


def rows(number: int) -> list[tuple[str, ...]]:
    """The rows of a responsibility list."""
    head = ("序号", "工作任务", "牵头单位", "责任单位", "完成时限", "备注")
    return [
        head,
        *(
            (
                str(at),
                f"{WORKS[at % 8]}{at}处",
                UNITS[at % 8],
                f"{UNITS[at % 5]}、{UNITS[-1]}",
                f"2021年{at % 12 + 1}月底前",
                "",
            )
            for at in range(1, number)
        ),
    ]


def word_file(number: int) -> bytes:
    """A .docx of paragraphs and one table of that many rows."""
    paper = docx.Document()
    for line in plan_text(20_000).split("\n"):
        paper.add_paragraph(line)
    table = paper.add_table(0, 6)
    for row in rows(number):
        for place, text in zip(table.add_row().cells, row, strict=True):
            place.text = text
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def excel_file(number: int) -> bytes:
    """An .xlsx of one sheet of that many rows."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows(number)):
            sheet.write_row(at, 0, row)
    return out.getvalue()


def bare_word(content: bytes) -> int:
    """What python-docx alone takes to give the texts of a file."""
    paper = docx.Document(io.BytesIO(content))
    cells = sum(len(cell.text) for table in paper.tables for row in table.rows for cell in row.cells)
    return sum(len(paragraph.text) for paragraph in paper.paragraphs) + cells


def bare_excel(content: bytes) -> int:
    """What python-calamine alone takes to give the values of a file."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


def timed(call: Callable[[], object], runs: int = 7) -> float:
    """Median milliseconds of processor time of a call, after one to warm up, other load and the collector's pauses left out."""
    call()
    return median(spent(call) for _ in range(runs))


def spent(call: Callable[[], object]) -> float:
    """Milliseconds of processor time of one call, the collector held off as timeit does."""
    gc.collect()
    gc.disable()
    began = time.process_time()
    call()
    passed = time.process_time() - began
    gc.enable()
    return 1000 * passed


def growth(piece: str) -> float:
    """How many times longer ten times the text takes: ten where the cost goes with the length, a hundred where with its square."""
    return quickest(piece * 10_000) / quickest(piece * 1_000)


def quickest(text: str) -> float:
    """Milliseconds of the quickest of three readings of a text as a plan."""
    return min(spent(lambda: read("a.txt", f"某县方案\n{text}".encode())) for _ in range(3))


def resident() -> float:
    """Megabytes of memory this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


BROKEN: list[str] = []


def say(what: str, figure: float, bound: float, unit: str) -> None:
    """Print one figure beside its bound."""
    verdict = "" if figure <= bound else "  BROKEN"
    if verdict:
        BROKEN.append(what)
    print(f"{what:58} {figure:9.2f} {unit:5} bound {bound:8.2f}{verdict}")


def read(name: str, content: bytes) -> object:
    """A file to its plan, in process."""
    return read_plan(read_source(name, content))


def main() -> int:
    """Measure everything; return the exit status."""
    small, large = (plan_text(size).encode() for size in (20_000, 2_000_000))
    print(f"text plans of {len(small) / 1000:.0f} KB and {len(large) / 1000:.0f} KB")
    once = timed(lambda: read("a.txt", small))
    say("20 KB text plan in process", once, 60, "ms")
    big = spent(lambda: read("a.txt", large))
    say("2 MB text against the 20 KB one, by size", big / once / (len(large) / len(small) / 100), 100, "times")
    for _ in range(50):
        read("a.txt", small)
    before = resident()
    for _ in range(1000):
        read("a.txt", small)
    say("memory gained over 1,000 such plans", resident() - before, 5, "MB")
    for name, make, bare in (("a.docx", word_file, bare_word), ("a.xlsx", excel_file, bare_excel)):
        content = make(300 if name == "a.docx" else 5000)
        floor = timed(lambda content=content, bare=bare: bare(content))  # type: ignore[misc]
        ours = timed(lambda content=content, name=name: read_source(name, content))  # type: ignore[misc]
        say(f"{name[2:]} to its lines and rows against the bare library ({floor:.0f} ms)", ours / floor, 3, "times")
    worst = max(map(growth, TEMPTING))
    say("ten times the text, the worst of twelve tempting kinds", worst, 30, "times")
    began = time.perf_counter()
    parsed("plan", "a.txt", small)
    say("a 20 KB text plan through the cage, by the clock", 1000 * (time.perf_counter() - began), 1500, "ms")
    return 1 if BROKEN else 0


if __name__ == "__main__":
    sys.exit(main())
