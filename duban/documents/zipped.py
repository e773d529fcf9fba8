"""Parts → one zip package whose bytes depend on the parts alone: their order, a fixed date, no trace of the machine."""

import io
import zipfile
from collections.abc import Iterable

_DATE = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_MODE = 0o600 << 16


def zipped(parts: Iterable[tuple[str, str]]) -> bytes:
    """Return the zip of some (name, text) parts in the order given.

    >>> zipped([("a.xml", "<a/>")]) == zipped([("a.xml", "<a/>")])
    True
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, text in parts:
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, _UNIX, _MODE
            package.writestr(info, text.encode())
    return buffer.getvalue()
