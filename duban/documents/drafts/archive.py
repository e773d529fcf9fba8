"""The archive of closed tasks, one matter a file (一事一档): what belongs in it, its index, the list of all. The bytes are the record's."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from duban.documents.archive_index import ArchivedFile, ArchivedMatter, archive_index, archive_list
from duban.documents.drafts.source import PLANS, Draft, Evidence, Filed, Source, evidence, pick
from duban.documents.paper import Paper
from duban.life.assigned import ENDED, ending
from duban.life.closing import is_closed, open_words
from duban.life.findings import findings, told_of
from duban.life.history import History
from duban.life.papers import noticed_findings

LIST = "案卷目录"
"""The list of all matters' files: its name where it is filed."""

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
    return (*indexes, Draft(LIST, list_of(source, files.values())))


def list_of(source: Source, files: Iterable[MatterFile]) -> Paper:
    """Return the list (案卷目录) of some of a campaign's files."""
    return archive_list(source.title, source.unit or source.issuer, [file.matter for file in files])


def matter_files(source: Source) -> dict[str, MatterFile]:
    """Return the file of every closed task by its number, of the one asked for only; UsageError with the choices.

    In it: the plans, the signed papers on the task or on its findings, and every file that came with it; clues of offences have none.
    """
    closed = {number: on for number, on in _endings(source) if isinstance(on, date)}
    if source.key or not closed:
        pick(source.key, closed, "已办结的任务")
        closed = {source.key: closed[source.key]}
    held = list(evidence(source))
    told = {one.key: one.opening.told("task") for one in told_of(findings(source.history), source.unit)}
    return {
        number: _file(source, number, on, (*_filed(source, number, told), *_held(held, number)))
        for number, on in closed.items()
    }


def left_out(source: Source) -> dict[str, str]:
    """Return why each other task has no file yet, by its number."""
    return {number: why for number, why in _endings(source) if isinstance(why, str)}


def _endings(source: Source) -> Iterator[tuple[str, date | str]]:
    return ((number, _ending(source.history, number)) for number in source.history.case.ledger.tasks)


def _ending(history: History, number: str) -> date | str:
    """Return the day a task's last claim was approved, the reason where it is not wholly done."""
    ended = ending(history, number)
    if ended and ended.do != "archive":
        return f"{ENDED[ended.do]}（{ended.on}）"
    if not is_closed(history, number):
        return open_words(history, number)
    days = [entry.fact.on for entry in history.facts(number) if entry.fact.do == "approve"]
    return max(days) if days else "没有批准办结的记录（长期坚持或没有时限的任务，不以办结了结）"


def _file(source: Source, number: str, closed_on: date, items: tuple[Item, ...]) -> MatterFile:
    task = source.history.case.ledger.tasks[number].task
    matter = ArchivedMatter(
        code="",
        title=task.title,
        unit=source.unit or source.issuer,
        files=tuple(item.line for item in items),
        year=closed_on.year,
        closed_on=closed_on,
        task=number,
        responsible="、".join((*task.names("lead"), *task.names("responsible"))),
        note=_relapse(source.history, number),
    )
    return MatterFile(matter, items)


def _relapse(history: History, number: str) -> str:
    """Return under which numbers a closed matter was entered again, empty where it was not."""
    again = (act for act in history.of("task", number) if act.do == "reopen")
    return "；".join(f"复发，另立任务{act.told('into')}（{act.on}）" for act in again)


def _filed(source: Source, number: str, told: Mapping[str, str]) -> Iterator[Item]:
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


def _held(held: Iterable[Evidence], number: str) -> Iterator[Item]:
    for one in held:
        if one.task == number:
            line = ArchivedFile(one.proof.name, one.unit, day=one.on)
            yield Item(line, (_EVIDENCE, *filter(None, (one.unit,))), one.proof.name, one.proof.sha256)
