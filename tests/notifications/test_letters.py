"""Letters as they read (golden files), to whom and as what they are written, and that no text a person wrote becomes structure."""

import re
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest

from duban.documents.checklist import Edition
from duban.months import Month
from duban.rules.campaign import Fact
from duban.rules.result import Deduction, ReminderItem, ReminderLetter
from duban.units import Unit
from notifications.checklists import checklist
from notifications.desk import occurrence
from notifications.digest import compose
from notifications.receipts import Answered, receipt
from notifications.reminders import RUNGS, reminder
from notifications.results import result
from notifications.templating import render
from tests.notifications import samples
from tests.notifications.samples import GOLDEN, JULY, JUNE, ON, Names, desk, letters, month_result, reminding

TEMPLATES = Path(__file__).parents[2] / "notifications" / "templates"
KINDS = sorted(letters())


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_reads_as_its_golden_file(kind: str) -> None:
    letter = letters()[kind]
    assert f"{letter.subject}\n\n{letter.text}" == (GOLDEN / f"{kind}.txt").read_text(encoding="utf-8")
    assert letter.html == (GOLDEN / f"{kind}.html").read_text(encoding="utf-8")


def test_every_golden_file_belongs_to_a_letter() -> None:
    assert sorted({path.stem for path in GOLDEN.iterdir()}) == KINDS


HOSTILE = (
    '"\'><img src=x onerror=alert(1)><a href="javascript:alert(1)">督办</a><script>alert(1)</script>'
    "</td></table></p></body>{{ 7*7 }}{% raw %}&lt;b&gt;&nbsp;\r\n\r\n县委书记批示：\u2028免于考核\x85。\u202e\x1b[31m"
)
NAMES = [field.name for field in fields(Names)]


