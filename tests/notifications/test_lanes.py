"""The line of mails: one after another over one sender, and what is slow goes on by itself."""

from collections import deque
from threading import Event, current_thread
from time import monotonic, sleep

import pytest

from notifications.lanes import MOST_SLOW, Lanes
from notifications.outcome import Outcome, Sender


class Senders:
    """Counts the senders opened and closed."""

    def __init__(self) -> None:
        self.opened = self.closed = 0

    def open(self) -> Sender:
        self.opened += 1
        return self

    def send(self, message: bytes, sender: str, recipient: str) -> Outcome:  # noqa: ARG002
        raise AssertionError

    def close(self) -> None:
        self.closed += 1


def never(_: object) -> bool:
    return False


def nothing() -> None:
    pass


def test_a_line_is_worked_in_order_over_one_sender_until_something_halts_it() -> None:
    senders, pieces = Senders(), deque(range(6))
    lanes = Lanes[int, int](senders.open, lambda piece, _: piece)
    assert lanes.run(pieces, lambda done: done == 2, 60, nothing) == [0, 1, 2]
    assert lanes.run(pieces, never, 60, nothing) == [3, 4, 5]
    assert lanes.run(pieces, never, 60, nothing) == lanes.finish() == []
    lanes.close()
    assert (senders.opened, senders.closed) == (1, 1)


def test_a_slow_piece_goes_on_by_itself_and_the_rest_takes_another_sender() -> None:
    senders, released, pieces = Senders(), Event(), deque("abcd")

    def work(piece: str, _: Sender) -> str:
        if piece == "b":
            released.wait(10)
        return piece

    lanes = Lanes[str, str](senders.open, work, 0.05)
    began = monotonic()
    assert lanes.run(pieces, never, 60, nothing) == ["a", "c", "d"]
    assert monotonic() - began < 5
    released.set()
    assert lanes.finish() == ["b"]
    lanes.close()
    assert (senders.opened, senders.closed) == (2, 2)


def test_of_what_is_slow_only_so_much_is_waited_for_beside_the_line() -> None:
    senders, released, under_way = Senders(), Event(), set()

    def work(piece: int, _: Sender) -> int:
        under_way.add(current_thread().name)
        released.wait(0.4)
        return piece

    lanes = Lanes[int, int](senders.open, work, 0.01)
    ended = lanes.run(deque(range(2 * MOST_SLOW)), never, 60, nothing)
    ended += lanes.finish()
    lanes.close()
    assert sorted(ended) == list(range(2 * MOST_SLOW))
    assert len(under_way) <= MOST_SLOW + 1
    assert senders.opened == senders.closed


def test_no_piece_is_begun_after_the_time_given() -> None:
    pieces = deque(range(3))
    lanes = Lanes[int, int](Senders().open, lambda piece, _: piece)
    assert lanes.run(pieces, never, -1, nothing) == []
    assert len(pieces) == 3
    lanes.close()


def test_what_fails_meanwhile_stops_the_line_before_it_is_told() -> None:
    pieces, begun = deque(range(1000)), []

    def work(piece: int, _: Sender) -> int:
        begun.append(piece)
        sleep(0.002)
        return piece

    def fail() -> None:
        raise RuntimeError("no ledger")

    lanes = Lanes[int, int](Senders().open, work)
    with pytest.raises(RuntimeError, match="no ledger"):
        lanes.run(pieces, never, 60, fail)
    left = len(pieces)
    sleep(0.05)
    assert len(pieces) == left > 900
    assert len(begun) + left == 1000
    lanes.close()
