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
