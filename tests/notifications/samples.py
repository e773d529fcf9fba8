"""One letter of every kind, written from values a test may change; `python -m tests.notifications.samples` renews the golden files."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from duban.documents.checklist import Edition
from duban.letters import Attachment, Letter
from duban.months import Month
from duban.plan import Due
from duban.rules.campaign import Campaign, CampaignTask, Fact
from duban.rules.decisions import Decision, decisions
from duban.rules.judgement import Case
from duban.rules.result import Bonus, Deduction, MonthResult, ObligationLine, ReminderItem, ReminderLetter, UnitScore
from duban.units import Register, Unit
from notifications.checklists import checklist
from notifications.circulars import Circular, circular_letters
from notifications.decisions import FindingAnswer, decision_letter, finding_answer_letter
from notifications.desk import Desk, Office
from notifications.receipts import Answered, Leftover, receipt
from notifications.rectifications import Notice, Problem, rectification
from notifications.reminders import reminder
from notifications.results import result
from notifications.weeks import Coming, Move, Open, Stuck, Week, week_letter

GOLDEN = Path(__file__).parent / "golden"
ON = date(2017, 7, 10)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JUNE, JULY, EXTENDED = "2017-06-30", "2017-07-12", "2017-06-20"


@dataclass(frozen=True)
class Names:
    """Every text that a person may have written."""

    campaign: str = "某县教育攻坚"
    office: str = "某县教育攻坚领导小组办公室"
    phone: str = "0000-0000000"
    bureau: str = "县教育局"
    township: str = "甲乡"
    leader: str = "分管副县长"
    first: str = "控辍保学"
    second: str = "校舍安全排查整治"
    basis: str = "省级现场会推广经验"
    paper: str = "县教育局2017年7月任务清单.xlsx"
    receipt: str = "5f2a9c01d3e4"
    reason: str = "所附佐证为上学期名册，缺少本学期劝返学生的学籍和到校记录"
    leave: str = "涉及跨县学籍转接，需待上级系统开放后办理"
    number: str = "某教攻办通〔2017〕6号"
    notice: str = "某教攻办改〔2017〕3号"
    inspection: str = "控辍保学专项督查"
    finding: str = "抽查村小2所，报告劝返在读的5名学生中有2名未在校就读，与6月报送情况不一致"
    ground: str = "《某县教育攻坚实施方案》第三部分第（二）项"
    demand: str = "逐人核实去向，落实劝返责任人，更正报送数据"
    moved: str = "进展40%→60%"
    stuck: str = "连续20个工作日没有新进展"
    file: str = "任务清单_2017-07_县教育局（2）.xlsx"
    mail: str = "关于控辍保学情况的说明"
    why: str = "正文不能直接入账，待人工阅处"


def desk(names: Names = Names()) -> Desk:
    """Return the office at work on a small campaign."""
    units = (
        Unit(names.bureau, "部门", (), "edu@example.test", "edu-head@example.test"),
        Unit(names.township, "乡镇", (), "jia@example.test", "jia@example.test"),
        Unit("乙乡", "乡镇"),
    )
    dues = (Due("6月底前", "by", end=date(2017, 6, 30)), Due("每季度1次", "recurring", every="P3M", times=1))
    tasks = (
        CampaignTask("1", names.first, names.leader, responsible=(names.bureau, names.township), due=dues),
        CampaignTask("2", names.second, "县委书记", responsible=(names.bureau, names.township, "乙乡")),
    )
    addresses = {"县委书记": "head@example.test", names.leader: "vice@example.test"}
    campaign = Campaign(names.campaign, date(2017, 5, 20), "县委书记", Register(units), tasks, addresses)
    return Desk(Office(names.office, "duban@example.test", names.phone), campaign)


def line(task: str, unit: str, node: str, standing: str, n: int | None, in_force: date) -> ObligationLine:
    """Return one standing with 40 % reported."""
    s = Fraction(40) if standing == "overdue" else Fraction(100)
    return ObligationLine(
        task, unit, "responsible", node, in_force, in_force, standing, n, None, 40, None, s, Fraction(1), Fraction(1)
    )


def lines(names: Names = Names()) -> tuple[ObligationLine, ...]:
    """Return the standings the letters tell of."""
    return (
        line("1", names.bureau, JUNE, "overdue", 6, date(2017, 6, 30)),
        line("1", names.township, JUNE, "overdue", 11, date(2017, 6, 30)),
        line("2", names.bureau, EXTENDED, "on_pace", None, date(2017, 7, 12)),
        line("2", "乙乡", JULY, "overdue", 3, date(2017, 7, 12)),
    )


def reminding(names: Names, to: str, *items: tuple[str, str, str, str]) -> Letter:
    """Return the reminder for (task, unit, node, rung) items."""
    owed = ReminderLetter(ON, to, tuple(ReminderItem(*item) for item in items))
    return reminder(desk(names), owed, lines(names))


def month_result(names: Names = Names()) -> MonthResult:
    """Return a month in which one unit has every kind of line and another is not scored."""
    deductions = (
        Deduction("report_late", Fraction(1, 2), "1", JUNE, date(2017, 6, 27)),
        Deduction("card_yellow", Fraction(1), "2", EXTENDED, date(2017, 6, 29)),
    )
    bonus = (Bonus("bonus", Fraction(3, 2), names.basis, date(2017, 6, 12)),)
    scored = UnitScore(names.bureau, "部门", Fraction(70), Fraction(70), "合格", 3, deductions, bonus)
    unscored = UnitScore(names.township, "乡镇", None, None, None, None, (), ())
    other = UnitScore("乙乡", "乡镇", Fraction(12), Fraction(12), "不合格", 9, (), ())
    return MonthResult(date(2017, 6, 30), lines(names), (scored, unscored, other), (), ())


def decided(names: Names, *facts: tuple[date, str, date | None]) -> Decision:
    """Return the last decision after (day, kind, day asked for) facts of the bureau on the first task, assigned in May."""
    assigned = Fact(0, date(2017, 5, 22), "assign", "1")
    entered = [
        Fact(order, on, do, "1", names.bureau, JUNE, to=to, reason=names.reason if do == "return" else names.leave)
        for order, (on, do, to) in enumerate(facts, 1)
    ]
    return decisions(Case(desk(names).campaign, [assigned, *entered]).ledger)[-1]


def decision_letters(names: Names) -> dict[str, Letter | None]:
    """Return the letters about claims sent back and extensions answered."""
    claimed, asked, new = date(2017, 6, 26), date(2017, 6, 12), date(2017, 7, 31)
    found = {
        "returned": decided(names, (claimed, "claim", None), (date(2017, 6, 28), "return", None)),
        "returned-late": decided(
            names,
            *((claimed, "claim", None), (date(2017, 6, 28), "return", None)),
            *((date(2017, 7, 3), "claim", None), (ON, "return", None)),
        ),
        "extension-granted": decided(names, (asked, "extend_request", new), (date(2017, 6, 14), "extend_grant", None)),
        "extension-refused": decided(names, (asked, "extend_request", new), (ON, "extend_refuse", None)),
    }
    return {name: decision_letter(desk(names), decision, decision.fact.on) for name, decision in found.items()}


def finding_answers(names: Names) -> dict[str, Letter | None]:
    """Return the letters about more time for a finding: granted, and refused once the limit, moved before, has passed."""
    limit, asked = date(2017, 6, 20), date(2017, 7, 31)
    granted = FindingAnswer(
        "2017-06/3", names.bureau, names.finding, limit, asked, asked, False, True, names.leave, date(2017, 6, 19)
    )
    late = replace(granted, in_force=date(2017, 7, 7), passed=True, granted=False, on=ON)
    found = {"extension-finding-granted": granted, "extension-finding-refused": late}
    return {name: finding_answer_letter(desk(names), answer) for name, answer in found.items()}


def circulars(names: Names) -> dict[str, Letter]:
    """Return a signed circular's letter to a unit and the copy to a leader, the second a correction."""
    paper = Attachment("月度督查通报_2017-06.docx", "application/msword", b"PK")
    first = Circular(Month(2017, 6), 1, names.number, "", paper)
    second = replace(first, version=2, corrects=f"{names.number}通报")
    return {
        "circular": circular_letters(desk(names), first, ON)[0],
        "circular-leader": circular_letters(desk(names), second, ON)[-1],
    }


