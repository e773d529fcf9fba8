"""Tokens → the tree of the plan's items, each with its runs of text and the fields that close them.

Which items are tasks is decided in tasks.py.
"""

from collections.abc import Sequence
from itertools import islice

from duban.reading.chapters import holds_no_tasks
from duban.reading.labels import RESPONSIBILITY, Role
from duban.reading.lexer import Token
from duban.reading.lookahead import Ahead
from duban.reading.marks import HAN, Mark
from duban.reading.names import is_unit, split_names
from duban.reading.roles import Field
from duban.reading.tree import Node, Piece, Run

ROOT_RANK = -1


def outline(tokens: Sequence[Token]) -> Node:
    """Return the root of the tree some tokens build."""
    builder = _Builder(tokens)
    for at in range(len(tokens)):
        builder.take(at)
    return builder.root


class _Builder:
    """The open items while the tokens go by, and what the last tokens were."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.root = Node(None, ROOT_RANK)
        self.open = [self.root]
        self.label: Role | None = None
        self.owner: Node | None = None
        self.closed: Node | None = None
        self.general: list[Field] = []
        self.ahead = Ahead(tokens)

    def take(self, at: int) -> None:
        token = self.tokens[at]
        if token.mark:
            self._mark(at, token, token.mark)
        elif token.clause:
            self.general += token.clause.fields
        elif token.label:
            self._label(token)
        elif token.fields:
            self._fields(at, token)
        else:
            self._text(at, token)

    def _mark(self, at: int, token: Token, mark: Mark) -> None:
        owner = self.owner
        if mark.weak and not self.ahead.borne_out(at, mark):
            self._text(at, Token(token.line, token.opens, text=mark.written))
            return
        if self.label is Role.GOAL and owner and mark.kind > owner.rank:
            self._append(owner, Piece(mark.written, token.line, self.label))
            return
        if owner and mark.kind <= owner.rank:
            self.label = self.owner = None
        while self.open[-1].rank >= mark.kind:
            self.open.pop()
        node = Node(mark, mark.kind, self.open[-1], inline=not token.opens)
        node.run.given, node.run.lines = tuple(self.general), token.line
        self._append(self.open[-1], node)
        self.open.append(node)
        self.closed = None

    def _label(self, token: Token) -> None:
        owner = self.owner if self.owner in self.open else self.open[-1]
        self._pop_to(owner)
        self.label, self.owner, self.closed = token.label, owner, None

    def _text(self, at: int, token: Token) -> None:
        top = self.open[-1]
        if self.closed and self.label is None:
            closed = self.closed
            if token.opens and not closed.run.bracket and self._more_names(closed.run, token.text):
                return
            self._pop_to(closed)
            if not token.opens or closed.run.bracket or closed is self.root:
                closed.runs.append(Run(lines=token.line, given=tuple(self.general)))
            elif closed.parent and self.ahead.closes_again(at, closed.rank, closed.run.roles):
                self._lost_heading(closed, closed.parent, token)
            top = self.open[-1]
        elif token.opens and top is self.root and self.label is None and self.root.run.content:
            self.root.runs.append(Run(lines=token.line, given=tuple(self.general)))
        target = self.owner if self.label is Role.GOAL and self.owner else top
        # Text under a content label that opens no item belongs to the item that owns the label.
        node = target
        heading = not any(run.content for run in node.runs)
        self._append(node, Piece(token.text, token.line, self.label if node is self.owner else None, heading))
        self.closed = None

    def _lost_heading(self, closed: Node, above: Node, token: Token) -> None:
        """Open an item beside the closed one, for a text whose number is lost."""
        self._pop_to(above)
        node = Node(None, closed.rank, above)
        node.run.given, node.run.lines = tuple(self.general), token.line
        self._append(above, node)
        self.open.append(node)

    def _more_names(self, run: Run, text: str) -> bool:
        """Names that stand one to a line under their label are one list."""
        last = run.content[-1] if run.content else None
        text = text.rstrip("。 ")
        if not isinstance(last, Field) or last.role not in RESPONSIBILITY or len(text) > 60 or "。" in text:
            return False
        # A name that is no unit's was broken off by the page's edge (信息管 / 理科).
        broken = last.names[-1:] if last.role is not Role.LEADER and not all(map(is_unit, last.names[-1:])) else ()
        names = split_names("".join((*broken, text)))
        if not names or not all(is_unit(name) and len(name) <= 24 for name in names):
            return False
        run.content[-1] = Field(last.role, (*last.names[: len(last.names) - len(broken)], *names))
        return True

    def _fields(self, at: int, token: Token) -> None:
        if not token.bracket and self._only_numbered():
            owner = self.open[-1]
        elif self.closed and not (self.closed.run.bracket and token.bracket and token.opens):
            owner = self.closed
        elif self.owner in self.open and self.owner is not None and not token.bracket:
            owner = self.owner
        else:
            owner = self._owner(at, token)
        self._pop_to(owner)
        owner.run.bracket = owner.run.bracket or token.bracket
        for item in token.fields:
            self._append(owner, item, token.line)
        if any(item.role in RESPONSIBILITY for item in token.fields):
            _mark_assigned(owner)
        self.label, self.owner, self.closed = None, None, owner

    def _only_numbered(self) -> bool:
        """Whether fields stand behind a bare number (（二）责任领导：…): then the number is no item's, and the item above has them."""
        top = self.open[-1]
        above = top.parent
        if top.mark is None or above is None or above.parent is None or top.run.content or len(top.runs) > 1:
            return False
        above.run.content.remove(top)
        above.run.items -= 1
        self.open.pop()
        return True

    def _owner(self, at: int, token: Token) -> Node:
        """The item that fields close: the last one opened, or the one above where they stand once for all its items."""
        node = self.open[-1]
        while (above := node.parent) and above.parent and self._stands_for_all(at, token, node, above):
            node = above
        return node

    def _stands_for_all(self, at: int, token: Token, node: Node, above: Node) -> bool:
        """Whether fields behind an item stand for all items of its group: none before it has any, none follows."""
        group = above.run
        if group.items < 2 or group.assigned not in (None, node) or _dates_each(token, group):
            return False
        if node.mark is None or self.ahead.goes_on(at, node.rank):
            return False
        if token.bracket and not token.alone and not node.inline and self.ahead.own_brackets(node.rank):
            return False
        return not (above.rank <= HAN and holds_no_tasks(above.heading))

    def _pop_to(self, node: Node) -> None:
        while self.open[-1] is not node:
            self.open.pop()

    def _append(self, node: Node, item: "Piece | Field | Node", line: tuple[int, int] | None = None) -> None:
        run = node.run
        run.content.append(item)
        lines = line or (item.line if isinstance(item, Piece) else None)
        if isinstance(item, Node):
            lines = item.run.lines
            run.items += 1
        if lines:
            first = min(run.lines[0] or lines[0], lines[0])
            self._stretch(node, (first, max(run.lines[1], lines[1])))

    def _stretch(self, node: Node, lines: tuple[int, int]) -> None:
        node.run.lines = lines
        above = node.parent
        while above and above.parent and above.run.lines[1] < lines[1]:
            above.run.lines = (above.run.lines[0] or lines[0], lines[1])
            above = above.parent


def _dates_each(token: Token, group: Run) -> bool:
    """Whether fields that only date close an item whose elder brother has a date of its own."""
    if any(item.role is not Role.DUE for item in token.fields):
        return False
    items = (item for item in reversed(group.content) if isinstance(item, Node))
    before = next(islice(items, 1, None), None)
    return before is not None and Role.DUE in before.run.roles


def _mark_assigned(node: Node) -> None:
    while node.parent:
        node.parent.run.assigned = node.parent.run.assigned or node
        node = node.parent
