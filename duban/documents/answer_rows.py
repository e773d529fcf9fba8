"""One filled row of a checklist → answers: which words, figures and days the answer cells may hold, and what they mean together."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Literal, NamedTuple

from duban.documents.checklist import Reply
from duban.documents.checklist_xlsx import (
    ANSWER_COLUMNS,
    COLUMNS,
    DAY,
    EVIDENCE,
    PROGRESS,
    REMARK,
    STATUS,
    STATUSES,
    TEXT,
)
from duban.documents.returned_file import Fault, Grid
from duban.documents.wording import plain
from duban.plan import Doubt

AnswerKind = Literal["report", "claim", "nochange", "extend_request", "occur"]
_MAX_NOTE = 2_000
_KINDS: dict[str, AnswerKind] = {
    "有进展": "report",
    "无变化": "nochange",
    "申请办结": "claim",
    "申请延期": "extend_request",
    "已开展": "occur",
}
_NOTES = ((TEXT, ""), (EVIDENCE, "佐证："), (REMARK, "备注："))
_DAY = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?", re.ASCII)
_CLOSED = "—"


class Answer(NamedTuple):
    """One answer of a unit: a fact's kind and fields (cycle contract §3), with the cell it was read from.

    `to` is the day asked for by an extension, `on` the day of an occurrence.
    """

    kind: AnswerKind
    task: str
    node: str | None
    progress: int | None
    to: date | None
    on: date | None
    note: str | None
    place: str


class RowRead(NamedTuple):
    """What one row gave."""

    answers: tuple[Answer, ...]
    faults: tuple[Fault, ...]
    doubts: tuple[Doubt, ...]


class RowKey(NamedTuple):
    """The obligation a sheet row (from 0) bears, and what it may be answered with."""

    row: int
    task: str
    node: str | None
    reply: Reply


def read_row(sheet: Grid, key: RowKey) -> RowRead:
    """Return the answers in one row; every cell that is not empty is used or stands in a fault."""
    if not any(_filled(sheet, key, column) for column in ANSWER_COLUMNS):
        return RowRead((), (), ())
    if key.reply == "none":
        faults = [
            _fault(sheet, key, column, "本行已申请办结或未定节点，不需填报", "请清空")
            for column in _filled_columns(sheet, key)
        ]
        return RowRead((), tuple(faults), ())
    reading = _Row(sheet, key)
    answers = reading.read()
    return RowRead(() if reading.faults else answers, tuple(reading.faults), tuple(reading.doubts))


def _filled(sheet: Grid, key: RowKey, column: int) -> bool:
    return sheet.text(key.row, column) not in ("", _CLOSED)


def _filled_columns(sheet: Grid, key: RowKey) -> list[int]:
    return [column for column in ANSWER_COLUMNS if _filled(sheet, key, column)]


def _fault(sheet: Grid, key: RowKey, column: int, what: str, remedy: str) -> Fault:
    return Fault("E123", f"“{COLUMNS[column].heading}”{what}", sheet.place(key.row, column), remedy)


class _Row:
    """The cells of one row while they are read; faults and doubts gather on the way."""

    def __init__(self, sheet: Grid, key: RowKey) -> None:
        self.sheet, self.key = sheet, key
        self.faults: list[Fault] = []
        self.doubts: list[Doubt] = []

    def read(self) -> tuple[Answer, ...]:
        """Return the row's answers; they hold only if no fault was found."""
        kind, progress, days, note = self._kind(), self._progress(), self._days(), self._note()
        if kind is None:
            return ()
        self._agree(kind, progress, days, note)
        if kind == "occur":
            return tuple(self._answer(kind, on=day, note=note) for day in days)
        if kind == "extend_request":
            asked = self._answer(kind, to=days[0] if days else None, note=note)
            return (asked,) if progress is None else (self._answer("report", progress=progress), asked)
        return (self._answer(kind, progress=progress, note=note),)

    def _answer(
        self,
        kind: AnswerKind,
        *,
        progress: int | None = None,
        to: date | None = None,
        on: date | None = None,
        note: str | None = None,
    ) -> Answer:
        place = self.sheet.place(self.key.row, STATUS)
        return Answer(kind, self.key.task, self.key.node, progress, to, on, note, place)

    def _agree(self, kind: AnswerKind, progress: int | None, days: tuple[date, ...], note: str | None) -> None:
        """Find cells that do not go together with the answer's kind, and those it lacks."""
        demands: dict[AnswerKind, Callable[[], None]] = {
            "report": lambda: self._need(PROGRESS, "选“有进展”时应填进度", "填 0 至 100 的整数"),
            "extend_request": lambda: self._need_extension(days, note),
            "occur": lambda: self._need(DAY, "选“已开展”时应填开展日期", "如 2026-03-11，多次的用顿号隔开"),
        }
        if kind in demands:
            demands[kind]()
        if kind == "nochange":
            self._bar(PROGRESS, "选“无变化”时不填进度", "请清空，或改选“有进展”")
        if kind == "claim" and progress not in (None, 100):
            self._say(PROGRESS, f"选“申请办结”时应为 100，现为 {progress}", "填 100 或留空")
        if kind not in ("extend_request", "occur"):
            self._bar(DAY, "只在申请延期或定期事项中填", "请清空")

    def _need_extension(self, days: tuple[date, ...], note: str | None) -> None:
        self._need(DAY, "选“申请延期”时应填拟延至的日期", "如 2026-03-31")
        if len(days) > 1:
            self._say(DAY, "申请延期只能填一个日期", "请只留拟延至的日期")
        if note is None:
            self._say(TEXT, "申请延期应写明理由", "请在进展栏写明延期理由")

    def _need(self, column: int, what: str, remedy: str) -> None:
        if not _filled(self.sheet, self.key, column):
            self._say(column, what, remedy)

    def _bar(self, column: int, what: str, remedy: str) -> None:
        if _filled(self.sheet, self.key, column):
            self._say(column, what, remedy)

    def _say(self, column: int, what: str, remedy: str) -> None:
        self.faults.append(_fault(self.sheet, self.key, column, what, remedy))

    def _kind(self) -> AnswerKind | None:
        text = self.sheet.text(self.key.row, STATUS)
        choices = STATUSES[self.key.reply]
        if text in choices:
            return _KINDS[text]
        if text in ("", _CLOSED) and self.key.reply == "dated" and _filled(self.sheet, self.key, PROGRESS):
            return "report"
        what = (
            f"只能填：{'、'.join(choices)}，现为“{plain(text)[:20]}”"
            if text not in ("", _CLOSED)
            else "未选，本行其他栏已填"
        )
        self._say(STATUS, what, "请从下拉列表中选择")
        return None

    def _progress(self) -> int | None:
        if not _filled(self.sheet, self.key, PROGRESS):
            return None
        if self.key.reply == "recurring":
            self._say(PROGRESS, "定期事项不填进度", "请清空")
            return None
        text = self.sheet.text(self.key.row, PROGRESS).translate(_HALF_WIDTH)
        found = re.fullmatch(r"(\d{1,3})(?:\.0+)?%?", text, re.ASCII)
        if not found or int(found[1]) > 100:
            self._say(PROGRESS, f"应为 0 至 100 的整数，现为“{plain(text)[:20]}”", "如 60")
            return None
        if int(found[1]) == 1 and "%" not in text:
            # A clerk who types 100% into a number cell leaves 1 behind.
            self._doubt(PROGRESS, "进度为 1%，请核对是否应为 100%", "D216")
        return int(found[1])

    def _days(self) -> tuple[date, ...]:
        value = self.sheet.value(self.key.row, DAY)
        if isinstance(value, datetime):
            return (value.date(),)
        if isinstance(value, date):
            return (value,)
        if not _filled(self.sheet, self.key, DAY):
            return ()
        words = [
            word
            for word in re.split(r"[、,，;；\s]+", self.sheet.text(self.key.row, DAY).translate(_HALF_WIDTH))
            if word
        ]
        days = [_day(word) for word in words]
        for word, day in zip(words, days, strict=True):
            if day is None:
                self._say(DAY, f"“{plain(word)[:20]}”无法识别", "日期应写作 2026-03-31")
        return tuple(day for day in days if day)

    def _note(self) -> str | None:
        parts = []
        for column, label in _NOTES:
            raw = self.sheet.text(self.key.row, column)
            if raw in ("", _CLOSED):
                continue
            if len(raw) > _MAX_NOTE:
                self._say(column, f"有 {len(raw)} 字，超过 {_MAX_NOTE} 字", "请写要点，材料另附")
            text = plain(raw).strip()
            if text != raw.replace("\t", " "):
                self._doubt(column, "含不可见字符，已去掉", "D215")
            parts.append(label + text)
        return "；".join(parts) or None

    def _doubt(self, column: int, text: str, code: str) -> None:
        self.doubts.append(Doubt(code, text, self.sheet.place(self.key.row, column)))


_HALF_WIDTH = {ord("０") + digit: str(digit) for digit in range(10)} | {ord("％"): "%", ord("．"): ".", ord("－"): "-"}


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
