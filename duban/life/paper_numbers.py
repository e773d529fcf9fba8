"""Numbers of papers (发文字号): 机关代字〔年〕序号号, read from what people write and printed as the rules ask.

Which number comes next is the register's (models.paper_register).
"""

import re
from typing import NamedTuple

from duban.errors import UsageError

# Brackets people type for 〔〕, and full-width digits.
_AS_TYPED = str.maketrans("［[【（(］]】）)０１２３４５６７８９", "〔〔〔〔〔〕〕〕〕〕0123456789")
_FORM = re.compile(r"([^\s〔〕0-9][^\s〔〕]*)〔(\d{4})〕([1-9]\d{0,5})号", re.ASCII)


class PaperNumber(NamedTuple):
    """A paper's number: the series (机关代字 with the mark of its kind), the year, the place in it from 1."""

    series: str
    year: int
    ordinal: int

    def __str__(self) -> str:
        return f"{self.series}〔{self.year}〕{self.ordinal}号"


def read_paper_number(text: str) -> PaperNumber:
    """Return the number a text is, other brackets and full-width digits taken for those meant; UsageError for any other form.

    Form: full year in 〔〕, no 第, no leading zero (GB/T 9704—2012, 7.2.5).

    >>> str(read_paper_number("云教组办通[2026]4号"))
    '云教组办通〔2026〕4号'
    """
    found = _FORM.fullmatch(text.strip().translate(_AS_TYPED))
    if found is None:
        raise UsageError(
            f"发文字号“{text}”的写法不对",
            remedy="应为 机关代字〔年份〕序号号，例如 云教组办通〔2026〕4号；不加“第”，不编虚位",
        )
    return PaperNumber(found[1], int(found[2]), int(found[3]))
