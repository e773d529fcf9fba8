"""The register of signed papers (发文登记): a paper's number, bytes and act of signing entered in one transaction; reading it back.

Which papers are signed, and when one is a correction, is tasks.signing's and tasks.publishing's.
"""

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
from models.acts import acts_of, append_act
from models.campaigns import CampaignName
from models.paper_register import (
    Made,
    Signature,
    SignedPaper,
    holder_of,
    next_number,
    register_paper,
    signed_bytes,
    signed_papers,
)
from models.queries import campaign_values
from tasks.acting import Refused
from tasks.inspecting import chosen
from tasks.ledger import reading_sessions
from tasks.papers import put
from tasks.settings import settings

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Draft(NamedTuple):
    """A paper waiting for its signature: its kind (PAPER_KINDS), what it is on, its title, and how it is made once it has a number.

    `make` is given the number as printed, empty where none is given; `through` is the last fact or act it rests on. `unit`, `task`:
    whom it goes to and what it is on, where it is one of each; `corrects` is the signed paper it takes the place of.
    """

    kind: str
    about: str
    title: str
    make: Callable[[str], bytes]
    through: int
    unit: str | None = None
    task: str = ""
    corrects: SignedPaper | None = None


class Signing(NamedTuple):
    """Who signs when (in the office's zone), and under which number where a person chose one."""

    by: str
    at: datetime
    number: str | None = None


class Registered(NamedTuple):
    """A signed paper with where it went."""

    paper: SignedPaper
    sendings: tuple[Sending, ...]


class Ready(NamedTuple):
    """A paper made under its number, to be entered; the rest as in Draft."""

    made: Made
    number: PaperNumber | None
    unit: str | None = None
    task: str = ""
    corrects: SignedPaper | None = None


def sign_paper(session: Session, campaign_id: int, draft: Draft, signing: Signing, history: History) -> SignedPaper:
    """Sign a draft in a transaction that holds the campaign: give the number, make the bytes, enter both; errors as `number_for`, `enter`.

    One that corrects another is its next version.
    """
    number = number_for(session, draft.kind, signing)
    content = draft.make(str(number) if number else "")
    version = draft.corrects.version + 1 if draft.corrects else 1
    made = Made(draft.kind, draft.about, version, draft.title, DOCX, content, draft.through, signing.at)
    return enter(session, campaign_id, Ready(made, number, draft.unit, draft.task, draft.corrects), signing, history)


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


def enter(session: Session, campaign_id: int, ready: Ready, signing: Signing, history: History) -> SignedPaper:
    """Enter a made paper and the act of signing it, in a transaction that holds the campaign; Refused without the right."""
    made, number = ready.made, ready.number
    told = {"kind": PAPER_KINDS[made.kind].title, "title": made.title, "about": made.about}
    told |= {"task": ready.task} if ready.task else {}
    act = Act(0, signing.at.date(), "paper", str(number or ""), "sign", signing.by, ready.unit, detail=told)
    why = refusal(history, act)
    if why is not None:
        raise Refused(str(why), where=f"{made.title} 签发")
    kept = register_paper(session, campaign_id, made, number, Signature(signing.by, signing.at, ready.corrects))
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
    wanted = key_as_kept(key)
    for one in papers:
        if one.paper.key == wanted:
            return found, one
    raise UsageError(f"没有签发过“{wanted}”", remedy="文号见 duban papers")


def key_as_kept(key: str) -> str:
    """Return a number, or a place in the register, as the register keeps it; UsageError for another form."""
    return key if key.startswith("登记") else str(read_paper_number(key))


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
