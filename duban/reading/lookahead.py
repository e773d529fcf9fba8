"""What stands ahead of a token, and which numberings close their items with brackets: for outline.py's decisions.

Computed once from the back, so that looking ahead costs nothing.
"""

from collections.abc import Sequence
from itertools import pairwise

from duban.reading.labels import Role
from duban.reading.lexer import Token
from duban.reading.marks import Mark


class Ahead:
    """The tokens of a part, asked about what follows (and, for numbers, precedes) one of them."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.marks = [at for at, token in enumerate(tokens) if token.mark]
        self.next_mark = self._nexts()
        self._own = self._bracketed_kinds()

    def _nexts(self) -> list[int]:
        nexts, after = [0] * len(self.tokens), len(self.tokens)
        for at in range(len(self.tokens) - 1, -1, -1):
            nexts[at] = after
            if self.tokens[at].mark:
                after = at
        return nexts

    def goes_on(self, at: int, rank: int) -> bool:
        """Whether the next mark carries on a numbering of this rank."""
        following = self.next_mark[at]
        mark = self.tokens[following].mark if following < len(self.tokens) else None
        return bool(mark and mark.kind == rank and mark.ordinal != 1)

    def borne_out(self, at: int, mark: Mark) -> bool:
        """Whether a number without punctuation follows or precedes its neighbour in the numbering."""
        following = self.next_mark[at]
        while following < len(self.tokens) and (later := self.tokens[following].mark):
            if later.kind == mark.kind:
                return later.ordinal == mark.ordinal + 1 or self._after(at, mark)
            if later.kind < mark.kind:
                break
            following = self.next_mark[following]
        return self._after(at, mark)

    def _after(self, at: int, mark: Mark) -> bool:
        for before in range(at - 1, max(-1, at - 60), -1):
            earlier = self.tokens[before].mark
            if earlier and earlier.kind == mark.kind:
                return earlier.ordinal == mark.ordinal - 1
            if earlier and earlier.kind < mark.kind:
                return False
        return False

    def closes_again(self, at: int, rank: int, roles: set[Role]) -> bool:
        """Whether a text is closed by fields of the same roles before an item of this rank or above begins."""
        for later in range(at + 1, min(len(self.tokens), at + 200)):
            token = self.tokens[later]
            if token.mark and token.mark.kind <= rank:
                return False
            if token.fields and not token.bracket:
                return bool({item.role for item in token.fields} & roles)
        return False

    def own_brackets(self, rank: int) -> bool:
        """Whether items of this rank close with brackets of their own somewhere in the document."""
        return rank in self._own

    def _bracketed_kinds(self) -> set[int]:
        kinds: set[int] = set()
        for here, there in pairwise(self.marks):
            mark, later = self.tokens[here].mark, self.tokens[there].mark
            closed = any(token.bracket for token in self.tokens[here + 1 : there])
            if mark and later and closed and later.kind == mark.kind and later.ordinal == mark.ordinal + 1:
                kinds.add(mark.kind)
        return kinds
