"""Where things stand in the papers a campaign was adopted from (方案原文). Listing the papers lives in campaigns.py."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.rows import SourceDocumentRow, TaskRow


class Place(NamedTuple):
    """A task's place in the paper in force: the paper, and the first and last line it was read from."""

    name: str
    document_number: str | None
    issuer: str | None
    issued_on: date | None
    first: int
    last: int


def places_in_plan(session: Session, campaign_id: int) -> dict[str, Place]:
    """Return where each task of the plan stands in the paper in force, by its number; a matter entered during the year has no place."""
    paper = SourceDocumentRow
    query = (
        select(TaskRow.number, paper.name, paper.document_number, paper.issuer, paper.issued_on)
        .add_columns(TaskRow.first_line, TaskRow.last_line)
        .join(paper, paper.campaign_id == TaskRow.campaign_id)
        .where(
            TaskRow.campaign_id == campaign_id,
            TaskRow.source.is_(None),
            paper.superseded_by_id.is_(None),
        )
    )
    return {number: Place(*row) for number, *row in session.execute(query)}


def plan_content(session: Session, campaign_id: int, sha256: str) -> bytes | None:
    """Return the bytes of a paper the campaign was adopted from, None where none has that digest."""
    paper = SourceDocumentRow
    return session.scalar(select(paper.content).where(paper.campaign_id == campaign_id, paper.sha256 == sha256))
