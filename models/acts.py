"""Acts and the files that go with them: appended in one order with the facts, read back as values. Which are taken is duban.life's."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from duban.life.act import Act, Proof
from duban.life.history import Entry, History
from models.campaigns import plan_of
from models.database import one_at_a_time, plain_rows
from models.queries import campaign_values, facts_of
from models.recording import next_sequence
from models.register import unit_ids
from models.rows import ActRow, EvidenceRow, FactRow, ProofRow, UnitRow
from models.writing import insert_new


class Kept(NamedTuple):
    """A file to be kept: the name it came with, its media type, its bytes."""

    name: str
    media_type: str
    content: bytes

    @property
    def proof(self) -> Proof:
        """The file as an act names it."""
        return Proof(self.name, hashlib.sha256(self.content).hexdigest())


def append_act(session: Session, campaign_id: int, act: Act, at: datetime) -> int:
    """Append an act and return its place among the campaign's facts and acts."""
    one_at_a_time(session, f"campaign {campaign_id}")
    sequence = next_sequence(session, campaign_id)
    session.add(
        ActRow(
            campaign_id=campaign_id,
            sequence=sequence,
            on_day=act.on,
            subject=act.subject,
            key=act.key,
            do=act.do,
            by_whom=act.by,
            unit_id=None if act.unit is None else unit_ids(session, campaign_id)[act.unit],
            on_behalf_of=act.on_behalf_of,
            basis=act.basis,
            detail=dict(act.detail),
            recorded_at=at,
        )
    )
    session.flush()
    return sequence


def keep_files(session: Session, campaign_id: int, sequence: int, files: Sequence[Kept], at: datetime) -> None:
    """Keep the files of a fact or act; the same bytes are kept once."""
    rows = [
        {"sha256": file.proof.sha256, "media_type": file.media_type, "content": file.content, "kept_at": at}
        for file in files
    ]
    insert_new(session, EvidenceRow, rows, EvidenceRow.sha256)
    session.add_all(
        ProofRow(campaign_id=campaign_id, sequence=sequence, ordinal=place, name=file.name, sha256=file.proof.sha256)
        for place, file in enumerate(files)
    )
    session.flush()


def file_content(session: Session, sha256: str) -> bytes | None:
    """Return the bytes kept under a fingerprint, or under the first twelve or more of its digits; None where no one file is."""
    if not re.fullmatch(r"[0-9a-f]{12,64}", sha256):
        return None
    found = session.scalars(select(EvidenceRow.content).where(EvidenceRow.sha256.startswith(sha256)).limit(2)).all()
    return found[0] if len(found) == 1 else None


def acts_of(session: Session, campaign_id: int, subjects: Iterable[str] | None = None) -> tuple[Act, ...]:
    """Return a campaign's acts in order, those on some subjects only where named."""
    query = (
        select(
            ActRow.sequence,
            ActRow.on_day,
            ActRow.subject,
            ActRow.key,
            ActRow.do,
            ActRow.by_whom,
            UnitRow.name,
            ActRow.on_behalf_of,
            ActRow.basis,
            ActRow.detail,
        )
        .outerjoin(UnitRow, ActRow.unit_id == UnitRow.id)
        .where(ActRow.campaign_id == campaign_id)
        .order_by(ActRow.sequence)
    )
    if subjects is not None:
        query = query.where(ActRow.subject.in_(list(subjects)))
    proofs = proofs_of(session, campaign_id)
    return tuple(replace(Act(*row), proofs=proofs.get(row[0], ())) for row in plain_rows(session, query))


def proofs_of(session: Session, campaign_id: int) -> dict[int, tuple[Proof, ...]]:
    """Return the files of each fact and act that has some, by its place."""
    found: dict[int, list[Proof]] = {}
    query = (
        select(ProofRow.sequence, ProofRow.name, ProofRow.sha256)
        .where(ProofRow.campaign_id == campaign_id)
        .order_by(ProofRow.sequence, ProofRow.ordinal)
    )
    for sequence, name, sha256 in plain_rows(session, query):
        found.setdefault(sequence, []).append(Proof(name, sha256))
    return {sequence: tuple(proofs) for sequence, proofs in found.items()}


def history_of(session: Session, campaign_id: int, today: date) -> History:
    """Return everything that happened in a campaign, as known now, for judging what may happen next."""
    return History(
        campaign_values(session, campaign_id),
        entries_of(session, campaign_id),
        acts_of(session, campaign_id),
        today,
        targets=plan_of(session, campaign_id).targets,
    )


def entries_of(session: Session, campaign_id: int) -> tuple[Entry, ...]:
    """Return the facts that count, each with who recorded it, for whom, from a paper or not, and its files."""
    query = select(FactRow.sequence, FactRow.recorded_by, FactRow.on_behalf_of, FactRow.returned_file_id).where(
        FactRow.campaign_id == campaign_id
    )
    wrote = {row[0]: row[1:] for row in plain_rows(session, query)}
    proofs = proofs_of(session, campaign_id)
    return tuple(
        Entry(fact, by, behalf, proofs.get(fact.order, ()), file_id is not None)
        for fact in facts_of(session, campaign_id)
        for by, behalf, file_id in [wrote[fact.order]]
    )
