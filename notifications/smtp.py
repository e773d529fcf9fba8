"""Sending over SMTP: where to, how guarded, and what the end of a conversation means for the message.

The one thing nobody can know is what became of a message whose final dot went out without a reply coming back; that is
`uncertain`, and what to do about it is the outbox's affair. The conversation itself is smtp_client.py.
"""

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from duban.errors import ConfigurationError
from notifications.addresses import checked_address
from notifications.outcome import LOGIN_CODES, SESSION_PHASES, Outcome, Phase, State, printable
from notifications.smtp_client import USUAL, Client, Patience

Security = Literal["tls", "starttls", "none"]

_CLOSING = 421


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail leaves the house and how it is guarded on the way; ConfigurationError where that is not safe.

    `helo` is our own host name. `ca_file` holds the certificates of a closed network's own authority, instead of the system's.
    """

    host: str
    port: int
    helo: str
    security: Security = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None
    patience: Patience = USUAL

    def __post_init__(self) -> None:
        where = f"{self.host}:{self.port}"
        if not re.fullmatch(r"[A-Za-z0-9.:-]{1,253}", self.host) or not 0 < self.port < 65536:
            raise ConfigurationError("邮件服务器地址或端口有误", where=where, remedy="例如 mail.example.test 和 587")
        if self.security == "none" and not _is_loopback(self.host):
            raise ConfigurationError("邮件服务器未启用加密", where=where, remedy="除本机外必须使用 starttls 或 tls")
        if not (self.username + self.password).isascii():
            raise ConfigurationError(
                "邮件服务器的用户名或口令含非英文字符", where=where, remedy="请改用英文字母、数字和符号"
            )

    def context(self) -> ssl.SSLContext | None:
        """Return the context that verifies the server's certificate and name, None where the way is the loopback in clear."""
        if self.security == "none":
            return None
        try:
            return ssl.create_default_context(cafile=self.ca_file)
        except OSError as fault:
            raise ConfigurationError(
                "证书文件无法使用", where=str(self.ca_file), remedy="应为 PEM 格式的证书颁发机构证书"
            ) from fault


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Smtp:
    """A sender that keeps one connection open between messages; not for several threads at once."""

    def __init__(self, server: SmtpServer) -> None:
        self.server = server
        self._tls = server.context()
        self._client = Client(server.helo, server.patience)

    def send(self, message: bytes, sender: str, recipient: str) -> Outcome:
        """Try once to hand one message to one recipient and return what became of it.

        A 4xx, a broken reply or any failure before the final dot is `retry`; a 5xx is `bounced`, but `retry` where it refuses
        the session (greeting, hello, STARTTLS, login) and not this message; no clear reply after the dot is `uncertain`.
        """
        checked_address(sender)
        checked_address(recipient)
        reused = self._client.still_there()
        outcome = self._attempt(message, sender, recipient)
        if reused and outcome.phase == "mail" and outcome.code in (None, -1, _CLOSING):
            # The server left before it heard of this message: that is the old connection's fault.
            outcome = self._attempt(message, sender, recipient)
        return outcome

    def _attempt(self, message: bytes, sender: str, recipient: str) -> Outcome:
        client = self._client
        try:
            if client.sock is None:
                self._connect()
            code, text = client.deliver(message, sender, recipient)
        except smtplib.SMTPResponseException as refusal:
            code, text = refusal.smtp_code, _as_bytes(refusal.smtp_error)
        except OSError as fault:
            client.close()
            state: State = "uncertain" if client.phase == "dot" else "retry"
            return Outcome(state, client.phase, None, printable(_words(fault).encode()))
        if client.phase in SESSION_PHASES or code == _CLOSING or not 200 <= code < 600:
            client.close()
        return Outcome(_state(code, client.phase), client.phase, code, printable(text))

    def close(self) -> None:
        """Say goodbye; what the server makes of it no longer matters."""
        self._client.leave()

    def _connect(self) -> None:
        server = self.server
        self._client.open(server.host, server.port, self._tls, upgrade=server.security == "starttls")
        if server.username:
            self._client.sign_in(server.username, server.password)


def _state(code: int, phase: Phase) -> State:
    if phase == "dot" and 200 <= code < 300:
        return "accepted"
    if 500 <= code < 600:
        return "retry" if phase in SESSION_PHASES or code in LOGIN_CODES else "bounced"
    if phase == "dot" and not 400 <= code < 500:
        return "uncertain"
    return "retry"


def _words(fault: OSError) -> str:
    if isinstance(fault, ssl.SSLCertVerificationError):
        return f"服务器证书不可信：{fault.verify_message}"
    if isinstance(fault, TimeoutError):
        return "等候服务器应答超时"
    if isinstance(fault, socket.gaierror):
        return "找不到邮件服务器"
    return f"连接中断：{fault}"


def _as_bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
