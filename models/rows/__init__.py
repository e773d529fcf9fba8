"""The tables, one module a subject. Rows stay inside a session; what leaves it are the values of duban."""

from models.rows.base import Base
from models.rows.campaign import CalendarDayRow, CampaignRow, PostRow, SourceDocumentRow
from models.rows.fact import FactRow, ReturnedFileRow
from models.rows.letter import AttachmentRow, AttemptRow, LetterRow, MailRow, MessageRow
from models.rows.month import BonusRow, DeductionRow, MonthRow, ObligationLineRow, ScoreRow
from models.rows.period import ReminderRungRow
from models.rows.plan import DueRow, NamedUnitRow, StepRow, TargetRow, TaskRow
from models.rows.sending import DepartedRow, JournalRow, SendingRow
from models.rows.unit import AssignmentRow, UnitRow

__all__ = [
    "AssignmentRow",
    "AttachmentRow",
    "AttemptRow",
    "Base",
    "BonusRow",
    "CalendarDayRow",
    "CampaignRow",
    "DeductionRow",
    "DepartedRow",
    "DueRow",
    "FactRow",
    "JournalRow",
    "LetterRow",
    "MailRow",
    "MessageRow",
    "MonthRow",
    "NamedUnitRow",
    "ObligationLineRow",
    "PostRow",
    "ReminderRungRow",
    "ReturnedFileRow",
    "ScoreRow",
    "SendingRow",
    "SourceDocumentRow",
    "StepRow",
    "TargetRow",
    "TaskRow",
    "UnitRow",
]