def left_over(names: Names) -> list[Leftover]:
    """Return what of an answer was not entered."""
    return [
        Leftover(names.file, "E123 “进度”应为 0 至 100 的整数，现为“140” · 任务清单!M6 · 如 60"),
        Leftover("佐证.pdf", "不是任务清单电子表，已留存备查"),
        Leftover("来信正文", "文字不能直接登记为办理情况，已转办公室经办人阅处"),
    ]


def notice(names: Names) -> Notice:
    """Return a notice of two problems."""
    problems = (
        Problem(names.finding, names.ground, names.demand, date(2017, 7, 31)),
        Problem("1所学校的校舍排查记录缺少排查人签字", "", "补齐记录，由校长签字确认", date(2017, 7, 21)),
    )
    return Notice(names.notice, names.inspection, date(2017, 7, 4), date(2017, 7, 6), problems)


def week(names: Names) -> Week:
    """Return a week in which something stands in every table."""
    return Week(
        first=date(2017, 7, 3),
        last=date(2017, 7, 9),
        moved=(Move("1", names.first, names.bureau, names.moved, "2017年7月5日"),),
        coming=(Coming("2", names.second, "乙乡", "2017年7月12日", "达到序时", "40%"),),
        stuck=(Stuck("1", names.first, names.township, names.stuck, names.leader),),
        mails=(Open("12", names.bureau, names.mail, names.why),),
    )


