"""A round of cross-inspection as acts: the recorded draw can be drawn again, results of both sides are merged, teams compared."""

from dataclasses import replace
from fractions import Fraction

import pytest
from histories import TOWNSHIPS, Office, office

from duban.life.act import Act, Refusal
from duban.life.cross_results import cross_results
from duban.life.draws import drawn, held, last_pairs, sheets_out, team_pairs

UNITS = "、".join(TOWNSHIPS)


def asks(made: Office, key: str = "", **told: str) -> Act:
    """A draw as it is asked for, before its result is known."""
    return made.act("draw", key, "hold", "主任甲", {"seed": "2026春", "units": UNITS} | told)


def holds(made: Office, **told: str) -> Act:
    found = drawn(made.history, asks(made, **told))
    assert isinstance(found, Act), found
    assert made.does("draw", "", "hold", "主任甲", **found.detail) == ""
    return found


@pytest.fixture
def round_one() -> Office:
    made = office()
    holds(made)
    assert made.does("draw", "1", "sheet", "主任甲", items="校舍安全=40、控辍保学=60") == ""
    return made


def test_a_draw_is_recorded_with_its_seed_and_can_be_drawn_again(round_one: Office) -> None:
    hold = held(round_one.history, "1")
    assert hold is not None
    again = drawn(round_one.history, hold)
    assert isinstance(again, Act)
    assert again.told("result") == hold.told("result")


def test_a_result_that_the_seed_does_not_give_is_refused() -> None:
    made = office()
    found = drawn(made.history, asks(made))
    assert isinstance(found, Act)
    first, _, rest = found.told("result").partition("、")
    other = {**found.detail, "result": f"{rest}、{first}", "seed": "另一种子"}
    assert "抽签结果与种子不符" in made.does("draw", "", "hold", "主任甲", **other)
    assert "抽签结果与种子不符" in made.does("draw", "", "hold", "主任甲", **{**found.detail, "result": rest})


def test_no_pair_comes_back_in_the_next_round_until_the_round_is_cancelled(round_one: Office) -> None:
    first = {(unit, target) for target, team in team_pairs(asked(round_one, "1")).items() for unit in team}
    second = holds(round_one)
    assert not first & {(unit, target) for target, team in team_pairs(second).items() for unit in team}
    third = round_one.act("draw", "3", "hold", "主任甲", second.detail)
    before_cancelling = last_pairs(round_one.history, third)
    assert round_one.does("draw", "2", "cancel", "主任甲", basis="会议", reason="名单有误") == ""
    # A later draw looks past the cancelled round; the second round itself is still judged by the first.
    third = replace(third, order=round_one.history.next_order)
    assert last_pairs(round_one.history, third) == first != before_cancelling
    assert last_pairs(round_one.history, next(a for a in round_one.history.of("draw", "2") if a.do == "hold")) == first
    assert "没有抽签，或已作废" in round_one.does("draw", "2", "sheet", "主任甲", items="甲=1")


def asked(made: Office, key: str) -> Act:
    found = held(made.history, key)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"units": "云城镇、青石镇"}, "按现有约束无法抽签：同一轮不得互查"),
        ({"apart": "各乡镇"}, "“各乡镇”内部不得互查"),
        ({"fixed": "云城镇→青石镇、白溪乡→青石镇"}, "指定由云城镇检查青石镇；指定由白溪乡检查青石镇"),
        ({"fixed": "云城镇青石镇"}, "应写作 甲乡→乙乡"),
        ({"units": "云城镇、无此乡"}, "名录中没有单位：无此乡"),
        ({"units": UNITS + "、云城镇"}, "受检单位重复：云城镇"),
        ({"teams": "云城镇+青石镇、青石镇+白溪乡"}, "检查组成员重复：青石镇"),
        ({"together": "没有的组"}, "没有“没有的组”这一组或类别"),
        ({"places": "青石镇=大坪村"}, "须同时写明"),
    ],
)
def test_an_impossible_or_unfit_draw_is_refused_in_words(told: dict[str, str], words: str) -> None:
    made = office()
    found = drawn(made.history, asks(made, **told))
    assert isinstance(found, Refusal)
    assert words in str(found)


def test_places_are_sampled_by_the_same_seed_and_checked_again() -> None:
    made = office()
    places = "青石镇=大坪村|小溪村|梨树村、白溪乡=一村|二村"
    hold = holds(made, places=places, sample="2")
    assert hold.told("samples").count("|") == 2
    forged = {**hold.detail, "samples": "青石镇=大坪村|小溪村、白溪乡=一村|二村"}
    assert hold.told("samples") != forged["samples"] or "梨树村" not in hold.told("samples")
    other = office()
    wrong = {**hold.detail, "samples": "青石镇=大坪村、白溪乡=一村"}
    assert "与种子不符" in other.does("draw", "", "hold", "主任甲", **wrong)


