"""One mail after another over one connection, and what takes long goes on by itself: a slow server or address delays nobody else's mail.

What is done with a mail is the caller's work; here is only who waits for it.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from time import monotonic
from typing import Generic, TypeVar

from notifications.outcome import Sender

Piece = TypeVar("Piece")
Done = TypeVar("Done")

# A mail still under way after this leaves the line; so many may be waited for beside it.
SLOW_SECONDS = 30.0
MOST_SLOW = 8


class _Lane:
    """A sender, and so a connection; when its piece under way began; whether others go on without it."""

    def __init__(self, sender: Sender) -> None:
        self.sender = sender
        self.began = monotonic()
        self.left = False


class Lanes(Generic[Piece, Done]):
    """A line of work over one sender, with side lanes for what is slow; the line is worked in a thread of its own, without pause."""

    def __init__(
        self, open_sender: Callable[[], Sender], work: Callable[[Piece, Sender], Done], slow: float = SLOW_SECONDS
    ) -> None:
        self._open, self._do, self._slow = open_sender, work, slow
        self._lane = _Lane(open_sender())
        self._late: dict[Future[None], _Lane] = {}
        self._ended: deque[Done] = deque()
        self._pool = ThreadPoolExecutor(MOST_SLOW + 1, thread_name_prefix="mail")

    def run(
        self, pieces: deque[Piece], halt: Callable[[Done], bool], seconds: float, meanwhile: Callable[[], None]
    ) -> list[Done]:
        """Work pieces off the front and return what ended, slow ones of before among it; a slow piece is not waited for.

        It stops after so many seconds, or behind a piece whose end says `halt`; the pieces not begun stay in the deque. `meanwhile` is
        done once while the line is worked.
        """
        until = monotonic() + seconds
        future = self._start(pieces, halt, until)
        try:
            meanwhile()
            while not wait([future], self._slow / 4).done:
                if monotonic() - self._lane.began > self._slow:
                    self._lane.left = True
                    self._late[future] = self._lane
                    if len(self._late) >= MOST_SLOW:
                        wait(self._late, return_when=FIRST_COMPLETED)
                    self._lane = _Lane(self._open())
                    future = self._start(pieces, halt, until)
        except BaseException:
            # Whoever gives the rest of the pieces back must know that nobody takes one of them any more.
            self._lane.left = True
            wait([future])
            raise
        future.result()
        return self._drained()

    def finish(self) -> list[Done]:
        """Wait for what is still under way and return it; nothing is begun after that."""
        wait(self._late)
        return self._drained()

    def close(self) -> None:
        """Let go of what is held open, after what is under way."""
        self._pool.shutdown()
        for lane in (self._lane, *self._late.values()):
            lane.sender.close()

    def _start(self, pieces: deque[Piece], halt: Callable[[Done], bool], until: float) -> Future[None]:
        lane = self._lane
        lane.began = monotonic()

        def work() -> None:
            while not lane.left and monotonic() < until:
                try:
                    piece = pieces.popleft()
                except IndexError:
                    return
                lane.began = monotonic()
                done = self._do(piece, lane.sender)
                self._ended.append(done)
                if halt(done):
                    return

        return self._pool.submit(work)

    def _drained(self) -> list[Done]:
        for future in [future for future in self._late if future.done()]:
            self._late.pop(future).sender.close()
            future.result()
        return [self._ended.popleft() for _ in range(len(self._ended))]
