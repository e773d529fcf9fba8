"""What a document says about itself (公文要素): number, issuer, date, and the year its dates are to be read in.

Titles are cut in parts.py.
"""

import re
from collections.abc import Sequence
from datetime import date

from duban.reading.marks import mark_at
from duban.reading.names import is_unit
from duban.reading.numerals import whole
from duban.reading.paragraphs import Paragraph
from duban.reading.parts import SIGNED_DAY
from duban.reading.source import Table

_NUMBER = re.compile(
    r"(?P<code>[\u4e00-\u9fff]{2,14})\s*[〔\[［（(【﹝{〈]\s*(?P<year>(?:19|20)\d{2})\s*年?[〕\]］）)】﹞}〉]"
    r"\s*(?P<serial>第?\s*\d{1,4}\s*[号號])"
)
_NUMBER_LABEL = re.compile(r"^.*?(?:文\s*号|字\s*号|来\s*源|编\s*号)\s*[:：]?\s*")
_CITES = re.compile(r"根据|按照|依据|依照|贯彻|落实|结合|《")
_PRINTED = re.compile(
    r"^(?P<unit>[\u4e00-\u9fff（）()“”、 ]{4,60}?)\s*(?P<day>(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*印[发制送]?$"
)
_HEAD = re.compile(r"^(?P<unit>[\u4e00-\u9fff（）()“”、 ]{4,40})文件$")
_SAID_DAY = re.compile(
    r"(?:成文日期|发文日期|成文时间|发文时间|印发日期)\s*[:：]?\s*"
    r"(?P<day>(?:19|20)\d{2}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2})"
)


def document_number(items: Sequence[Paragraph | Table]) -> str | None:
    """Return the document's own number (发文字号), brackets normalised; numbers it cites are not its own.

    >>> document_number([Paragraph("2017-12-06 来源: 盐办发[2017] 43 号 作者:", 1, 1)])
    '盐办发〔2017〕43号'
    """
    for text in _lines(items[:40]):
        if len(text) > 120 or (mark_at(text, 0) and not _NUMBER.match(text)):
            break
        match = _NUMBER.search(text)
        if match and not _CITES.search(text[: match.start()]) and "》" not in text[: match.start()]:
            code = re.sub(r"^(?:文号|字号|来源|编号|发文字号)", "", match["code"])
            return f"{code}〔{match['year']}〕{''.join(match['serial'].split())}"
    return None


def is_number(text: str) -> bool:
    """Return whether a line is a document's number and little else.

    >>> is_number("竹府办〔2016〕20号"), is_number("按照竹府办〔2016〕20号要求抓好落实")
    (True, False)
    """
    match = _NUMBER.search(text)
    return match is not None and len(text) - len(match[0]) <= 8 and not _CITES.search(text)


def issuer(items: Sequence[Paragraph | Table]) -> str | None:
    """Return the issuing organ (发文机关): as the head names it, else the imprint, else the signature above the date.

    >>> issuer([Paragraph("某县教育局", 1, 1), Paragraph("2017年5月20日", 2, 2)])
    '某县教育局'
    """
    texts = _lines(items)
    for text in texts[:8]:
        if head := _HEAD.match(text):
            return _unit(head["unit"])
    for text in texts:
        if printed := _PRINTED.match(text):
            return _unit(printed["unit"])
    return _signature(texts)[0]


def issued_on(items: Sequence[Paragraph | Table]) -> date | None:
    """Return the document's date (成文日期): of its signature, else its imprint, else as the page says it; never a publish date.

    >>> issued_on([Paragraph("某县教育局", 1, 1), Paragraph("二〇〇八年三月十二日", 2, 2)])
    datetime.date(2008, 3, 12)
    """
    texts = _lines(items)
    signed = _signature(texts)[1]
    if signed:
        return signed
    for text in texts:
        if printed := _PRINTED.match(text):
            return _day(printed["day"])
    for text in texts[:30]:
        if said := _SAID_DAY.search(text):
            return _day(said["day"])
    return None


