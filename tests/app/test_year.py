"""A year of the example county: played day by day as the office would, month by month, and told by `duban task`."""

import json
from pathlib import Path

import pytest
from offices import EXAMPLE, duban, environment, in_process

from duban.life.script import read_acts
from duban.months import Month

YEAR = EXAMPLE / "全年.yaml"
TASK = "三/（一）"


def test_a_year_is_played_and_the_task_tells_it(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables = environment(sqlite_url, tmp_path / "out")
    scripted = read_acts(YEAR.read_text(encoding="utf-8"))
    with in_process(monkeypatch, variables):
        from flows.monthly_cycle import monthly_cycle
        from tasks.acting import do
        from tasks.adopting import Order, adopt_file
        from tasks.assigning import assign
        from tasks.ledger import moment
        from tasks.reminding import remind

        adoption = adopt_file(
            Order(EXAMPLE / "方案.txt", EXAMPLE / "名录.csv", moment("2026-03-02"), "办公室", head="县委副书记")
        )
        campaign = adoption.campaign_id
        assign(campaign, "2026-03-02", "办公室")
        judged = Month(2026, 2)
        for day in sorted({one.act.on for one in scripted}):
            while Month.of(day).plus(-1) > judged:
                judged = judged.plus(1)
                if judged.month in (3, 6):
                    monthly_cycle(str(campaign), str(judged), f"{judged.plus(1).first}T08:30")
            remind(campaign, f"{day}T09:00")
            for one in scripted:
                if one.act.on == day:
                    do(campaign, one.act, (), moment(f"{day}T15:00"))

    told = duban(variables, "task", TASK, "--on", "2026-11-30", "--json")
    assert told.returncode == 0, told.stderr
    story = json.loads(told.stdout)
    lines = [(line["on"], line["what"]) for line in story["lines"]]
    assert lines == sorted(lines, key=lambda line: line[0]), "in order of time"
    assert {unit["state"] for unit in story["units"]} == {"已归档"}
    said = "\n".join(what for _, what in lines)
    for words in (
        "列入云教组办发〔2026〕3号",
        "交办",
        "松河乡提出异议",
        "对松河乡答复异议（处理：维持",
        "松河乡申请延期（拟延至2026-05-29",
        "对松河乡准予延期",
        "对松河乡退回（理由：缺2栋鉴定报告）",
        "对松河乡初审通过",
        "对松河乡批准办结",
        "向松河乡发出",
        "2026-03督查（第1版，草稿）",
        "问题1：对白溪乡登记问题",
        "归档",
        "复发1：拟办立项",
        "复发后重新立项（新任务：复发1",
    ):
        assert words in said, words
    june = next(what for _, what in lines if what.startswith("2026-06督查"))
    assert "县应急管理局" not in june, "let off in May, no longer judged"
    acts = [one for one in scripted if one.act.key == TASK]
    recorded = [line for line in story["lines"] if line["order"]]
    assert len(recorded) >= len(acts), "nothing that was done is left out"
    plain = duban(variables, "task", TASK, "--on", "2026-11-30").stdout
    assert "松河乡（督查员甲代录）" in plain
    assert duban(variables, "audit", "verify").returncode == 0
    # The entered successor tells where it came from.
    assert "复发1：批准立项" in duban(variables, "task", "复发1", "--on", "2026-11-30").stdout
