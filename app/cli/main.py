"""The commands put together, and the one place where an error becomes a sentence and an exit code."""

import os
import secrets
import sys
import tempfile
import traceback
from pathlib import Path
from typing import NoReturn

import typer
from typer._click.exceptions import ClickException

from app.cli import (
    acts,
    appeals,
    audit,
    burden,
    chains,
    drafts,
    draws,
    facts,
    findings,
    inspections,
    letters,
    mailbox,
    measures,
    months,
    papers,
    parts,
    pdf,
    plans,
    rules,
    running,
    stocktaking,
)
from app.cli.usage import as_refusal
from duban.errors import DubanError

INTERRUPTED, BUG = 130, 70

application = typer.Typer(
    name="duban",
    help="督办：方案入账、任务交办、收件、催办，一月一督查、一月一通报、一月一考核。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
PARTS = (
    *(plans, facts, acts, chains, parts, measures, inspections, findings, draws, stocktaking),
    *(appeals, months, drafts, papers, pdf, letters, mailbox, burden, rules, audit, running),
)
for part in PARTS:
    part.add_to(application)


def main() -> None:
    """Run the command line and leave with its exit code (promise P30: 0 done, 1 with doubts, 2–5, 70 a bug of ours)."""
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        sys.exit(application(standalone_mode=False) or 0)
    except ClickException as error:
        _refuse(as_refusal(error))
    except DubanError as error:
        _refuse(error)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(INTERRUPTED)
    except SystemExit as leaving:
        if isinstance(leaving.__context__, BrokenPipeError):
            # The reader of our output has gone: nothing is left to say, not even at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        raise
    except Exception as error:  # noqa: BLE001 - the outermost frame: a bug ends in a reference, not in a traceback
        sys.stderr.write(f"内部错误（编号 {_kept(error)}）：请把该编号对应的文件发给维护者。\n")
        sys.exit(BUG)


def _refuse(error: DubanError) -> NoReturn:
    sys.stderr.write(f"错误：{error}\n")
    sys.exit(error.exit_code)


def _kept(error: Exception) -> str:
    reference = secrets.token_hex(4)
    file = Path(tempfile.gettempdir()) / f"duban-error-{reference}.txt"
    file.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    file.chmod(0o600)
    return f"{reference}，{file}"
