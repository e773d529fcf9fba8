"""Playing a demonstration day by day: hand out, answer, remind, send; on the first of each month the cycle of the month before."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from app import tick
from app.demo.clerk import fill
from app.demo.story import MONTHS, Story
from duban.errors import TryLater
from duban.months import Month
from duban.rules.calendar import is_published_workday
from flows.send_reminders import send_reminders
from models.adoption import Adoption
from models.months import month_in_record, read_month
from models.queries import campaign_values
from tasks.adopting import Order, adopt_file
from tasks.assigning import assign, hand_out
from tasks.ledger import moment, reading_sessions
from tasks.papers import folder_of, safe_name
from tasks.settings import settings
from tasks.taking import record, take

BY = "演示"


class Play:
    """One demonstration under way."""

    def __init__(self, story: Story, out: Path, environment: Mapping[str, str], console: Console) -> None:
        self.story, self.out, self.environment, self.console = story, out, environment, console
        self.counts: Counter[str] = Counter()
        self.refusals: list[str] = []

    def run(self) -> None:
        """Play all days and print what came of them."""
        adoption = self._adopt()
        if not self._tasks(adoption):
            self.console.print("这份文件里没有读到任务（总结、报道、政策说明不含任务），没有可督查的事项。")
            return
        handout = self._hand_out(adoption)
        months = [Month.of(handout).plus(number) for number in range(MONTHS)]
        end = months[-1].plus(1).first
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self.console) as progress:
            bar = progress.add_task("逐日办理", total=(end - handout).days + 1)
            for day in (handout + timedelta(days=number) for number in range((end - handout).days + 1)):
                progress.update(bar, description=f"逐日办理 {day}", advance=1)
                self._answers(adoption, day)
                if day.day == 1 and Month.of(day).plus(-1) in months:
                    progress.update(bar, description=f"月度督查 {Month.of(day).plus(-1)}")
                    self._cycle(adoption, Month.of(day).plus(-1), day)
                if is_published_workday(day.toordinal()):
                    self.counts.update(send_reminders(_at(day, 9)))
        self._summary(adoption, months)

    def _adopt(self) -> Adoption:
        story = self.story
        self.console.print(f"方案入账：{story.plan}")
        now = datetime.fromisoformat(_at(story.handout, 8)) if story.handout else moment(None)
        adoption = adopt_file(Order(story.plan, story.units, now, BY, head=story.head))
        with reading_sessions().begin() as session:
            campaign = campaign_values(session, adoption.campaign_id)
        self.console.print(f"  {adoption.title}：任务 {len(campaign.tasks)} 项，单位 {len(campaign.register.units)} 个")
        for doubt in adoption.doubts:
            self.console.print(f"  存疑：{doubt}", highlight=False)
        return adoption

    def _tasks(self, adoption: Adoption) -> int:
        with reading_sessions().begin() as session:
            return len(campaign_values(session, adoption.campaign_id).tasks)

    def _hand_out(self, adoption: Adoption) -> date:
        """Assign all tasks on the story's day, or on the first working day from the campaign's start on."""
        with reading_sessions().begin() as session:
            start = campaign_values(session, adoption.campaign_id).start
        day = self.story.handout or start
        while not is_published_workday(day.toordinal()):
            day += timedelta(days=1)
        at, month = _at(day, 8), str(Month.of(day))
        tasks = assign(adoption.campaign_id, at, BY)
        files, letters = hand_out(adoption.campaign_id, month, at)
        self.console.print(f"交办 {day}：任务 {tasks} 项，任务清单 {len(files)} 份，清单函 {letters} 件")
        return day

    def _answers(self, adoption: Adoption, day: date) -> None:
        """Let the units of the story answer through their checklists, and record the office's decisions."""
        now = datetime.fromisoformat(_at(day, 16))
        for answer in (answer for answer in self.story.answers if answer["on"] == day.isoformat()):
            unit = answer["unit"]
            issued = folder_of(adoption.title, str(Month.of(day))) / "任务清单" / f"{safe_name(unit)}.xlsx"
            received = take(fill(issued, answer["rows"], self.out / "收件" / f"{day}_{unit}.xlsx"), now, BY)
            self.counts["answers"] += 1
            self.counts["facts"] += received.facts
            self.refusals += [f"{received.path.name}：{fault}" for fault in received.faults]
        decisions = [fact for fact in self.story.decisions if fact.on == day]
        if decisions:
            refused = record(adoption.campaign_id, decisions, now, BY)
            self.counts["decisions"] += len(decisions) - len(refused)
            self.refusals += [f"{item.fact.on} {item.fact.do}：{item.reason}" for item in refused]

    def _cycle(self, adoption: Adoption, month: Month, day: date) -> None:
        """Run the month's flow in a process of its own, under the Prefect server where there is one."""
        arguments = {"campaign": str(adoption.campaign_id), "month": str(month), "at": _at(day, 8)}
        done = tick.run("flows.monthly_cycle:monthly_cycle", arguments, self.environment)
        if done.returncode:
            raise TryLater(
                f"{month} 月度督查未完成", where=done.stderr.strip().splitlines()[-1:][0] if done.stderr else ""
            )

    def _summary(self, adoption: Adoption, months: list[Month]) -> None:
        table = Table("月份", "事项", "办结", "逾期", "滞后", "平均分", "优秀", "不合格", title="三个月一览")
        with reading_sessions().begin() as session:
            for month in months:
                result = read_month(session, month_in_record(session, adoption.campaign_id, month).id).result
                count = Counter(line.standing for line in result.obligations if line.weight)
                scores = [unit.score for unit in result.units if unit.score is not None]
                grades = Counter(unit.grade for unit in result.units)
                table.add_row(
                    str(month),
                    str(sum(count.values()) - count["out"]),
                    str(count["done"] + count["done_late"]),
                    str(count["overdue"]),
                    str(count["behind"] + count["far_behind"]),
                    f"{float(sum(scores) / len(scores)):.2f}" if scores else "—",
                    str(grades["优秀"]),
                    str(grades["不合格"]),
                )
        self.console.print(table)
        counts = self.counts
        self.console.print(
            f"收到答复 {counts['answers']} 份（{counts['facts']} 条，均为虚构），审核决定 {counts['decisions']} 条；"
            f"催办函 {counts['letters']} 件，无联络地址未发 {counts['skipped']} 项；邮件送出 {counts['accepted']} 封"
        )
        for refusal in self.refusals:
            self.console.print(f"  未入账：{refusal}", highlight=False)
        self.console.print("可打开：")
        for month in months:
            self.console.print(
                f"  {folder_of(adoption.title, str(month)) / 'index.html'}", highlight=False, soft_wrap=True
            )
        self.console.print(f"  {self.out / '邮件'}（全部邮件）", highlight=False, soft_wrap=True)


def _at(day: date, hour: int) -> str:
    return datetime.combine(day, time(hour, 30 if hour == 8 else 0), ZoneInfo(settings().zone)).isoformat()
