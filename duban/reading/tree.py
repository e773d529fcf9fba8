"""The tree of a plan's items as values: pieces of text, fields, and items in items.

outline.py builds it from tokens; tables.py and duties.py make items of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from duban.reading.labels import RESPONSIBILITY, Role
from duban.reading.marks import Mark
from duban.reading.roles import Field


@dataclass(slots=True)
class Piece:
    """A stretch of running text under a label (目标, 措施) or under none; `heading` where it opens its item."""

    text: str
    line: tuple[int, int]
    label: Role | None = None
    heading: bool = False


@dataclass(slots=True)
class Run:
    """Text, items under it, and the fields that close it, in the order they stand.

    While the tree is built, `items` counts the items and `assigned` is the first of them that carries fields, itself or below.
    """

    content: "list[Piece | Field | Node]" = field(default_factory=list)
    bracket: bool = False
    lines: tuple[int, int] = (0, 0)
    given: tuple[Field, ...] = ()
    items: int = 0
    assigned: "Node | None" = None

    @property
    def fields(self) -> list[Field]:
        return [item for item in self.content if isinstance(item, Field)]

    @property
    def pieces(self) -> list[Piece]:
        return [item for item in self.content if isinstance(item, Piece)]

    @property
    def children(self) -> "list[Node]":
        return [item for item in self.content if isinstance(item, Node)]

    @property
    def carries(self) -> bool:
        return any(item.role in RESPONSIBILITY for item in self.fields)

    @property
    def roles(self) -> set[Role]:
        return {item.role for item in self.fields}


@dataclass(slots=True)
class Node:
    """An item: its mark (None for the root and where the number is lost) and its runs; `label` numbers a row or a unit's duty."""

    mark: Mark | None
    rank: int
    parent: "Node | None" = None
    runs: list[Run] = field(default_factory=lambda: [Run()])
    inline: bool = False
    label: str | None = None

    @property
    def run(self) -> Run:
        return self.runs[-1]

    @property
    def children(self) -> "list[Node]":
        return [child for run in self.runs for child in run.children]

    @property
    def carries(self) -> bool:
        return any(run.carries for run in self.runs)

    @property
    def heading(self) -> str:
        """The text that opens the item."""
        for item in self.runs[0].content[:8]:
            if isinstance(item, Piece):
                return item.text
        return ""

    def chain(self) -> list[str]:
        """Return the numbers from the outermost item to this one, lost ones left out."""
        if self.label is not None:
            return [self.label]
        above = self.parent.chain() if self.parent else []
        return [*above, self.mark.number] if self.mark else above

    def upward(self) -> "Iterator[Node]":
        """Yield this item and those above it."""
        node: Node | None = self
        while node:
            yield node
            node = node.parent

    def walk(self) -> "Iterator[Node]":
        """Yield this item and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()
