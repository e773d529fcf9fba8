"""What a call costs, counted and not timed: the same on a loaded machine as on a quiet one. Seconds are benchmarks/reading.py's."""

import sys
from collections.abc import Callable


def steps(call: Callable[[str], object], text: str) -> int:
    """Return how many function calls and returns a call on a text makes, those of the interpreter's own functions among them."""
    counted = 0

    def count(*_: object) -> None:
        nonlocal counted
        counted += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        call(text)
    finally:
        sys.setprofile(before)
    return counted
