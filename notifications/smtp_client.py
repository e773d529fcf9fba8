"""The conversation with a mail server: smtplib, with every wait bounded, every reply read whole and the stage remembered.

smtplib alone hides whether a connection broke before or after the final dot, reads an over-long reply as a refusal, waits for
ever and does not verify certificates. What an ending means for the message is decided in smtp.py.
"""

import binascii
import contextlib
import re
import select
import smtplib
import socket
import ssl
from dataclasses import dataclass
from time import monotonic

from notifications.outcome import Phase

Reply = tuple[int, bytes]

_LONGEST_REPLY = 64 * 1024


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds to wait: for a connection, a command's reply, the body to leave, the reply to the final dot.

    600 s after the dot is RFC 5321 §4.5.3.2.6: giving up earlier makes doubles. `whole` bounds all that comes before the dot, the
    connection included: a server that answers every command at the last moment holds a mail no longer than that. `idle` is how
    long a silent connection is trusted without asking.
    """

    connect: float = 30
    command: float = 120
    body: float = 200
    dot: float = 600
    whole: float = 240
    idle: float = 10


USUAL = Patience()


class Client(smtplib.SMTP):
    """An SMTP client that knows at which stage it is. Refusals are SMTPResponseException, everything else OSError."""

    phase: Phase = "connect"

    def __init__(self, helo: str, patience: Patience) -> None:
        super().__init__(local_hostname=helo, timeout=patience.connect)
        self.patience = patience
        self._heard = b""
        self._until = self._clean_at = 0.0

    def open(self, host: str, port: int, tls: ssl.SSLContext | None, *, upgrade: bool) -> None:
        """Connect and say hello, encrypted from the start or by STARTTLS (`upgrade`); never in clear where `tls` is given."""
        self.phase = "connect"
        self._begin()
        self.sock = socket.create_connection((host, port), self.patience.connect)
        # The dot leaves apart from the body; without this it would wait for the body's acknowledgement (40 ms a mail).
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls and not upgrade:
            self.sock = tls.wrap_socket(self.sock, server_hostname=host)
        _demand(self.getreply())
        self.phase = "hello"
        _demand(self.ehlo())
        if tls and upgrade:
            self.phase = "starttls"
            if not self.has_extn("starttls"):
                raise smtplib.SMTPNotSupportedError("服务器未提供 STARTTLS")
            _demand(self.docmd("STARTTLS"))
            # What came in clear behind the reply is not the server's word.
            self._expect_silence()
            self.sock.settimeout(self.patience.connect)
            self.sock = tls.wrap_socket(self.sock, server_hostname=host)
            self.phase = "hello"
            _demand(self.ehlo())

    def sign_in(self, username: str, password: str) -> None:
        """Log in by the best way the server offers."""
        self.phase = "login"
        try:
            self.login(username, password)
        except binascii.Error as fault:
            raise smtplib.SMTPServerDisconnected("登录应答无法识别") from fault

    def deliver(self, message: bytes, sender: str, recipient: str) -> Reply:
        """Run one transaction and return the reply to its final dot; a server that told its limit is not asked to take more."""
        self.phase = "mail"
        self._clean_at = 0.0
        limit = self.esmtp_features.get("size", "")
        if limit.isascii() and limit.isdigit() and 0 < int(limit) < len(message):
            raise smtplib.SMTPResponseException(552, f"5.3.4 对方只收 {limit} 字节以内的邮件".encode())
        size = f" SIZE={len(message)}" if self.has_extn("size") else ""
        # Both addresses are plain ones (addresses.py); smtplib would take them apart again for each mail.
        _demand(self.docmd("MAIL", f"FROM:<{sender}>{size}"))
        self.phase = "rcpt"
        _demand(self.docmd("RCPT", f"TO:<{recipient}>"))
        code, text = self.data(message)
        self._clean_at = monotonic() if 200 <= code < 300 else 0.0
        return code, text

    def data(self, msg: bytes | str) -> Reply:  # type: ignore[override]
        """Send the body, then the final dot on its own, so that a failure before it is known to be harmless."""
        self.phase = "data"
        code, text = self.docmd("DATA")
        if code != 354:
            raise smtplib.SMTPDataError(code, text)
        self.phase = "body"
        self._push(_dotted(msg.encode() if isinstance(msg, str) else bytes(msg)), self.patience.body)
        self._expect_silence()
        self.phase = "dot"
        self._push(b".\r\n", self.patience.command)
        return self.getreply()

    def still_there(self) -> bool:
        """Return whether the connection can carry another transaction; one that cannot is closed.

        Right after a message was taken nothing is left to reset (RFC 5321 §4.1.1.4) and silence is enough; else it is asked.
        """
        if self.sock is None:
            return False
        self.phase = "hello"
        self._begin()
        with contextlib.suppress(OSError):
            self._expect_silence()
            if monotonic() - self._clean_at < self.patience.idle or self.rset()[0] == 250:
                return True
        self.close()
        return False

    def leave(self) -> None:
        """Say goodbye if connected and hang up, whatever the server answers."""
        self.phase = "connect"
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.quit()
        self.close()

    def close(self) -> None:
        """Hang up and forget what was heard."""
        self._heard = b""
        super().close()

    def putcmd(self, cmd: str, args: str = "") -> None:
        """Send one command, unless the server is already talking: an answer without a question ends the conversation."""
        self._expect_silence()
        self._connected().settimeout(self.patience.command)
        super().putcmd(cmd, args)

    def getreply(self) -> Reply:
        """Return the next reply's code (-1 where it has none) and text; OSError where it does not come whole in time."""
        waits = {"connect": self.patience.connect, "dot": self.patience.dot}
        deadline = self._deadline(waits.get(self.phase, self.patience.command))
        lines: list[bytes] = []
        while True:
            line = self._line(deadline, _LONGEST_REPLY - sum(map(len, lines)))
            if not re.match(rb"[0-9]{3}(?:[ -]|$)", line):
                return -1, line
            lines.append(line[4:].strip())
            if line[3:4] != b"-":
                return int(line[:3]), b"\n".join(lines)

    def _begin(self) -> None:
        """Start counting what may pass before the final dot."""
        self._until = monotonic() + self.patience.whole

    def _deadline(self, seconds: float) -> float:
        ends = monotonic() + seconds
        return ends if self.phase == "dot" else min(ends, self._until)

    def _line(self, deadline: float, limit: int) -> bytes:
        while b"\n" not in self._heard:
            if len(self._heard) >= limit:
                raise smtplib.SMTPServerDisconnected("应答过长")
            connection = self._connected()
            connection.settimeout(max(deadline - monotonic(), 0.001))
            said = connection.recv(4096)
            if not said:
                raise smtplib.SMTPServerDisconnected("对方断开连接")
            self._heard += said
        line, _, self._heard = self._heard.partition(b"\n")
        if len(line) >= limit:
            raise smtplib.SMTPServerDisconnected("应答过长")
        return line.rstrip(b"\r")

    def _expect_silence(self) -> None:
        said = self._heard or self._at_once()
        if said is None:
            return
        if said and self.phase == "body":
            # Whoever answers a body that has not ended may have kept it.
            self.phase = "dot"
        raise smtplib.SMTPServerDisconnected("对方在不该应答时应答" if said else "对方断开连接")

    def _at_once(self) -> bytes | None:
        """Return what the server has said by now, empty where it has hung up, None where it is silent."""
        connection = self._connected()
        if not isinstance(connection, ssl.SSLSocket) and not _readable(connection):
            return None
        connection.settimeout(0)
        try:
            return connection.recv(1)
        except (BlockingIOError, ssl.SSLWantReadError):
            return None

    def _push(self, data: bytes, seconds: float) -> None:
        connection = self._connected()
        connection.settimeout(max(self._deadline(seconds) - monotonic(), 0.001))
        connection.sendall(data)

    def _connected(self) -> socket.socket:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("尚未连接")
        return self.sock


def _readable(connection: socket.socket) -> bool:
    waiting = select.poll()
    waiting.register(connection, select.POLLIN)
    return bool(waiting.poll(0))


def _demand(reply: Reply) -> None:
    code, text = reply
    if not 200 <= code < 300:
        raise smtplib.SMTPResponseException(code, text)


def _dotted(message: bytes) -> bytes:
    body = message.replace(b"\n.", b"\n..")
    body = b"." + body if body.startswith(b".") else body
    return body if body.endswith(b"\r\n") else body + b"\r\n"
