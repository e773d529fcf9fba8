"""Words by other channels, against a JSON webhook on loopback: after the mail, once, nothing of the letter in them, off by default."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from offices import Office, duban

from duban.errors import ConfigurationError
from flows.deliver_mail import deliver_mail
from models.outbox import mails
from notifications.channels import channels_of, note, note_bytes, service
from tasks import settings
from tasks.ledger import moment, reading_sessions
from tasks.reminding import remind

UNIT = "县财政局"


class Webhook:
    """A gateway that takes JSON posts, and what it took; `answers` are the status codes it gives in turn, then 200."""

    def __init__(self) -> None:
        self.taken: list[dict[str, str]] = []
        self.answers: list[int] = []
        self.port = 0


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    hook = Webhook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            code = hook.answers.pop(0) if hook.answers else 200
            if code == 200:
                hook.taken.append(json.loads(body))
            self.send_response(code)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hook.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield hook
    server.shutdown()
    server.server_close()


@pytest.fixture
def chosen(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    def choose(text: str) -> None:
        monkeypatch.setenv("DUBAN_CHANNELS", text)
        settings.settings.cache_clear()

    yield choose
    settings.settings.cache_clear()


def test_a_word_follows_the_mail_once_and_says_nothing_of_the_letter(
    office: Office, webhook: Webhook, chosen: Callable[[str], None]
) -> None:
    chosen(f"{UNIT} = json://127.0.0.1:{webhook.port}/gateway\n不在名录的单位 = json://127.0.0.1:1/")
    assert deliver_mail("2026-03-02T09:00") == {"accepted": 24}
    assert webhook.taken == []
    assert deliver_mail("2026-03-02T09:10") == {"accepted": 1}
    (word,) = webhook.taken
    assert word["message"] == (
        f"〔督办〕{UNIT}：云岭县2026年基础教育提质攻坚专项行动有致你单位的任务清单，已发至联络员邮箱，请查收办理。"
    )
    assert deliver_mail("2026-03-02T09:20") == {}
    remind(office.id, "2026-03-18T09:00")
    deliver_mail("2026-03-18T09:10")
    deliver_mail("2026-03-18T09:20")
    assert "催办函" in webhook.taken[1]["message"]
    assert len(webhook.taken) == 2
    everything = json.dumps(webhook.taken, ensure_ascii=False)
    for other in ("县教育体育局", "三/（四）", "学生资助", "@"):
        assert other not in everything


def test_what_is_not_confirmed_is_held_and_never_sent_again_by_itself(
    office: Office, webhook: Webhook, chosen: Callable[[str], None]
) -> None:
    chosen(f"{UNIT}=json://127.0.0.1:{webhook.port}/")
    webhook.answers = [500]
    deliver_mail("2026-03-02T09:00")
    assert deliver_mail("2026-03-02T09:10") == {"held": 1}
    assert deliver_mail("2026-03-02T09:30") == {}
    with reading_sessions().begin() as session:
        (held,) = mails(session, ["held"])
    assert held.to == f"channel:{UNIT}"
    assert "没有确认收到" in (held.note or "")
    done = duban(
        office.variables,
        "mail",
        "--settle",
        str(held.id),
        "--as",
        "resend",
        "--by",
        "经办人",
        "--on",
        "2026-03-02T09:40",
    )
    assert done.returncode == 0, done.stderr
    assert deliver_mail("2026-03-02T09:50") == {"accepted": 1}
    assert len(webhook.taken) == 1


def test_a_gateway_away_delays_no_mail(office: Office, chosen: Callable[[str], None]) -> None:
    chosen(f"{UNIT}=json://127.0.0.1:1/")
    assert deliver_mail("2026-03-02T09:00") == {"accepted": 24}
    remind(office.id, "2026-03-18T09:00")
    assert deliver_mail("2026-03-18T09:10") == {"accepted": 2}


def test_without_channels_nothing_is_owed(office: Office) -> None:
    deliver_mail("2026-03-02T09:00")
    assert deliver_mail("2026-03-02T09:10") == {}


@pytest.mark.parametrize("text", ["县教育局", "=json://x", "县教育局=x", "甲=json://x;甲=json://y"])
def test_a_wrong_setting_is_said_and_its_key_is_not(text: str, sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        channels_of(text + "?token=hunter2")
    assert "hunter2" not in str(refusal.value)


def test_addresses_are_secrets_and_come_from_a_file_too(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "渠道"
    file.write_text("县教育局 = wecombot://hunter2\n", encoding="utf-8")
    listed = duban(office.variables | {"DUBAN_CHANNELS_FILE": str(file)}, "settings")
    assert listed.returncode == 0, listed.stderr
    assert "DUBAN_CHANNELS\t**********" in listed.stdout
    wrong = duban(office.variables | {"DUBAN_CHANNELS": "wecombot://hunter2"}, "settings")
    assert wrong.returncode == 3
    assert "DUBAN_CHANNELS" in wrong.stderr
    assert "hunter2" not in listed.stdout + wrong.stderr


@pytest.mark.parametrize(
    "url", ["wecombot://botkey", "dingtalk://12345678", "lark://abc123", "feishu://abc123", "jsons://gw.example.test/x"]
)
def test_the_services_named_in_the_docs_are_known(url: str) -> None:
    assert service(url, "县教育局")


@pytest.mark.parametrize(
    "url", ["nonsense://hunter2", "json://gw.example.test/hunter2", "xml://gw.example.test/hunter2"]
)
def test_an_unknown_or_unencrypted_service_is_refused_without_its_address(url: str) -> None:
    with pytest.raises(ConfigurationError, match="县教育局") as refusal:
        service(url, "县教育局")
    assert "hunter2" not in str(refusal.value)


def test_the_same_words_give_the_same_bytes(office: Office) -> None:
    at = moment("2026-03-02T09:00")
    words = [note("某行动", "县教育局", "reminder", f"<{number}@x.test>") for number in (1, 2)]
    assert note_bytes(words, at, "duban.example.test") == note_bytes(words, at, "duban.example.test")
    assert note_bytes(words[:1], at, "duban.example.test") != note_bytes(words, at, "duban.example.test")