def letters(names: Names = Names()) -> dict[str, Letter]:
    """Return one letter of every kind and case by name."""
    writer = desk(names)
    bureau, township = writer.campaign.register.units[:2]
    late5 = ("1", names.bureau, JUNE, "late5")
    late10 = ("1", names.township, JUNE, "late10")
    lead5 = ("2", names.bureau, EXTENDED, "lead5")
    edition = Edition("某县教育攻坚", Month(2017, 7), reply_by=date(2017, 7, 25))
    papers = (Attachment(names.paper, XLSX, b"PK"), Attachment("填报说明.docx", "application/msword", b"PK"))
    facts = (
        Fact(1, ON, "report", "1", names.bureau, JUNE, progress=60),
        Fact(2, ON, "report", "2", names.bureau, EXTENDED, nochange=True),
        Fact(3, ON, "claim", "2", names.bureau, EXTENDED),
        Fact(4, date(2017, 7, 4), "occur", "1", names.bureau, "every:P3M"),
        Fact(5, ON, "extend_request", "2", names.bureau, EXTENDED, to=date(2017, 8, 31)),
    )
    found = {
        "reminder": reminding(names, "edu@example.test", late5, lead5),
        "escalation-head": reminding(names, "edu-head@example.test", late5),
        "escalation-leader": reminding(names, "vice@example.test", late10, late5),
        "checklist": checklist(writer, bureau, edition, ON, papers),
        "result": result(writer, bureau, Month(2017, 6), month_result(names), ON),
        "result-unscored": result(writer, township, Month(2017, 6), month_result(names), ON),
        "receipt": receipt(writer, bureau, Answered(names.receipt, facts), ON),
        "receipt-partly": receipt(writer, bureau, Answered(names.receipt, facts[:1], left_over(names)), ON),
        "receipt-none": receipt(writer, bureau, Answered(names.receipt, (), left_over(names)[-1:]), ON),
        "rectification": rectification(writer, bureau, notice(names), ON),
        "week": week_letter(writer, week(names), "duban@example.test", ON),
        "week-quiet": week_letter(writer, Week(date(2017, 7, 3), date(2017, 7, 9)), "duban@example.test", ON),
        **decision_letters(names),
        **finding_answers(names),
        **circulars(names),
    }
    return {name: letter for name, letter in found.items() if letter}


def renew() -> None:
    """Write the golden files anew, for a person to look at the difference."""
    for name, letter in letters().items():
        (GOLDEN / f"{name}.txt").write_text(f"{letter.subject}\n\n{letter.text}", encoding="utf-8")
        (GOLDEN / f"{name}.html").write_text(letter.html, encoding="utf-8")


if __name__ == "__main__":
    renew()
