"""Whether a machine wrote a message (自动回复、退信、群发), so that nothing answers it: RFC 3834 §2 and what programs do besides."""

import re
from email.message import Message

_ROBOTS = re.compile(
    r"(?:mailer-daemon|postmaster|listserv|majordomo|(?:do-?)?no-?t?-?reply|noreply|bounces?|auto-?reply)(?:[+_.=-].*)?@"
    r"|owner-.*@|.*-(?:request|owner|bounces?)@",
    re.IGNORECASE,
)
_PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply"})
_MARKS = ("X-Autoreply", "X-Autorespond", "X-Loop")


# Several large providers' automatic replies bear no mark but their subject.
_SUBJECTS = re.compile(
    r"\s*(?:自动(?:回复|答复|应答)|auto(?:matic)?[ -]?(?:reply|response)|out[ -]of[ -](?:the[ -])?office)",
    re.IGNORECASE,
)


def why_automatic(message: Message, sender: str | None, subject: str) -> str:
    """Return in Chinese why a machine must have written a message, "" where nothing says so; `subject` is as a reader sees it."""

    def value(name: str) -> str:
        return str(message.get(name, "")).split(";")[0].strip().lower()

    if message.get_content_type() == "multipart/report":
        return "投递报告"
    if value("Auto-Submitted") not in ("", "no"):
        return "自动回复或自动生成的邮件"
    if "Return-Path" in message and value("Return-Path") in ("", "<>"):
        return "退信地址为空，是系统邮件"
    if value("Precedence") in _PRECEDENCE or any(name.lower().startswith("list-") for name in message):
        return "群发邮件"
    if _SUBJECTS.match(subject):
        return "标题为自动回复"
    if any(name in message for name in _MARKS):
        return "自动处理程序发出的邮件"
    return "系统地址发出的邮件" if sender and _ROBOTS.match(sender) else ""
