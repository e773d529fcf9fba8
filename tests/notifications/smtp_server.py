"""A scripted mail server on loopback: it logs what it took before it answers, and fails where and how a test tells it to."""

import os
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

DROP, HANG = "DROP", "HANG"
USUAL = {
    "connect": "220 sink",
    "starttls": "220 go ahead",
    "auth": "235 welcome",
    "mail": "250 ok",
    "rcpt": "250 ok",
    "data": "354 go on",
    "dot": "250 taken",
    "rset": "250 ok",
    "quit": "221 bye",
}
Answer = str | bytes


@dataclass(frozen=True)
class Taken:
    """One message as it stood when its final dot came."""

    sender: str
    recipient: str
    message: bytes


@dataclass
class Sink:
    """What the server is told to answer, stage by stage in order of occurrence, and what it saw."""

    witness: Path
    script: Mapping[str, Sequence[Answer]] = field(default_factory=dict)
    extensions: tuple[str, ...] = ("SIZE 10000000",)
    context: ssl.SSLContext | None = None
    implicit_tls: bool = False
    taken: list[Taken] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)
    _seen: dict[str, int] = field(default_factory=dict)

    def answer(self, stage: str) -> Answer:
        """Return the scripted answer for this occurrence of a stage, or the usual one."""
        number = self._seen.get(stage, 0)
        self._seen[stage] = number + 1
        scripted = self.script.get(stage, ())
        usual = USUAL.get(stage, "\r\n".join(["250-sink", *(f"250-{name}" for name in self.extensions), "250 HELP"]))
        return scripted[number] if number < len(scripted) else usual

    def take(self, taken: Taken) -> None:
        """Write a message down, flushed to disk, before anybody is told."""
        with self.witness.open("ab") as file:
            file.write(taken.message + b"\n")
            file.flush()
            os.fsync(file.fileno())
        self.taken.append(taken)


class _Gone(Exception):
    """The server leaves the conversation."""


class _Conversation(socketserver.BaseRequestHandler):
    request: socket.socket
    server: "Server"
    held = b""

    def handle(self) -> None:
        sink = self.server.sink
        sink.connections += 1
        try:
            if sink.implicit_tls and sink.context:
                self.request = sink.context.wrap_socket(self.request, server_side=True)
            self._talk(sink)
        except (_Gone, OSError):
            pass
        finally:
            self.request.close()

    def _talk(self, sink: Sink) -> None:
        self._reply(sink, "connect")
        sender = recipient = ""
        while line := self._line():
            text = line.decode("latin-1").strip()
            sink.commands.append(text)
            verb, _, rest = text.partition(" ")
            stage = verb.lower()
            address = rest.partition("<")[2].partition(">")[0]
            sender, recipient = (address if stage == "mail" else sender), (address if stage == "rcpt" else recipient)
            code = self._reply(sink, stage)
            if stage == "data" and code.startswith("354"):
                sink.take(Taken(sender, recipient, self._body(sink)))
                self._reply(sink, "dot")
            elif stage == "starttls" and code.startswith("220") and sink.context:
                self.request = sink.context.wrap_socket(self.request, server_side=True)
            elif stage == "quit":
                return

    def _body(self, sink: Sink) -> bytes:
        body = bytearray(self.held or self._received(65536))
        self.held = b""
        if "body" in sink.script:
            self._reply(sink, "body")
        while not body.endswith(b"\r\n.\r\n"):
            body += self._received(65536)
        return bytes(body[:-3]).replace(b"\r\n..", b"\r\n.")

    def _line(self) -> bytes:
        while b"\n" not in self.held:
            self.held += self._received(4096)
        line, _, self.held = self.held.partition(b"\n")
        return line + b"\n"

    def _received(self, size: int) -> bytes:
        data = self.request.recv(size)
        if not data:
            raise _Gone
        return data

    def _reply(self, sink: Sink, stage: str) -> str:
        answer = sink.answer(stage)
        if answer == DROP:
            raise _Gone
        if answer == HANG:
            sink.stopped.wait(20)
            raise _Gone
        raw = answer if isinstance(answer, bytes) else answer.encode() + b"\r\n"
        if raw.startswith(b"SLOW "):
            for byte in raw[5:]:
                self.request.sendall(bytes([byte]))
                time.sleep(0.05)
        else:
            self.request.sendall(raw)
        return raw.decode("latin-1")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    sink: Sink


def started(sink: Sink) -> Server:
    """Return the server, already listening on a free loopback port; its caller shuts it down."""
    server = Server(("127.0.0.1", 0), _Conversation)
    server.sink = sink
    sink.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server
