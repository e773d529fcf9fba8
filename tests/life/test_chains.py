"""The chain of responsibility: who answers for what at each level, gaps and doubles, results rolled up, tables taken whole or not."""

from fractions import Fraction

import pytest
from histories import Office, office

from duban.errors import InputRefused
from duban.life.act import Act
from duban.life.chain_checks import faults, holders_of, rolled_up
from duban.life.chain_tables import acts_from
from duban.life.chains import chain_of
from duban.reading.sources import read_source

TABLE = """条线,层级,地点,上级地点,职务,责任人,职责,起始日期
四包,1,青石镇,,镇党委书记,甲一,包乡,2026-03-02
四包,2,大坪村,青石镇,包村干部,甲二,包村,2026-03-02
四包,2,小溪村,青石镇,包村干部,甲三,包村,
四包,3,大坪一组,大坪村,村干部,甲四,包组,
四包,3,大坪二组,大坪村,村干部,甲五,包组,
四包,3,小溪一组,小溪村,村干部,甲六,包组,
"""


def table(text: str = TABLE, made: Office | None = None) -> tuple[Act, ...]:
    chain = chain_of(made.history.acts if made else ())
    like = Act(100, office().history.today, "chain", "", "list", "督查员乙")
    return acts_from(read_source("链条.txt", text.encode()), chain, like)


@pytest.fixture
def listed() -> Office:
    made = office()
    for act in table():
        made.take(act)
    return made


def test_a_sound_chain_has_no_faults(listed: Office) -> None:
    assert faults(chain_of(listed.history.acts)) == ()


def test_who_answers_for_a_place_at_each_level(listed: Office) -> None:
    found = holders_of(chain_of(listed.history.acts), "大坪一组")
    assert [(link.level, link.place, link.holders[0].holder) for link in found["四包"]] == [
        (1, "青石镇", "甲一"),
        (2, "大坪村", "甲二"),
        (3, "大坪一组", "甲四"),
    ]
    assert holders_of(chain_of(listed.history.acts), "没有的村") == {}


def test_two_lines_answer_for_one_place(listed: Office) -> None:
    assert listed.does("chain", "", "list", "督查员乙", line="学校线", level="1", place="大坪村", holder="校长乙") == ""
    found = holders_of(chain_of(listed.history.acts), "大坪村")
    assert {line: [one.place for one in links] for line, links in found.items()} == {
        "四包": ["青石镇", "大坪村"],
        "学校线": ["大坪村"],
    }


@pytest.mark.parametrize(
    ("row", "sort", "words"),
    [
        ("四包,2,梨树村,青石镇,,,,", "缺位", "第2级“梨树村”没有责任人"),
        ("四包,2,小溪村,青石镇,包村干部,乙二,,", "重复", "2名责任人：甲三、乙二"),
        ("四包,3,孤组,,村干部,乙三,,", "无上级", "未写上级地点"),
        ("四包,3,远组,石门村,村干部,乙四,,", "上级未列", "“石门村”不在本条线中"),
        ("四包,3,越组,青石镇,村干部,乙五,,", "越级", "应在第2级"),
        ("四包,2,梨树村,青石镇,包村干部,乙六,,", "未分解到底", "以下没有分解"),
    ],
)
def test_each_fault_is_found_and_named(row: str, sort: str, words: str) -> None:
    made = office()
    for act in table(TABLE + row + "\n"):
        made.take(act)
    found = [one for one in faults(chain_of(made.history.acts)) if one.sort == sort]
    assert len(found) == 1
    assert words in str(found[0])


def test_a_unit_left_out_of_a_line_that_lists_its_kind_is_found(listed: Office) -> None:
    chain = chain_of(listed.history.acts)
    found = [one for one in faults(chain, listed.history.campaign.register) if one.sort == "未列入"]
    assert [one.place for one in found] == ["云城镇", "白溪乡", "落雁乡", "松河乡"]
    assert "乡镇“云城镇”未列入本条线" in str(found[0])


def test_a_letter_of_duty_is_missed_once_others_have_signed(listed: Office) -> None:
    assert listed.does("chain", "四包/青石镇", "sign", "督查员乙", holder="甲一", proof="责任书.pdf") == ""
    missing = [one for one in faults(chain_of(listed.history.acts)) if one.sort == "未签责任书"]
    assert len(missing) == 5
    assert "甲一" not in "".join(map(str, missing))