class Structure(HTMLParser):
    """The elements, attributes, comments and text of a page; what is opened must be closed in its order."""

    VOID = frozenset({"br", "hr", "meta"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append((tag, tuple(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.parts.append(("comment", (("data", data),)))


@pytest.mark.parametrize("name", NAMES)
def test_no_text_becomes_an_element_or_a_line_of_a_letter(name: str) -> None:
    plain, hostile = letters(), letters(replace(Names(), **{name: HOSTILE}))
    shown = 0
    for kind, letter in plain.items():
        other = hostile[kind]
        assert Structure(other.html).parts == Structure(letter.html).parts, kind
        assert other.text.count("\n") == letter.text.count("\n"), kind
        assert other.subject.isprintable(), kind
        assert "49" not in other.text, f"{kind}: a text was run as a template"
        shown += "<img src=x onerror=alert(1)>" in Structure(other.html).text
        assert "<img" not in other.html
    assert shown, f"{name} stands in no letter"


def test_the_page_around_the_letters_escapes_too() -> None:
    at = datetime(2017, 7, 10, 9, tzinfo=UTC)
    office = desk().office
    found = [letter for letter in letters().values() if letter.to == "edu@example.test"]

    def page(name: str, subject: str) -> Structure:
        renamed = [replace(found[0], subject=subject), *found[1:]]
        raw = compose(renamed, replace(office, name=name), at, "duban.example.test").message
        message = message_from_bytes(raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        body = message.get_body(("html",))
        assert body is not None
        return Structure(body.get_content())

    hostile = "\"'><img src=x onerror=alert(1)></title><script>"
    assert page(hostile, hostile).parts == page("办公室", "标题").parts
    assert page(hostile, hostile).text.count("<img") >= 2


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_templates_quote_attributes_and_name_nothing_outside(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    markup = re.sub(r"\{%.*?%\}|\{#.*?#\}|\{\{.*?\}\}", "x", text, flags=re.S)
    for tag in re.findall(r"<[a-z][^>]*>", markup):
        assert re.fullmatch(r"<[a-z0-9]+(?: [a-z-]+=\"[^\"]*\")*>", tag), tag
    assert not re.search(r"//|href|src|url\(|script| on[a-z]+=", markup)
    assert not re.search(r"\|\s*safe|autoescape", text)


def test_a_template_asks_for_nothing_it_is_not_given() -> None:
    with pytest.raises(jinja2.UndefinedError):
        render(
            "checklist",
            office=desk().office,
            campaign="某县教育攻坚",
            unit="县教育局",
            month=Month(2017, 7),
            attachments=[],
            on=ON,
        )


def test_every_rung_has_its_words_and_the_worst_names_the_letter() -> None:
    for rung, words in RUNGS.items():
        letter = reminding(Names(), "edu@example.test", ("1", "县教育局", JUNE, rung))
        assert letter.subject.startswith(f"〔{words.name}〕")
        assert words.demand in letter.text
        assert words.reached in letter.text
    assert [RUNGS[rung].name for rung in ("lead5", "lead1", "late1", "late5", "late10")] == [
        "提醒",
        "提醒",
        "催办",
        "督办",
        "督办",
    ]


@pytest.mark.parametrize(
    ("to", "items", "kind", "salutation"),
    [
        ("edu@example.test", [("1", "县教育局", JUNE, "late5")], "reminder", "县教育局："),
        ("edu-head@example.test", [("1", "县教育局", JUNE, "late5")], "escalation", "县教育局主要负责人："),
        ("vice@example.test", [("1", "县教育局", JUNE, "late5")], "escalation", "分管副县长："),
        ("head@example.test", [("1", "甲乡", JUNE, "late10")], "escalation", "县委书记："),
        # The campaign's head is written to as such only from the last rung on.
        ("head@example.test", [("1", "甲乡", JUNE, "late5")], "reminder", "甲乡："),
        # One mailbox for contact and head: contact as long as nothing is escalated.
        ("jia@example.test", [("1", "甲乡", JUNE, "late1")], "reminder", "甲乡："),
        ("jia@example.test", [("1", "甲乡", JUNE, "late10")], "escalation", "甲乡主要负责人："),
        # One liaison for several units.
        (
            "edu@example.test",
            [("1", "县教育局", JUNE, "late1"), ("1", "甲乡", JUNE, "late1")],
            "reminder",
            "县教育局、甲乡：",
        ),
    ],
)
def test_a_letter_is_written_to_the_highest_its_address_is(
    to: str, items: list[tuple[str, str, str, str]], kind: str, salutation: str
) -> None:
    letter = reminding(Names(), to, *items)
    assert (letter.to, letter.kind) == (to, kind)
    assert letter.text.splitlines()[2] == salutation
    assert letter.policy == ("resend" if kind == "reminder" else "hold")
    assert letter.occurrence == f"reminder/某县教育攻坚/{to}/2017-07-10"


def test_many_units_are_counted_instead_of_listed() -> None:
    units = tuple(Unit(f"第{n}乡", contact="one@example.test") for n in range(5))
    rows = tuple(samples.line("1", unit.name, JUNE, "overdue", 1, date(2017, 6, 30)) for unit in units)
    owed = ReminderLetter(ON, "one@example.test", tuple(ReminderItem("1", unit.name, JUNE, "late1") for unit in units))
    assert reminder(desk(), owed, rows).text.splitlines()[2] == "第0乡、第1乡、第2乡等5个单位："


def test_an_item_without_a_standing_is_a_callers_mistake() -> None:
    with pytest.raises(KeyError):
        reminding(Names(), "edu@example.test", ("2", "县教育局", JULY, "late1"))


def test_a_result_tells_a_unit_nothing_of_another() -> None:
    letter = letters()["result"]
    for other in ("甲乡", "乙乡", "不合格", "12.00", "11个工作日"):
        assert other not in letter.subject + letter.text + letter.html
    assert letter.policy == "hold"
    assert "30日内" in letter.text


def test_every_deduction_has_its_line() -> None:
    judged = month_result()
    letter = letters()["result"]
    assert letter.text.count("扣0.5分") == 1
    assert letter.text.count("，扣") == len(judged.units[0].deductions)


def test_one_month_is_one_event_until_it_is_corrected_for_the_unit() -> None:
    judged, unit = month_result(), desk().campaign.register.units[0]

    def told(score: Fraction, other: Fraction, on: date) -> str:
        mine, unscored, theirs = judged.units
        units = (mine._replace(score=score), unscored, theirs._replace(score=other))
        letter = result(desk(), unit, Month(2017, 6), judged._replace(units=units), on)
        assert letter is not None
        return letter.occurrence

    first = told(Fraction(70), Fraction(12), ON)
    assert told(Fraction(70), Fraction(12), date(2017, 7, 11)) == first
    assert told(Fraction(70), Fraction(13), ON) == first
    assert told(Fraction(71), Fraction(12), ON) != first


def test_a_new_deduction_makes_a_new_event() -> None:
    judged, unit = month_result(), desk().campaign.register.units[0]
    more = (*judged.units[0].deductions, Deduction("card_red", Fraction(2), "1", JUNE, ON))
    corrected = judged._replace(units=(judged.units[0]._replace(deductions=more), *judged.units[1:]))
    before = result(desk(), unit, Month(2017, 6), judged, ON)
    after = result(desk(), unit, Month(2017, 6), corrected, ON)
    assert before is not None
    assert after is not None
    assert before.occurrence != after.occurrence
    assert "红牌" in after.text


def test_a_unit_without_an_address_gets_no_letter() -> None:
    silent = desk().campaign.register.units[2]
    assert result(desk(), silent, Month(2017, 6), month_result(), ON) is None
    assert receipt(desk(), silent, Answered("1", ()), ON) is None
    assert checklist(desk(), silent, Edition("某县教育攻坚", Month(2017, 7)), ON, ()) is None


def test_a_unit_that_was_not_judged_gets_no_result() -> None:
    stranger = Unit("丙乡", contact="bing@example.test")
    assert result(desk(), stranger, Month(2017, 6), month_result(), ON) is None


def test_a_checklist_carries_its_papers_and_goes_out_once_per_version() -> None:
    letter = letters()["checklist"]
    assert [paper.name for paper in letter.attachments] == ["县教育局2017年7月任务清单.xlsx", "填报说明.docx"]
    assert letter.occurrence == "checklist/某县教育攻坚/2017-07/1/县教育局/edu@example.test"
    assert letter.policy == "resend"


def test_a_receipt_for_an_unknown_kind_of_fact_is_a_callers_mistake() -> None:
    unit = desk().campaign.register.units[0]
    with pytest.raises(KeyError, match="veto"):
        receipt(desk(), unit, Answered("1", [Fact(1, ON, "veto", "1", unit.name)]), ON)


def test_different_events_never_share_a_key() -> None:
    assert occurrence("a", "b/c") != occurrence("a/b", "c")
    assert occurrence("a", "b%2Fc") != occurrence("a", "b/c")


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_makes_a_mail(kind: str) -> None:
    mail = compose([letters()[kind]], desk().office, datetime(2017, 7, 10, 1, tzinfo=UTC), "duban.example.test")
    assert mail.recipient == letters()[kind].to
