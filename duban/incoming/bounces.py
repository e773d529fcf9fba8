"""Delivery reports (退信, RFC 3464): which of our messages could not be delivered to whom, and why. Who sent one proves nothing."""

import re
from email.message import Message
from typing import NamedTuple

from duban.documents.wording import plain
from duban.incoming.parts import parts_of

_ID = re.compile(r"<[^<>\s]{1,500}>")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_LONGEST = 300


class Failure(NamedTuple):
    """One recipient of a report: the addresses it names (lower case), the action (failed, delayed …), the status and the words."""

    addresses: tuple[str, ...]
    action: str
    status: str
    words: str


class Report(NamedTuple):
    """What a report tells: the Message-ID of the message it brings back ("" where it brings none) and a line per recipient."""

    message_id: str
    recipients: tuple[Failure, ...]


def report_of(message: Message) -> Report | None:
    """Return what a multipart/report of delivery tells, None where the message is none."""
    if message.get_content_type() != "multipart/report":
        return None
    parts = parts_of(message)
    blocks = [
        block for part in parts if part.get_content_type() == "message/delivery-status" for block in parts_of(part)
    ]
    recipients = tuple(_failure(block) for block in blocks[:100] if "Action" in block or "Final-Recipient" in block)
    return Report(next(filter(None, map(_returned_id, parts)), ""), recipients)


def _failure(block: Message) -> Failure:
    named = [
        str(block.get(field, "")).split(";")[-1].strip(" <>").lower()
        for field in ("Original-Recipient", "Final-Recipient")
    ]
    status = _STATUS.search(str(block.get("Status", "")))
    words = " ".join(plain(" ".join(str(block.get("Diagnostic-Code", "")).split(";")[-1].split())).split())
    return Failure(
        addresses=tuple(dict.fromkeys(plain(address)[:320] for address in named if address)),
        action=str(block.get("Action", "")).strip().lower()[:20],
        status=status[0] if status else "",
        words=words[:_LONGEST],
    )


def _returned_id(part: Message) -> str:
    """Return the Message-ID of the message, or of the head of one, that a part brings back."""
    if part.get_content_type() == "message/rfc822":
        head = next((str(inner.get("Message-ID", "")) for inner in parts_of(part)), "")
    elif part.get_content_type() == "text/rfc822-headers" and isinstance(
        content := part.get_payload(decode=True), bytes
    ):
        # A long identifier may stand on the line below its name.
        found = re.search(rb"(?im)^message-id:\s*(\S+)", content)
        head = found[1].decode("ascii", "replace") if found else ""
    else:
        return ""
    found_id = _ID.search(head)
    return found_id[0] if found_id else ""