def test_a_change_of_holder_keeps_the_one_before(listed: Office) -> None:
    told = {"holder": "新二", "from": "甲二", "since": "2026-03-20"}
    assert listed.does("chain", "四包/大坪村", "change", "督查员乙", **told) == ""
    link = chain_of(listed.history.acts).links["四包/大坪村"]
    assert [(one.holder, str(one.since), str(one.until), one.post) for one in link.holdings] == [
        ("甲二", "2026-03-02", "2026-03-20", "包村干部"),
        ("新二", "2026-03-20", "None", "包村干部"),
    ]
    # As known before the change, the old holder answers.
    before = chain_of(listed.history.acts, office("2026-03-10").history.today)
    assert before.links == {}  # the table itself came in later
    assert [one.holder for one in link.holders] == ["新二"]


def test_forbidden_changes_name_the_rule(listed: Office) -> None:
    def refused(key: str, do: str, **told: str) -> str:
        return listed.does("chain", key, do, "督查员乙", **told)

    assert "已经是" in refused("四包/大坪村", "hold", holder="甲二")
    assert "不是“大坪村”的现任责任人" in refused("四包/大坪村", "release", holder="甲三", reason="调离")
    assert "链条中没有" in refused("四包/没有", "hold", holder="甲")
    assert "已列在青石镇之下" in refused("", "list", line="四包", level="2", place="大坪村", upper="云城镇")
    assert "不能是自己的上级" in refused("", "list", line="四包", level="2", place="梨树村", upper="梨树村")
    assert "早于原责任人甲二的起始日期" in refused("四包/大坪村", "change", holder="丙二", since="2026-03-01")
    assert "晚于登记日" in refused("四包/大坪村", "hold", holder="丙二", since="2026-04-01")
    assert listed.does("chain", "四包/大坪村", "hold", "督查员乙", holder="乙二") == ""
    assert "未写明更换谁" in refused("四包/大坪村", "change", holder="丙二")
    assert "无权办理" in listed.does("chain", "四包/大坪村", "hold", "住建联络", holder="丁")


def test_results_roll_up_the_tree(listed: Office) -> None:
    for place, progress in (("大坪一组", "100"), ("大坪二组", "40")):
        key = f"四包/{place}"
        assert listed.does("chain", key, "report", "青石镇联络", unit="青石镇", progress=progress, task="1") == ""
    rolled = rolled_up(chain_of(listed.history.acts), "1")
    town, village = rolled["四包/青石镇"], rolled["四包/大坪村"]
    assert (village.done, village.total, village.mean, village.stuck) == (1, 2, Fraction(70), ("大坪二组",))
    assert (town.done, town.total, town.mean, town.stuck) == (1, 3, Fraction(140, 3), ("小溪一组",))
    # Another task has no results of its own.
    assert rolled_up(chain_of(listed.history.acts), "3")["四包/青石镇"].done == 0


def test_nothing_is_stuck_once_all_is_done(listed: Office) -> None:
    for place in ("大坪一组", "大坪二组", "小溪一组"):
        assert listed.does("chain", f"四包/{place}", "report", "青石镇联络", unit="青石镇", progress="100") == ""
    town = rolled_up(chain_of(listed.history.acts))["四包/青石镇"]
    assert (town.done, town.total, town.stuck) == (3, 3, ())


def test_the_same_table_again_says_nothing_new(listed: Office) -> None:
    assert table(made=listed) == ()


def test_a_table_with_faults_is_refused_whole_with_every_row() -> None:
    broken = (
        TABLE
        + "四包,二,坏村,青石镇,,甲,,\n四包,2,,青石镇,,甲,,\n四包,2,大坪村,云城镇,,甲,,\n四包,2,晚村,青石镇,,甲,,2026/3/1\n"
    )
    with pytest.raises(InputRefused) as refused:
        table(broken)
    said = str(refused.value)
    assert "E131" in said
    assert "4 处错误" in said
    for words in ("第8行层级“二”", "第9行未写明地点", "第10行“大坪村”已列在青石镇之下", "第11行起始日期"):
        assert words in said


def test_a_table_without_its_heading_is_refused() -> None:
    with pytest.raises(InputRefused, match="E130"):
        table("甲,乙,丙\n1,2,3\n")
    with pytest.raises(InputRefused, match="未知的列“电话”"):
        table("条线,层级,地点,电话\n四包,1,青石镇,1\n")
