"""The special report to leaders (专报): a bulletin with its issue number; facts first, then what is put to the leader for decision."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from duban.documents.paper import Block, Field, Form, Head, Heading, Imprint, Paper, Text
from duban.documents.signing import chinese_number, itemised, signed


@dataclass(frozen=True, slots=True)
class ReportPart:
    """A section of the report: its heading without a number, and its paragraphs."""

    heading: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpecialReport:
    """One issue of the bulletin. `title_parts` are cut by sense; `proposals` are put to the leader; `to` is who gets it (报、送)."""

    name: str
    issue: int
    issuer: str
    title_parts: tuple[str, ...]
    lead: str
    parts: tuple[ReportPart, ...]
    proposals: tuple[str, ...] = ()
    to: str = ""
    day: date | None = None
    secrecy: str = ""


def special_report(report: SpecialReport) -> Paper:
    """Return the issue (专报), with a place for the leader's note at its end."""
    return Paper(
        report.title_parts,
        "",
        tuple(_body(report)),
        report.issuer,
        report.day,
        head=Head((report.name,), issue=f"第{report.issue}期", secrecy=report.secrecy),
        imprint=Imprint(report.to, report.issuer, report.day, label="报送") if report.to else None,
    )


def _body(report: SpecialReport) -> Iterator[Block]:
    yield Text(report.lead)
    headings = [*report.parts]
    if report.proposals:
        headings.append(ReportPart("建议", report.proposals))
    for place, part in enumerate(headings, 1):
        yield Heading(1, f"{chinese_number(place)}、{part.heading}")
        yield from itemised(part.texts)
    yield Form(((Field("领导批示", "", 5, signed("签字：")),),))
