"""The monthly circular (月度督查通报): what it says of a judged month. Its annex tables live in circular_annexes.

Facts only: class → unit → item → fact; units are named, persons are not ranked. It is a draft until someone signs it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import groupby

from duban.documents.circular_annexes import annexes
from duban.documents.figures import SLOW, by_kind, by_unit, counted, on_time, shares
from duban.documents.paper import Annex, Block, Heading, Paper, Text
from duban.documents.paper_lint import MAX_LENGTH
from duban.documents.problems import Problem, problems_of
from duban.documents.signing import chinese_number
from duban.documents.wording import STANDING_NAMES, day_text, decimals, month_text
from duban.life.appeals import DAYS
from duban.months import Month
from duban.rules.campaign import Campaign
from duban.rules.grading import EXCELLENT, FAIL, GOOD, GRADES
from duban.rules.result import NOTHING_UNDER_REVIEW, MonthResult, ObligationLine, UnderReview, UnitScore

DRAFT_MARK = "送审稿"
_ALL_NAMED = 4
# How many units a class names and how many items a unit, from full to short, until the body keeps within MAX_LENGTH.
_MEASURES = ((12, 6), (8, 4), (6, 3), (4, 2), (3, 1), (1, 1))


@dataclass(frozen=True, slots=True)
class Issue:
    """What a circular needs besides the judgement: who issues it, to whom, on which basis, with which limits.

    `authority` is the leave under which the office addresses lower governments (授权说明); `day` and `number` come with the
    signature, and `signed` takes the draft mark away. `corrects` names the sent circular this one replaces (更正); `reviewed` is
    shown as under review (复核中). `audit` is the line on the audit chain that a signed one bears behind its last annex.
    """

    month: Month
    issuer: str
    addressees: str = "各成员单位："
    basis: str = ""
    authority: str = ""
    rectify_by: date | None = None
    day: date | None = None
    number: str = ""
    signed: bool = False
    corrects: str = ""
    reviewed: UnderReview = NOTHING_UNDER_REVIEW
    audit: str = ""


def circular(campaign: Campaign, result: MonthResult, issue: Issue, previous: MonthResult | None = None) -> Paper:
    """Return the month's circular (月度督查通报); `previous` is the judgement of the month before, for comparison.

    The body keeps within MAX_LENGTH by naming fewer items; the annexes always hold all of them.
    """
    problems = problems_of(campaign, result)
    paper = Paper(
        title_parts=(f"关于{month_text(issue.month)}", campaign.title, "督查情况的通报"),
        addressees=issue.addressees,
        blocks=(),
        issuer=issue.issuer,
        day=issue.day,
        number=issue.number,
        mark="" if issue.signed else DRAFT_MARK,
        annexes=_sealed(annexes(campaign, result, problems, issue.reviewed), issue.audit),
    )
    for measure in _MEASURES:
        paper = replace(paper, blocks=tuple(_body(campaign, result, issue, previous, (problems, measure))))
        if paper.length <= MAX_LENGTH:
            break
    return paper


def _sealed(found: tuple[Annex, ...], audit: str) -> tuple[Annex, ...]:
    """Return the annexes, the last one closed by the line on the audit chain where there is one."""
    if not audit:
        return found
    return (*found[:-1], replace(found[-1], blocks=(*found[-1].blocks, Text(audit))))


def _body(
    campaign: Campaign,
    result: MonthResult,
    issue: Issue,
    previous: MonthResult | None,
    named: tuple[list[Problem], tuple[int, int]],
) -> Iterator[Block]:
    yield Text(_lead(campaign, result, issue))
    yield Heading(1, "一、总体情况")
    yield Text(_overall(result, previous))
    yield Heading(1, "二、进展较好的单位")
    yield Text(_good(result))
    yield Heading(1, "三、存在的主要问题")
    yield from _problems(*named)
    yield Heading(1, "四、考核结果")
    yield from _scores(result, issue.reviewed)
    yield Heading(1, "五、下一步要求")
    demands = _demands(result, issue, problems=bool(named[0]))
    yield from (
        Text(text, lead=f"（{chinese_number(place)}）{lead}。") for place, (lead, text) in enumerate(demands, 1)
    )


def _lead(campaign: Campaign, result: MonthResult, issue: Issue) -> str:
    lines = counted(result)
    basis = f"根据{issue.basis}和" if issue.basis else "按照"
    authority = f"经{issue.authority}同意，" if issue.authority else ""
    replaced = f"本通报更正并代替{issue.corrects}。" if issue.corrects else ""
    return (
        f"{replaced}{basis}“一月一督查、一月一通报、一月一考核”的要求，{authority}{issue.issuer}对{campaign.title}{month_text(issue.month)}"
        f"的推进情况进行了督查。督查截至{day_text(result.cutoff)}，{_scope(lines)}采取清单反馈与台账"
        "核对相结合的方式，结论以台账记载的事实为准。现将有关情况通报如下。"
    )


def _scope(lines: Sequence[ObligationLine]) -> str:
    if not lines:
        return ""
    return (
        f"范围为{len({line.unit for line in lines})}个成员单位承担的{len({line.task for line in lines})}项任务、"
        f"{len(lines)}项责任事项（每个单位在每项任务的每个节点上计一项），"
    )


def _overall(result: MonthResult, previous: MonthResult | None) -> str:
    lines = counted(result)
    if not lines:
        return "本期没有纳入计分的责任事项。"
    parts = "，".join(
        f"{STANDING_NAMES[share.standing]}{share.number}项、占{decimals(share.percent, 1)}%" for share in shares(lines)
    )
    come = on_time(lines, result.cutoff)
    due = (
        f"到期应办结{come.due}项，按时办结{come.done}项，到期按时办结率{decimals(come.rate, 1)}%。"
        if come.due
        else "本期没有到期事项。"
    )
    return (
        f"纳入本期督查的责任事项共{len(lines)}项，其中{parts}。{due}{_compared(result, previous) if previous else ''}"
    )


def _compared(result: MonthResult, previous: MonthResult) -> str:
    now, then = counted(result), counted(previous)
    parts = [
        f"{name}{_change(_count(now, standings) - _count(then, standings))}"
        for name, standings in (("逾期未结事项", ("overdue",)), ("慢于序时和严重滞后事项", ("behind", "far_behind")))
    ]
    rates = on_time(now, result.cutoff).rate, on_time(then, previous.cutoff).rate
    if rates[0] is not None and rates[1] is not None:
        parts.insert(0, f"到期按时办结率{_points_change(rates[0] - rates[1])}")
    return f"与上月相比，{'，'.join(parts)}。"


def _count(lines: Iterable[ObligationLine], standings: Sequence[str]) -> int:
    return sum(line.standing in standings for line in lines)


def _change(number: int) -> str:
    return f"{'增加' if number > 0 else '减少'}{abs(number)}项" if number else "持平"


def _points_change(value: Fraction) -> str:
    shown = decimals(abs(value), 1)
    return "持平" if shown == "0.0" else f"{'上升' if value > 0 else '下降'}{shown}个百分点"


def _good(result: MonthResult) -> str:
    """Name units by fact: everything done or on pace, nothing deducted, and a grade no ceiling took away."""
    own = by_unit(counted(result))
    clean = [
        score.unit
        for score in result.units
        if score.grade in (EXCELLENT, GOOD)
        and not score.deductions
        and not _count(own.get(score.unit, ()), (*SLOW, "done_late"))
    ]
    if not clean:
        return "本期没有各项责任事项均达到序时且无扣分的单位。"
    first = sorted(clean, key=lambda unit: -_count(own[unit], ("done",)))[:8]
    facts = "；".join(f"{unit}{len(own[unit])}项责任事项{_done_facts(own[unit])}" for unit in first)
    return f"责任事项均按时办结或达到序时且无扣分的单位共{len(clean)}个。{'其中，' if len(clean) > len(first) else ''}{facts}。"


def _done_facts(lines: list[ObligationLine]) -> str:
    named = [("按时办结", ("done",)), ("达到序时", ("on_pace",)), ("按期开展", ("kept",))]
    counts = [(name, _count(lines, standings)) for name, standings in named]
    return "、".join(f"{name}{count}项" for name, count in counts if count)


def _problems(problems: list[Problem], measure: tuple[int, int]) -> Iterator[Block]:
    if not problems:
        yield Text("本期未发现逾期、滞后和迟报事项。")
        return
    for place, (sort, group) in enumerate(groupby(problems, key=lambda problem: problem.sort)):
        items = list(group)
        units = {
            unit: [item for item in items if item.unit == unit] for unit in dict.fromkeys(item.unit for item in items)
        }
        yield Heading(2, f"（{chinese_number(place + 1)}）{sort}（{len(items)}项，涉及{len(units)}个单位）")
        yield Text(_units_facts(units, *measure))
    yield Text("各项问题的具体情况见附件3。")


def _units_facts(units: dict[str, list[Problem]], most_units: int, most_items: int) -> str:
    worst = sorted(units, key=lambda unit: -len(units[unit]))[:most_units]
    sentences = []
    for unit in worst:
        items = sorted(units[unit], key=lambda item: -item.measure)
        facts = "，".join(item.sentence for item in items[:most_items])
        sentences.append(f"{unit}：{facts}{f'等{len(items)}项' if len(items) > most_items else ''}")
    rest = f"；其余{len(units) - len(worst)}个单位见附件3" if len(units) > len(worst) else ""
    return f"{'；'.join(sentences)}{rest}。"


def _scores(result: MonthResult, reviewed: UnderReview) -> Iterator[Block]:
    kinds = by_kind(result)
    for place, (kind, scores) in enumerate(kinds):
        yield (
            Heading(2, f"（{chinese_number(place + 1)}）{kind or '成员单位'}（{len(scores)}个）")
            if len(kinds) > 1
            else Heading(2, "考核名次")
        )
        yield Text(_kind_result(scores))
    unranked = [score.unit for score in result.units if score.score is None]
    if unranked:
        yield Text(f"{'、'.join(unranked)}本期没有计分事项，不参加考核排名。")
    waiting = [score.unit for score in result.units if score.unit in reviewed.units]
    if waiting:
        yield Text(f"{'、'.join(waiting)}已申请复核，其得分、等次和名次以复核决定为准。")
    yield Text("各单位得分、名次和每一项扣分、加分的依据见附件2。")


def _kind_result(scores: Sequence[UnitScore]) -> str:
    grades = "，".join(
        _grade(grade, scores) for grade in dict.fromkeys(score.grade or "" for score in _by_grade(scores))
    )
    if len(scores) <= _ALL_NAMED:
        return f"{grades}。得分依次为：{_named(scores)}。"
    return f"{grades}。得分居前的是：{_named(scores[:3])}；得分居后的是：{_named(scores[-2:])}。"


def _by_grade(scores: Sequence[UnitScore]) -> list[UnitScore]:
    return sorted(scores, key=lambda score: GRADES.index(score.grade or FAIL))


def _grade(grade: str, scores: Sequence[UnitScore]) -> str:
    """Return how many units have a grade; those of the best are named."""
    units = [score.unit for score in scores if score.grade == grade]
    return f"{grade}{len(units)}个" + (f"（{'、'.join(units)}）" if grade == EXCELLENT else "")


def _named(scores: Iterable[UnitScore]) -> str:
    return "、".join(f"{score.unit}（{decimals(score.score)}分，第{score.rank}名）" for score in scores)


def _demands(result: MonthResult, issue: Issue, *, problems: bool) -> Iterator[tuple[str, str]]:
    """Yield what is asked of the units next, each with its heading; nothing is to be put right where no problem was found."""
    lines = counted(result)
    until = f"{day_text(issue.rectify_by)}前" if issue.rectify_by else "下期督查截止前"
    aims = (
        (("overdue",), "逾期未结的{}项应明确办结日期"),
        (("far_behind", "behind"), "慢于序时和严重滞后的{}项应赶上序时进度"),
    )
    counts = [(_count(lines, standings), words) for standings, words in aims]
    urgent = "，".join(words.format(count) for count, words in counts if count)
    if problems:
        yield (
            "限期整改",
            f"对附件3所列问题，责任单位逐项核实原因、采取措施，于{until}完成整改。{f'其中{urgent}。' if urgent else ''}"
            "整改结果在下期任务清单中一并反馈，不另行报送材料。",
        )
    yield "办好下月到期事项", _coming(result, issue.month.plus(1))
    yield (
        "异议处理",
        f"对本通报所列事实和扣分有异议的，可自收到之日起{DAYS}日内，由单位负责人签字后向办公室提出复核申请，由未参与本次督查结论的人员复核；"
        "复核改变结论的，另行发文更正。",
    )


def _coming(result: MonthResult, month: Month) -> str:
    coming = [line for line in counted(result) if line.date and Month.of(line.date) == month and not line.claimed]
    if not coming:
        return f"{month_text(month)}没有到期的节点，各单位按序时进度推进。"
    units = list(dict.fromkeys(line.unit for line in coming))
    named = "、".join(units[:10]) + (f"等{len(units)}个单位" if len(units) > 10 else "")
    return f"{month_text(month)}到期的责任事项有{len(coming)}项，涉及{named}，请按节点办结；确需延期的，应在到期日前提出申请。"
