"""One unit's month told line by line (逐条说明): rule, fact, day, points, and the sums in steps a person can check by hand.

The figures come from the judgement itself; nothing is decided here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from duban.errors import UsageError
from duban.months import Month
from duban.phrases import day_text, quoted
from duban.rules.grading import EXCELLENT, GOOD, grade, quota
from duban.rules.grounds import events, exact, ground
from duban.rules.judgement import Case
from duban.rules.ledger import Assignment, Ledger, Obligation
from duban.rules.parameters import Parameters
from duban.rules.printing import plain, two_decimals
from duban.rules.result import Deduction, MonthResult, UnitScore
from duban.rules.scoring import REPORTING_RULES

_RULES = {
    "report_late": "迟报进展",
    "report_missing": "未报进展",
    "returned": "办结申请再次退回",
    "card_yellow": "黄牌",
    "card_red": "红牌",
}


class Row(NamedTuple):
    """One line of the explanation: what it is about, the rule applied, the facts it rests on, its day, its points.

    `points` is the score s of an obligation, or what is taken off or added, as a text; empty where nothing is scored.
    """

    subject: str
    rule: str
    facts: str
    on: date | None
    points: str


class Explanation(NamedTuple):
    """A unit's month: its obligations, its deductions and bonus, and the sums as equations."""

    unit: str
    title: str
    obligations: tuple[Row, ...]
    adjustments: tuple[Row, ...]
    sums: tuple[str, ...]

    def lines(self) -> tuple[str, ...]:
        """Return everything as lines of text for a terminal."""
        return (
            self.title,
            "一、事项",
            *(f"  {row.subject}：{row.rule}\n    事实：{row.facts}" for row in self.obligations),
            "二、扣分与加分",
            *(
                f"  {row.subject}：{row.rule} {row.points}分（{day_text(row.on) if row.on else ''}，{row.facts}）"
                for row in self.adjustments
            ),
            *(() if self.adjustments else ("  无",)),
            "三、计算",
            *(f"  {step}" for step in self.sums),
        )


def explain(case: Case, month: Month, unit: str) -> Explanation:
    """Return how a unit's month came about; UsageError when the campaign has no unit of that name."""
    if unit not in case.ledger.units:
        raise UsageError(f"名录中没有“{unit}”", remedy="请写名录中的单位全称")
    return next(explanations(case, month, [unit]))


def explanations(case: Case, month: Month, units: Iterable[str] | None = None) -> Iterator[Explanation]:
    """Yield how the month of some units (all where None) came about, in the order given or of the register."""
    result = case.month(month)
    scores = {score.unit: score for score in result.units}
    for unit in scores if units is None else units:
        yield Explanation(
            unit=unit,
            title=f"{unit} {month.year}年{month.month}月得分说明（截至{day_text(result.cutoff)}）",
            obligations=tuple(_obligations(case, month, case.ledger.units[unit].assignments)),
            adjustments=tuple(_adjustments(case.ledger, scores[unit])),
            sums=tuple(_sums(case.ledger.parameters, result, scores[unit])),
        )


def _obligations(case: Case, month: Month, assignments: list[Assignment]) -> Iterator[Row]:
    window = case.windows.of(month)
    for assignment in assignments:
        if not assignment.obligations:
            yield Row(_task_text(assignment), "没有可考核的节点，不计分", "无", None, "")
        for obligation in assignment.obligations:
            standing = case.standings.at(obligation, window)
            s = case.standings.score(obligation, standing, window.cutoff)
            rule = ground(case.ledger, obligation, standing, window)
            if s is not None:
                rule += f"；权重{exact(assignment.task.outline.weight)}×系数{exact(assignment.coefficient)}"
                rule += "" if assignment.scaled_weight else "，只列不计分"
            subject = f"{_task_text(assignment)}，{_node_text(obligation)}"
            on = None if standing.claimed is None else date.fromordinal(standing.claimed)
            yield Row(subject, rule, events(obligation, window.cutoff), on, plain(s) or "")


def _task_text(assignment: Assignment) -> str:
    task = assignment.task.task
    return f"任务{task.number}{quoted(task.title)}"


def _node_text(obligation: Obligation) -> str:
    every = {"P1D": "每日", "P7D": "每周", "P1M": "每月", "P3M": "每季度", "P6M": "每半年", "P1Y": "每年"}
    node = obligation.node
    return f"{every[node.every]}{node.times}次" if node.every else f"节点{day_text(date.fromisoformat(node.name))}"


