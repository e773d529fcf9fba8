"""A units file to the register (名录) and the leaders' addresses, with every fault of the file at once. Bytes are sources.py's."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from duban.errors import InputRefused
from duban.reading.naming import squeezed
from duban.reading.source import Line, Source
from duban.units import Register, Unit

UNIT_COLUMNS = ("名称", "别名", "类别", "组", "联络邮箱", "负责人邮箱")
LEADER_COLUMNS = ("职务", "邮箱")
_SEPARATORS = re.compile(r"[、，,;；/\s]+")
# One mailbox, no display name, nothing a mail header could be broken with.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)


@dataclass(frozen=True)
class RegisterFile:
    """What a units file holds: the units in its order, and {post: mail address} of leaders."""

    register: Register
    addresses: Mapping[str, str] = field(default_factory=dict)


def read_register(source: Source) -> RegisterFile:
    """Return the register a file's rows hold (名录); a second section with the columns 职务 and 邮箱 gives the leaders' addresses.

    InputRefused E110 where no row names the columns, E115 with all faults and their places: a name twice, an alias that is
    another unit's name, an unknown column, a bad address.

    >>> text = "名称,别名,组,联络邮箱", "县水务局,水务局、县水利局,成员单位,a@sw.example", "职务,邮箱", "县长,b@xz.example"
    >>> file = read_register(Source(tuple(Line(n, line) for n, line in enumerate(text, 1))))
    >>> file.register.named("县水利局").contact, file.addresses
    ('a@sw.example', {'县长': 'b@xz.example'})
    """
    entries = _Entries()
    for place, cells in rows_of(source):
        entries.take(place, cells)
    if not entries.seen:
        raise InputRefused(
            "没有找到名录的表头", code="E110", remedy=f"第一行应为：{'、'.join(UNIT_COLUMNS)}（至少有“名称”）"
        )
    if entries.faults:
        faults = "；".join(entries.faults)
        raise InputRefused(f"名录有 {len(entries.faults)} 处错误：{faults}", code="E115", remedy="请逐处改正后重新提交")
    if not entries.units:
        raise InputRefused("名录中没有单位", code="E110", remedy="请在表头下逐行填写单位")
    return RegisterFile(Register(tuple(entries.units)), entries.addresses)


@dataclass
class _Entries:
    """The rows taken so far: units, addresses, faults, and where each name was first given."""

    units: list[Unit] = field(default_factory=list)
    addresses: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    seen: bool = False
    _columns: tuple[str, ...] = ()
    _named_at: dict[str, str] = field(default_factory=dict)
    _groups_at: dict[str, str] = field(default_factory=dict)

    def take(self, place: str, cells: tuple[str, ...]) -> None:
        """Take one row: a header opens a section, a row of one text before or between sections is its title."""
        if {"名称", "职务"} & set(cells):
            self._open(place, cells)
        elif self._columns and any(cells):
            row = dict(zip(self._columns, cells, strict=False))
            if any(cells[len(self._columns) :]):
                self.fault(place, "比表头多出内容")
            elif "名称" in self._columns:
                self._unit(place, row)
            else:
                self._leader(place, row)

    def fault(self, place: str, text: str) -> None:
        """Note a fault of the file."""
        self.faults.append(f"{place}{text}")

    def _open(self, place: str, cells: tuple[str, ...]) -> None:
        self.seen = True
        known = UNIT_COLUMNS if "名称" in cells else LEADER_COLUMNS
        self._columns = cells
        for name in cells:
            if name and name not in known:
                self.fault(place, f"有未知的列“{name}”，可用的列为：{'、'.join(known)}")
            elif name and cells.count(name) > 1 and f"{place}列“{name}”重复" not in self.faults:
                self.fault(place, f"列“{name}”重复")

    def _unit(self, place: str, row: Mapping[str, str]) -> None:
        if list(filter(None, row.values())) == ["领导"]:
            return
        name = squeezed(row.get("名称", ""))
        if not name:
            self.fault(place, "缺少单位名称")
            return
        aliases = tuple(alias for alias in dict.fromkeys(map(squeezed, _several(row.get("别名", "")))) if alias != name)
        groups = tuple(dict.fromkeys(_several(row.get("组", ""))))
        for given in (name, *aliases):
            if given in self._named_at:
                self.fault(place, f"“{given}”已见于{self._named_at[given]}")
            elif given in self._groups_at:
                self.fault(place, f"“{given}”已作为组名见于{self._groups_at[given]}")
            self._named_at.setdefault(given, place)
        for group in groups:
            if group in self._named_at:
                self.fault(place, f"组名“{group}”与{self._named_at[group]}的单位同名")
            self._groups_at.setdefault(group, place)
        contact, head = (self._address(place, column, row.get(column, "")) for column in ("联络邮箱", "负责人邮箱"))
        self.units.append(Unit(name, row.get("类别", ""), groups, contact, head, aliases))

    def _leader(self, place: str, row: Mapping[str, str]) -> None:
        post, address = row.get("职务", ""), self._address(place, "邮箱", row.get("邮箱", ""))
        if not post:
            self.fault(place, "缺少职务")
        elif post in self.addresses:
            self.fault(place, f"职务“{post}”重复")
        elif address:
            self.addresses[post] = address

    def _address(self, place: str, column: str, written: str) -> str | None:
        if written and not _ADDRESS.fullmatch(written):
            self.fault(place, f"{column}“{written[:60]}”不是邮箱地址")
        return written or None


def _several(text: str) -> list[str]:
    return [part for part in _SEPARATORS.split(text) if part]


def rows_of(source: Source) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (place, cells) of every row of a file of columns, trailing blanks dropped: lines as comma-separated values, tables by sheet."""
    for block in source.blocks:
        if isinstance(block, Line):
            # A sheet of few filled cells comes as lines, its cells apart by spaces.
            cells = next(csv.reader([block.text])) if "," in block.text else block.text.split()
            yield f"第{block.number}行", _trimmed(cells)
            continue
        sheet = f"工作表“{block.name}”" if block.name else ""
        for row in block.rows:
            yield f"{sheet}第{row.number}行", _trimmed([cell.text for cell in row.cells])


def _trimmed(cells: list[str]) -> tuple[str, ...]:
    kept = [cell.strip() for cell in cells]
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)
