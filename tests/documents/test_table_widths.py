"""Column widths of a paper's tables."""

from hypothesis import given
from hypothesis import strategies as st

from duban.documents.paper import Column, Table
from duban.documents.table_widths import column_widths


@given(
    st.lists(st.tuples(st.text(max_size=40), st.integers(0, 3)), min_size=1, max_size=12),
    st.sampled_from([8844, 12756]),
)
def test_columns_fill_the_page_and_none_vanishes(columns: list[tuple[str, int]], across: int) -> None:
    table = Table(
        "", tuple(Column(heading, share) for heading, share in columns), (tuple(heading * 2 for heading, _ in columns),)
    )
    widths = column_widths(table, across)
    assert sum(widths) == across
    assert all(width > 0 for width in widths)


def test_short_words_keep_on_one_line_and_sentences_take_the_rest() -> None:
    table = Table("", (Column("节点"), Column("任务", share=1)), (("2025年3月28日", "控辍保学" * 20),))
    node, task = column_widths(table, 8844)
    assert node == 180 + (7 * 62 + 3 * 100 + 5 * 25) * 210 // 100
    assert task == 8844 - node


def lines(text: str, width: int) -> int:
    """How many lines of 5号 a text takes in a column that wide."""
    return -(-len(text) * 210 // (width - 130))


def test_names_break_before_sentences_are_squeezed() -> None:
    columns = (Column("单位"), Column("责任领导"), Column("节点"), Column("任务", share=1), Column("事实", share=1))
    row = (
        "县委机构编制委员会办公室",
        "分管农业农村副县长",
        "2026年10月31日",
        "改善农村学校供水供暖条件",
        "至九月二十四日未报送进展情况",
    )
    widths = column_widths(Table("", columns, (row,) * 20), 8844)
    assert widths[2] > 180 + 7 * 210, "a day keeps to one line"
    assert max(lines(text, width) for text, width in zip(row, widths, strict=True)) <= 3


def test_a_figure_with_its_word_and_a_heading_of_two_stay_whole_in_a_narrow_column() -> None:
    columns = (Column("序号", 1), Column("时限", 1), Column("问题", 30))
    number, day, _ = column_widths(Table("", columns, (("1", "2026年12月31日", "逾期" * 60),)), 8844)
    assert number >= 130 + 2 * 210
    assert day >= 130 + 2.5 * 210, "2026年"


def test_the_column_that_makes_rows_high_takes_room_from_those_that_have_it() -> None:
    columns = tuple(Column(name, 1) for name in ("内容", "目标", "进展", "佐证"))
    table = Table("", columns, (("事项" * 3, "目标" * 150, "达到序时", ""),))
    _, target, _, evidence = column_widths(table, 8844)
    assert target > 8844 // 4
    assert evidence >= 8844 // 4 * 2 // 3, "a place to write in keeps two thirds"
