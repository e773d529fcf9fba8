"""What kinds of act there are made of: the fields each asks for, their forms, and what a subject must be able to say.

The kinds themselves stand with their subjects; who holds which right is told in rights.py.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from duban.errors import UsageError
from duban.life.act import Act, Refusal, split_names
from duban.life.history import History
from duban.months import Month
from duban.rules.campaign import Fact
from duban.rules.parameters import read_number


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an act: its name, its Chinese title, its form (one of FORMS, or the words allowed) and whether it must be given."""

    name: str
    title: str
    form: str | tuple[str, ...] = "text"
    required: bool = True

    def fault(self, text: str) -> str | None:
        """Return what is wrong with a value as written, None where it fits."""
        if not text.strip():
            return f"未写明{self.title}" if self.required else None
        if isinstance(self.form, tuple):
            return None if text in self.form else f"{self.title}“{text}”应为 {'、'.join(self.form)} 之一"
        return None if _FORMS[self.form](text) else f"{self.title}“{text}”应为{_SHOULD_BE[self.form]}"


def _is_day(text: str) -> bool:
    try:
        return re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) is not None and date.fromisoformat(text).year >= 1900
    except ValueError:
        return False


def checked_day(text: str) -> date:
    """Return a day given as YYYY-MM-DD; UsageError otherwise."""
    if not _is_day(text):
        raise UsageError(f"日期“{text}”无法识别", remedy="应写作 YYYY-MM-DD，例如 2026-03-02")
    return date.fromisoformat(text)


def _is_month(text: str) -> bool:
    return re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text, re.ASCII) is not None and Month.parse(text).year >= 1900


def _is_percent(text: str) -> bool:
    number = read_number(text)
    return number is not None and 0 <= number <= 100


def _is_time(text: str) -> bool:
    return re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text, re.ASCII) is not None


def _is_count(text: str) -> bool:
    number = read_number(text)
    return number is not None and number >= 1 and number.denominator == 1


_FORMS: dict[str, Callable[[str], bool]] = {
    "text": lambda text: True,  # noqa: ARG005 - any text is one
    "day": _is_day,
    "month": _is_month,
    "number": lambda text: read_number(text) is not None,
    "percent": _is_percent,
    "count": _is_count,
    "time": _is_time,
    "names": lambda text: bool(split_names(text)),
}
_SHOULD_BE = {
    "text": "文字",
    "day": "YYYY-MM-DD 的日期",
    "month": "YYYY-MM 的月份",
    "number": "数字",
    "percent": "0至100之间的数字",
    "count": "不小于1的整数",
    "time": "HH:MM 的时刻",
    "names": "用顿号分开的名称",
}
FORMS = tuple(_FORMS)


@dataclass(frozen=True, slots=True)
class Effects:
    """What follows from an act that was taken: facts for the judgement, facts it strikes out (by order), further acts."""

    facts: tuple[Fact, ...] = ()
    strikes: tuple[int, ...] = ()
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of act: its word, its Chinese title, who may do it (a right of rights.RIGHTS), the fields it asks for.

    `basis`, `proof`: whether a basis (依据) or a file must be given; `of_unit`: whether it concerns one unit. `opens`: it begins a
    matter, so that its key is given by the ledger where none is named.
    """

    do: str
    title: str
    right: str
    fields: tuple[Field, ...] = ()
    basis: bool = False
    proof: bool = False
    of_unit: bool = False
    opens: bool = False

    def faults(self, act: Act) -> Iterator[str]:
        """Yield what an act of this kind lacks or writes wrongly."""
        known = {field.name for field in self.fields}
        yield from (f"“{self.title}”没有“{name}”这一项" for name in act.detail if name not in known)
        yield from (fault for field in self.fields if (fault := field.fault(act.told(field.name))))
        if self.basis and not (act.basis or "").strip():
            yield "未写明依据"
        if self.proof and not act.proofs:
            yield "未附佐证文件"
        if self.of_unit and not act.unit:
            yield "未写明单位"


def number(act: Act, name: str) -> Fraction:
    """Return a detail that is a number; the catalogue has checked its form."""
    found = read_number(act.told(name))
    assert found is not None  # noqa: S101 - Field.fault has refused anything else
    return found


def nothing_follows(history: History, act: Act) -> Effects:  # noqa: ARG001 - one of two shapes of an effect
    """Return no effects: the act is a record only."""
    return Effects()


@dataclass(frozen=True, slots=True)
class Subject:
    """A sort of matter (task, finding, batch …): its Chinese title, its kinds by word, and its rules.

    `refusal` gives the rule an act breaks in view of what went before, `effects` what follows from one that was taken, `next_key`
    the key of a matter that an opening act begins.
    """

    title: str
    kinds: Mapping[str, Kind]
    refusal: Callable[[History, Act], Refusal | None]
    effects: Callable[[History, Act], Effects] = nothing_follows
    next_key: Callable[[History, Act], str] | None = None


def kinds(*listed: Kind) -> dict[str, Kind]:
    """Return kinds by their words."""
    return {kind.do: kind for kind in listed}
