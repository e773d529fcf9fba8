"""An official paper as a value (公文): head, title, body, signature, annexes, imprint, by the parts of GB/T 9704—2012. What it says
lives with each paper, how it looks in official_docx, paper_html and markdown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading: level 1 is 一、 in 黑体, 2 （一） in 楷体, 3 1. and 4 （1） in 仿宋. The number stands in the text."""

    kind: ClassVar[str] = "heading"
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph of body text; `lead` is the sentence before it, set in 楷体."""

    kind: ClassVar[str] = "text"
    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a form outside its table: unit, number, day, a note on filling in."""

    kind: ClassVar[str] = "line"
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A table column. Without a share it is as wide as its longest cell and centred; with one it takes that part of the rest."""

    heading: str
    share: int = 0
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its caption, every row with one text per column."""

    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A place of a form: its label, what is filled in (empty where data is missing), the least height in lines, and the words of
    signing at its foot."""

    label: str
    text: str = ""
    lines: int = 1
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form (表格式公文): rows of one or more places side by side, in the order they are read."""

    kind: ClassVar[str] = "form"
    rows: tuple[tuple[Field, ...], ...]


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page."""

    kind: ClassVar[str] = "newpage"


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents (目录): the paper's headings of the first level with their pages."""

    kind: ClassVar[str] = "contents"


Block = Heading | Text | Line | Table | Form | NewPage | Contents


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex (附件); a landscape one carries wide tables."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The red head (版头). `organs` beyond one issue jointly (联合行文), the lead first; `word` is 文件 or nothing.

    `signatories` (签发人) make it a paper upward; `copy_number` has six digits; `letter` is the form of the 函. A bulletin
    (简报, 专报) has its `issue` (第3期) under the mark, and its issuer and day on the line above the rule.
    """

    organs: tuple[str, ...]
    word: str = ""
    signatories: tuple[str, ...] = ()
    copy_number: str = ""
    secrecy: str = ""
    urgency: str = ""
    letter: bool = False
    issue: str = ""


@dataclass(frozen=True, slots=True)
class Imprint:
    """The imprint at the last page's foot (版记): who else gets it (抄送, in a bulletin 报送), who printed it and when."""

    copies: str
    organ: str
    day: date | None = None
    label: str = "抄送"


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper. `mark` stands above it until it is signed (送审稿); `number` and `day` are given at signing.

    `title_parts` are the title cut by sense: a title too long for one line breaks between them. A form has no issuer: it is
    signed in its own places. A paper with a number and no `head` bears its issuer's. `seal` leaves room for the seal;
    `remark` (附注) is put in brackets; a `working` landscape table takes more of the page than a formal paper may; `cover` gives
    the title a page of its own with these lines at its foot.
    """

    title_parts: tuple[str, ...]
    addressees: str
    blocks: tuple[Block, ...]
    issuer: str
    day: date | None = None
    number: str = ""
    mark: str = ""
    annexes: tuple[Annex, ...] = ()
    head: Head | None = None
    seal: bool = True
    remark: str = ""
    imprint: Imprint | None = None
    landscape: bool = False
    working: bool = False
    cover: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The title as one text."""
        return "".join(self.title_parts)

    @property
    def letterhead(self) -> Head | None:
        """The head the paper bears: its own, or that of its issuer once it has a number."""
        return self.head or (Head((self.issuer,)) if self.number and self.issuer else None)

    @property
    def signers(self) -> tuple[str, ...]:
        """The organs whose names and seals stand under the text."""
        if self.head and self.head.issue:
            return ()
        if self.head and len(self.head.organs) > 1:
            return self.head.organs
        return (self.issuer,) if self.issuer else ()

    @property
    def length(self) -> int:
        """Characters of the body without white space, tables and annexes not counted (4,000 at most by the rules on short papers)."""
        return sum(len("".join(text.split())) for text in self._body())

    def _body(self) -> Iterator[str]:
        for block in self.blocks:
            if isinstance(block, Text):
                yield block.lead
            if isinstance(block, Text | Heading | Line):
                yield block.text
