"""Shelving (上架): a folder brought to the files it should hold and the list of their digests, whole or as it was before.

The list is `sha256sum -c`'s. What others put into the folder stays; what an earlier list of ours names and no longer belongs goes.
"""

from collections.abc import Callable, Mapping
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from duban.errors import InputRefused
from tasks.settings import settings

SUMS = "SHA256SUMS"


def shelve(
    folder: Path,
    wanted: Mapping[str, str],
    content: Callable[[str], bytes],
    done: Callable[[], None],
    besides: Mapping[str, str] | None = None,
) -> int:
    """Bring a folder to the files `wanted` and return how many were not there: 0 where nothing is written.

    `wanted` gives the SHA-256 of each file by its path inside; `content` is asked for the bytes of those that are not there,
    and what it raises leaves the folder as it was. `done` is called after each file. `besides` are files that stand there already
    and are listed too. InputRefused where the disk refuses.
    """
    sums = sums_of({**wanted, **(besides or {})})
    try:
        settings().out.mkdir(parents=True, exist_ok=True)
        # Made beside the folder and moved: who stops this half way finds the old files, or the new ones.
        with TemporaryDirectory(prefix=".归档-", dir=settings().out, ignore_cleanup_errors=True) as place:
            made = Path(place) / folder.name
            fresh = 0
            for name, digest in wanted.items():
                if not _stands(folder / name, digest):
                    _write(made / name, content(name))
                    fresh += 1
                done()
            if not _stands(folder / SUMS, sha256(sums).hexdigest()):
                _write(made / SUMS, sums)
            for name in sorted(listed(folder).keys() - wanted.keys() - (besides or {}).keys()):
                _remove(folder, folder / name)
            if made.exists():
                folder.parent.mkdir(parents=True, exist_ok=True)
                _move(made, folder)
    except OSError as error:
        raise InputRefused(
            f"无法更新归档文件夹：{error.strerror}", where=str(folder), remedy="请关闭其中打开的文件、检查权限后重试"
        ) from error
    return fresh


def sums_of(digests: Mapping[str, str]) -> bytes:
    """Return the list of digests as `sha256sum -c` reads it."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode()


def listed(folder: Path) -> dict[str, str]:
    """Return the digests of a folder's list by path, none where it has no list."""
    sums = folder / SUMS
    if not sums.is_file():
        return {}
    lines = sums.read_text(encoding="utf-8", errors="replace").splitlines()
    # A digest of 64 digits and two spaces stand before the name.
    return {name: line[:64] for line in lines if (name := line[66:])}


def _stands(path: Path, digest: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest() == digest


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _move(made: Path, folder: Path) -> None:
    """Move what was made into place: a folder not there yet by one step, a list before the files it is of."""
    if not folder.exists():
        made.rename(folder)
        return
    # Until the last file is in place the new list fails the check by hand, and tells the next run what is ours.
    for path in sorted(made.iterdir(), key=lambda path: (path.name != SUMS, path.name)):
        if path.is_dir():
            _move(path, folder / path.name)
        else:
            path.replace(folder / path.name)


def _remove(folder: Path, path: Path) -> None:
    """Remove a file inside the folder, and the folders that are empty without it."""
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        return
    path.unlink()
    for parent in path.parents:
        if parent == folder or any(parent.iterdir()):
            return
        parent.rmdir()
