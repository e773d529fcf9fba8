"""What a paper should not say (文稿检查): length against the rules on short papers, demands for reports and matching papers, adjectives.

It finds and names the place; nothing is changed. Sources: 整治形式主义为基层减负若干规定 (4,000 characters for a special task, no demand to
report on implementation or to make matching papers), the office's own practice of facts instead of adjectives.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from duban.documents.paper import Heading, Paper, Text

MAX_LENGTH = 4_000
_DEMANDS = (
    (
        re.compile(r"(?<!不)(?<!不再)(?<!不另行)报送[^，。；]{0,12}(?:贯彻|落实)[^，。；]{0,4}情况"),
        "要求报送贯彻落实情况",
    ),
    (
        re.compile(r"(?:制定|制订|出台|印发)[^，。；]{0,12}(?:配套|实施)(?:文件|方案|细则|意见|办法)"),
        "要求制定配套文件",
    ),
)
_ADJECTIVES = re.compile(
    r"高度重视|扎实推进|成效显著|效果明显|显著提升|明显提高|大幅提升|亮点纷呈|有声有色|真抓实干|不折不扣|全力以赴|积极推进|工作不力|推进缓慢|"
    r"重视不够|认识不足|敷衍塞责|极其|非常|十分"
)


class Remark(NamedTuple):
    """One remark: what is wrong, the words it is about, and where they stand."""

    what: str
    words: str
    place: str


def lint(paper: Paper) -> tuple[Remark, ...]:
    """Return the remarks on a paper's body, in its order, the length first; annex tables are not looked at."""
    return tuple(_remarks(paper))


def length_words(paper: Paper) -> str:
    """Return the meter: how long the body is against the limit.

    >>> length_words(Paper(("通报",), "", (Text("督" * 12),), ""))
    '正文12字（上限4000字）'
    """
    return f"正文{paper.length}字（上限{MAX_LENGTH}字）"


def _remarks(paper: Paper) -> Iterator[Remark]:
    if paper.length > MAX_LENGTH:
        yield Remark(f"正文超过{MAX_LENGTH}字", length_words(paper), "全文")
    section = "正文"
    for block in paper.blocks:
        if isinstance(block, Heading):
            section = block.text
        elif isinstance(block, Text):
            text = block.lead + block.text
            for pattern, what in _DEMANDS:
                yield from (Remark(what, found[0], section) for found in pattern.finditer(text))
            yield from (Remark("以形容代替事实", found[0], section) for found in _ADJECTIVES.finditer(text))
