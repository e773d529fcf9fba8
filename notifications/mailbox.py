"""Reading the office's mailbox by IMAP (收件邮箱). The mailbox is only looked at: nothing in it is marked, moved or deleted.

What a message says is read in duban.incoming; that it is kept, in models.
"""

import imaplib
import re
import ssl
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from imap_tools import AND, BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from duban.errors import ConfigurationError, DubanError, TryLater

TIMEOUT = 60.0
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_MANY = 200
_CLIENT = '("name" "duban")'


@dataclass(frozen=True, slots=True)
class MailboxServer:
    """Where the office's mailbox is and how it is opened; `ca_file` is an authority of one's own, None for the system's."""

    host: str
    port: int
    security: str
    user: str
    password: str
    folder: str = "INBOX"
    ca_file: Path | None = None

    @property
    def name(self) -> str:
        """What the mailbox is called in the record."""
        return f"{self.user}@{self.host}/{self.folder}"


class Listed(NamedTuple):
    """A message as the server lists it: its number, its size in bytes, and when the server received it."""

    uid: int
    size: int
    arrived_at: datetime


class Mailbox:
    """An open mailbox, to be used in a `with` block.

    Opening it raises ConfigurationError for a wrong name, password, folder, certificate or an unencrypted way off this machine, and
    TryLater where the server does not answer; so does everything after.
    """

    def __init__(self, server: MailboxServer) -> None:
        self.server = server
        self.validity = 0

    def __enter__(self) -> Self:
        with _said_plainly(self.server):
            self._box = _connected(self.server)
            try:
                self._open()
            except BaseException:
                self._box.client.shutdown()
                raise
        return self

    def _open(self) -> None:
        user, password = self.server.user, self.server.password
        login = self._box.login if (user + password).isascii() else self._box.login_utf8
        login(user, password, initial_folder=None)
        if "ID" in self._box.client.capabilities:
            # Two large Chinese providers close the mailbox to a program that does not say what it is (RFC 2971).
            self._box.client.xatom("ID", _CLIENT)
        self._box.folder.set(self.server.folder, readonly=True)
        self.validity = int(self._box.client.response("UIDVALIDITY")[1][0] or 0)

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._box.logout()
        except (ImapToolsError, imaplib.IMAP4.error, OSError):
            # All that was wanted is here; a server that hangs up first has lost us nothing.
            self._box.client.shutdown()

    def listed(self, since: date, known: frozenset[int]) -> list[Listed]:
        """Return the messages that arrived from a day on (by the server's calendar) and are not known yet, oldest number first."""
        with _said_plainly(self.server):
            uids = [uid for uid in map(int, self._box.uids(AND(date_gte=since), charset=None)) if uid not in known]
            return [
                found
                for start in range(0, len(uids), _MANY)
                for found in self._facts(sorted(uids)[start : start + _MANY])
            ]

    def content(self, uid: int, *, head_only: bool = False) -> bytes | None:
        """Return the bytes of a message, or of its head; None where the server does not give them out."""
        part = "BODY.PEEK[HEADER]" if head_only else "BODY.PEEK[]"
        with _said_plainly(self.server):
            answer, data = self._box.client.uid("FETCH", str(uid), f"({part})")
            return next((item[1] for item in data if isinstance(item, tuple)), None) if answer == "OK" else None

    def _facts(self, uids: Sequence[int]) -> Iterator[Listed]:
        answer, data = self._box.client.uid("FETCH", ",".join(map(str, uids)), "(UID RFC822.SIZE INTERNALDATE)")
        for line in data if answer == "OK" else ():
            text = b"".join(line) if isinstance(line, tuple) else line or b""
            uid, size = re.search(rb"\bUID (\d+)", text), re.search(rb"RFC822\.SIZE (\d+)", text)
            arrived = imaplib.Internaldate2tuple(text)
            if uid and size and arrived:
                yield Listed(int(uid[1]), int(size[1]), datetime.fromtimestamp(time.mktime(arrived), UTC))


def _connected(server: MailboxServer) -> BaseMailBox:
    if server.security == "none":
        if server.host not in _LOOPBACK:
            raise ConfigurationError(
                "收件邮箱不加密只许用于本机", where="DUBAN_IMAP_SECURITY", remedy="改为 tls 或 starttls"
            )
        return MailBoxUnencrypted(server.host, server.port, timeout=TIMEOUT)
    if (server.security, server.port) == ("starttls", 993):
        raise ConfigurationError("993 端口应直接加密", where="DUBAN_IMAP_SECURITY", remedy="改为 tls，或改用 143 端口")
    context = ssl.create_default_context(cafile=server.ca_file)
    kind: Any = MailBox if server.security == "tls" else MailBoxStartTls
    opened: BaseMailBox = kind(server.host, server.port, timeout=TIMEOUT, ssl_context=context)
    return opened


class _said_plainly:  # noqa: N801 - used as a block, reads as one
    """Turns what a mailbox may answer into errors a person can act on, without any word of the password."""

    def __init__(self, server: MailboxServer) -> None:
        self.server = server

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if fault is None or isinstance(fault, DubanError):
            return
        where = f"{self.server.host}:{self.server.port}"
        if isinstance(fault, MailboxLoginError):
            raise ConfigurationError(
                "E508 登录收件邮箱失败", where=where, remedy="请核对 DUBAN_IMAP_USER 和口令（许多邮局要用客户端授权码）"
            ) from None
        if isinstance(fault, MailboxFolderSelectError):
            raise ConfigurationError(
                f"收件邮箱中没有文件夹“{self.server.folder}”", where=where, remedy="请核对 DUBAN_IMAP_FOLDER"
            ) from None
        if isinstance(fault, ssl.SSLCertVerificationError):
            raise ConfigurationError(
                f"收件邮箱的证书不可信：{fault.verify_message}",
                where=where,
                remedy="内网自建证书机构的，用 DUBAN_IMAP_CA_FILE 指明其证书",
            ) from None
        if isinstance(fault, (OSError, imaplib.IMAP4.error, ImapToolsError)):
            reason = getattr(fault, "strerror", None) or "应答异常"
            raise TryLater(f"E509 收件邮箱暂不可用（{reason}）", where=where, remedy="稍后自动再试") from fault
