"""Run one flow in a process of its own: `python -m app.tick flows.send_reminders:send_reminders today=2026-03-02`.

The scheduler and the demonstration start flows this way: the child chooses its engine from its environment, and its memory, its
Prefect client and its faults end with it.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module

from duban.errors import DubanError


def command(entrypoint: str, arguments: Mapping[str, str]) -> list[str]:
    """Return the command line that runs `module:flow` with these arguments."""
    return [sys.executable, "-m", "app.tick", entrypoint, *(f"{name}={value}" for name, value in arguments.items())]


def run(
    entrypoint: str, arguments: Mapping[str, str], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Return the finished child; `returncode` is 0 when the flow went through, its last error line stands in `stderr`."""
    return subprocess.run(
        command(entrypoint, arguments),
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def main() -> int:
    """Return the flow's exit code: 0, or the one of the DubanError that stopped it."""
    module, _, name = sys.argv[1].partition(":")
    flow = getattr(import_module(module), name)
    try:
        flow(**dict(argument.split("=", 1) for argument in sys.argv[2:]))
    except DubanError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
