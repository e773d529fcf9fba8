"""A document's parts (公文的组成): the notice, and the plan or annexes it sends out, each with its title.

What a title says (issuer, year) is meta.py's matter; what a part's text says, the other modules'.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from duban.reading.labels import labels_in
from duban.reading.marks import CIRCLED, POINT, mark_at
from duban.reading.names import is_unit
from duban.reading.paragraphs import Paragraph, is_web
from duban.reading.source import Table
from duban.reading.traditional import simplified
from duban.reading.vocabulary import alternatives, words


@dataclass(slots=True)
class Part:
    """A part of a document: its title ("" where it has none) and what follows; `notice` marks the paper that sends out the others.

    `sends_out` is True where the title is that of the thing the paper sends out (关于印发…的通知).
    """

    title: str = ""
    items: list[Paragraph | Table] = field(default_factory=list)
    notice: bool = False
    sends_out: bool = False


_ANNEX = re.compile(r"^(?:附\s*件|附\s*表|附)\s*[\d一二三四五六七八九十]{0,2}\s*[:：.、]?\s*(?P<title>.*)$")
_DAY = r"(?:(?:19|20)\d{2}|[一二三四五六七八九〇○零OＯ0]{4})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日"
SIGNED_DAY = re.compile(
    rf"^(?P<before>.*?)[（(]?(?P<day>{_DAY})[）)]?\s*(?P<after>印发|发布|下发|公布)?\s*[（(]?(?:印章|盖章|公章)?[）)]?$"
)


def parts_of(items: Sequence[Paragraph | Table]) -> list[Part]:
    """Return the parts of a document in order; the first one is the notice where others follow its signature."""
    starts = _starts(items)
    parts: list[Part] = []
    for start, stop in zip(starts, [*starts[1:], len(items)], strict=True):
        parts.append(_part(items[start:stop]))
    parts = [part for part in parts if part.items or part.title]
    if len(parts) > 1:
        parts[0].notice = _is_notice(parts[0])
    return parts


_ADDRESS = re.compile(r"^[^。]{4,120}[:：]$")


def _is_notice(part: Part) -> bool:
    """Whether a first part addresses its receivers or is signed, as a notice is."""
    texts = [item.text for item in part.items if isinstance(item, Paragraph)]
    return any(SIGNED_DAY.match(text) or (_ADDRESS.match(text) and not mark_at(text, 0)) for text in texts)


def _starts(items: Sequence[Paragraph | Table]) -> list[int]:
    starts, first, signed = [0], None, False
    for at, item in enumerate(items):
        if isinstance(item, Table):
            first = CIRCLED if first is None else first
            continue
        if at > starts[-1] and _opens_part(items, at, item, first if not signed else POINT):
            starts.append(at)
            first, signed = None, False
        mark = mark_at(item.text, 0)
        first = mark.kind if mark and first is None else first
        signed = signed or bool(SIGNED_DAY.match(item.text))
    return starts


def _opens_part(items: Sequence[Paragraph | Table], at: int, item: Paragraph, first: int | None) -> bool:
    """Whether a part begins with an item; `first` is the kind of mark the part so far began with, POINT where it is signed."""
    annex = _ANNEX.match(item.text)
    if annex and len(item.text) < 60:
        title = annex["title"].strip()
        return not _listing(items, at) and (not title or (is_title(title) and _heads_content(items, at)))
    if not is_title(item.text) or _follows_annex_line(items, at):
        return False
    return first == POINT or (first is not None and _restarts(items, at, first))


def _follows_annex_line(items: Sequence[Paragraph | Table], at: int) -> bool:
    return any(
        isinstance(item, Paragraph) and _ANNEX.match(item.text) and len(item.text) < 60
        for item in items[max(0, at - 1) : at]
    )


def _listing(items: Sequence[Paragraph | Table], at: int) -> bool:
    """Whether an 附件 line opens the list of annexes above a signature, not an annex."""
    for item in items[at + 1 : at + 9]:
        if isinstance(item, Paragraph) and SIGNED_DAY.match(item.text):
            return True
        if isinstance(item, Table) or "。" in item.text or _ANNEX.match(item.text):
            return False
    return False


def _heads_content(items: Sequence[Paragraph | Table], at: int) -> bool:
    """Whether an annex line with a title heads the annex: a list of annexes is followed by a signature or by more of the list."""
    return (
        not _listing(items, at)
        and at + 1 < len(items)
        and not (
            isinstance(following := items[at + 1], Paragraph)
            and (_ANNEX.match(following.text) is not None or _annex_entry(following.text))
        )
    )


def _annex_entry(text: str) -> bool:
    mark = mark_at(text, 0)
    return bool(mark and mark.ordinal > 1 and is_title(text[mark.end :].strip("《》 ")))


def _restarts(items: Sequence[Paragraph | Table], at: int, first: int) -> bool:
    """Whether the outermost numbering starts again right below a title, or a table stands there."""
    for item in items[at + 1 : at + 3]:
        if isinstance(item, Table):
            return True
        mark = mark_at(item.text, 0)
        if mark:
            return mark.ordinal == 1 and mark.kind <= first
    return False


def _part(items: Sequence[Paragraph | Table]) -> Part:
    body = list(items)
    first = body[0] if body else None
    annex = _ANNEX.match(first.text) if isinstance(first, Paragraph) and len(first.text) < 60 else None
    if annex:
        body = body[1:]
        if is_title(annex["title"]):
            return Part(bare_title(annex["title"]), body)
    at = _title_place(body)
    if at is None:
        return Part(_run_in_title(body), body)
    title = _title_with(body, at)
    return Part(
        bare_title(title), body[at + 1 :] if at == 0 else body, sends_out=bool(_SENT_OUT.search(simplified(title)))
    )


def _title_place(body: Sequence[Paragraph | Table]) -> int | None:
    """Where a part's title stands: the first line that may be one, or the longer one below that holds it.

    Else the line above a page's word on its source and date, else the line that opens the part.
    """
    heads: list[str] = []
    for item in body[:12]:
        if isinstance(item, Table) or mark_at(item.text, 0) or len(item.text) > 120 or SIGNED_DAY.match(item.text):
            break
        heads.append(item.text)
    for at, text in enumerate(heads):
        if is_title(text):
            longer = at + 1 < len(heads) and is_title(heads[at + 1]) and text in heads[at + 1]
            return at + 1 if longer else at
    plain = [at for at, text in enumerate(heads) if 4 <= len(text) <= 60 and not is_web(text)]
    above_web = (at for at in plain if at + 1 < len(heads) and is_web(heads[at + 1]))
    opening = (at for at in plain[:1] if at == 0 and not re.search(r"[。；;：:〔]|文件$", heads[at]))
    return next(above_web, next(opening, None))


def _run_in_title(body: Sequence[Paragraph | Table]) -> str:
    """The title of a paper that lost its line breaks: what stands before the first white space."""
    first = body[0] if body else None
    head = first.text.split(None, 1)[0] if isinstance(first, Paragraph) and len(first.text) > 120 else ""
    return bare_title(head) if is_title(head) else ""


def _title_with(body: Sequence[Paragraph | Table], at: int) -> str:
    """A title with the line above it that belongs to it."""
    lines = [item for item in body[max(0, at - 1) : at + 1] if isinstance(item, Paragraph)]
    title = lines[-1].text + _subtitle(body, at)
    if at and len(lines) == 2 and lines[0].last + 1 >= lines[1].first:
        about = title.startswith("关于") and len(lines[0].text) <= 30 and is_unit(lines[0].text)
        return lines[0].text + title if about or _half_title(lines[0].text) else title
    return title


_SUBTITLE = re.compile(
    r"^(?:[（(](?!此件|\d{4}年\d+月\d+日|[^（()）]{0,20}(?:通过|印发|会议))[^（()）]{2,24}[）)])?(?:的通知)?$"
)


def _subtitle(body: Sequence[Paragraph | Table], at: int) -> str:
    """The line below a title that still belongs to it: （2022—2024年）, （试行）的通知."""
    below = body[at + 1] if at + 1 < len(body) else None
    return below.text.strip() if isinstance(below, Paragraph) and _SUBTITLE.match(below.text.strip()) else ""


_NO_HALF = re.compile(r"[。：:；;〔\[|>]|文件$|\d{4}-\d|首页|\S{2,6}\s+\S{2,6}\s+\S{2,6}")


def _half_title(text: str) -> bool:
    """Whether a line above a title may be its first half."""
    if not 4 <= len(text) <= 40 or _NO_HALF.search(text) or is_title(text) or is_web(text) or _ANNEX.match(text):
        return False
    return not text.endswith(tuple(words("names", "unit_endings")))


def is_title(text: str) -> bool:
    """Return whether a line may be a paper's title: it ends in a word for a paper and is no sentence, item or field.

    >>> is_title("姚安县教育局脱贫攻坚实施方案"), is_title("2.制定方案"), is_title("制定本方案。")
    (True, False, False)
    """
    text = text.strip()
    if not 4 <= len(text) <= 90 or mark_at(text, 0) or re.search(r"[。；;！!]|[:：]$", text):
        return False
    return bool(_title_end().search(simplified(text))) and not is_web(text) and next(labels_in(text), None) is None


@cache
def _title_end() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{alternatives(words('titles', 'endings'))})》?(?:的通知)?(?:[（(〔][^（()）]{{1,30}}[）)〕])?》?$"
    )


_SENT_OUT = re.compile(
    r"关于(?:印发|转发|下发|印送|批转|公布|发布|分解下达|下达)(?:实施)?[《〈]?(?P<thing>.+?)[》〉]?(?:的通知|的函|的意见)?$"
)


def bare_title(title: str) -> str:
    """Return the title of the thing issued: without the paper that sends it out, and without enclosing 《》.

    >>> bare_title("某县教育局关于印发《某县教育局脱贫攻坚实施方案》的通知"), bare_title("关于明确工作任务的通知")
    ('某县教育局脱贫攻坚实施方案', '关于明确工作任务的通知')
    """
    title = re.sub(r"(?<=[\u4e00-\u9fff0-9“”《》（）]) +| +(?=[\u4e00-\u9fff“”《》（）])", "", title.strip())
    sent = _SENT_OUT.search(simplified(title))
    if sent and not _HANDS_DOWN.search(simplified(title)):
        title = _closed(title[slice(*sent.span("thing"))])
    if title.startswith("《") and title.endswith("》") and title.find("》") == len(title) - 1:
        title = title[1:-1]
    # Inside 《》 a title is quoted as 〈〉; on its own it is 《》 again.
    return title if "《" in title else title.replace("〈", "《").replace("〉", "》")


# What is handed down is no paper unless it is quoted or named as one (关于下达防汛任务的通知).
_HANDS_DOWN = re.compile(r"关于(?:分解)?下达[^《〈]*(?:任务|目标|指标|工作|事项|资金|计划指标)(?:的通知|的函)?$")


def _closed(thing: str) -> str:
    """A thing cut at a 》 that closes its own 《 keeps it (2023年区《政府工作报告》 …)."""
    return thing + "》" * (thing.count("《") - thing.count("》")) if thing.count("《") > thing.count("》") else thing
