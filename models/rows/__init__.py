"""The tables, one module a subject. Rows stay inside a session; what leaves it are the values of duban."""

from models.rows.audit import AuditEntryRow
from models.rows.base import Base
from models.rows.campaign import CalendarDayRow, CampaignRow, PostRow, SourceDocumentRow
from models.rows.fact import FactRow, ReturnedFileRow
from models.rows.letter import AttachmentRow, AttemptRow, LetterRow, MailRow
from models.rows.month import BonusRow, DeductionRow, MonthRow, ObligationLineRow, ScoreRow
from models.rows.period import PeriodClaimRow, ReminderRungRow
from models.rows.plan import DueRow, NamedUnitRow, StepRow, TargetRow, TaskRow
from models.rows.unit import AssignmentRow, UnitRow

__all__ = [
    "AssignmentRow",
    "AttachmentRow",
    "AttemptRow",
    "AuditEntryRow",
    "Base",
    "BonusRow",
    "CalendarDayRow",
    "CampaignRow",
    "DeductionRow",
    "DueRow",
    "FactRow",
    "LetterRow",
    "MailRow",
    "MonthRow",
    "NamedUnitRow",
    "ObligationLineRow",
    "PeriodClaimRow",
    "PostRow",
    "ReminderRungRow",
    "ReturnedFileRow",
    "ScoreRow",
    "SourceDocumentRow",
    "StepRow",
    "TargetRow",
    "TaskRow",
    "UnitRow",
]
