"""A file of acts (办理事项表): what an office enters in one go, read into acts. Whether each is taken is the catalogue's."""

from collections.abc import Iterator
from typing import NamedTuple

import yaml

from duban.errors import UsageError
from duban.life.act import Act
from duban.life.words import subject_and_kind
from duban.rules.written import FaultyFile, Reader, compose, day_of, text_of

_OWN = ("on", "subject", "key", "do", "by", "unit", "for", "basis", "files")


class Scripted(NamedTuple):
    """An act as a file has it, and the names of the files that go with it."""

    act: Act
    files: tuple[str, ...]


def read_acts(text: str) -> tuple[Scripted, ...]:
    """Return the acts of a YAML text's `acts` list in order of their days; FaultyFile names every fault with its line.

    Each act has on, subject, key (missing for a matter it opens), do, by, and where needed unit, for (代录), basis, files;
    everything else is a detail of its kind.
    """
    reader = Reader()
    parts = reader.mapping(compose(text, "办理事项表"), "办理事项表")
    found = list(_acts(reader, parts.get("acts")))
    if reader.faults:
        raise FaultyFile("办理事项表", reader.faults)
    return tuple(sorted(found, key=lambda scripted: scripted.act.on))


def holds_acts(text: str) -> bool:
    """Return whether a YAML text has an `acts` list."""
    return "acts" in Reader().mapping(compose(text, "办理事项表"), "办理事项表")


def _acts(reader: Reader, node: yaml.Node | None) -> Iterator[Scripted]:
    for item in reader.items(node, "acts"):
        parts = reader.mapping(item, "办理事项")
        on, by = day_of(parts.get("on")), text_of(parts.get("by"))
        if on is None or by is None:
            reader.fault(item, "办理事项应写明日期 on（YYYY-MM-DD）和经办人 by")
            continue
        try:
            subject, do = subject_and_kind(text_of(parts.get("subject")) or "task", text_of(parts.get("do")) or "")
        except UsageError as error:
            reader.fault(item, f"{error.what}，{error.remedy}")
            continue
        behalf = text_of(parts.get("for"))
        act = Act(
            order=0,
            on=on,
            subject=subject,
            key=text_of(parts.get("key")) or "",
            do=do,
            by=by,
            unit=text_of(parts.get("unit")) or behalf,
            on_behalf_of=behalf,
            basis=text_of(parts.get("basis")),
            detail={name: text_of(part) or "" for name, part in parts.items() if name not in _OWN},
        )
        yield Scripted(act, reader.texts(parts.get("files"), "files"))
