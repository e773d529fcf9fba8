"""Text PDFs: wrapped lines, page breaks, running heads, ruled tables, and what is refused."""

import pytest

from duban.errors import InputRefused
from duban.reading.source import Cell, Line, Source, Table
from duban.reading.sources import read_source
from tests.reading.pdf_files import Page, pdf_file, ruled, running

# 30 characters fill a line of these pages.
FULL = "为确保全县农村饮水安全巩固提升工程各项工作落到实处现制定"


def read(*pages: Page) -> Source:
    return read_source("a.pdf", pdf_file(*pages))


def lines(*pages: Page) -> list[str]:
    return [block.text for block in read(*pages).blocks if isinstance(block, Line)]


def test_wrapped_lines_are_joined_and_paragraphs_kept() -> None:
    page = Page(
        running(
            "  " + FULL,
            "本方案。",
            "  一、总体要求",
            "  （一）推进供水保障，责任单位：县水务局、县财政局、乡镇",
            "人民政府（园区）。",
            "  二、工作任务",
        )
    )
    assert lines(page) == [
        FULL + "本方案。",
        "一、总体要求",
        "（一）推进供水保障，责任单位：县水务局、县财政局、乡镇人民政府（园区）。",
        "二、工作任务",
    ]


def test_a_numbered_item_after_a_full_line_begins_anew() -> None:
    assert lines(Page(running(FULL + "完毕。", "（二）推进改厕。"))) == [FULL + "完毕。", "（二）推进改厕。"]


def test_a_field_after_a_full_line_begins_anew_unless_a_bracket_is_open() -> None:
    assert lines(Page(running(FULL + "完毕", "责任单位：县水务局"))) == [FULL + "完毕", "责任单位：县水务局"]
    opened = FULL[2:] + "（甲局；"
    assert lines(Page(running(opened, "责任单位：县水务局）"))) == [opened + "责任单位：县水务局）"]


def test_items_run_on_over_a_page_break_and_page_numbers_go() -> None:
    first = Page([*running("  " + FULL), (280, 800, "— 1 —")])
    second = Page([*running("本方案。", "  一、总体要求"), (280, 800, "第2页 共3页")])
    third = Page([*running("  二、工作任务"), (280, 800, "3")])
    assert lines(first, second, third) == [FULL + "本方案。", "一、总体要求", "二、工作任务"]


def test_running_heads_of_most_pages_go() -> None:
    pages = [Page([(200, 40, "某县人民政府办公室"), *running(f"  第{name}章工作任务和具体要求")]) for name in "一二三"]
    assert lines(*pages) == ["第一章工作任务和具体要求", "第二章工作任务和具体要求", "第三章工作任务和具体要求"]


def test_a_figure_that_stands_last_is_no_page_number_and_a_repeated_line_no_head() -> None:
    first = Page([*running("  重点任务及责任分工", "责任单位：县水务局"), (75, 780, "1")])
    second = Page([*running("责任单位：县水务局", "  第二项任务的内容"), (75, 780, "5")])
    third = Page(running("  第三项任务的内容", "责任单位：县水务局"))
    assert lines(first, second, third) == (
        [
            "重点任务及责任分工",
            "责任单位：县水务局",
            "1",
            "责任单位：县水务局",
            "第二项任务的内容",
            "5",
            "第三项任务的内容",
            "责任单位：县水务局",
        ]
    )


def test_a_narrow_column_of_units_keeps_them_apart() -> None:
    xs = (75.0, 345.0, 345.0 + 4 * 15 + 12)
    texts = [
        (81, 140, "任务"),
        (351, 140, "单位"),
        (81, 180, "修路"),
        (351, 180, "交通公司"),
        (351, 200, "轨道公司"),
        (351, 240, "青石乡镇"),
        (351, 260, "人民政府"),
        (81, 240, "植树"),
    ]
    source = read(Page(texts, ruled(xs, (120, 155, 215, 275))))
    assert [cells[1].text for cells in rows_of(source)] == ["单位", "交通公司\n轨道公司", "青石乡镇人民政府"]


