"""Signing papers into the register (签发登记): the right, the number, the bytes and the act in one transaction; reading it back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.orm import Session

from duban.errors import InputRefused, UsageError
from duban.life.act import Act, split_names
from duban.life.catalogue import refusal
from duban.life.history import History
from duban.life.paper_kinds import PAPER_KINDS
from duban.life.paper_numbers import PaperNumber, read_paper_number
from duban.life.papers import Sending, addressees, sendings
from models.acts import acts_of, append_act, history_of
from models.campaigns import CampaignName
from models.paper_register import (
    Made,
    SignedPaper,
    holder_of,
    known_through,
    next_number,
    register_paper,
    signed_bytes,
    signed_papers,
)
from models.queries import campaign_values
from tasks.acting import Refused
from tasks.inspecting import chosen
from tasks.ledger import reading_sessions, sessions
from tasks.papers import put
from tasks.settings import settings

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Draft(NamedTuple):
    """A paper waiting for its signature: its kind (PAPER_KINDS), what it is on, its title, and how it is made once it has a number.

    `make` is given the number as printed, empty where none is given.
    """

    kind: str
    about: str
    title: str
    make: Callable[[str], bytes]
    media_type: str = DOCX


class Signing(NamedTuple):
    """Who signs when (in the office's zone), and under which number where a person chose one."""

    by: str
    at: datetime
    number: str | None = None


class Registered(NamedTuple):
    """A signed paper with where it went."""

    paper: SignedPaper
    sendings: tuple[Sending, ...]


def sign_paper(campaign_id: int, draft: Draft, signing: Signing) -> SignedPaper:
    """Sign a draft: check the right, give the number, make the bytes, keep them; errors as `number_for`, Refused without the right.

    A paper of the same kind on the same matter is the next version of the one before and corrects it.
    """
    with sessions(signing.by, "签发", campaign_id).begin() as session:
        number = number_for(session, draft.kind, signing)
        made = _made(session, campaign_id, draft, signing, number)
        return enter(session, campaign_id, (made, number), signing, history_of(session, campaign_id, signing.at.date()))


def _made(session: Session, campaign_id: int, draft: Draft, signing: Signing, number: PaperNumber | None) -> Made:
    before = [one for one in signed_papers(session, campaign_id) if (one.kind, one.about) == (draft.kind, draft.about)]
    content = draft.make(str(number) if number else "")
    version = before[-1].version + 1 if before else 1
    through = known_through(session, campaign_id, signing.at)
    return Made(draft.kind, draft.about, version, draft.title, draft.media_type, content, through, signing.at)


def number_for(session: Session, kind: str, signing: Signing) -> PaperNumber | None:
    """Return the number a paper is signed under: the one given, else the next of its series; None where the office has no 机关代字.

    UsageError for a number of another form or year, InputRefused for one that a paper bears already.
    """
    year = signing.at.year
    if signing.number is None:
        code = settings().office_code
        return next_number(session, code + PAPER_KINDS[kind].mark, year) if code else None
    number = read_paper_number(signing.number)
    if number.year != year:
        raise UsageError(f"文号“{number}”不是签发当年的", remedy=f"{year}年签发的文件编{year}年的号")
    holder = holder_of(session, number)
    if holder is not None:
        raise InputRefused(f"文号“{number}”已经用过：{holder}", remedy="文号一经使用不再重用；不写 --number 则自动顺编")
    return number


def enter(
    session: Session, campaign_id: int, paper: tuple[Made, PaperNumber | None], signing: Signing, history: History
) -> SignedPaper:
    """Enter a made paper and the act of signing it, in a transaction that holds the campaign; Refused without the right."""
    made, number = paper
    told = {"kind": PAPER_KINDS[made.kind].title, "title": made.title, "about": made.about}
    act = Act(0, signing.at.date(), "paper", str(number or ""), "sign", signing.by, detail=told)
    why = refusal(history, act)
    if why is not None:
        raise Refused(str(why), where=f"{made.title} 签发")
    kept = register_paper(session, campaign_id, made, number, (signing.by, signing.at))
    corrects = {"corrects": kept.corrects} if kept.corrects else {}
    append_act(session, campaign_id, replace(act, key=kept.key, detail=told | corrects), signing.at)
    return kept


def register(campaign: str) -> tuple[CampaignName, tuple[Registered, ...]]:
    """Return a campaign's register of papers in the order of signing, each with where it went."""
    (found,) = chosen(campaign)
    with reading_sessions().begin() as session:
        acts = acts_of(session, found.id, ["paper"])
        papers = signed_papers(session, found.id)
    return found, tuple(Registered(one, sendings(act for act in acts if act.key == one.key)) for one in papers)


def registered(campaign: str, key: str) -> tuple[CampaignName, Registered]:
    """Return one paper by its number as people write it; UsageError where the campaign has none of it."""
    found, papers = register(campaign)
    wanted = key if key.startswith("登记") else str(read_paper_number(key))
    for one in papers:
        if one.paper.key == wanted:
            return found, one
    raise UsageError(f"没有签发过“{wanted}”", remedy="文号见 duban papers")


def addressed(campaign: str, text: str) -> str:
    """Return whom a list of names, groups or 全部单位 addresses, by the register's own names."""
    (found,) = chosen(campaign)
    with reading_sessions().begin() as session:
        units = campaign_values(session, found.id).register
    return "、".join(addressees(units, split_names(text)))


def take_out_paper(paper_id: int, to: Path) -> None:
    """Write a signed paper's own bytes where they are wanted."""
    with reading_sessions().begin() as session:
        content = signed_bytes(session, paper_id)
    put(to, content)
