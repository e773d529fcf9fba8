"""The score sheet: what a person needs to add up the month by hand."""

import io
from fractions import Fraction

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from duban.documents.score_sheet import score_sheet
from duban.months import Month
from duban.rules.campaign import Campaign
from duban.rules.result import MonthResult

MARCH = Month(2025, 3)


@pytest.fixture
def values(campaign: Campaign, result: MonthResult) -> Workbook:
    return load_workbook(io.BytesIO(score_sheet(campaign, MARCH, result)), data_only=True)


def test_ranks_by_kind_then_units_without_a_score(values: Workbook) -> None:
    rows = list(values["名次"].iter_rows(min_row=4, values_only=True))[:5]
    assert [(row[0], row[1], row[2], row[6], row[7]) for row in rows] == [
        ("部门", 1, "县财政局", 100, "合格"),
        ("部门", 2, "县教育局", 98.67, "优秀"),
        ("乡镇", 1, "甲乡", 69.33, "合格"),
        ("乡镇", 2, "乙乡", 15.67, "不合格"),
        ("部门", "—", "县残联", "—", "不排名"),
    ]


def test_every_obligation_has_a_line_and_the_cached_sums_make_the_base(values: Workbook, result: MonthResult) -> None:
    rows = list(values["计分明细"].iter_rows(min_row=2, values_only=True))
    sums = [row for row in rows if "基础分" in str(row[0])]
    assert len(rows) - len(sums) == len(result.obligations)
    bases = {str(row[0]).split("　")[0]: row[13] for row in sums}
    for score in result.units:
        assert bases[score.unit] == ("—" if score.base is None else pytest.approx(float(score.base)))


def test_formulas_say_what_their_cached_values_say(campaign: Campaign, result: MonthResult, values: Workbook) -> None:
    formulas = load_workbook(io.BytesIO(score_sheet(campaign, MARCH, result)))["计分明细"]
    assert formulas["O2"].value == "=IF(ISNUMBER(L2),M2*N2,0)"
    assert formulas["P2"].value == "=IF(ISNUMBER(L2),O2*L2,0)"
    assert formulas["O6"].value == "=SUM(O2:O5)"
    shown = values["计分明细"]
    assert shown["P2"].value == pytest.approx(shown["M2"].value * shown["N2"].value * shown["L2"].value)
    assert shown["P6"].value == pytest.approx(sum(shown[f"P{row}"].value for row in range(2, 6)))


def test_every_deduction_and_bonus_has_its_rule_day_and_basis(values: Workbook) -> None:
    rows = [row for row in values["扣分加分"].iter_rows(min_row=2, values_only=True) if row[1]]
    assert rows == [
        ("县教育局", "扣分", "申请办结被退回", "1", "控辍保学", "2025年2月28日", "2025年3月7日", "", -1),
        ("甲乡", "扣分", "未报进展", "1", "控辍保学", "2025年3月31日", "2025年3月25日", "", -2),
        ("甲乡", "扣分", "红牌", "1", "控辍保学", "2025年3月31日", "2025年3月25日", "", -2),
        ("乙乡", "扣分", "迟报进展", "1", "控辍保学", "2025年2月28日", "2025年3月26日", "", -0.5),
        ("县教育局", "加分", "加分", "", "", "", "2025年3月10日", "县通报〔2025〕3号", 3),
    ]


def test_a_native_chart_shows_the_ranked_units(campaign: Campaign, result: MonthResult) -> None:
    (chart,) = load_workbook(io.BytesIO(score_sheet(campaign, MARCH, result)))["名次"]._charts
    assert chart.series[0].val.numRef.f == "名次!$G$4:$G$7"


def test_a_hostile_basis_stays_text_and_bytes_repeat(campaign: Campaign, result: MonthResult) -> None:
    first = result.units[0]
    hostile = first._replace(bonus=(first.bonus[0]._replace(basis='=HYPERLINK("x")', points=Fraction(1)),))
    changed = result._replace(units=(hostile, *result.units[1:]))
    content = score_sheet(campaign, MARCH, changed)
    cell = load_workbook(io.BytesIO(content))["扣分加分"]["H6"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("x")', "s")
    assert content == score_sheet(campaign, MARCH, changed)