def test_every_team_gets_a_sheet_for_the_unit_it_inspects() -> None:
    made = office()
    holds(made, places="青石镇=大坪村|小溪村", sample="1")
    assert sheets_out(made.history, "1") == ()
    assert made.does("draw", "1", "sheet", "主任甲", items="校舍安全=40、控辍保学=60") == ""
    assert "已下发" in made.does("draw", "1", "sheet", "主任甲", items="校舍安全=100")
    sheets = {sheet.unit: sheet for sheet in sheets_out(made.history, "1")}
    assert set(sheets) == set(TOWNSHIPS)
    assert sheets["青石镇"].team == team_pairs(asked(made, "1"))["青石镇"]
    assert len(sheets["青石镇"].places) == 1
    assert sheets["青石镇"].items == {"校舍安全": 40, "控辍保学": 60}


def test_only_directors_draw_and_a_round_is_drawn_once(round_one: Office) -> None:
    told = asked(round_one, "1").detail
    assert "无权办理" in round_one.does("draw", "", "hold", "督查员乙", **told)
    assert "已经抽签" in round_one.does("draw", "1", "hold", "主任甲", **told)


def result(made: Office, unit: str, scores: str, by: str = "督查员乙", **told: str) -> str:
    signed = {"signed": "组长甲", "countersigned": "镇长乙", "proof": "底稿.pdf"} | told
    return made.does("draw", "1", "result", by, unit=unit, scores=scores, **signed)


def test_results_come_in_signed_by_both_sides_on_the_sheet(round_one: Office) -> None:
    good = "校舍安全=30、控辍保学=50"
    assert "与标准表的项目不一致" in result(round_one, "青石镇", "校舍安全=30")
    assert "得分超出该项分值：校舍安全" in result(round_one, "青石镇", "校舍安全=41、控辍保学=50")
    assert "未附佐证文件" in result(round_one, "青石镇", good, proof="")
    assert "未写明受检单位签字" in result(round_one, "青石镇", good, countersigned="")
    assert "不在第1轮受检之列" in result(round_one, "县教育局", good)
    assert result(round_one, "青石镇", good) == ""
    assert "已由督查员乙登记" in result(round_one, "青石镇", good)


def test_nobody_enters_results_for_their_own_unit_or_another_teams(round_one: Office) -> None:
    good = "校舍安全=30、控辍保学=50"
    pairs = team_pairs(asked(round_one, "1"))
    assert "不得登记本单位的检查结果" in result(round_one, "云城镇", good, "组员丁")
    for target, team in pairs.items():
        if target != "云城镇":
            refused = result(round_one, target, good, "组员丁")
            assert refused == "" if team == ("云城镇",) else "组员丁不在该组" in refused


def test_own_and_cross_scores_are_merged_by_weight() -> None:
    made = office()
    holds(made, own_weight="30")
    assert made.does("draw", "1", "sheet", "主任甲", items="甲=20、乙=30") == ""
    assert made.does("draw", "1", "own", "青石镇联络", unit="青石镇", scores="甲=20、乙=30") == ""
    assert result(made, "青石镇", "甲=10、乙=20") == ""
    assert result(made, "白溪乡", "甲=20、乙=25") == ""
    found = cross_results(made.history, "1")
    assert found is not None
    scores = {one.unit: one for one in found.scores}
    assert (scores["青石镇"].own, scores["青石镇"].cross, scores["青石镇"].merged) == (100, 60, Fraction(72))
    assert (scores["白溪乡"].merged, scores["白溪乡"].waits_for) == (None, "自查得分")
    assert scores["云城镇"].waits_for == "自查得分、检查结果"
    assert (
        made.does("draw", "1", "correct", "主任甲", unit="青石镇", scores="甲=20、乙=20", basis="复核", reason="漏记")
        == ""
    )
    assert {one.unit: one.cross for one in (cross_results(made.history, "1") or found).scores}["青石镇"] == 80


def test_the_spread_between_teams_is_shown_and_outliers_named_by_the_stated_rule(round_one: Office) -> None:
    marks = dict(zip(team_pairs(asked(round_one, "1")), (90, 91, 89, 90, 60), strict=True))
    for unit, mark in marks.items():
        assert result(round_one, unit, f"校舍安全={mark * 4 // 10}、控辍保学={mark - mark * 4 // 10}") == ""
    found = cross_results(round_one.history, "1")
    assert found is not None
    assert (found.mean, found.range) == (Fraction(84), 31)
    assert [one.mean for one in found.teams if one.outlying] == [60]
    assert {one.mean: one.shift for one in found.teams}[Fraction(60)] == -24
    assert cross_results(round_one.history, "9") is None
