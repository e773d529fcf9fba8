"""Sending into a folder of .eml files: for an office that carries its mail out by hand, and for trying things out."""

import os
import re
from email import message_from_bytes
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from notifications.addresses import checked_address
from notifications.journal import sync_directory
from notifications.outcome import Outcome


class Folder:
    """A sender whose letters become files; the same message again is the same file, never a second one."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, message: bytes, sender: str, recipient: str) -> Outcome:
        """Write one message and return `accepted` once file and name are on disk, `retry` where the disk refuses."""
        checked_address(sender)
        target = self.path / file_name(message, checked_address(recipient))
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            write_whole(target, message)
        except OSError as fault:
            return Outcome("retry", "write", None, f"{target}：{fault.strerror}")
        return Outcome("accepted", "write", 250, str(target))

    def close(self) -> None:
        """Hold nothing open."""


def file_name(message: bytes, recipient: str) -> str:
    """Return `<recipient>_<16 hex digits of the Message-ID's hash>.eml`, made of harmless characters only."""
    message_id = str(message_from_bytes(message)["Message-ID"])
    safe = re.sub(r"[^A-Za-z0-9@.-]", "_", recipient)[:200].lstrip(".")
    return f"{safe}_{sha256(message_id.encode()).hexdigest()[:16]}.eml"


def write_whole(target: Path, content: bytes, *, flushed: bool = True) -> None:
    """Write a file so that it is there whole, under its name, or as it was before; OSError where the disk refuses.

    `flushed`, it survives a power cut. Several may write one file at once: the last one's stands.
    """
    part = target.with_name(f".{token_hex(8)}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            if flushed:
                os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    if flushed:
        sync_directory(target.parent)
