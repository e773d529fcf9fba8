"""A small old workbook (.xls) written byte by byte: BIFF8 records in a compound file of three kinds of sectors."""

import struct
from collections.abc import Sequence

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _workbook(rows: Sequence[Sequence[str | float]], merged: Sequence[tuple[int, int, int, int]]) -> bytes:
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    name = "任务".encode("utf-16-le")
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                sheet += _record(0x0204, place + text)
            else:
                sheet += _record(0x0203, place + struct.pack("<d", value))
    ranges = b"".join(struct.pack("<HHHH", *item) for item in merged)
    sheet += _record(0x00E5, struct.pack("<H", len(merged)) + ranges) + _record(0x000A, b"")
    bound = struct.pack("<BBBB", 0, 0, 2, 1) + name
    offset = len(start) + 4 + 4 + len(bound) + 4
    return start + _record(0x0085, struct.pack("<I", offset) + bound) + _record(0x000A, b"") + sheet


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    links = struct.pack("<HBBIII", len(written), kind, 1, _FREE, _FREE, child)
    return written.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)


def xls_file(rows: Sequence[Sequence[str | float]], merged: Sequence[tuple[int, int, int, int]] = ()) -> bytes:
    """A workbook of one sheet, 任务; `merged` holds (first row, last row, first column, last column)."""
    stream = _workbook(rows, merged)
    # Below 4,096 bytes a stream would have to live in sectors of another size.
    stream = stream.ljust(max(4096, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    count = len(stream) // _SECTOR
    chain = [_FAT, _END, *range(3, count + 2), _END]
    fat = struct.pack("<128I", *chain, *[_FREE] * (128 - len(chain)))
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, len(stream)) + bytes(256)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0) + struct.pack("<109I", 0, *[_FREE] * 108)
    return header + fat + directory + stream
