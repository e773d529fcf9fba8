"""Small PDFs written by hand: Chinese text at given places in a font every reader knows, and ruled lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [ << /Type /Font "
    "/Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 "
    "/FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
    "/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >> ] >>"
)
SIZE = 15.0
LEFT, RIGHT = 75.0, 525.0


@dataclass(frozen=True)
class Page:
    """One A4 page: texts with their left edge and base line from the top, and drawn lines (x0, y0, x1, y1) from the top."""

    texts: Sequence[tuple[float, float, str]]
    rules: Sequence[tuple[float, float, float, float]] = ()
    rotate: int = 0


def running(*lines: str, first: int = 0) -> list[tuple[float, float, str]]:
    """Lines of running text one under another, "  " before a line standing for the indent of a paragraph."""
    return [
        (LEFT + (2 * SIZE if line.startswith("  ") else 0), 80 + 25.0 * (first + index), line.strip())
        for index, line in enumerate(lines)
    ]


def ruled(
    xs: Sequence[float], ys: Sequence[float], skipped: Sequence[tuple[int, int]] = ()
) -> list[tuple[float, float, float, float]]:
    """The lines of a grid, without the rule above the cells (row, column) that `skipped` merges into the one above."""
    across = [
        (left, y, right, y)
        for row, y in enumerate(ys)
        for column, (left, right) in enumerate(pairwise(xs))
        if (row, column) not in skipped
    ]
    return across + [(x, ys[0], x, ys[-1]) for x in xs]


def pdf_file(*pages: Page) -> bytes:
    """A PDF of those pages."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", _FONT.encode()]
    kids = []
    for page in pages:
        stream = "".join(
            f"BT /F1 {SIZE} Tf {x} {842 - y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n" for x, y, text in page.texts
        ) + "".join(f"{x0} {842 - y0} m {x1} {842 - y1} l S\n" for x0, y0, x1, y1 in page.rules)
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}endstream".encode())
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {page.rotate} /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    out, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + trailer
