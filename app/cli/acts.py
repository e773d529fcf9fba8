"""Commands about acts: do one, list what can be done, list people, tell a task's story."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.words import By, CampaignName, On, progress, say, say_json, say_table, someone

if TYPE_CHECKING:
    from duban.life.act import Act
    from duban.life.choosing import Choice
    from models.campaigns import CampaignName as Campaign

AsJson = Annotated[bool, typer.Option("--json", help="按 JSON 输出。")]
Day = Annotated[str | None, typer.Option("--day", metavar="YYYY-MM-DD", help="事情发生的日期（默认办理当天）。")]


def add_to(application: typer.Typer) -> None:
    """Add these commands."""
    application.command(
        "act", help="办理：以某人名义登记一件事（签收、异议、退回、批准、撤销、立项……），附依据和佐证。"
    )(act)
    application.command("acts", help="列出全部可办理的事项、所需字段和权限。")(acts)
    application.command("people", help="列出人员和权限；--add 登记，--leave 离任。")(people)
    application.command("task", help="一项任务的办理纪实：何时、何人、何事、依据、佐证，按时间排列。")(task)
    application.command("proof", help="取出一份佐证文件（按其 SHA-256）。")(proof)


def act(
    campaign: CampaignName,
    subject: Annotated[str, typer.Argument(metavar="对象", help="任务、立项、单位、人员……（见 duban acts）。")],
    key: Annotated[
        str,
        typer.Argument(
            metavar="编号",
            help="任务编号、问题编号、姓名……；新开事项写 - 由台账编号。"
            "问题可一次办多件：2026-05/1、2026-05/3-9，整月 2026-05，或 全部（整月、连号、全部只取可办该事项的）。",
        ),
    ],
    kind: Annotated[str, typer.Argument(metavar="事项", help="中文名或英文词，如 退回 或 return。")],
    details: Annotated[list[str] | None, typer.Argument(metavar="字段=值…", help="如 reason=佐证不足。")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="所涉单位。")] = None,
    behalf: Annotated[str | None, typer.Option("--for", help="代录：代哪个单位登记。")] = None,
    basis: Annotated[str | None, typer.Option("--basis", help="依据（文号、批示、会议）。")] = None,
    files: Annotated[list[Path] | None, typer.Option("--file", help="佐证文件，可多次。")] = None,
    sort: Annotated[str | None, typer.Option("--sort", help="批量：只办这一类问题。")] = None,
    but: Annotated[str, typer.Option("--except", metavar="编号", help="批量：排除这些编号，写法同编号。")] = "",
    rehearse: Annotated[bool, typer.Option("--dry-run", help="批量：只判断能否登记，不写入。")] = False,
    by: By = None,
    day: Day = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Record one act, on one matter or on many findings at once; exit 4 with the rule where it is refused, and nothing is recorded."""
    from duban.errors import UsageError
    from duban.life.act import Act
    from duban.life.choosing import Choice, is_many
    from duban.life.kinds import checked_day
    from duban.life.story import sentence
    from duban.life.words import subject_and_kind
    from tasks.acting import do, read_details
    from tasks.inspecting import chosen
    from tasks.ledger import moment

    (found,) = chosen(campaign)
    now = moment(on)
    matter, word = subject_and_kind(subject, kind)
    wanted = Act(
        order=0,
        on=checked_day(day) if day else now.date(),
        subject=matter,
        key="" if key == "-" else key,
        do=word,
        by=someone(by),
        unit=unit or behalf,
        on_behalf_of=behalf,
        basis=basis,
        detail=read_details(details or ()),
    )
    if (many := sort or but or rehearse) and matter != "finding":
        raise UsageError("--sort、--except、--dry-run 只用于问题", remedy="去掉这些选项，逐件办理")
    if many or (matter == "finding" and is_many(key)):
        choice = Choice(key, word, but, sort, wanted.unit)
        _act_on_many(found, wanted, choice, (files or (), now, rehearse), as_json=as_json)
        return
    done = do(found.id, wanted, files or (), now)
    if as_json:
        say_json(
            {
                "campaign": found.title,
                "order": done.act.order,
                "subject": done.act.subject,
                "key": done.act.key,
                "do": done.act.do,
                "on": done.act.on.isoformat(),
                "followed": list(done.followed),
            }
        )
        return
    say(f"已登记（第{done.act.order}条）：{done.act.on} {done.act.key} {sentence(done.act)}")
    say(*(f"  - {line}" for line in done.followed))


