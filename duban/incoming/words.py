"""A letter's words: HTML as text, and what the writer wrote himself, the quoted letter below left out."""

import re

from lxml import etree

_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote", "hr"})
_LONGEST_PAGE = 500_000
_UNSHOWN = frozenset({"style", "script", "head", "title"})
# Where mail programs begin to quote: a rule with 原始邮件, the block of 发件人, “于…写道：”, and their English kin.
_QUOTE = re.compile(
    r"^\s*(?:-{2,}.{0,10}(?:原始邮件|转发邮件|Original Message).{0,10}-{2,}|-{4,}\s*回复的原邮件.*|"
    r"(?:发件人|From)[：:].*|.{0,80}(?:写道|wrote)[：:]|_{10,})\s*$",
    re.IGNORECASE,
)


def text_of_html(html: str) -> str:
    """Return the words of a page, a line a block; what is not shown is left out.

    >>> text_of_html("<style>x</style><p>已完成 <b>60%</b></p><p>请核</p>")
    '已完成 60%\\n\\n请核'
    """
    # Not the library's own parser: a few hundred kilobytes of “<!--” would hold it for minutes.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.HTML(html[:_LONGEST_PAGE].encode("utf-8", "replace") or b"<p></p>", parser)
    if root is None:
        return ""
    parts: list[str] = []
    unshown = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        hides, breaks = element.tag in _UNSHOWN, element.tag in _BREAKS
        unshown += hides if event == "start" else -hides
        words = element.text if event == "start" else element.tail
        parts += ["\n"] if breaks else []
        parts += [words] if words and not unshown else []
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def own_words(text: str) -> str:
    r"""Return what stands before the first quotation, lines marked as quoted left out.

    >>> own_words("任务3已办结。\n\n------------------ 原始邮件 ------------------\n发件人: 办公室")
    '任务3已办结。'
    """
    lines: list[str] = []
    for line in text.splitlines():
        if _QUOTE.match(line):
            break
        if not line.lstrip().startswith(">"):
            lines.append(line.rstrip())
    return "\n".join(lines).strip()
