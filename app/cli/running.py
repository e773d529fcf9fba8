"""Commands about the installation: run it, show it, list its settings."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.words import say, say_table


def add_to(application: typer.Typer) -> None:
    """Add these commands."""
    application.command(
        "run", help="常驻运行：按 prefect.yaml 的时刻自动催办、投递、办理月度督查；Ctrl-C 或 SIGTERM 停止。"
    )(run)
    application.command("demo", help="演示：方案入账到三个月督查、函件、通报，全部写入 out/demo。")(demo)
    application.command("pool", help="在 PREFECT_API_URL 所指的 Prefect 服务上建立工作池，供多个 worker 使用。")(pool)
    application.command("settings", help="列出全部设置及现值。")(settings)
    application.command(
        "template", help="把自带的文种模板写到一个文件夹，供修改样式和字体；不给文件夹则检查 DUBAN_LAYOUTS 所指的模板。"
    )(template)


def run(
    server: Annotated[
        bool, typer.Option("--server/--no-server", help="同时在本机启动 Prefect 页面以便查看每次运行。")
    ] = True,
) -> None:
    """Tick until stopped, with or without a Prefect server of our own."""
    from app.prefect_server import client_environment, prefect_server
    from app.scheduler import Ticker, print_with_time, scheduled_jobs
    from tasks.settings import settings

    jobs = scheduled_jobs()
    if not server:
        Ticker({"DUBAN_ENGINE": "direct"}, print_with_time).run_until_stopped(jobs)
        return
    home = settings().out / "prefect"
    with prefect_server(home) as api:
        say(f"Prefect 页面：{api.removesuffix('/api')}")
        Ticker(client_environment(api, home), print_with_time).run_until_stopped(jobs)


def demo(
    plan: Annotated[
        Path | None, typer.Argument(metavar="方案", help="你的方案文件；不给则用自带的虚构县示例。")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="产出文件夹，其中旧的演示会被清空。")] = Path("out/demo"),
    server: Annotated[
        bool, typer.Option("--server/--no-server", help="月度督查经本机 Prefect 运行，可在其页面查看。")
    ] = True,
) -> None:
    """Show the office's three months from the plan to the circular."""
    from app.demo.stage import demonstrate

    demonstrate(plan, out, with_server=server)


def pool() -> None:
    """Make the work pool of prefect.yaml's deployments."""
    from app.work_pool import POOL, make_pool

    say(f"工作池 {POOL} " + ("已建立。" if make_pool() else "此前已建立。"))


def settings() -> None:
    """Print every setting: variable, value now, meaning. Secrets are shown as stars."""
    from tasks.settings import Settings
    from tasks.settings import settings as values

    now = values()
    say_table(
        ("变量", "现值", "含义"),
        (
            (f"DUBAN_{name.upper()}", str(getattr(now, name)), field.description or "")
            for name, field in Settings.model_fields.items()
        ),
    )


def template(folder: Annotated[Path | None, typer.Argument(help="写到哪个文件夹。")] = None) -> None:
    """Write our Word template to start from, or say whether the office's own can be used."""
    from duban.documents.office_template import TEMPLATE_NAME, template_docx
    from tasks.papers import office_template, put
    from tasks.settings import settings

    if folder is not None:
        say(f"已写出 {put(folder / TEMPLATE_NAME, template_docx())}；改好后把 DUBAN_LAYOUTS 设为该文件夹。")
        return
    office_template()
    own = settings().layouts
    say(f"文种模板可用：{own / TEMPLATE_NAME}" if own else "未设 DUBAN_LAYOUTS，使用自带的文种模板。")
