"""Damaged and hostile files: whatever the bytes, the end is a source, a source with doubts, or a refusal with a code.

`python -m tests.reading.test_damaged N` tries N mutants of each kind and prints how they ended, a crash being a traceback; the tests try fewer.
"""

import io
import random
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duban.errors import InputRefused
from duban.reading.reader import read_plan
from duban.reading.sources import SUFFIXES, read_source
from tasks.caging import parsed
from tests.reading.pdf_files import Page, pdf_file, ruled, running
from tests.reading.word_files import cell, listed, paragraph, word_file
from tests.reading.xls_files import xls_file

LINES = (
    "某县农村改水实施方案",
    "一、工作任务",
    "（一）修建水厂12座。责任单位：县水务局、各乡镇。完成时限：2021年6月底前。",
    "二、保障措施",
)


def outcome(name: str, content: bytes) -> str:
    """How a file ended, read to its plan; anything but these three is a crash and passes on as itself."""
    refused: InputRefused | None = None
    try:
        source = read_source(name, content)
        plan = read_plan(source)
    except InputRefused as error:
        refused = error
    if refused:
        assert refused.code.startswith("E1"), refused
        assert refused.what, refused
        assert refused.remedy, refused
        return "refused"
    assert source.blocks
    return "doubts" if source.doubts or plan.doubts else "read"


def caged_outcome(name: str, content: bytes) -> str:
    """The same through the cage, for what only its memory limit holds: a damaged .xls can ask the library for gigabytes."""
    refused: InputRefused | None = None
    try:
        answer = parsed("plan", name, content)
    except InputRefused as error:
        refused = error
    if refused:
        assert refused.code.startswith("E1"), refused
        return "refused"
    return "doubts" if answer["doubts"] else "read"


CAGED = ".xls"


def ended(suffix: str, content: bytes) -> str:
    """How a damaged file of a format ended."""
    return (caged_outcome if suffix == CAGED else outcome)(f"a{suffix}", content)


def excel_file() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["责任清单", None, None],
        ["序号", "任务", "单位"],
        [1, "修建水厂", "县水务局"],
        [2, "铺设管网", "=A1"],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def whole_files() -> dict[str, bytes]:
    """One sound file of each format."""
    table = "".join(f"<tr><td rowspan={n}>{line}<td>{n}" for n, line in enumerate(LINES, 1))
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    rows = "".join(f"<w:tr>{cell(line)}{cell('县水务局')}</w:tr>" for line in LINES)
    body = "".join(map(paragraph, LINES)) + listed("条") + f"<w:tbl>{rows}</w:tbl>"
    page = Page(
        [*running(*LINES), (81, 340, "任务"), (200, 340, "单位"), (81, 375, "修路"), (200, 375, "甲局")],
        ruled((75, 190, 300), (320, 355, 390)),
    )
    return {
        ".txt": "\n".join(LINES).encode("gb18030"),
        ".html": f"<html><body>{''.join(f'<p>{line}</p>' for line in LINES)}<table>{table}</table></body></html>".encode(),
        ".docx": word_file(body, {"numbering": numbering}),
        ".xlsx": excel_file(),
        ".xls": xls_file([["责任清单", "", ""], ["序号", "任务", "单位"], [1, "修建水厂", "县水务局"]], [(0, 0, 0, 2)]),
        ".pdf": pdf_file(page, page),
    }


WHOLE = whole_files()


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def flipped(content: bytes, chance: random.Random) -> bytes:
    out = bytearray(content)
    for _ in range(chance.choice((1, 4, 40))):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def spliced(content: bytes, chance: random.Random) -> bytes:
    other = WHOLE[chance.choice(sorted(WHOLE))]
    at, start = chance.randrange(len(content)), chance.randrange(len(other))
    return content[:at] + other[start : start + chance.randrange(400)] + content[at:]


