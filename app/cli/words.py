"""What all commands share: how they print, ask, and name who acts."""

import getpass
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from duban.plan import Doubt

On = Annotated[str | None, typer.Option("--on", metavar="YYYY-MM-DD", help="按这一天办理（默认今天）。")]
By = Annotated[str | None, typer.Option("--by", help="经办人（默认当前登录用户）。")]
CampaignName = Annotated[str, typer.Argument(metavar="专项行动", help="编号、全名或不会混淆的一部分名称。")]
MonthName = Annotated[str, typer.Argument(metavar="月份", help="写作 YYYY-MM。")]

DONE, WITH_DOUBTS, REFUSED = 0, 1, 4


def say(*lines: str) -> None:
    """Print lines for the user."""
    for line in lines:
        typer.echo(line)


def say_json(value: Any) -> None:
    """Print a value as JSON."""
    say(json.dumps(value, ensure_ascii=False, indent=1))


def say_doubts(doubts: Sequence[Doubt]) -> None:
    """Print what a person must look at, if anything."""
    if doubts:
        say(f"存疑 {len(doubts)} 处：", *(f"  - {doubt}" for doubt in doubts))


def say_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table that fits the terminal, or tab-separated lines where the output is no terminal."""
    if not sys.stdout.isatty():
        say("\t".join(headings), *("\t".join(row) for row in rows))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*headings)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


@contextmanager
def progress(what: str) -> Iterator[None]:
    """Show how far many papers have come while the block lasts, on a terminal only and gone at the end."""
    from tasks.printing import watched

    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(what, total=None, visible=False)

        def tell(made: int, total: int) -> None:
            shown.update(task, completed=made, total=total, visible=True)

        with watched(tell):
            yield


def someone(by: str | None) -> str:
    """Return who acts: the name given, or the user of the machine."""
    return by or getpass.getuser()
