"""What a mail address may look like. Whose address it is stands in the register and the campaign."""

import re

from duban.errors import InputRefused

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")


def is_domain(text: str) -> bool:
    """Return whether a text is an ASCII host name of at least two labels.

    >>> is_domain("duban.example.test"), is_domain("邮局.cn"), is_domain("localhost")
    (True, False, False)
    """
    return len(text) <= 253 and _DOMAIN.fullmatch(text) is not None


def checked_address(text: str) -> str:
    """Return the address itself where it is one plain ASCII `name@domain`; InputRefused E506 otherwise.

    Display names, several addresses, quoted names, blanks, full-width signs and addresses that need SMTPUTF8 or IDN are all
    refused: what a relay or a parser could read in two ways never becomes an envelope.

    >>> checked_address("edu@example.test")
    'edu@example.test'
    """
    name, _, domain = text.rpartition("@")
    if "=?" in name or len(name) > 64 or not _LOCAL.fullmatch(name) or not is_domain(domain):
        raise InputRefused(
            f"邮箱地址 {ascii(text)[1:-1][:100]} 不可用",
            remedy="应为一个英文地址，例如 office@example.test，不带姓名、空格和全角字符",
            code="E506",
        )
    return text
