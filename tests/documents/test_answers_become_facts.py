"""From the judgement of a day to a checklist, from the filled checklist to facts, and back into the judgement: nothing refused."""

import io
from datetime import date
from fractions import Fraction

from openpyxl import load_workbook

from duban.documents.answers import Answers, awaited_for, read_answers
from duban.documents.checklist import Edition, checklist_for
from duban.documents.checklist_xlsx import SHEET, checklist_xlsx
from duban.months import Month
from duban.rules.campaign import Campaign, Fact
from duban.rules.judgement import Case, judge

MARCH = Month(2025, 3)


def test_a_filled_checklist_moves_the_judgement(campaign: Campaign) -> None:
    assigned = [Fact(order, date(2025, 1, 6), "assign", task.number) for order, task in enumerate(campaign.tasks)]
    issued = Case(campaign, assigned).lines_at(date(2025, 2, 10))
    checklist = checklist_for(campaign, "甲乡", Edition("c1", MARCH), issued)
    assert [(row.node, row.reply) for row in checklist.rows] == [
        ("2025-02-28", "dated"),
        ("2025-03-31", "dated"),
        ("every:P1M", "recurring"),
    ]
    book = load_workbook(io.BytesIO(checklist_xlsx(checklist)))
    sheet = book[SHEET]
    sheet["L5"], sheet["M5"] = "申请办结", 100
    sheet["L6"], sheet["M6"], sheet["O6"] = "有进展", 90, "已劝返12人"
    sheet["L7"], sheet["N7"] = "已开展", "2025-03-04、2025-03-18"
    filled = io.BytesIO()
    book.save(filled)

    read = read_answers(filled.getvalue(), awaited_for(checklist.edition, issued))
    assert isinstance(read, Answers), read
    facts = read.facts(date(2025, 2, 20), first=len(assigned))
    assert facts[1] == Fact(4, date(2025, 2, 20), "report", "1", "甲乡", "2025-03-31", progress=90, reason="已劝返12人")

    judged = judge(campaign, [*assigned, *facts], [MARCH])
    assert judged.refused == ()
    own = {line.node: (line.standing, line.s) for line in judged.months[MARCH].obligations if line.unit == "甲乡"}
    assert own == {
        "2025-02-28": ("done", Fraction(100)),
        "2025-03-31": ("behind", Fraction(80)),
        "every:P1M": ("kept", Fraction(100)),
    }


def test_no_change_is_a_report_and_an_extension_asks_for_its_day(campaign: Campaign) -> None:
    assigned = [Fact(0, date(2025, 1, 6), "assign", "2")]
    issued = Case(campaign, assigned).lines_at(date(2025, 3, 1))
    checklist = checklist_for(campaign, "县财政局", Edition("c1", MARCH), issued)

    def facts(cells: dict[str, object]) -> list[Fact]:
        book = load_workbook(io.BytesIO(checklist_xlsx(checklist)))
        for place, value in cells.items():
            book[SHEET][place] = value
        out = io.BytesIO()
        book.save(out)
        read = read_answers(out.getvalue(), awaited_for(checklist.edition, issued))
        assert isinstance(read, Answers), read
        return read.facts(date(2025, 3, 20), first=1)

    day = date(2025, 3, 20)
    assert facts({"L5": "无变化"}) == [Fact(1, day, "report", "2", "县财政局", "2025-04-30", nochange=True)]
    asked = facts({"L5": "申请延期", "N5": date(2025, 5, 31), "O5": "资金未到"})
    assert asked == [
        Fact(1, day, "extend_request", "2", "县财政局", "2025-04-30", to=date(2025, 5, 31), reason="资金未到")
    ]
    assert judge(campaign, [*assigned, *asked], [MARCH]).refused == ()
