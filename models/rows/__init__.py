"""The tables, one module a subject. Rows stay inside a session; what leaves it are the values of duban."""

from models.rows.act import ActRow, EvidenceRow, ProofRow
from models.rows.audit import AuditEntryRow
from models.rows.base import Base
from models.rows.campaign import CalendarDayRow, CampaignRow, PostRow, SourceDocumentRow
from models.rows.fact import FactRow, ReturnedFileRow
from models.rows.letter import AttachmentRow, AttemptRow, LetterRow, MailRow, MessageRow
from models.rows.month import BonusRow, DeductionRow, MonthRow, ObligationLineRow, ScoreRow
from models.rows.paper import PaperRow
from models.rows.period import ReminderRungRow
from models.rows.plan import DueRow, NamedUnitRow, StepRow, TargetRow, TaskRow
from models.rows.received import BouncedAddressRow, MailboxPlaceRow, ReceivedRow
from models.rows.sending import DepartedRow, JournalRow, SendingRow
from models.rows.unit import AssignmentRow, UnitRow

__all__ = [
    "ActRow",
    "AssignmentRow",
    "AttachmentRow",
    "AttemptRow",
    "AuditEntryRow",
    "Base",
    "BonusRow",
    "BouncedAddressRow",
    "CalendarDayRow",
    "CampaignRow",
    "DeductionRow",
    "DepartedRow",
    "DueRow",
    "EvidenceRow",
    "FactRow",
    "JournalRow",
    "LetterRow",
    "MailRow",
    "MailboxPlaceRow",
    "MessageRow",
    "MonthRow",
    "NamedUnitRow",
    "ObligationLineRow",
    "PaperRow",
    "PostRow",
    "ProofRow",
    "ReceivedRow",
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
