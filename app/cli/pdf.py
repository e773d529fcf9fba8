"""The command that turns papers into PDF for looking at and printing, and says which fonts they were set without."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.acts import AsJson
from app.cli.words import DONE, REFUSED, WITH_DOUBTS, progress, say, say_json, say_table


def add_to(application: typer.Typer) -> None:
    """Add this command."""
    application.command(
        "pdf", help="把 .docx 转为 PDF（用本机的 LibreOffice），写入旁边的“PDF”文件夹，并逐件列出缺少的字体。"
    )(pdf)


def pdf(
    files: Annotated[
        list[Path], typer.Argument(metavar="文件…", help=".docx 文件，或放有 .docx 的文件夹（含下级文件夹）。")
    ],
    as_json: AsJson = False,
) -> None:
    """Turn papers into PDF; exit 1 where a font was missing, 4 where a paper could not be turned."""
    from duban.documents.replaced_fonts import together
    from tasks.rendering import papers_in, rendered

    with progress("转为 PDF"):
        made = rendered(papers_in(files))
    if as_json:
        say_json(
            [
                {
                    "file": str(one.file),
                    "pdf": str(one.pdf) if one.pdf else None,
                    "missing": one.fonts.missing,
                    "instead": one.fonts.instead,
                    "fault": one.fault or None,
                }
                for one in made
            ]
        )
    else:
        rows = ((str(one.pdf or one.file), "、".join(one.fonts.missing) or one.fault or "—") for one in made)
        say_table(("文件", "缺少的字体"), rows)
        if words := together(one.fonts for one in made).words:
            say(words)
    if any(one.fault for one in made):
        raise typer.Exit(REFUSED)
    raise typer.Exit(WITH_DOUBTS if any(one.fonts.missing for one in made) else DONE)
