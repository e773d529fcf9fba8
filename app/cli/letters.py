"""Commands about letters: sweep for reminders, send what is due, settle what nobody knows, reconcile after a restore."""

from datetime import timedelta
from typing import Annotated, Literal, cast, get_args

import typer

from app.cli.burden import warn
from app.cli.words import WITH_DOUBTS, By, On, say, say_table, someone
from duban.errors import TryLater, UsageError

# How long a letter that was taken back stays in the list.
SHOWN = timedelta(days=31)
Choice = Literal["resend", "arrived", "cancel"]
STATES = {
    "accepted": "已送出",
    "retry": "待重发",
    "bounced": "被退回",
    "uncertain": "去向不明",
    "held": "待人工确认",
    "expired": "已过期",
    "cancelled": "已撤回",
    "pending": "待发",
    "sending": "发送中",
    "taken over": "已由他人接手",
}


def add_to(application: typer.Typer) -> None:
    """Add these commands."""
    application.command("remind", help="每日催办：到期前提醒、逾期催办督办，一人一天一函；休息日不发。")(remind)
    application.command("send", help="投递：送出到时的邮件（08:00–18:00）。")(send)
    application.command("reconcile", help="核对：台账从备份恢复后，按发送日志认清已送出的函件，再继续投递。")(reconcile)
    application.command("mail", help="查看需要人工处理的邮件；用 --settle 处理一封。")(mail)


def remind(on: On = None) -> None:
    """Run the day's sweep and send."""
    from flows.send_reminders import send_reminders

    warn(None, on, sweeping=True)
    done = send_reminders(on)
    say(f"催办函 {done.pop('letters')} 件，无联络地址 {done.pop('skipped')} 项。")
    _say_states(done)


def send(
    on: On = None,
    confirm_clock: Annotated[
        bool, typer.Option("--confirm-clock", help="本机日期比上次跳后 24 小时以上时，确认日期无误。")
    ] = False,
) -> None:
    """Send what is due."""
    from flows.deliver_mail import deliver_mail

    warn(None, on)
    _say_states(deliver_mail(on, confirm_clock))


def reconcile(on: On = None) -> None:
    """Tell what left before a restore, what is owed, and which acknowledged answers are missing; exit 1 when a person is needed."""
    from tasks.ledger import moment
    from tasks.reconciling import reconcile as reconcile_now

    done = reconcile_now(moment(on))
    say(f"按发送日志认定已送出：邮件 {done.accepted} 封，函件 {done.departed} 件，均不再重发。")
    if done.doubtful:
        say(f"可能已送出、未得确认的函件 {done.doubtful} 件；其中报领导、告知得分的留待人工确认（duban mail）。")
    say(
        f"仍欠函件 {len(done.owed)} 件" + ("：" if done.owed else "。"),
        *(f"  - {to}　{what}" for to, what in done.owed),
    )
    if done.untaken:
        say("已收到、台账中没有的反馈，请用 duban take 重新收件：", *(f"  - {one.path}" for one in done.untaken))
    say("投递已恢复。")
    if done.doubtful or done.untaken:
        raise typer.Exit(WITH_DOUBTS)


def mail(
    settle: Annotated[int | None, typer.Option("--settle", metavar="编号", help="要处理的邮件编号。")] = None,
    choice: Annotated[str, typer.Option("--as", help="resend 再发，arrived 已送达，cancel 撤回。")] = "",
    everything: Annotated[bool, typer.Option("--all", help="连同一个月以前撤回的函件一并列出。")] = False,
    by: By = None,
    on: On = None,
) -> None:
    """List the mails a person must look at, or settle one."""
    from models.dispatch import decide
    from models.outbox import cancelled_letters, troubled
    from tasks.ledger import moment, reading_sessions, sessions

    if settle is None:
        with reading_sessions().begin() as session:
            since = None if everything else moment(on) - SHOWN
            found, refused = troubled(session), cancelled_letters(session, since)
        say_table(
            ("编号", "收件人", "日期", "状态", "说明"),
            ((str(m.id), m.to, str(m.day), STATES[m.state], m.note or "") for m in found),
        )
        for address, subject, reason in refused:
            say(f"未发出：{address}　{subject}　{reason}")
        return
    with sessions(someone(by), "处理邮件").begin() as session:
        if not decide(session, settle, _choice(choice), someone(by), moment(on)):
            raise UsageError(f"邮件 {settle} 不在待处理之列", remedy="用 duban mail 查看")
    say(f"邮件 {settle} 已处理。")


def _choice(word: str) -> Choice:
    if word in get_args(Choice):
        return cast(Choice, word)
    raise UsageError(f"处理方式不能是“{word}”", remedy="应为 resend、arrived 或 cancel")


def _say_states(counts: dict[str, int]) -> None:
    """Print what became of the mails; exit 5 when some could not leave for now, with the first reason."""
    say("邮件：" + ("、".join(f"{STATES[name]} {count}" for name, count in counts.items()) or "没有到时要发的"))
    if counts.get("retry"):
        from models.outbox import mails, outbox_counts
        from tasks.ledger import reading_sessions

        with reading_sessions().begin() as session:
            waiting, first = outbox_counts(session), mails(session, ["retry"])[0]
        left = sum(waiting.get(state, 0) for state in ("pending", "retry"))
        raise TryLater(
            f"还有 {left} 封邮件未送出", where=first.note or "", remedy="稍后自动再试，也可再次运行 duban send"
        )
