"""The child that parses one foreign file: an office's own words and the file on its standard input, one JSON object on its
standard output, then it is gone.

It sets its own limits before it looks at the file, and imports nothing it does not need: it is started for every file. Its parent is
caging.py.
"""

import ctypes
import json
import resource
import sys
from contextlib import suppress
from typing import Any

MEMORY = 512 * 2**20
CPU_SECONDS = 25
_LIMITS = (
    (resource.RLIMIT_AS, MEMORY),
    (resource.RLIMIT_CPU, CPU_SECONDS),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
    (resource.RLIMIT_NOFILE, 64),
)
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000


def confine() -> None:
    """Set the process's limits, and leave the network where the kernel lets an ordinary user do so."""
    for limit, value in _LIMITS:
        resource.setrlimit(limit, (value, value))
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK)


def answer(wanted: str, name: str, content: bytes) -> dict[str, Any]:
    """Return what a file holds as plain values: its source, the plan too where `wanted` is "plan", a received message; or its refusal."""
    from duban.errors import InputRefused
    from duban.reading.source import source_as_json
    from duban.reading.sources import read_source

    try:
        if wanted == "message":
            from duban.incoming.message import incoming_as_json, read_message

            return {"message": incoming_as_json(read_message(content))}
        source = read_source(name, content)
        if wanted == "source":
            return {"source": source_as_json(source)}
        from duban.reading.reader import read_plan

        plan = read_plan(source)
    except InputRefused as refused:
        return {"refused": {key: getattr(refused, key) for key in ("what", "where", "remedy", "code")}}
    doubts = [*source.doubts, *(doubt for doubt in plan.doubts if doubt not in source.doubts)]
    return {
        "source": source_as_json(source),
        "plan": plan.as_json(),
        "doubts": [[doubt.code, doubt.text, doubt.place] for doubt in doubts],
    }


def learned(words: bytes) -> dict[str, Any]:
    """Return nothing once an office's own words (补充词表) are added to the reader's, or what is wrong with them."""
    from duban.errors import ConfigurationError
    from duban.reading.vocabulary import extend

    try:
        extend(words.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return {"misconfigured": {"what": "补充词表不是 UTF-8 文本", "remedy": "请另存为 UTF-8 编码"}}
    except ConfigurationError as wrong:
        return {"misconfigured": {"what": wrong.what, "remedy": wrong.remedy}}
    return {}


def main() -> None:
    """Read one file as the command line says: `plan`, `source` or `message`, the file's name, and how many bytes of words come first."""
    confine()
    wanted, name, size = sys.argv[1:4]
    words = sys.stdin.buffer.read(int(size))
    content = sys.stdin.buffer.read()
    json.dump((learned(words) if words else {}) or answer(wanted, name, content), sys.stdout)


if __name__ == "__main__":
    main()
