"""How a title breaks by sense (标题回行): between its parts, as evenly as can be, in the fewest lines."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from duban.documents.table_widths import ems

# Characters of 2号 (22 pt) on a line, in hundredths, with room for the space set between figures and Chinese.
_LINE = 1900


def title_lines(parts: Sequence[str], line: int = _LINE) -> list[str]:
    """Return the title's lines: the fewest that hold its parts, the longest as short as can be, a part too long for a line in even pieces.

    `line` is what a line holds, in hundredths of a character.


    >>> title_lines(("关于2025年3月", "某县义务教育均衡发展攻坚", "督查情况的通报"))
    ['关于2025年3月某县义务教育均衡发展攻坚', '督查情况的通报']
    """
    pieces = [piece for part in parts if part for piece in _even(part, line)]
    for count in range(1, len(pieces) + 1):
        fitting = [lines for lines in _cut(pieces, count) if max(map(ems, lines)) <= line]
        if fitting:
            return min(fitting, key=_unevenness)
    return pieces


def _cut(pieces: Sequence[str], count: int) -> Iterator[list[str]]:
    for ends in combinations(range(1, len(pieces)), count - 1):
        yield ["".join(pieces[left:right]) for left, right in zip((0, *ends), (*ends, len(pieces)), strict=True)]


def _unevenness(lines: list[str]) -> tuple[int, int]:
    """Rank the longest line, then how far the shape is from a trapezium: the long lines first."""
    widths = [ems(line) for line in lines]
    return max(widths), sum(right > left for left, right in pairwise(widths))


def _even(text: str, line: int) -> list[str]:
    count = max(1, -(-ems(text) // line))
    size = -(-len(text) // count)
    return [text[start : start + size] for start in range(0, len(text), size)]