def _signature(texts: Sequence[str]) -> tuple[str | None, date | None]:
    """The first signature: a date on a line of its own, the organs right above it or before it."""
    for at, text in enumerate(texts):
        match = SIGNED_DAY.match(text)
        if not match or match["after"]:
            continue
        before = match["before"].strip(" （(")
        if before and not _signs(before):
            continue
        units = [before] if before else _above(texts, at)
        return " ".join(map(_unit, units)) or None, _day(match["day"])
    return None, None


def signature_places(texts: Sequence[str]) -> set[int]:
    """Return the places of the lines that sign a paper: the date and the organs above it, the imprint.

    >>> sorted(signature_places(["按期完成。", "某县教育局", "2017年5月20日"]))
    [1, 2]
    """
    places: set[int] = set()
    for at, text in enumerate(texts):
        match = SIGNED_DAY.match(text)
        before = match["before"].strip(" （(") if match else ""
        if _PRINTED.match(text) or text.startswith(("抄送", "主题词", "（此件", "(此件")):
            places.add(at)
        elif match and (_signs(before) if before else _above(texts, at) or at >= len(texts) - 2):
            places |= {at, *range(at - len(_above(texts, at)), at)}
    return places


def _above(texts: Sequence[str], at: int) -> list[str]:
    units: list[str] = []
    for text in reversed(texts[max(0, at - 4) : at]):
        if not _signs(text):
            break
        units.insert(0, text)
    return units


def _signs(text: str) -> bool:
    plain = "".join(text.split())
    plain = re.sub(r"[（(](?:印章|盖章|公章|代章|章)[）)]$", "", plain)
    return (
        3 <= len(plain) <= 40 and not re.search(r"[，,。；;：:、]", plain) and not mark_at(plain, 0) and is_unit(plain)
    )


def _unit(text: str) -> str:
    return re.sub(r"[（(](?:印章|盖章|公章|代章|章)[）)]$", "", "".join(text.split()))


def _lines(items: Sequence[Paragraph | Table]) -> list[str]:
    texts: list[str] = []
    for item in items:
        if isinstance(item, Paragraph):
            texts.append(item.text.strip())
        else:
            edges = (*item.rows[:3], *item.rows[-2:])
            said = [dict.fromkeys(cell.text.strip() for cell in row.cells if cell.text.strip()) for row in edges]
            texts += [" ".join(cells) for cells in said if len(cells) <= 2]
    return texts


def _day(text: str) -> date | None:
    parts = [part for part in re.split(r"[年月日\s/.\-]+", text.strip()) if part]
    try:
        return date(*[_figure(part) for part in parts[:3]])
    except (ValueError, TypeError):
        return None


def _figure(text: str) -> int:
    if text.isascii():
        return int(text)
    spelled = text.replace("○", "〇").replace("零", "〇").replace("O", "〇").replace("Ｏ", "〇").replace("0", "〇")
    if len(spelled) == 4:
        return int("".join(str("〇一二三四五六七八九".index(char)) for char in spelled))
    return int(whole(text) or 0)


_SPAN = re.compile(r"(?:19|20)\d{2}年?\s*[-—–－~～至到]+\s*(?:19|20)?\d{2}")
_ASSESSED = re.compile(r"(?:19|20)\d{2}年度?.{0,30}(?:整改|反馈|巡视|巡察|督察|考核问题)")
_YEAR = re.compile(r"((?:19|20)\d{2})\s*(?:年(?!代)|—|$)")


def year_of(title: str) -> int | None:
    """Return the year a title names, None for a span of years or an assessed one.

    >>> year_of("某县2019年实施方案"), year_of("某市方案（2019-2020年）"), year_of("2017年度考核反馈问题整改方案")
    (2019, None, None)
    """
    plain = re.sub(r"《[^》]*》", "", "".join(title.split())) or "".join(title.split())
    if _SPAN.search(plain) or _ASSESSED.search(plain):
        return None
    found = _YEAR.search(plain)
    return int(found[1]) if found else None
