"""Other ways than mail (企业微信、钉钉、飞书、短信网关): a short word that a letter lies in the mailbox, through apprise.

The letter itself goes by mail only. A channel has no Message-ID and answers yes or no: what that does to the promises stands in
docs/channels.md. Which words are owed when is decided in tasks.
"""

import logging
from base64 import encodebytes
from collections.abc import Mapping, Sequence
from datetime import datetime
from email import message_from_bytes
from email.utils import format_datetime
from typing import Any

from duban.errors import ConfigurationError
from duban.letters import Letter
from notifications.desk import occurrence
from notifications.digest import message_id
from notifications.outcome import Outcome, Sender
from notifications.templating import render_text

_PREFIX = "channel:"
NAMES = {
    "checklist": "任务清单",
    "reminder": "催办函",
    "result": "考核告知",
    "circular": "通报",
    "returned": "退办通知",
    "extension": "延期批复",
    "rectification": "整改通知",
    "receipt": "回执",
}


def channels_of(text: str) -> dict[str, str]:
    """Return {unit name: apprise address} from `名称=地址` lines (or parts between semicolons); ConfigurationError without the address.

    >>> channels_of("县教育局 = json://127.0.0.1:1/\\n# 注释\\n甲乡=json://127.0.0.1:2/")
    {'县教育局': 'json://127.0.0.1:1/', '甲乡': 'json://127.0.0.1:2/'}
    """
    found: dict[str, str] = {}
    for number, part in enumerate(text.replace(";", "\n").splitlines(), 1):
        name, _, url = (piece.strip() for piece in part.partition("="))
        if not part.strip() or part.strip().startswith("#"):
            continue
        if not name or "://" not in url or name in found:
            raise ConfigurationError(
                f"其他渠道第{number}项写法不对或重名", where="DUBAN_CHANNELS", remedy="一项写作 单位名称=渠道地址"
            )
        found[name] = url
    return found


def is_channel(to: str) -> bool:
    """Return whether a letter goes by a channel and not by mail."""
    return to.startswith(_PREFIX)


def note(campaign: str, unit: str, kind: str, mail: str) -> Letter:
    """Return the word to a unit's channel that a letter of a kind has gone to its contact's mailbox; `mail` is that mail's Message-ID.

    It names the campaign and the kind of letter and nothing that stands in it.
    """
    text = render_text("note/text.txt", campaign=campaign, unit=unit, letter=NAMES[kind])
    key = occurrence("note", mail, campaign, unit, kind)
    return Letter(f"{_PREFIX}{unit}", "note", key, text, text, "", policy="hold")


def note_bytes(letters: Sequence[Letter], at: datetime, installation: str) -> bytes:
    """Return one message of a day to one channel, frozen like a mail: each word once, in a text of its own."""
    text = "\n".join(dict.fromkeys(letter.text for letter in letters))
    head = {
        "Message-ID": message_id((letter.occurrence for letter in letters), installation),
        "Date": format_datetime(at),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "base64",
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return lines.encode("ascii") + b"\r\n" + encodebytes(text.encode()).replace(b"\n", b"\r\n")


class Channels:
    """Sends notes; what a service did not confirm counts as unknown, and is not sent again by itself."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        self.urls = urls

    def send(self, message: bytes, sender: str, recipient: str) -> Outcome:  # noqa: ARG002 - a channel has no sender
        """Try once; `accepted` where the service said yes, `bounced` where there is no such channel, `uncertain` otherwise."""
        name = recipient.removeprefix(_PREFIX)
        if name not in self.urls:
            return Outcome("bounced", "write", None, f"没有为“{name}”设置渠道")
        content = message_from_bytes(message).get_payload(decode=True)
        text = content.decode() if isinstance(content, bytes) else ""
        if service(self.urls[name], name).notify(body=text, title=""):
            return Outcome("accepted", "write", 250, "")
        return Outcome("uncertain", "write", None, f"渠道“{name}”没有确认收到")

    def close(self) -> None:
        """Hold nothing open."""


class Routed:
    """Sends notes by their channels and everything else by mail."""

    def __init__(self, mail: Sender, channels: Channels) -> None:
        self.mail, self.channels = mail, channels

    def send(self, message: bytes, sender: str, recipient: str) -> Outcome:
        """Return what became of one attempt by the way the recipient asks for."""
        way: Sender = self.channels if is_channel(recipient) else self.mail
        return way.send(message, sender, recipient)

    def close(self) -> None:
        """Let go of what either way holds open."""
        self.mail.close()
        self.channels.close()


def service(url: str, name: str) -> Any:
    """Return the apprise service of an address; ConfigurationError (without the address) where it is none or would go unencrypted."""
    try:
        import apprise
    except ImportError as error:
        raise ConfigurationError("没有安装其他渠道的组件", remedy="安装 duban[channels]") from error
    # Its log lines may repeat an address, and the address is the key.
    logging.getLogger("apprise").disabled = True
    asset = apprise.AppriseAsset(app_id="duban", app_desc="", app_url="", image_url_mask="", image_url_logo="")
    found = apprise.Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    if found is None:
        raise ConfigurationError(
            f"“{name}”的渠道地址无法识别", where="DUBAN_CHANNELS", remedy="写法见 docs/channels.md"
        )
    if not _encrypted(found, url) and str(found.host) not in ("localhost", "127.0.0.1", "::1"):
        raise ConfigurationError(
            f"“{name}”的渠道不加密，只许用于本机", where="DUBAN_CHANNELS", remedy="改用加密的写法，例如 jsons://"
        )
    return found


def _encrypted(found: Any, url: str) -> bool:
    """Return whether an address is written the way its service reserves for encrypted connections."""
    schemes = found.secure_protocol or ()
    return url.partition("://")[0].lower() in ((schemes,) if isinstance(schemes, str) else schemes)