def _adjustments(ledger: Ledger, score: UnitScore) -> Iterator[Row]:
    for line in score.deductions:
        assignment = ledger.tasks[line.task].assignments[score.unit]
        node = next(one for one in assignment.obligations if one.node.name == line.node)
        subject = f"{_task_text(assignment)}，{_node_text(node)}"
        yield Row(subject, _RULES[line.rule], _fact_text(line, node), line.on, f"−{plain(line.points)}")
    for added in score.bonus:
        yield Row(score.unit, "加分", f"依据{added.basis}", added.on, f"＋{plain(added.points)}")


def _fact_text(line: Deduction, obligation: Obligation) -> str:
    day = line.on.toordinal()
    if line.rule == "report_missing":
        return f"应于{day_text(line.on)}（含当日）前报送，本月未报"
    if line.rule == "report_late":
        return "本月首次报送或申请办结在报送日之后"
    if line.rule == "returned":
        return "同一事项自第二次退回起每次扣分"
    by = next((card.fact.by for card in obligation.cards if card.day == day), "")
    return f"{by}确认，同一事项当月只计最重一张"


def _sums(parameters: Parameters, result: MonthResult, score: UnitScore) -> Iterator[str]:
    if score.base is None or score.score is None:
        yield "本月没有计分事项，不计分、不评等次、不排名"
        return
    terms: Counter[tuple[Fraction, Fraction, Fraction]] = Counter(
        (line.weight, line.c, line.s)
        for line in result.obligations
        if line.unit == score.unit and line.s is not None and line.weight * line.c > 0
    )
    weights = sum((w * c * times for (w, c, _), times in terms.items()), Fraction(0))
    earned = sum((w * c * s * times for (w, c, s), times in terms.items()), Fraction(0))
    yield f"Σ权重×系数 = {_added(terms, 2)} = {exact(weights)}"
    yield f"Σ权重×系数×得分 = {_added(terms, 3)} = {exact(earned)}"
    yield f"基础分 = {exact(earned)} ÷ {exact(weights)} = {_value(score.base)}"
    reporting = sum((line.points for line in score.deductions if line.rule in REPORTING_RULES), Fraction(0))
    others = sum((line.points for line in score.deductions if line.rule not in REPORTING_RULES), Fraction(0))
    bonus = sum((line.points for line in score.bonus), Fraction(0))
    taken, added = min(reporting, parameters.report_cap), min(bonus, parameters.bonus_cap)
    yield f"报送类扣分合计{exact(reporting)}，最多扣{exact(parameters.report_cap)}，扣{exact(taken)}；其他扣分合计{exact(others)}"
    yield f"加分合计{exact(bonus)}，最多加{exact(parameters.bonus_cap)}，加{exact(added)}"
    total = score.base - taken - others + added
    limits = "" if 0 <= total <= 100 else "，得分限于0至100"
    reckoned = f"{exact(score.base)} − {exact(taken)} − {exact(others)} + {exact(added)} = {exact(total)}"
    yield f"得分 = {reckoned}{limits}，四舍五入到两位小数为{two_decimals(score.score)}"
    yield _grade_text(parameters, result, score)


def _added(terms: Counter[tuple[Fraction, Fraction, Fraction]], factors: int) -> str:
    """Return the terms as a sum of products, equal ones once with their number."""
    counted: Counter[str] = Counter()
    for term, times in terms.items():
        counted["×".join(exact(factor) for factor in term[:factors])] += times
    return " + ".join(product if times == 1 else f"{product}×{times}项" for product, times in counted.items())


def _value(value: Fraction) -> str:
    return exact(value) if exact(value) == plain(value) else f"{exact(value)} ≈ {two_decimals(value)}"


def _grade_text(parameters: Parameters, result: MonthResult, score: UnitScore) -> str:
    alike = [unit for unit in result.units if unit.kind == score.kind and unit.score is not None]
    earned = grade(score.score or Fraction(0), parameters, capped=False)
    why = ""
    if earned == EXCELLENT and score.grade == GOOD:
        places = quota(len(alike), parameters.excellent_share)
        why = f"（达到优秀线，同类{len(alike)}个计分单位中优秀名额{places}个，名额外评为良好）"
    elif earned != score.grade:
        why = f"（应为{earned}，因近{parameters.cap_months}个月内弄虚作假或一票否决，最高评为合格）"
    return f"等次：{score.grade}{why}；{score.kind}类{len(alike)}个计分单位中第{score.rank}名"
