"""An official paper as a value (公文): title, body, signature, annexes. What it says lives with each paper, how it looks in
official_docx and markdown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading: level 1 is 一、 in 黑体, level 2 （一） in 楷体. The number stands in the text."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph of body text; `lead` is the sentence before it, set in 楷体."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A table column. Without a share it is as wide as its longest cell and centred; with one it takes that part of the rest."""

    heading: str
    share: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its caption, every row with one text per column."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Text | Table


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex (附件); a landscape one carries wide tables."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper. `mark` stands above it until it is signed (送审稿); `number` and `day` are given at signing.

    `title_parts` are the title cut by sense: a title too long for one line breaks between them.
    """

    title_parts: tuple[str, ...]
    addressees: str
    blocks: tuple[Block, ...]
    issuer: str
    day: date | None = None
    number: str = ""
    mark: str = ""
    annexes: tuple[Annex, ...] = ()

    @property
    def title(self) -> str:
        """The title as one text."""
        return "".join(self.title_parts)

    @property
    def length(self) -> int:
        """Characters of the body without white space, tables and annexes not counted (4,000 at most by the rules on short papers)."""
        return sum(len("".join(text.split())) for text in self._body())

    def _body(self) -> Iterator[str]:
        for block in self.blocks:
            if isinstance(block, Text):
                yield block.lead
            if not isinstance(block, Table):
                yield block.text
