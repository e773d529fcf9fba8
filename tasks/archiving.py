"""Archiving (归档): a closed task's file as a folder anyone can keep and check by hand; nothing is recorded.

What belongs in it is said by duban.documents.drafts.archive, as for the index drafted alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from sqlalchemy.orm import Session

from duban.documents.archive_index import archive_index
from duban.documents.drafts.archive import Item, matter_files
from duban.documents.paper import Paper
from duban.documents.task_story import story_paper
from duban.errors import InputRefused
from duban.life.story import Story, story
from models.acts import file_content
from models.campaigns import find_campaign
from models.paper_register import signed_content
from models.papers import plan_content
from tasks.drafting import Wanted, source_of
from tasks.ledger import reading_sessions
from tasks.papers import folder_of, paper_forms, put, safe_name
from tasks.printing import tell_made
from tasks.telling import lines_besides

FOLDER, INDEX, STORY, SUMS = "归档", "归档目录", "办理纪实", "SHA256SUMS"


class Archived(NamedTuple):
    """A task's folder, and its files in the order of the list of digests, the list last."""

    folder: Path
    files: tuple[Path, ...]


def archive(campaign: str, task: str, day: date) -> Archived:
    """Write a closed task's folder as known at the end of a day: index, story, plans, signed papers, evidence, digests.

    UsageError with the choices for a task that is not there or not closed; InputRefused for a file whose bytes are lost or changed:
    then the folder stays as it was. Written again it is the same, without what no longer belongs in it.
    """
    with reading_sessions().begin() as session:
        found = find_campaign(session, campaign)
        source = source_of(session, found.id, Wanted(INDEX, task), day)
        file = matter_files(source)[task]
        lines = [line for line in lines_besides(session, found, task) if line.on <= day]
        made = _papers(story(source.history, task, lines), archive_index(file.matter))
        kept = {_place(number, item): item for number, item in enumerate(file.items, 1)}
        _check(session, found.id, list(kept.values()))
        folder = folder_of(found.title, FOLDER) / safe_name(task)
        digests = {name: sha256(content).hexdigest() for name, content in made.items()}
        digests |= {name: item.sha256 for name, item in kept.items()}
        _clear(folder, digests)
        # The list goes first: what a broken run leaves is known to the next one, and fails the check by hand until then.
        sums = put(folder / SUMS, _sums(digests))
        for name, content in made.items():
            put(folder / name, content)
        for count, (name, item) in enumerate(kept.items(), 1):
            put(folder / name, _content(session, found.id, item))
            tell_made(len(kept) + count, 2 * len(kept))
    return Archived(folder, (*(folder / name for name in sorted(digests)), sums))


def _papers(told: Story, index: Paper) -> dict[str, bytes]:
    papers = {INDEX: index, STORY: story_paper(told)}
    return {f"{name}.{suffix}": made for name, paper in papers.items() for suffix, made in paper_forms(paper).items()}


def _place(number: int, item: Item) -> str:
    """Return where an item goes in the folder: its number in the index first, so that no two files share a name."""
    name = Path(item.name)
    suffix = f".{safe_name(name.suffix[1:])}" if name.suffix else ""
    return str(PurePosixPath(*map(safe_name, item.folder), f"{number:03}_{safe_name(name.stem)}{suffix}"))


def _check(session: Session, campaign_id: int, items: Sequence[Item]) -> None:
    """Read every file once before anything is written; InputRefused for one that is lost or changed."""
    for count, item in enumerate(items, 1):
        _content(session, campaign_id, item)
        tell_made(count, 2 * len(items))


def _content(session: Session, campaign_id: int, item: Item) -> bytes:
    """Return the bytes of an item from the record, whose digest they must have."""
    for content in _candidates(session, campaign_id, item.sha256):
        if content is not None and sha256(content).hexdigest() == item.sha256:
            return content
    raise InputRefused(
        "台账中该文件的内容缺失或与其指纹不符，未归档",
        where=f"{item.name}（{item.sha256[:16]}）",
        remedy="请用 duban audit verify 核验台账，从备份恢复后重试",
    )


def _candidates(session: Session, campaign_id: int, digest: str) -> Iterator[bytes | None]:
    yield file_content(session, digest)
    yield plan_content(session, campaign_id, digest)
    yield signed_content(session, campaign_id, digest)


def _sums(digests: Mapping[str, str]) -> bytes:
    """Return the list of digests as `sha256sum -c` reads it."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode()


def _clear(folder: Path, wanted: Mapping[str, str]) -> None:
    """Take away what an earlier list of ours names and no longer belongs; what others put in the folder stays."""
    before = folder / SUMS
    if not before.is_file():
        return
    try:
        for line in before.read_text(encoding="utf-8", errors="replace").splitlines():
            # A digest of 64 digits and two spaces stand before the name.
            if (name := line[66:]) and name not in wanted:
                _remove(folder, folder / name)
    except OSError as error:
        raise InputRefused(
            f"无法更新归档文件夹：{error.strerror}", where=str(folder), remedy="请关闭其中打开的文件、检查权限后重试"
        ) from error


def _remove(folder: Path, path: Path) -> None:
    """Remove a file inside the folder, and the folders that are empty without it."""
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        return
    path.unlink()
    for parent in path.parents:
        if parent == folder or any(parent.iterdir()):
            return
        parent.rmdir()
