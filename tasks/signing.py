"""Signing (签发) papers drafted from the ledger: what is signed already stays, what changed needs a correction, all or nothing.

A month's circular is signed with the month (tasks.publishing).
"""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from duban.documents.drafts import to_sign
from duban.documents.drafts.source import Draft as Drafted
from duban.documents.drafts.source import Final
from duban.documents.official_docx import official_docx
from duban.documents.signing import correcting
from duban.documents.wording import day_text
from duban.errors import InputRefused, UsageError
from duban.life.paper_kinds import PAPER_KINDS, paper_kind_named
from duban.life.papers import matters_of
from models.paper_register import SignedPaper, known_through, signed_bytes, signed_papers
from tasks.drafting import Wanted, source_of
from tasks.inspecting import chosen
from tasks.ledger import local, sessions
from tasks.papers import folder_of, office_template, put, safe_name
from tasks.registering import Draft, Signing, key_as_kept, sign_paper

FOLDER = "发文"


class Outcome(NamedTuple):
    """What became of one paper: as it stands in the register, whether it was signed just now, the file its original was put in."""

    paper: SignedPaper
    is_new: bool
    file: Path


class _Planned(NamedTuple):
    """A draft to be signed with the signed papers in force that tell of the same matter."""

    kind: str
    title: str
    final: Final
    before: tuple[SignedPaper, ...]

    def content(self, number: str, day: date, corrects: SignedPaper | None) -> bytes:
        """Return the paper's bytes under a number and day."""
        paper = self.final.make(number, day)
        return official_docx(correcting(paper, _named(corrects)) if corrects else paper, office_template())


def sign(campaign: str, wanted: Wanted, signing: Signing, corrects: str | None = None) -> tuple[Outcome, ...]:
    """Sign the papers of a kind as the ledger has them on the day, all or none, numbers in the drafts' order; put the originals into 发文.

    A paper signed before stays as it was where nothing changed; one that changed is refused unless `corrects` names the paper it takes
    the place of. Errors as `to_sign`, `number_for` and `enter`.
    """
    (found,) = chosen(campaign)
    kind = _kind(wanted.kind)
    with sessions(signing.by, "签发", found.id).begin() as session:
        source = source_of(session, found.id, wanted, signing.at.date())
        register = signed_papers(session, found.id)
        planned = [_planned(register, kind, draft) for draft in to_sign(wanted.kind, source)]
        kept = [_unchanged(register, one) for one in planned]
        new = [one for one, same in zip(planned, kept, strict=True) if same is None]
        old = _taken_back(new, corrects)
        if signing.number and len(new) > 1:
            raise UsageError(f"一次签发{len(new)}件，不能都用文号“{signing.number}”", remedy="不写 --number，依次顺编")
        day, through = signing.at.date(), known_through(session, found.id, signing.at)
        done = [
            same or sign_paper(session, found.id, _draft(one, day, through, old), signing, source.history)
            for one, same in zip(planned, kept, strict=True)
        ]
        contents = [signed_bytes(session, paper.id) for paper in done]
    folder = folder_of(found.title, FOLDER)
    return tuple(
        Outcome(paper, same is None, put(folder / _file_name(paper, one), content))
        for paper, same, one, content in zip(done, kept, planned, contents, strict=True)
    )


def _kind(title: str) -> str:
    if title == PAPER_KINDS["circular"].title:
        raise UsageError(f"{title}随当月考核签发", remedy="用 duban publish 专项行动 YYYY-MM")
    return paper_kind_named(title) or ""


def _planned(register: Sequence[SignedPaper], kind: str, draft: Drafted) -> _Planned:
    assert draft.final is not None  # noqa: S101 - every kind that is signed has one
    gone = {one.corrects for one in register}
    about = matters_of(kind, draft.final.about)
    before = (one for one in register if one.kind == kind and one.key not in gone)
    told = tuple(one for one in before if about & matters_of(kind, one.about))
    return _Planned(kind, draft.paper.title, draft.final, told)


def _unchanged(register: Sequence[SignedPaper], one: _Planned) -> SignedPaper | None:
    """Return the signed paper a draft would be again, byte for byte; None where there is none."""
    if [old.about for old in one.before] != [one.final.about]:
        return None
    (old,) = one.before
    corrected = next((before for before in register if before.key == old.corrects), None)
    content = one.content(str(old.number or ""), local(old.signed_at).date(), corrected)
    return old if sha256(content).hexdigest() == old.sha256 else None


def _taken_back(new: Sequence[_Planned], corrects: str | None) -> SignedPaper | None:
    """Return the signed paper the one new paper takes the place of, None where no paper is corrected."""
    changed = [one for one in new if one.before]
    if corrects is None:
        if changed:
            listed = "、".join(dict.fromkeys(old.key for one in changed for old in one.before))
            raise InputRefused(
                f"所涉事项已签发过：{listed}，现在的内容与之不同，都未签发",
                remedy="确需更正的逐件办理，写 --corrects 原文号；其余的按单位或编号签发",
            )
        return None
    if not new:
        return None
    key, standing = key_as_kept(corrects), [old.key for one in changed for old in one.before]
    if len(new) > 1 or len(standing) > 1:
        raise UsageError("更正须逐件办理", remedy="写明编号或 --unit，使之只涉及一件原文")
    if standing != [key]:
        now = f"现行的是{standing[0]}" if standing else "该事项没有签发过文件，去掉 --corrects"
        raise UsageError(f"“{corrects}”不是所要更正的文件", remedy=now)
    return changed[0].before[0]


def _draft(one: _Planned, day: date, through: int, old: SignedPaper | None) -> Draft:
    final = one.final
    rest = (final.unit, final.task, old)
    return Draft(one.kind, final.about, one.title, lambda number: one.content(number, day, old), through, *rest)


def _named(old: SignedPaper) -> str:
    return str(old.number or f"{day_text(local(old.signed_at).date())}签发的《{old.title}》")


def _file_name(paper: SignedPaper, one: _Planned) -> str:
    title = PAPER_KINDS[paper.kind].title
    return f"{safe_name('_'.join(filter(None, (paper.key, title, one.final.unit))))}.docx"
