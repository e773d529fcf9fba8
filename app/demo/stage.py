"""The demonstration: one office, three months, from the plan to the circulars, on files, mails and a ledger of its own.

The days are played one after another with the same commands' steps that a live office runs; only the clock is given. The answers of the
example county are invented and marked so.
"""

import os
import shutil
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from app.demo.story import Story, example
from app.prefect_server import client_environment, prefect_server
from duban.errors import InputRefused

MARK = ".duban-demo"


def demonstrate(plan: Path | None, out: Path, *, with_server: bool) -> None:
    """Play the example county's three months, or those of a given plan without answers, into the folder `out`."""
    story = example() if plan is None else Story(plan, None, None, None, None, [], ())
    _prepare(out)
    console = Console()
    with ExitStack() as stack:
        environment = _environment(story, out)
        if with_server:
            console.print("启动本机 Prefect 服务 …")
            api = stack.enter_context(prefect_server(out / "prefect"))
            environment |= client_environment(api, out / "prefect")
            console.print(f"月度督查经 Prefect 运行，运行期间可在 {api.removesuffix('/api')} 查看")
        # Only now: what these import opens the ledger the environment names.
        from app.demo.play import Play

        Play(story, out, environment, console).run()


def _prepare(out: Path) -> None:
    """Empty the folder of an earlier demonstration; InputRefused where it holds anything else."""
    if out.exists() and any(out.iterdir()):
        if not (out / MARK).exists():
            raise InputRefused("演示文件夹里有别的文件", where=str(out), remedy="用 --out 另指一个空文件夹")
        shutil.rmtree(out)
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / MARK).touch()
    except OSError as error:
        raise InputRefused(
            f"无法写入：{error.strerror}", where=str(out), remedy="用 --out 另指一个可写的文件夹"
        ) from error


def _environment(story: Story, out: Path) -> dict[str, str]:
    """Point this process and its children at the demonstration's own ledger and folder."""
    own = {
        "DUBAN_DATABASE_URL": f"sqlite:///{(out / '台账.sqlite3').resolve()}",
        "DUBAN_OUT": str(out),
        "DUBAN_AUDIT_KEY_FILE": str((out / "审计密钥").resolve()),
        "DUBAN_MAIL": "folder",
        "DUBAN_CHANNELS": "",
        "DUBAN_MAIL_FROM": "bangongshi@yunling.example",
        "DUBAN_MAIL_DOMAIN": "yunling.example",
        "DUBAN_ENGINE": "direct",
    }
    if story.office:
        own["DUBAN_OFFICE"] = story.office
    os.environ.update(own)
    return own
