"""The archive of closed tasks, one matter a file (一事一档): what belongs in it, its index, the list of all. The bytes are the record's."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from duban.documents.archive_index import ArchivedFile, ArchivedMatter, archive_index, archive_list
from duban.documents.drafts.source import PLANS, Draft, Evidence, Filed, Source, evidence, pick
from duban.life.assigned import ending
from duban.life.closing import is_closed
from duban.life.findings import findings, told_of
from duban.life.papers import noticed_findings

_PLANS, _SIGNED, _EVIDENCE = "方案", "发文", "佐证"


class Item(NamedTuple):
    """One file of a matter: its line in the index, its folder (a unit's below 佐证), its own name, the SHA-256 of its bytes."""

    line: ArchivedFile
    folder: tuple[str, ...]
    name: str
    sha256: str


class MatterFile(NamedTuple):
    """A closed task's file (案卷): its index as a value, and its items in the index's order."""

    matter: ArchivedMatter
    items: tuple[Item, ...]


def archive(source: Source) -> tuple[Draft, ...]:
    """Return the index (卷内文件目录) of every closed task, and the list of them all; of one task where asked."""
    files = matter_files(source)
    indexes = (Draft(f"归档目录_{number}", archive_index(file.matter)) for number, file in files.items())
    if source.key:
        return tuple(indexes)
    return (*indexes, Draft("案卷目录", archive_list(source.title, (file.matter for file in files.values()))))


def matter_files(source: Source) -> dict[str, MatterFile]:
    """Return the file of every closed task by its number, of the one asked for only; UsageError with the choices.

    In it: the plans, the signed papers on the task or on its findings, and every file that came with it; clues of offences have none.
    """
    closed = {matter: found for matter in source.history.case.ledger.tasks if (found := _closed_on(source, matter))}
    if source.key or not closed:
        pick(source.key, closed, "已办结的任务")
        closed = {source.key: closed[source.key]}
    held = list(evidence(source))
    return {number: _file(source, number, on, held) for number, on in closed.items()}


def _closed_on(source: Source, number: str) -> date | None:
    """Return the day a task's last claim was approved, None where it is not wholly done."""
    history = source.history
    ended = ending(history, number)
    if (ended and ended.do != "archive") or not is_closed(history, number):
        return None
    return max((entry.fact.on for entry in history.facts(number) if entry.fact.do == "approve"), default=None)


def _file(source: Source, number: str, closed_on: date, held: list[Evidence]) -> MatterFile:
    items = (*_filed(source, number), *(_kept(one) for one in held if one.task == number))
    matter = ArchivedMatter(
        code="",
        title=source.history.case.ledger.tasks[number].task.title,
        unit=source.unit or source.issuer,
        files=tuple(item.line for item in items),
        year=closed_on.year,
        closed_on=closed_on,
    )
    return MatterFile(matter, items)


def _filed(source: Source, number: str) -> Iterator[Item]:
    told = {one.key: one.opening.told("task") for one in told_of(findings(source.history), source.unit)}
    on_it = {act.told("about") for act in source.history.of("paper") if act.told("task") == number}
    for folder, wanted in ((_PLANS, _is_plan), (_SIGNED, lambda one: one.about in on_it or _tells(one, number, told))):
        for one in source.filed:
            if wanted(one):
                line = ArchivedFile(one.title, number=one.number, day=one.day)
                yield Item(line, (folder,), one.file, one.sha256)


def _is_plan(one: Filed) -> bool:
    return one.section == PLANS


def _tells(one: Filed, number: str, told: Mapping[str, str]) -> bool:
    """Return whether a signed notice is on a finding of the task; one that also tells of a clue of an offence is in no file."""
    if one.kind != "rectification":
        return False
    tasks = [told.get(finding) for finding in noticed_findings(one.about)]
    return number in tasks and None not in tasks


def _kept(one: Evidence) -> Item:
    line = ArchivedFile(one.proof.name, one.unit, day=one.on)
    return Item(line, (_EVIDENCE, *filter(None, (one.unit,))), one.proof.name, one.proof.sha256)
