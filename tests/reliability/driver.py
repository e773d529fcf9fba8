"""The driver: runs a day of the cycle in a process of its own and kills it (kill -9) at one boundary, then lets it recover.

The processes are forks of this one, which has the steps' modules, templates and compiled statements ready and no connection open; what
they do differently from the product (a seeded fault, when the checker itself is tested) is a function given to them.
A boundary is the moment before a statement that writes, a commit, a command to or reply from the mail server, a write to a file. Between two of them nothing outside the process changes, so a kill anywhere is a kill at one of them.
"""

import gc
import json
import os
import signal
import smtplib
import traceback
from collections.abc import Callable
from itertools import count
from threading import current_thread
from typing import Any, NamedTuple

from sqlalchemy import Engine, event, text

from notifications.smtp_client import Client
from tasks import delivering
from tests.reliability import cycle

Step = Callable[[str], None]
Seed = Callable[[], None]
RECOVERIES = (40, 80, 240)
"""Minutes after the usual time at which the day is run again: after the lease, after the first waits."""


class Killed(NamedTuple):
    """How far a run came: the boundaries passed, the label of the one it died at, None where it ran through.

    `in_window` is whether a final dot may have been with the server and its acceptance not yet in the journal: there nobody can know.
    """

    passed: int
    label: str | None
    in_window: bool


def start(seed: Seed | None, day: int, boundary: int, minutes: int = 0) -> tuple[int, int]:
    """Start a run of a day that dies at a boundary (0: never); return its process and the pipe that tells how far it came."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    passing = count(1)
    window: set[str] = set()

    def step(label: str) -> None:
        if next(passing) == boundary:
            os.write = write
            os.write(writing, json.dumps([boundary, label, bool(window)]).encode())
            os.kill(os.getpid(), signal.SIGKILL)

    write = os.write
    code = 1
    gc.disable()
    try:
        if seed:
            seed()
        _watch(step, window)
        cycle.run_day(day, minutes)
        write(writing, json.dumps([next(passing) - 1, None, False]).encode())
        code = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(code)


def ended(child: int, reading: int) -> Killed:
    """Wait for a run and return how far it came; a run that failed by itself is an error of the harness or of duban."""
    with os.fdopen(reading) as told:
        said = told.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code not in (0, -signal.SIGKILL):
        raise RuntimeError(f"a run ended by itself with {code}")
    return Killed(*json.loads(said))


def kill_at(seed: Seed | None, day: int, boundary: int, minutes: int = 0) -> Killed:
    """Run a day and kill it at a boundary."""
    return ended(*start(seed, day, boundary, minutes))


def recover(seed: Seed | None, day: int) -> dict[str, Any]:
    """Run a day again, as often as a scheduler would, and return the ledger as it then stands."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        gc.disable()
        try:
            if seed:
                seed()
            for minutes in RECOVERIES:
                cycle.run_day(day, minutes)
                found = ledger_now()
                if not found["open"]:
                    break
            os.write(writing, json.dumps(found).encode())
            code = 0
        except BaseException:
            traceback.print_exc()
            raise
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as told:
        said = told.read()
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        raise RuntimeError("the recovery failed")
    found: dict[str, Any] = json.loads(said)
    return found


OF_TASK = " LEFT JOIN task ON task.id = task_id LEFT JOIN unit ON unit.id = unit_id"
EFFECTS = {
    "tasks": "SELECT number, title FROM task",
    "facts": f'SELECT sequence, on_day, "do", number, unit.name, node FROM fact {OF_TASK}',
    "rungs": f"SELECT number, unit.name, node, date_in_force, rung FROM reminder_rung {OF_TASK}",
    "months": "SELECT month, version, state, digest FROM month",
    "scores": "SELECT unit.name, month.month, version, score FROM score"
    " JOIN unit ON unit.id = unit_id JOIN month ON month.id = month_id",
}


def ledger_now() -> dict[str, Any]:
    """Return what a ledger says: its effects, its letters with the mail each left in, and how many mails are still open."""
    from tasks.ledger import reading_sessions

    with reading_sessions().begin() as session:
        effects = {
            name: sorted([str(value) for value in row] for row in session.execute(text(query)))
            for name, query in EFFECTS.items()
        }
        letters = session.execute(
            text(
                "SELECT letter.occurrence, mail.message_id, mail.state, mail.policy FROM letter"
                " LEFT JOIN mail ON letter.mail_id = mail.id ORDER BY 1"
            )
        ).all()
    still = sum(state not in ("accepted", "held") for _, _, state, _ in letters)
    return {"effects": effects, "letters": [list(row) for row in letters], "open": still}


def _watch(step: Step, window: set[str]) -> None:
    """Call `step` at every boundary of this process, and keep in `window` the mails whose end nobody can know right now."""
    attempt, push = delivering._attempt, Client._push

    def attempted(journal: Any, clock: Any, claimed: Any, sender: Any) -> Any:
        try:
            return attempt(journal, clock, claimed, sender)
        finally:
            window.discard(current_thread().name)

    def pushed(client: Client, *rest: Any) -> None:
        if client.phase == "dot":
            window.add(current_thread().name)
        push(client, *rest)

    delivering._attempt, Client._push = attempted, pushed  # type: ignore[method-assign]

    def statement(_connection: object, _cursor: object, words: str, *_: object) -> None:
        if words.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            step(f"statement {words.split()[0].lower()}")

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "commit", lambda _: step("commit"))
    for name in ("write", "replace"):
        _before(os, name, lambda *_, name=name: f"file {name}", step)
    _before(Client, "putcmd", lambda client, *_: f"command {client.phase}", step)
    _before(Client, "_push", lambda client, *_: f"push {client.phase}", step)
    _before(Client, "getreply", lambda client, *_: f"reply {client.phase}", step)
    _before(smtplib.socket, "create_connection", lambda *_: "connect", step)


def _before(owner: Any, name: str, label: Callable[..., str], step: Step) -> None:
    real = getattr(owner, name)

    def watched(*arguments: Any, **named: Any) -> Any:
        step(label(*arguments))
        return real(*arguments, **named)

    setattr(owner, name, watched)
