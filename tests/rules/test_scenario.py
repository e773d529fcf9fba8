"""The scenario loader: words stay words, every fault comes with its line, what is merely odd is refused fact by fact."""

from datetime import date
from fractions import Fraction

import pytest

from duban.rules.scenario import read_scenario
from duban.rules.written import FaultyFile

GOOD = """\
campaign: {title: 某县教育攻坚, start: "2025-02-01", cutoff_day: none, parameters: {late_per_day: 1.5, report_day: 20}, report_day: 5}
units:
  - {name: 甲乡, kind: 乡镇, groups: [各乡镇]}
tasks:
  - {number: 1, title: 控辍保学, responsible: [各乡镇], due: [2025-03-14, {within: P1M}, {ongoing: true}]}
facts:
  - {on: 2025-02-10, task: 1, do: assign}
  - {on: "2025-03-03", task: "1", unit: 甲乡, do: report, progress: 33.5, note: 电话补记}
months: [2025-03, "2025-04"]
"""


def faults(text: str) -> list[tuple[int, str]]:
    with pytest.raises(FaultyFile) as caught:
        read_scenario(text)
    return [(fault.line, fault.text) for fault in caught.value.faults]


def test_quoted_or_not_dates_and_numbers_are_read_alike() -> None:
    scenario = read_scenario(GOOD)
    assert scenario.campaign.tasks[0].number == "1"
    assert [fact.on for fact in scenario.facts] == [date(2025, 2, 10), date(2025, 3, 3)]
    assert scenario.campaign.tasks[0].weight == 1
    assert [str(month) for month in scenario.months] == ["2025-03", "2025-04"]


def test_the_campaigns_own_figures_win_over_its_parameters() -> None:
    parameters = read_scenario(GOOD).campaign.parameters
    assert (parameters.report_day, parameters.cutoff_day, parameters.late_per_day) == (5, None, Fraction(3, 2))


def test_facts_are_kept_as_written() -> None:
    written = read_scenario(GOOD).written
    assert written[0] == {"on": "2025-02-10", "task": 1, "do": "assign"}
    assert written[1]["note"] == "电话补记"
    assert written[1]["progress"] == 33.5


def test_every_fault_is_reported_with_its_line() -> None:
    text = """\
campaign: {title: 某县, start: 2025-02-30, cutoff_day: 40, parameters: {late_per_week: 1, roll: back}}
calendar: {rest: [2025-03-03, 昨天], work: [2025-03-03]}
units:
  - {name: 甲乡, groups: [各乡镇]}
  - {name: 甲乡}
  - {kind: 乡镇}
tasks:
  - {number: "1", responsible: [甲乡, 丙乡], weight: -1, due: [三月底, {every: P2M}, {every: P1M, times: 0}, {every: P1M}]}
  - number: "1"
    lead: 甲乡
    due:
      - {window: [2025-03-01]}
      - {until: 2025-03-01}
facts:
  - {on: 2025-3-1, task: "1", do: assign}
  - assign
  - {task: "1", do: assign, task: "2"}
months: [2025-13]
"""
    assert [line for line, _ in faults(text)] == [
        1,
        1,
        1,
        1,
        2,
        2,
        5,
        6,
        8,
        8,
        8,
        8,
        8,
        8,
        9,
        10,
        12,
        13,
        15,
        16,
        16,
        17,
        17,
        18,
    ]
    found = [text for _, text in faults(text)]
    assert "没有名为“late_per_week”的参数" in found
    assert "2025-03-03 既列为休息日又列为工作日" in found
    assert "“丙乡”既不是名录中的单位，也不是有成员的组" in found
    assert "任务编号“1”重复" in found
    assert "单位“甲乡”重复" in found


@pytest.mark.parametrize(
    ("text", "line"),
    [("", 1), ("campaign: {", 1), ("- 1\n- 2\n", 1), ("campaign:\n  title: a\n b: c\n", 3), ("a: \x07", 1)],
)
def test_what_is_no_scenario_at_all_says_where(text: str, line: int) -> None:
    assert line in [found for found, _ in faults(text)]


def test_a_group_without_members_is_no_unit() -> None:
    assert faults(GOOD.replace("groups: [各乡镇]", "groups: []"))[0][0] == 5


def test_an_error_names_every_line_in_one_message() -> None:
    with pytest.raises(FaultyFile) as caught:
        read_scenario(GOOD.replace("2025-02-10", "二月十日").replace("2025-04", "四月"))
    assert "第7行" in str(caught.value)
    assert "第9行" in str(caught.value)
    assert caught.value.exit_code == 4


def test_words_nobody_reads_are_hints_not_faults() -> None:
    scenario = read_scenario(GOOD.replace("responsible:", "responsable:").replace("facts:", "fact: []\nfacts:"))
    assert [hint.line for hint in scenario.hints] == [6, 5]
    assert read_scenario(GOOD).hints == ()


def test_figures_left_empty_keep_their_defaults() -> None:
    parameters = read_scenario(GOOD.replace("report_day: 5", "report_day: null, roll: ~")).campaign.parameters
    assert (parameters.report_day, parameters.roll) == (20, "forward")


def test_days_out_of_any_campaigns_time_are_not_read() -> None:
    assert faults(GOOD.replace("2025-02-10", "0001-01-01").replace("2025-04", "9999-12")) == [
        (7, "事实没有可识别的日期 on（YYYY-MM-DD）"),
        (9, "期次“9999-12”超出可考核的年份"),
    ]
