"""The out folder: where papers are put, whole or not at all, under names any file system takes."""

import re
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from duban.documents.docx_package import OURS, Template
from duban.documents.office_template import TEMPLATE_NAME, read_template
from duban.documents.official_docx import official_docx
from duban.documents.paper import Paper
from duban.documents.paper_html import paper_html
from duban.errors import ConfigurationError, InputRefused, TryLater
from models.reconciliation import Kept
from notifications.folder import write_whole
from tasks.settings import settings

# Besides what file systems forbid: marks that are not seen, or that turn the reading order of a name round.
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff/\\:*?"<>|]')
_LONGEST = 50


def folder_of(campaign: str, month: str) -> Path:
    """Return the folder of a campaign's month."""
    return settings().out / safe_name(campaign) / month


def safe_name(text: str) -> str:
    """Return a text as a file name of at most 59 characters; a text that had to be changed bears its digest.

    Two texts that differ never share a name: no unit's paper takes the place of another's.

    >>> safe_name("县教育局")
    '县教育局'
    >>> safe_name("甲/乙: 方案") != safe_name("甲_乙_ 方案") == "甲_乙_ 方案"
    True
    """
    safe = _NOT_IN_NAMES.sub("_", text).strip(" .")[:_LONGEST]
    return safe if safe == text else f"{safe}_{sha256(text.encode(errors='surrogatepass')).hexdigest()[:8]}"


def put_paper(folder: Path, name: str, paper: Paper) -> list[Path]:
    """Write a paper into a folder as .docx, in the office's own looks where it has set them, and as .html; return both files.

    `name` is a name of ours or of safe_name's. ConfigurationError or InputRefused where the office's template cannot be used.
    """
    return [put(folder / f"{name}.{suffix}", content) for suffix, content in paper_forms(paper).items()]


def paper_forms(paper: Paper) -> dict[str, bytes]:
    """Return a paper in every form, by suffix; errors as `put_paper`."""
    return {"docx": official_docx(paper, office_template()), "html": paper_html(paper)}


def office_template() -> Template:
    """Return the looks of the office's own template (DUBAN_LAYOUTS), ours where it has none; a broken one is refused with its place."""
    folder = settings().layouts
    if folder is None:
        return OURS
    path = folder / TEMPLATE_NAME
    try:
        return _template(path.read_bytes(), str(path))
    except OSError as error:
        raise ConfigurationError(
            f"无法读取文种模板“{path}”",
            remedy=f"请把 {TEMPLATE_NAME} 放进 DUBAN_LAYOUTS 所指的文件夹（底稿可用 duban template 写出），或取消该设置",
        ) from error


@lru_cache(maxsize=1)
def _template(content: bytes, where: str) -> Template:
    return read_template(content, where)


def put(path: Path, content: bytes) -> Path:
    """Write a file so that it is there whole or as it was before; InputRefused where the folder cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A paper can be written again from the ledger at any time.
        write_whole(path, content, flushed=False)
    except OSError as error:
        raise InputRefused(
            f"无法写入：{error.strerror}", where=str(path), remedy="请检查文件夹是否存在、可写，或用 DUBAN_OUT 另指一处"
        ) from error
    return path


def keep_answer(sha256: str, name: str, content: bytes) -> None:
    """Keep an answer's bytes on disk beside the ledger, before it is acknowledged; TryLater where the disk refuses."""
    folder = _store()
    target = folder / f"{sha256}_{safe_name(Path(name).stem)}{Path(name).suffix[:10]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(target, content)
    except OSError as error:
        raise TryLater(
            "收到的文件无法存底", where=f"{target}（{error.strerror}）", remedy="请检查磁盘空间和目录权限后重试"
        ) from error


def kept_answers() -> list[Kept]:
    """Return the answers kept beside the ledger, oldest first."""
    files = sorted(_store().glob("*_*"), key=lambda path: path.stat().st_mtime)
    return [Kept(path.name.partition("_")[0], path) for path in files if path.suffix != ".part"]


def _store() -> Path:
    return settings().out / "收件存底"
