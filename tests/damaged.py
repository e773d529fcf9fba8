"""Files as a bad disk or a mail relay leaves them, for tests of what is sent back."""

import io
import zipfile


def flipped(content: bytes, part: str) -> bytes:
    """A package whose directory is whole and the stream of one part is not, as a bad disk or mail relay leaves it."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        begin = package.getinfo(part).header_offset + 30 + len(part)
    return content[:begin] + bytes(byte ^ 0xFF for byte in content[begin : begin + 20]) + content[begin + 20 :]
