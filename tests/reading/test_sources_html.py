"""Web pages: what a browser shows, line by line; nested, merged and framing tables; encodings by declaration."""

import pytest

from duban.errors import InputRefused
from duban.reading.formats.html import read_html
from duban.reading.source import Cell, Line, Table


def texts(markup: str) -> list[str | list[list[str]]]:
    """Lines as texts, tables as rows of texts."""
    return [
        block.text if isinstance(block, Line) else [[cell.text for cell in row.cells] for row in block.rows]
        for block in read_html(markup.encode()).blocks
    ]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<title>站名</title><script>责任单位</script><style>p{}</style><p>正文</p><!--注-->", ["正文"]),
        ("<p>责任<b>单位</b>：<font>县</font>水务局</p>", ["责任单位：县水务局"]),
        (
            "<p>一、目标<br/>二、任务</p>三、保障<div>四、附则</div>尾",
            ["一、目标", "二、任务", "三、保障", "四、附则", "尾"],
        ),
        ("<p>加快\n   推进</p><p>by  the\nend</p>", ["加快推进", "by the end"]),
        ("<p>　　&nbsp;甲&nbsp;乙</p>", ["甲 乙"]),
        ("<p>甲<span style='DISPLAY : none'>防采集</span>乙<span hidden>丙</span></p>", ["甲乙"]),
        ("<pre>一、甲\n二、乙</pre>", ["一、甲", "二、乙"]),
        ("<ol><li>甲<li>乙</ol><ol start=3 type=a><li>丙</ol><ul><li>丁</ul>", ["1.甲", "2.乙", "c.丙", "丁"]),
        ("<ol><li>1.甲</li><li>（二）乙</li></ol><ol style='list-style:none'><li>丙</ol>", ["1.甲", "（二）乙", "丙"]),
        ("<center>标题</center><section>甲</section><o:p>乙</o:p>", ["标题", "甲", "乙"]),
    ],
)
def test_lines_as_shown(markup: str, expected: list[str]) -> None:
    assert texts(markup) == expected


def test_merged_cells_stand_wherever_they_span() -> None:
    source = read_html(
        "<table><tr><th>任务<th colspan=2>单位</tr><tr><td rowspan=0>修路<td>甲局<td>乙局</tr><tr><td>丙局<br>丁局<td></tr></table>".encode()
    )
    (table,) = source.blocks
    assert isinstance(table, Table)
    assert [row.cells for row in table.rows] == [
        (Cell("任务"), Cell("单位"), Cell("单位", column_span=True)),
        (Cell("修路"), Cell("甲局"), Cell("乙局")),
        (Cell("修路", row_span=True), Cell("丙局\n丁局"), Cell("")),
    ]


def test_a_frame_of_tables_is_walked_through() -> None:
    page = (
        "<table><tr><td>首页</td><td>新闻</td></tr><tr><td><table><tr><td>侧栏</td></tr></table></td><td><h1>清单</h1>"
        "<table><caption>附件1</caption><tr><td>序号<td>任务<tr><td>1<td>修路<table><tr><td>甲<td>乙</tr></table></table></td></tr></table>"
    )
    assert texts(page) == ["首页", "新闻", "侧栏", "清单", "附件1", [["序号", "任务"], ["1", "修路\n甲\n乙"]]]


def test_head_and_imprint_tables_are_lines() -> None:
    assert texts("<table><tr><td>盐办发〔2017〕43号<td>签发人：县长</table>") == ["盐办发〔2017〕43号", "签发人：县长"]


def test_declared_gb2312_is_read_as_gb18030() -> None:
    page = "<meta http-equiv=Content-Type content='text/html; charset=gb2312'><p>朱镕基喆</p>".encode("gb18030")
    assert read_html(page).blocks == (Line(1, "朱镕基喆"),)


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (b'<!DOCTYPE html [<!ENTITY x "y">]><p>&x;</p>', "E106"),
        ("<script>只有脚本</script>".encode(), "E101"),
        (b"<div>" * 5000 + "甲".encode(), "E107"),
        (("<table><tr>" + "<td colspan=999>甲</td>" * 9 + "</tr></table>").encode(), "E108"),
        (("<table>" + "<tr><td>甲<td>乙</tr>" * 20_001 + "</table>").encode(), "E108"),
    ],
)
def test_refused(page: bytes, code: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_html(page)
    assert refused.value.code == code
