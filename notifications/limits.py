"""How large a mail and its files may be (大小上限): refused with the reason, before sending. What a server takes it says itself."""

from collections.abc import Iterable
from typing import NamedTuple

from duban.errors import InputRefused
from duban.letters import Letter

_MEGABYTE = 2**20


class Limits(NamedTuple):
    """The largest mail, as it goes over the wire, and the largest single file, in megabytes."""

    mail: float
    attachment: float


def within(limits: Limits, letters: Iterable[Letter], message: bytes) -> bytes:
    """Return the finished message itself where it and its files keep the limits; InputRefused E504 otherwise."""
    for attachment in (attachment for letter in letters for attachment in letter.attachments):
        if len(attachment.content) > limits.attachment * _MEGABYTE:
            raise _too_large(
                f"附件“{attachment.name}”", len(attachment.content), limits.attachment, "ATTACHMENT_MAX_MB"
            )
    if len(message) > limits.mail * _MEGABYTE:
        raise _too_large("邮件", len(message), limits.mail, "MAIL_MAX_MB")
    return message


def _too_large(what: str, size: int, limit: float, setting: str) -> InputRefused:
    return InputRefused(
        f"{what}过大：{size / _MEGABYTE:.1f} MB，上限 {limit:g} MB",
        remedy=f"请压缩或分开发送，或调整 DUBAN_{setting}",
        code="E504",
    )
