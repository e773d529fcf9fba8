"""Running what reads foreign files where it can do no harm: a child with limits, a clock, and a clean end of its whole process group.

What the child does is parsing.py; LibreOffice, the other foreign program, is started by converting.py.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from duban.errors import ConfigurationError, InputRefused

SECONDS = 30
_ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8"}


class Ended(NamedTuple):
    """How a child ended: what it wrote and its exit status, None where the clock ended it."""

    status: int | None
    output: bytes
    errors: bytes


def run(
    command: Sequence[str], given: bytes = b"", seconds: float = SECONDS, variables: Mapping[str, str] | None = None
) -> Ended:
    """Return how a command ended that sees the given variables only; past its time it is ended with everything it started."""
    environment = _ENVIRONMENT | dict(variables or {})
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment, start_new_session=True
    ) as child:
        try:
            output, errors = child.communicate(given, seconds)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            output, errors = child.communicate()
            return Ended(None, output, errors)
        return Ended(child.returncode, output, errors)


def parsed(
    wanted: Literal["plan", "source", "message"],
    name: str,
    content: bytes,
    seconds: float = SECONDS,
    words: bytes = b"",
) -> dict[str, Any]:
    """Return what the child read from a file, an office's own `words` (补充词表, TOML) added to the reader's.

    InputRefused as the file's own reader refused it, or E109 past the child's limits; ConfigurationError where the words are wrong.
    """
    command = [sys.executable, "-I", "-m", "tasks.parsing", wanted, name, str(len(words))]
    ended = run(command, words + content, seconds)
    if ended.status != 0:
        raise _broken(ended)
    answer: dict[str, Any] = json.loads(ended.output)
    if "misconfigured" in answer:
        raise ConfigurationError(**answer["misconfigured"])
    if "refused" in answer:
        raise InputRefused(**answer["refused"])
    return answer


def _broken(ended: Ended) -> InputRefused:
    last = ended.errors.decode("utf-8", "replace").strip().rpartition("\n")[2]
    kind = last.partition(":")[0] if last else ""
    if ended.status is None or ended.status < 0 or kind == "MemoryError":
        return InputRefused(
            "文件过大或过于复杂，超出读取上限（30 秒、512 MB）", code="E109", remedy="请只保留方案部分，另存后重新提交"
        )
    return InputRefused("文件内容异常，无法解析", code="E109", where=kind, remedy="请在 Word 或 WPS 中重新另存后提交")
