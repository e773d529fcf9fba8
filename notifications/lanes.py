"""One mail after another over one connection, and what takes long goes on by itself: a slow server or address delays nobody else's mail.

What is done with a mail is the caller's work; here is only who waits for it.
"""

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Generic, TypeVar

from notifications.outcome import Sender

Done = TypeVar("Done")

# A mail still under way after this leaves the line; so many may be waited for beside it.
SLOW_SECONDS = 30.0
MOST_SLOW = 8


class Lanes(Generic[Done]):
    """A line of work over one sender, with side lanes for what is slow; each lane has a sender, and so a connection, of its own."""

    def __init__(self, open_sender: Callable[[], Sender], slow: float = SLOW_SECONDS) -> None:
        self._open, self._slow = open_sender, slow
        self._sender = open_sender()
        self._late: dict[Future[Done], Sender] = {}
        self._pool = ThreadPoolExecutor(MOST_SLOW + 1, thread_name_prefix="mail")

    def run(self, work: Callable[[Sender], Done]) -> list[Done]:
        """Return what ended by the time the next piece may begin: this piece, unless it is slow, and slow ones before it."""
        if len(self._late) >= MOST_SLOW:
            wait(self._late, return_when=FIRST_COMPLETED)
        future = self._pool.submit(work, self._sender)
        if not wait([future], self._slow).done:
            self._late[future] = self._sender
            self._sender = self._open()
            return self._ended()
        return [*self._ended(), future.result()]

    def finish(self) -> list[Done]:
        """Wait for what is still under way and return it; nothing is begun after that."""
        wait(self._late)
        ended = self._ended()
        self.close()
        return ended

    def close(self) -> None:
        """Let go of what is held open, after what is under way."""
        self._pool.shutdown()
        for sender in (self._sender, *self._late.values()):
            sender.close()

    def _ended(self) -> list[Done]:
        ended = [future for future in self._late if future.done()]
        for future in ended:
            self._late.pop(future).close()
        return [future.result() for future in ended]
