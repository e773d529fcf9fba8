"""Archiving (归档): closed tasks' files as folders anyone can keep and check by hand, and the list of them all; nothing is recorded.

What belongs in a file is said by duban.documents.drafts.archive, as for the index drafted alone; writing it is tasks.shelving's.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from itertools import count
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from sqlalchemy.orm import Session

from duban.documents.archive_index import archive_index
from duban.documents.drafts.archive import LIST, Item, MatterFile, left_out, list_of, matter_files
from duban.documents.drafts.source import Source
from duban.documents.paper import Paper
from duban.documents.task_story import story_paper
from duban.errors import InputRefused
from duban.life.story import Line, story
from models.acts import file_content
from models.campaigns import find_campaign
from models.paper_register import signed_content
from models.papers import plan_content
from tasks.drafting import Wanted, source_of
from tasks.ledger import reading_sessions
from tasks.papers import folder_of, paper_forms, safe_name
from tasks.printing import tell_made
from tasks.shelving import SUMS, listed, shelve, sums_of
from tasks.telling import lines_besides

FOLDER, INDEX, STORY = "归档", "归档目录", "办理纪实"


class Lost(InputRefused):
    """The record has lost or changed the bytes of a file that belongs in the archive."""


class Archived(NamedTuple):
    """A task's folder, its files in the order of the list of digests, the list last, and how many were written: 0 for no change."""

    folder: Path
    files: tuple[Path, ...]
    written: int


class Archive(NamedTuple):
    """The folder of a campaign's archive, that of each task in it by number, and why every other task is not in it."""

    folder: Path
    tasks: Mapping[str, Archived]
    open: Mapping[str, str]
    lost: Mapping[str, str]
    written: int


class _Room(NamedTuple):
    """What files are made from: the record, what papers are drafted from, each task's file and the lines of its story besides."""

    session: Session
    campaign_id: int
    source: Source
    files: Mapping[str, MatterFile]
    besides: Mapping[str, list[Line]]
    tell: Callable[[], None]

    @property
    def folder(self) -> Path:
        return folder_of(self.source.title, FOLDER)


def archive(campaign: str, task: str, day: date) -> Archived:
    """Write a closed task's folder as known at the end of a day: index, story, plans, signed papers, evidence, digests.

    UsageError with the choices for a task that is not there or not closed; Lost for a file whose bytes are lost or changed:
    then the folder stays as it was. Written again it is the same, without what no longer belongs in it.
    """
    with reading_sessions().begin() as session:
        return _archived(_room(session, campaign, task, day), task)


def archive_all(campaign: str, day: date) -> Archive:
    """Write the folder of every closed task, and over them the list (案卷目录) and the digests of all; errors as `archive`.

    A task with a file that is lost is left out by name, and its folder stays as it was.
    """
    with reading_sessions().begin() as session:
        room = _room(session, campaign, "", day)
        made: dict[str, Archived] = {}
        lost: dict[str, str] = {}
        for number in room.files:
            try:
                made[number] = _archived(room, number)
            except Lost as error:
                lost[number] = str(error)
        papers = _forms(LIST, list_of(room.source, (room.files[number] for number in made)))
        below = {
            f"{one.folder.name}/{name}": digest for one in made.values() for name, digest in _of_folder(one).items()
        }
        kept = tuple(f"{safe_name(number)}/" for number in lost)
        below |= {name: digest for name, digest in listed(room.folder).items() if name.startswith(kept)}
        written = shelve(room.folder, _digests(papers), papers.__getitem__, room.tell, below)
        written += sum(one.written for one in made.values())
        return Archive(room.folder, made, left_out(room.source), lost, written)


def is_listed(archived: Archived) -> bool:
    """Return whether the digests of the whole archive, where there are some, are still those of a task's folder."""
    whole, own = listed(archived.folder.parent), f"{archived.folder.name}/"
    before = {name.removeprefix(own): digest for name, digest in whole.items() if name.startswith(own)}
    return not whole or before == _of_folder(archived)


def _of_folder(archived: Archived) -> dict[str, str]:
    own = listed(archived.folder)
    return own | {SUMS: sha256(sums_of(own)).hexdigest()}


def _room(session: Session, campaign: str, task: str, day: date) -> _Room:
    found = find_campaign(session, campaign)
    source = source_of(session, found.id, Wanted(INDEX, task), day)
    files = matter_files(source)
    besides = {
        number: [line for line in lines if line.on <= day] for number, lines in lines_besides(session, found).items()
    }
    # Index and story in both forms with each task's items; the list in both forms where all are asked for.
    done, total = count(1), sum(len(file.items) + 4 for file in files.values()) + (0 if task else 2)
    return _Room(session, found.id, source, files, besides, lambda: tell_made(next(done), total))


def _archived(room: _Room, number: str) -> Archived:
    file = room.files[number]
    told = story(room.source.history, number, room.besides.get(number, ()))
    made = _forms(INDEX, archive_index(file.matter)) | _forms(STORY, story_paper(told))
    kept = {_place(place, item): item for place, item in enumerate(file.items, 1)}
    digests = _digests(made) | {name: item.sha256 for name, item in kept.items()}
    folder = room.folder / safe_name(number)
    written = shelve(folder, digests, lambda name: made.get(name) or _content(room, kept[name]), room.tell)
    return Archived(folder, (*(folder / name for name in sorted(digests)), folder / SUMS), written)


def _forms(name: str, paper: Paper) -> dict[str, bytes]:
    return {f"{name}.{suffix}": made for suffix, made in paper_forms(paper).items()}


def _digests(made: Mapping[str, bytes]) -> dict[str, str]:
    return {name: sha256(content).hexdigest() for name, content in made.items()}


def _place(number: int, item: Item) -> str:
    """Return where an item goes in the folder: its number in the index first, so that no two files share a name."""
    name = Path(item.name)
    suffix = f".{safe_name(name.suffix[1:])}" if name.suffix else ""
    return str(PurePosixPath(*map(safe_name, item.folder), f"{number:03}_{safe_name(name.stem)}{suffix}"))


def _content(room: _Room, item: Item) -> bytes:
    """Return the bytes of an item from the record, whose digest they must have."""
    for content in _candidates(room.session, room.campaign_id, item.sha256):
        if content is not None and sha256(content).hexdigest() == item.sha256:
            return content
    raise Lost(
        "台账中该文件的内容缺失或与其指纹不符，未归档",
        where=f"{item.name}（{item.sha256[:16]}）",
        remedy="请用 duban audit verify 核验台账，从备份恢复后重试",
    )


def _candidates(session: Session, campaign_id: int, digest: str) -> Iterator[bytes | None]:
    yield file_content(session, digest)
    yield plan_content(session, campaign_id, digest)
    yield signed_content(session, campaign_id, digest)
