"""The register of signed papers (发文登记): numbers given and never again, bytes kept as they were signed. Rights live in duban.life."""

import hashlib
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from duban.life.paper_numbers import PaperNumber
from models.database import one_at_a_time
from models.rows import ActRow, FactRow, PaperRow


class Made(NamedTuple):
    """A paper as it is to be signed: what it is, its bytes, and the last fact or act and the moment they were made from."""

    kind: str
    about: str
    version: int
    title: str
    media_type: str
    content: bytes
    through: int
    made_at: datetime


class SignedPaper(NamedTuple):
    """One signed paper as it stands in the register; `corrects` names the paper it takes the place of."""

    id: int
    kind: str
    about: str
    version: int
    title: str
    number: PaperNumber | None
    through: int
    made_at: datetime
    signed_by: str
    signed_at: datetime
    corrects: str | None
    media_type: str
    sha256: str

    @property
    def key(self) -> str:
        """What the acts on it call it: its number, or its place in the register where it bears none."""
        return _key(self.id, self.number)


def next_number(session: Session, series: str, year: int) -> PaperNumber:
    """Return the number behind the last one given in a series and year; until the transaction ends nobody else gets one.

    A number that was skipped stays so: it may stand on a paper from before the register.
    """
    _hold_numbers(session)
    last = session.scalar(select(func.max(PaperRow.ordinal)).where(PaperRow.series == series, PaperRow.year == year))
    return PaperNumber(series, year, (last or 0) + 1)


def holder_of(session: Session, number: PaperNumber) -> str | None:
    """Return the title of the paper that bears a number, None where it is free and then is kept for this transaction."""
    _hold_numbers(session)
    query = select(PaperRow.title).where(
        PaperRow.series == number.series, PaperRow.year == number.year, PaperRow.ordinal == number.ordinal
    )
    return session.scalar(query)


class Signature(NamedTuple):
    """Who signed when, and the paper the signed one takes the place of."""

    by: str
    at: datetime
    corrects: SignedPaper | None = None


def register_paper(
    session: Session, campaign_id: int, made: Made, number: PaperNumber | None, signature: Signature
) -> SignedPaper:
    """Enter a signed paper and return it."""
    row = PaperRow(
        campaign_id=campaign_id,
        **made._asdict(),
        series=number.series if number else None,
        year=number.year if number else None,
        ordinal=number.ordinal if number else None,
        signed_by=signature.by,
        signed_at=signature.at,
        corrects_id=signature.corrects.id if signature.corrects else None,
        sha256=hashlib.sha256(made.content).hexdigest(),
    )
    session.add(row)
    session.flush()
    return next(one for one in signed_papers(session, campaign_id) if one.id == row.id)


def signed_papers(session: Session, campaign_id: int) -> tuple[SignedPaper, ...]:
    """Return a campaign's signed papers in the order of their signing, without their bytes."""
    row = PaperRow
    query = (
        select(row.id, row.kind, row.about, row.version, row.title, row.series, row.year, row.ordinal)
        .add_columns(
            row.through, row.made_at, row.signed_by, row.signed_at, row.corrects_id, row.media_type, row.sha256
        )
        .where(row.campaign_id == campaign_id)
        .order_by(row.id)
    )
    keys: dict[int, str] = {}
    found = []
    for number_of, kind, about, version, title, series, year, ordinal, *rest in session.execute(query):
        through, made_at, by, at, corrects, media_type, sha256 = rest
        number = None if series is None else PaperNumber(series, year, ordinal)
        keys[number_of] = _key(number_of, number)
        origin = (through, made_at, by, at, keys.get(corrects), media_type, sha256)
        found.append(SignedPaper(number_of, kind, about, version, title, number, *origin))
    return tuple(found)


def newest_signed(session: Session, campaign_id: int, kind: str, about: str) -> SignedPaper | None:
    """Return the last signed version of a paper of a kind on a matter, None where none is signed."""
    own = [one for one in signed_papers(session, campaign_id) if (one.kind, one.about) == (kind, about)]
    return own[-1] if own else None


def signed_bytes(session: Session, paper_id: int) -> bytes:
    """Return a signed paper's bytes."""
    return session.get_one(PaperRow, paper_id).content


def signed_content(session: Session, campaign_id: int, sha256: str) -> bytes | None:
    """Return the bytes of a campaign's signed paper, None where none has that digest."""
    query = select(PaperRow.content).where(PaperRow.campaign_id == campaign_id, PaperRow.sha256 == sha256)
    return session.scalars(query.limit(1)).first()


def bytes_signed_as(session: Session, campaign_id: int, kind: str, about: str, version: int) -> bytes | None:
    """Return the bytes of the signed version of a paper on a matter, None where none is in the register."""
    query = select(PaperRow.content).where(
        PaperRow.campaign_id == campaign_id,
        PaperRow.kind == kind,
        PaperRow.about == about,
        PaperRow.version == version,
    )
    return session.scalar(query)


def known_through(session: Session, campaign_id: int, at: datetime) -> int:
    """Return the place of the last fact or act recorded up to a moment, 0 before the first."""
    last = (
        select(func.max(row.sequence)).where(row.campaign_id == campaign_id, row.recorded_at <= at).scalar_subquery()
        for row in (FactRow, ActRow)
    )
    return max(found or 0 for found in session.execute(select(*last)).one())


def _key(paper_id: int, number: PaperNumber | None) -> str:
    return str(number) if number else f"登记{paper_id}"


def _hold_numbers(session: Session) -> None:
    one_at_a_time(session, "paper numbers")
