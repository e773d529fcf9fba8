"""The catalogue in words: which act a Chinese or English word means, and the table of everything that can be done."""

from collections.abc import Iterator
from typing import NamedTuple

from duban.errors import UsageError
from duban.life.catalogue import SUBJECTS
from duban.life.kinds import Field, Kind
from duban.life.rights import RIGHTS


class Row(NamedTuple):
    """One act of the catalogue as it is listed."""

    subject: str
    subject_word: str
    title: str
    word: str
    right: str
    fields: str
    needs: str


def subject_named(name: str) -> str:
    """Return the word of a subject given by word or title; UsageError listing them otherwise."""
    for word, subject in SUBJECTS.items():
        if name in (word, subject.title):
            return word
    listed = "、".join(f"{subject.title}（{word}）" for word, subject in SUBJECTS.items())
    raise UsageError(f"没有“{name}”这类对象", remedy=f"可写：{listed}")


def subject_and_kind(subject: str, kind: str) -> tuple[str, str]:
    """Return the words of a subject and of one of its kinds, each given by word or title; UsageError otherwise.

    >>> subject_and_kind("任务", "退回")
    ('task', 'return')
    """
    sort = subject_named(subject)
    for word, one in SUBJECTS[sort].kinds.items():
        if kind in (word, one.title):
            return sort, word
    listed = "、".join(f"{one.title}（{word}）" for word, one in SUBJECTS[sort].kinds.items())
    raise UsageError(f"{SUBJECTS[sort].title}没有“{kind}”这种办理事项", remedy=f"可写：{listed}")


def catalogue_rows(subject: str | None = None) -> tuple[Row, ...]:
    """Return every act of a subject, or of all."""
    return tuple(_rows(subject))


def _rows(wanted: str | None) -> Iterator[Row]:
    for word, subject in SUBJECTS.items():
        if wanted in (None, word):
            for kind in subject.kinds.values():
                fields = "；".join(_field(field) for field in kind.fields) or "—"
                yield Row(subject.title, word, kind.title, kind.do, RIGHTS[kind.right].title, fields, _needs(kind))


def _field(field: Field) -> str:
    form = "/".join(field.form) if isinstance(field.form, tuple) else ""
    return f"{field.name}{'*' if field.required else ''} {field.title}{f'（{form}）' if form else ''}"


def _needs(kind: Kind) -> str:
    needs = ((kind.of_unit, "单位"), (kind.basis, "依据"), (kind.proof, "佐证文件"))
    return "、".join(word for needed, word in needs if needed) or "—"
