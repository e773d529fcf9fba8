"""What became of one attempt to send, and what every way of sending offers. The ways themselves: smtp.py and folder.py."""

from typing import Literal, NamedTuple, Protocol

State = Literal["accepted", "retry", "bounced", "uncertain"]
Phase = Literal["connect", "hello", "starttls", "login", "mail", "rcpt", "data", "body", "dot", "write"]

SESSION_PHASES = frozenset[Phase]({"connect", "hello", "starttls", "login"})
LOGIN_CODES = frozenset({530, 534, 535, 538})
_LONGEST_TEXT = 512


class Outcome(NamedTuple):
    """What became of one attempt.

    accepted: a 2xx to the final dot, or the file is on disk; retry: it certainly did not go; bounced: refused for good;
    uncertain: it may have gone. `phase` is where the attempt ended, `code` the server's last reply (None where it gave none),
    `text` that reply or the fault, printable and at most 512 characters.
    """

    state: State
    phase: Phase
    code: int | None
    text: str

    @property
    def concerns_everyone(self) -> bool:
        """Whether the server, not this message, is at fault, so that sending others now is useless: one alarm, queue kept."""
        return self.phase in SESSION_PHASES or self.code in LOGIN_CODES

    @property
    def sentence(self) -> str:
        """What the office is told, with its error code; an accepted message needs none."""
        if self.state == "accepted":
            return ""
        said = " ".join(part for part in (str(self.code or ""), self.text) if part)
        return f"{self._complaint()}（{said}）"

    def _complaint(self) -> str:
        if self.state == "uncertain":
            return "E507 对方是否收到不明"
        if self.phase == "login" or self.code in LOGIN_CODES:
            return "E505 登录邮件服务器失败，已停止发送"
        if self.state == "retry":
            return "E501 临时失败"
        if self.code == 552 or "5.3.4" in self.text:
            return "E504 邮件过大或对方邮箱已满"
        return "E502 收件地址无效" if self.phase == "rcpt" else "E503 邮件被拒收"


class Sender(Protocol):
    """A way mail leaves the house."""

    def send(self, message: bytes, sender: str, recipient: str) -> Outcome:
        """Try once to hand over a finished message to one recipient; InputRefused E506 for an unusable address."""

    def close(self) -> None:
        """Let go of what the sender holds open."""


def printable(raw: bytes) -> str:
    r"""Return a server's words as one harmless line: what is not UTF-8 or not printable is escaped, cut at 512 characters.

    >>> printable(b"5.1.1 no\x1b[31m \xd3\xca"), printable("已收到".encode())
    ('5.1.1 no\\x1b[31m \\xd3\\xca', '已收到')
    """
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("ascii", "backslashreplace")
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)[:_LONGEST_TEXT]