def _act_on_many(
    found: "Campaign", act: "Act", choice: "Choice", how: tuple[Sequence[Path], datetime, bool], *, as_json: bool
) -> None:
    """Record an act on every finding chosen; exit 4 with a line for each that is refused."""
    from duban.life.finding_kinds import FINDING_KINDS
    from tasks.acting_together import ManyRefused, do_together

    files, now, rehearse = how
    try:
        with progress("办理"):
            done = do_together(found.id, act, choice, files, now, rehearse=rehearse)
    except ManyRefused as error:
        say(*(f"  - 不能登记：{line}" for line in error.reasons))
        raise
    if as_json:
        told = {"campaign": found.title, "do": act.do, "on": act.on.isoformat(), "recorded": not rehearse}
        say_json(told | {"keys": [one.key for one in done.acts], "letters": done.letters})
        return
    words = "均可登记，未写入" if rehearse else f"已登记，待发函件{done.letters}件"
    title = FINDING_KINDS[act.do].title
    say(f"{title}：{len(done.acts)}件{words}")
    for one in done.findings:
        limit = f"　时限{one.limit}" if one.limit else ""
        say(f"  - {one.key}　{one.unit or '—'}　{one.sort}　{one.opening.told('facts')}　{one.words()}{limit}")


def acts(
    subject: Annotated[str | None, typer.Argument(metavar="对象", help="只列一类。")] = None, as_json: AsJson = False
) -> None:
    """Print the catalogue of acts."""
    from duban.life.words import catalogue_rows, subject_named

    rows = catalogue_rows(subject_named(subject) if subject else None)
    if as_json:
        say_json([row._asdict() for row in rows])
        return
    say_table(
        ("对象", "事项", "英文词", "谁可办理", "字段（*必填）", "另需"),
        (
            (f"{row.subject}（{row.subject_word}）", row.title, row.word, row.right, row.fields, row.needs)
            for row in rows
        ),
    )


def people(
    campaign: CampaignName,
    add: Annotated[str | None, typer.Option("--add", metavar="姓名或职务", help="登记一人。")] = None,
    leave: Annotated[str | None, typer.Option("--leave", metavar="姓名或职务", help="登记离任。")] = None,
    role: Annotated[
        str | None, typer.Option("--role", help="身份：领导、主任、督查员、督查组成员、评议员、单位负责人、联络员。")
    ] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="所在单位。")] = None,
    post: Annotated[str | None, typer.Option("--post", help="职务。")] = None,
    by: By = None,
    day: Day = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """List who holds which post, or appoint or relieve somebody."""
    from duban.life.act import Act
    from duban.life.kinds import checked_day
    from duban.life.roster import title_of
    from tasks.acting import do
    from tasks.inspecting import chosen
    from tasks.ledger import moment
    from tasks.telling import roster

    (found,) = chosen(campaign)
    now = moment(on)
    if name := add or leave:
        word = "appoint" if add else "leave"
        told = {"role": role, "post": post if add else None}
        since = checked_day(day) if day else now.date()
        wanted = Act(
            0, since, "person", name, word, someone(by), unit=unit, detail={k: v for k, v in told.items() if v}
        )
        do(found.id, wanted, (), now)
        say(f"已登记：{name} {'任' if add else '离任'} {role or ''}".rstrip())
        return
    held = [one for people in roster(campaign).people.values() for one in people]
    if as_json:
        say_json(
            [
                {
                    "name": one.name,
                    "role": title_of(one.role),
                    "post": one.post,
                    "unit": one.unit,
                    "since": one.since.isoformat(),
                    "until": one.until.isoformat() if one.until else None,
                }
                for one in held
            ]
        )
        return
    say_table(
        ("姓名或职务", "身份", "职务", "单位", "自", "至"),
        (
            (one.name, title_of(one.role), one.post or "—", one.unit or "—", str(one.since), str(one.until or "—"))
            for one in held
        ),
    )


def task(
    number: Annotated[str, typer.Argument(metavar="任务编号", help="如 三/（一）。")],
    campaign: Annotated[str | None, typer.Option("--campaign", help="专项行动（只有一个时可不写）。")] = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Tell one task's whole story."""
    from duban.units import ROLE_NAMES
    from tasks.ledger import moment
    from tasks.telling import tell

    found, told = tell(number, campaign, moment(on).date())
    if as_json:
        say_json(
            {
                "campaign": found.title,
                "number": told.number,
                "title": told.title,
                "units": [{"unit": unit, "role": role, "state": state} for unit, role, state in told.units],
                "lines": [line.as_json() for line in told.lines],
            }
        )
        return
    say(f"{found.title}　任务{told.number}　{told.title}")
    say(*(f"  {unit}（{ROLE_NAMES[role]}）：{state}" for unit, role, state in told.units), "")
    for line in told.lines:
        place = f"#{line.order}" if line.order else "　"
        basis = f"　依据：{line.basis}" if line.basis else ""
        files = f"　佐证：{'、'.join(line.files)}" if line.files else ""
        say(f"{line.on}　{place}　{line.who}　{line.what}{basis}{files}")


def proof(
    sha256: Annotated[str, typer.Argument(metavar="SHA-256")],
    to: Annotated[Path, typer.Argument(metavar="文件", help="写到哪里。")],
) -> None:
    """Write a kept file out."""
    from tasks.acting import take_out

    take_out(sha256, to)
    say(f"已取出：{to}")
