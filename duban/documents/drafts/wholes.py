"""The papers on a whole campaign: the assessment sheet of a month, the compilation, the letters of responsibility."""

from collections.abc import Iterator

from duban.documents.assessment_sheet import assessment_sheet
from duban.documents.compilation import BY_TASK, Compilation, Piece, compilation
from duban.documents.drafts.source import Draft, Evidence, Source, evidence, pick
from duban.documents.pledge import Chain, Link, chain_table, pledge
from duban.errors import UsageError
from duban.life.chains import Holding, chain_of
from duban.life.chains import Link as Place

# Sections of the compilation for files that belong to no task, by the subject of the act they came with.
_SECTIONS = {"person": 1, "chain": 1, "entry": 2, "indicator": 6}
_CHECKS = 4


def assessments(source: Source) -> tuple[Draft, ...]:
    """Return the assessment sheet (考核得分表) of the recorded month asked for, of one unit's explanation only where named."""
    judged = source.judged
    if judged is None:
        raise UsageError("未写明考核的月份", remedy="编号写作 YYYY-MM，例如 2026-03，须已督查")
    told = [one for one in judged.told if source.unit in (None, one.unit)]
    paper = assessment_sheet(source.title, judged.month, judged.result, told, source.issuer)
    return (Draft("_".join(filter(None, ("考核得分表", str(judged.month), source.unit))), paper),)


def compiled(source: Source) -> tuple[Draft, ...]:
    """Return the compilation (资料汇编) of the office, or of one unit: papers in the record, and the files that came with facts."""
    titles = {number: state.task.title for number, state in source.history.case.ledger.tasks.items()}
    filed = () if source.unit else source.filed
    pieces = (
        *(Piece(one.section, one.title, one.number, one.day) for one in filed),
        *(_piece(one, titles) for one in evidence(source)),
    )
    start, year = source.history.campaign.start.year, source.day.year
    period = f"{year}年" if start == year else f"{start}—{year}年"
    book = Compilation(source.title, source.unit or source.issuer, period, "", pieces, source.day)
    return (Draft(f"资料汇编_{source.unit}" if source.unit else "资料汇编", compilation(book)),)


def _piece(one: Evidence, titles: dict[str, str]) -> Piece:
    section = BY_TASK if one.task else _SECTIONS.get(one.subject, _CHECKS)
    task = f"{one.task} {titles.get(one.task, '')}".strip()
    return Piece(section, one.proof.name, day=one.on, task=task, unit=one.unit)


def pledges(source: Source) -> tuple[Draft, ...]:
    """Return the letters (责任书) between all neighbouring links of a line (条线) as they stand, and the line's table."""
    chain = chain_of(source.history.acts, source.day)
    lines = {link.line: chain.standing(link.line) for link in chain.standing()}
    places = pick(source.key, lines, "责任链条线")
    links = {place.key: _links(place) for place in places}
    table = tuple(link for own in links.values() for link in own)
    printed = Chain(source.title, source.key, table, source.history.campaign.start, basis=source.basis)
    letters = (
        Draft("_".join(filter(None, ("责任书", source.key, lower.area, lower.person, upper.person))), paper)
        for place in places
        for upper in links.get(place.upper_key, ())
        for lower in links[place.key]
        for paper in (pledge(printed, upper, lower),)
    )
    return (*letters, Draft(f"责任链一览表_{source.key}", chain_table(printed)))


def _links(place: Place) -> tuple[Link, ...]:
    """Return a place's links, one for each holder, one without a name where nobody holds it."""
    return tuple(_held(place)) or (_link(place, None),)


def _held(place: Place) -> Iterator[Link]:
    return (_link(place, one) for one in place.holders)


def _link(place: Place, held: Holding | None) -> Link:
    post = (held.post if held else "") or f"{place.place}责任人"
    duties = (held.duty,) if held and held.duty else ()
    return Link(post, place.place, duties, held.holder if held else "", level=place.level)