XS = (75.0, 135.0, 345.0, 525.0)


def row(y: float, *cells: str) -> list[tuple[float, float, str]]:
    return [(x + 6, y, text) for x, text in zip(XS, cells, strict=False) if text]


def rows_of(source: Source) -> list[tuple[Cell, ...]]:
    return [row.cells for block in source.blocks if isinstance(block, Table) for row in block.rows]


def test_ruled_tables_with_wrapped_and_merged_cells() -> None:
    texts = [
        *running("  重点任务责任分解表"),
        *row(140, "序号", "工作任务", "责任单位"),
        *row(180, "1", "新建改建农村公路三十公里并", "县交通运输局"),
        *row(200, "", "移交管护", "县财政局"),
        *row(240, "2", "改造危桥三座"),
    ]
    rules = ruled(XS, (120, 155, 215, 255), skipped=[(2, 2)])
    source = read(Page(texts, rules))
    assert source.blocks[0] == Line(1, "重点任务责任分解表")
    units = "县交通运输局\n县财政局"
    assert rows_of(source) == [
        (Cell("序号"), Cell("工作任务"), Cell("责任单位")),
        (Cell("1"), Cell("新建改建农村公路三十公里并移交管护"), Cell(units)),
        (Cell("2"), Cell("改造危桥三座"), Cell(units, row_span=True)),
    ]


def test_a_table_goes_on_over_the_page_and_a_cut_row_is_joined() -> None:
    first = Page(
        [*row(740, "序号", "工作任务", "责任单位"), *row(775, "1", "新建农村公路三十公里以上的", "县交通局")],
        ruled(XS, (720, 755, 790)),
    )
    second = Page(
        [*row(75, "", "并改造危桥三座。"), *row(110, "2", "植树造林。", "县林业局")], ruled(XS, (60, 90, 125))
    )
    source = read(first, second)
    assert [tuple(cell.text for cell in cells) for cells in rows_of(source)] == [
        ("序号", "工作任务", "责任单位"),
        ("1", "新建农村公路三十公里以上的并改造危桥三座。", "县交通局"),
        ("2", "植树造林。", "县林业局"),
    ]
    assert [doubt.code for doubt in source.doubts] == ["D201"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_shown(turn: int) -> None:
    """The page's text is drawn upright, so a turned page shows it on its side: every glyph a line, nothing lost."""
    shown = "".join(lines(Page(running("  一、总体要求和工作目标任务", "  二、重点工作及责任分工安排"), rotate=turn)))
    assert sorted(shown.replace(" ", "")) == sorted("一、总体要求和工作目标任务二、重点工作及责任分工安排")


def test_a_page_of_picture_among_text_is_said() -> None:
    picture = b"q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q"
    with_picture = pdf_file(Page(running("  " + FULL, "本方案。")), Page(running())).replace(
        b"<< /Length 0 >>\nstream\n", b"<< /Length %d >>\nstream\n%s\n" % (len(picture), picture)
    )
    source = read_source("a.pdf", with_picture)
    assert [(doubt.code, doubt.place) for doubt in source.doubts] == [("D208", "第2页")]


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (pdf_file(Page([])), "E102", "扫描件"),
        (pdf_file(Page(running("\ue123\ue124" * 30))), "E101", "乱码"),
        (b"%PDF-1.4\nnothing", "E101", "不是 PDF"),
        (pdf_file(Page(running(FULL)))[:300], "E101", "不完整"),
        (pdf_file(*[Page([])] * 501), "E108", "501 页"),
    ],
)
def test_refused(content: bytes, code: str, words: str) -> None:
    with pytest.raises(InputRefused, match=words) as refused:
        read_source("a.pdf", content)
    assert refused.value.code == code