def repeated(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    piece = content[start : start + chance.randrange(1, 200)]
    return content[:start] + piece * chance.randrange(2, 300) + content[start:]


def inside(content: bytes, chance: random.Random) -> bytes:
    """A zip that is sound, one of its parts damaged; other formats as a whole."""
    if not content.startswith(b"PK"):
        return flipped(content, chance)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        hit = chance.choice(names)
        for name in names:
            part = source.read(name)
            damage = chance.choice((cut, flipped, repeated)) if name == hit and part else None
            target.writestr(name, damage(part, chance) if damage else part)
    return out.getvalue()


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (cut, flipped, spliced, repeated, inside)


def mutants(suffix: str, count: int, seed: int) -> Iterator[bytes]:
    """Damaged files grown from a sound one, the same for the same seed."""
    chance = random.Random(f"{seed}{suffix}")  # noqa: S311 - repeatable, not secret
    for number in range(count):
        content = WHOLE[suffix]
        for _ in range(chance.choice((1, 1, 2))):
            content = DAMAGES[number % len(DAMAGES)](content, chance) or b" "
        yield content


@pytest.mark.parametrize("suffix", sorted(WHOLE))
def test_sound_files_are_read(suffix: str) -> None:
    assert outcome(f"a{suffix}", WHOLE[suffix]) in ("read", "doubts")


@pytest.mark.parametrize("suffix", sorted(WHOLE))
def test_mutants_end_well(suffix: str) -> None:
    count = 10 if suffix == CAGED else 60
    counts = Counter(ended(suffix, content) for content in mutants(suffix, count, seed=1))
    assert sum(counts.values()) == count
    assert counts["refused"]


@pytest.mark.parametrize("suffix", sorted(WHOLE))
def test_every_format_under_every_name_ends_well(suffix: str) -> None:
    for name in SUFFIXES:
        assert outcome(f"a{name}", WHOLE[suffix])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    suffix=st.sampled_from([suffix for suffix in SUFFIXES if suffix != CAGED]),
    content=st.binary(max_size=600),
    mark=st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
)
def test_random_bytes_end_well(suffix: str, content: bytes, mark: bytes) -> None:
    assert outcome(f"a{suffix}", mark + content)


TAGS = st.sampled_from(
    [
        "table",
        "tr",
        "td rowspan=3",
        "td colspan=0",
        "td",
        "p",
        "ol start=99",
        "li",
        "div hidden",
        "br",
        "pre",
        "title",
        "o:p",
        "!--",
        "/td",
        "/table",
        "/p",
        "caption",
        "ul",
        "th rowspan=0",
    ]
)


@settings(max_examples=150, deadline=None)
@given(pieces=st.lists(st.one_of(TAGS.map("<{}>".format), st.text(max_size=8)), max_size=60))
def test_random_markup_ends_well(pieces: list[str]) -> None:
    assert outcome("a.html", "".join(pieces).encode("utf-8", "surrogatepass"))


PARTS = st.recursive(
    st.one_of(st.text(alphabet="甲乙1一、（） \t\ue000\u202e", max_size=6).map(paragraph), st.just("<w:p/>"), st.just("<w:tbl/>")),
    lambda inner: st.lists(inner, max_size=4).map("".join).flatmap(
        lambda body: st.sampled_from(
            [
                f"<w:tbl><w:tr><w:tc>{body}</w:tc></w:tr></w:tbl>",
                f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="3"/><w:vMerge/></w:tcPr>{body}</w:tc>{cell("x")}</w:tr><w:tr>{cell("y", "<w:vMerge/>")}</w:tr></w:tbl>',
                f"<w:sdt><w:sdtContent>{body}</w:sdtContent></w:sdt>",
                f"<w:p><w:r><w:drawing><w:txbxContent>{body}</w:txbxContent></w:drawing></w:r></w:p>",
                f"<w:del>{body}</w:del><w:ins>{body}</w:ins>",
                f"<mc:AlternateContent><mc:Choice>{body}</mc:Choice></mc:AlternateContent><mc:AlternateContent/>",
                f'<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr>{body}</w:tr><w:p><w:pPr><w:numPr><w:ilvl w:val="x"/><w:numId w:val="9"/></w:numPr></w:pPr></w:p>',
            ]
        )
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(body=PARTS)
def test_random_word_bodies_end_well(body: str) -> None:
    assert outcome("a.docx", word_file(body))


def main() -> None:
    """Try many mutants and print what became of them."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    for suffix in sorted(WHOLE):
        counts = Counter(ended(suffix, content) for content in mutants(suffix, count, seed=count))
        print(
            f"{suffix:6} tried {count}, each ended well:",
            *(f"{name} {number}" for name, number in sorted(counts.items())),
        )


if __name__ == "__main__":
    main()
