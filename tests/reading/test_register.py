"""Units files: both sections, several forms, and every fault at once."""

import pytest

from duban.errors import InputRefused
from duban.reading.register import read_register
from duban.reading.source import Cell, Line, Row, Source, Table


def source(*lines: str) -> Source:
    return Source(tuple(Line(number, line) for number, line in enumerate(lines, 1) if line))


def test_a_full_file() -> None:
    file = read_register(
        source(
            "某县单位名录",
            "名称,别名,类别,组,联络邮箱,负责人邮箱",
            "县 教育局,县教体局、教育局;县文教局,部门,成员单位、县直部门,a@jy.example,b@jy.example",
            '"甲镇人民政府","甲镇,甲镇政府",乡镇,各乡镇,,',
            "领导",
            "职务,邮箱",
            "县委书记,sj@xw.example",
            "县长,",
        )
    )
    first, second = file.register.units
    assert (first.name, first.aliases, first.kind, first.groups) == (
        "县教育局",
        ("县教体局", "教育局", "县文教局"),
        "部门",
        ("成员单位", "县直部门"),
    )
    assert (first.contact, first.head, second.contact, second.head) == ("a@jy.example", "b@jy.example", None, None)
    assert file.register.expand("各乡镇") == (second,)
    assert file.addresses == {"县委书记": "sj@xw.example"}


def test_sheets_of_a_workbook() -> None:
    def table(name: str, *rows: tuple[str, ...]) -> Table:
        return Table(tuple(Row(number, tuple(map(Cell, row))) for number, row in enumerate(rows, 1)), name)

    file = read_register(
        Source(
            (
                table("名录", ("名称", "组", ""), ("甲局", "成员单位", ""), ("乙局", "", "")),
                table("领导", ("职务", "邮箱"), ("县长", "x@y.example")),
            )
        )
    )
    assert [unit.name for unit in file.register.units] == ["甲局", "乙局"]
    assert file.addresses == {"县长": "x@y.example"}


def test_every_fault_at_once() -> None:
    with pytest.raises(InputRefused) as refused:
        read_register(
            source(
                "名称,别名,组,联络邮箱,电话",
                "甲局,乙局,成员单位,a@b.example",
                "甲局",
                "乙局",
                "丙局,,甲局",
                "成员单位",
                ",别名",
                "丁局,,,a@b.example\tBcc",
                "戊局,,,,,多",
                "职务,邮箱",
                "县长,无",
                "县长,c@d.example",
                "县长,e@f.example",
                ",g@h.example",
            )
        )
    assert refused.value.code == "E115"
    expected = (
        "第1行有未知的列“电话”", "第3行“甲局”已见于第2行", "第4行“乙局”已见于第2行", "第5行组名“甲局”与第2行的单位同名",
        "第6行“成员单位”已作为组名见于第2行", "第7行缺少单位名称", "第8行联络邮箱“a@b.example\tBcc”不是邮箱地址", "第9行比表头多出内容",
        "第11行邮箱“无”不是邮箱地址", "第12行职务“县长”重复", "第13行职务“县长”重复", "第14行缺少职务",
    )  # fmt: skip
    assert [fault for fault in expected if fault not in refused.value.what] == []
    assert f"{len(expected)} 处错误" in refused.value.what


@pytest.mark.parametrize(
    "address",
    [
        "a@b",
        "a b@c.example",
        "a@b.example,c@d.example",
        "名<a@b.example>",
        "a@b.example\r\nBcc: x@y.example",
        "=?utf-8?q?a?=@b",
        "甲@b.example",
    ],
)
def test_addresses_no_header_may_carry(address: str) -> None:
    with pytest.raises(InputRefused, match="不是邮箱地址"):
        read_register(
            Source((Table((Row(1, (Cell("名称"), Cell("联络邮箱"))), Row(2, (Cell("甲局"), Cell(address)))), "名录"),))
        )


@pytest.mark.parametrize("lines", [("甲局", "乙局"), ("名称,别名",), ("序号,任务", "1,修路")])
def test_what_is_no_register(lines: tuple[str, ...]) -> None:
    with pytest.raises(InputRefused) as refused:
        read_register(source(*lines))
    assert refused.value.code == "E110"
