"""One act (行为): who did what to which matter on which day, on what basis. Acts are appended, never changed.

Which acts there are stands in catalogue.py, who may do them in rights.py, in which order in the module of each subject.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that goes with an act (佐证): its name and the SHA-256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Act:
    """One act on one matter.

    `subject` and `key` name the matter (task 三/（一）, finding 2026-03/1); `do` the kind of act; `by` who did it and `on_behalf_of`
    for which unit the office wrote it down (代录). `unit` is the unit concerned; `detail` holds what else the kind asks for, as
    written. `order` is its place among all facts and acts of the campaign.
    """

    order: int
    on: date
    subject: str
    key: str
    do: str
    by: str
    unit: str | None = None
    on_behalf_of: str | None = None
    basis: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict, hash=False)
    proofs: tuple[Proof, ...] = ()

    def told(self, name: str) -> str:
        """Return a detail as written, an empty text where it was not given."""
        return self.detail.get(name, "")

    def names(self, name: str) -> tuple[str, ...]:
        """Return a detail that lists names, split at 、 ， ； and white space.

        >>> Act(1, date(2026, 3, 2), "batch", "1", "propose", "督查员", detail={"units": "甲乡、乙乡"}).names("units")
        ('甲乡', '乙乡')
        """
        return split_names(self.told(name))

    def day(self, name: str) -> date | None:
        """Return a detail that is a day, None where it was not given; the catalogue has checked its form."""
        text = self.told(name)
        return date.fromisoformat(text) if text else None


def split_names(text: str) -> tuple[str, ...]:
    """Return the names a text lists."""
    for mark in "，,；;":
        text = text.replace(mark, "、")
    return tuple(name for part in text.split("、") if (name := part.strip()))


def of(acts: Iterable[Act], subject: str, key: str | None = None) -> tuple[Act, ...]:
    """Return the acts on a subject, or on one matter of it, in the order given."""
    return tuple(act for act in acts if act.subject == subject and (key is None or act.key == key))


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act is not taken (不予登记): the rule that forbids it, in Chinese, and what would be right."""

    rule: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.rule} · {self.remedy}" if self.remedy else self.rule
