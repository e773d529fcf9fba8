"""Real IMAP servers on loopback for the tests: pymap from the lock file, and Debian's dovecot. Each ends with the process that started it."""

import contextlib
import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from imap_tools.imap_utf7 import utf7_encode

DOVECOT = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")


@dataclass(frozen=True)
class ImapServer:
    """A server that answers: where, and as whom to log in. `tls_port` is 0 where it offers no TLS of its own."""

    port: int
    user: str
    password: str
    tls_port: int = 0

    def new_folder(self, name: str) -> None:
        """Make an empty folder."""
        with self._client() as client:
            assert client.create(_quoted(name))[0] == "OK"

    def append(self, folder: str, raw: bytes, when: datetime) -> None:
        """Let a message lie in a folder as if it had come at that time."""
        stamp = imaplib.Time2Internaldate(when)
        with self._client() as client:
            answer = client.append(_quoted(folder), "", stamp, raw)
            assert answer[0] == "OK", answer

    def flags(self, folder: str) -> list[bytes]:
        """The flags of every message in a folder."""
        with self._client() as client:
            client.select(_quoted(folder), readonly=True)
            return [line for line in client.fetch("1:*", "(FLAGS)")[1] if line]

    def _client(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=20)
        client.login(self.user, self.password)
        return client


def _quoted(folder: str) -> str:
    return f'"{utf7_encode(folder).decode()}"'


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert process.poll() is None, "the mail server ended at its start"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError("the mail server does not answer")


@contextmanager
def pymap() -> Iterator[ImapServer]:
    """Run pymap with its one demonstration user, in memory."""
    port = free_port()
    command = [
        Path(sys.executable).with_name("pymap"),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-service",
        "admin",
    ]
    process = subprocess.Popen(
        [*map(str, command), "dict", "--demo-data"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port, process)
        yield ImapServer(port, "demouser", "demopass")
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def dovecot(chain: Path, key: Path) -> Iterator[ImapServer]:
    """Run Debian's dovecot with a maildir of its own, with TLS by the certificate given."""
    assert DOVECOT
    home = Path(tempfile.mkdtemp(prefix="duban-dovecot-"))
    home.chmod(0o755)
    user = "nobody" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    port, tls_port = free_port(), free_port()
    for file, name in ((chain, "chain.pem"), (key, "key.pem")):
        shutil.copyfile(file, home / name)
    (home / "mail").mkdir()
    shutil.chown(home / "mail", user)
    (home / "dovecot.conf").write_text(_CONFIGURATION.format(home=home, user=user, port=port, tls_port=tls_port))
    process = subprocess.Popen([DOVECOT, "-F", "-c", str(home / "dovecot.conf")], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield ImapServer(port, "bangongshi@yunling.example", "kouling-1", tls_port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
        shutil.rmtree(home, ignore_errors=True)


_CONFIGURATION = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_login_user = {user}
ssl = yes
ssl_cert = <{home}/chain.pem
ssl_key = <{home}/key.pem
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:{home}/mail
passdb {{
  driver = static
  args = password=kouling-1
}}
userdb {{
  driver = static
  args = uid={user} gid=nogroup home={home}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""
