"""The views of a campaign's life as an office types them: links, chain, parts, recurring, cases, indicators, draw, review, stock-take, report, burden."""

import json
from pathlib import Path
from typing import Any

import pytest
from offices import EXAMPLE, duban, environment

OTHERS = ("云城镇", "白溪乡", "落雁乡", "松河乡")
TABLE = (
    "条线,层级,地点,上级地点,职务,责任人,职责\n四包,1,青石镇,,书记,甲一,包乡\n四包,2,大坪村,青石镇,干部,甲二,包村\n"
    + "".join(
        f"四包,1,{name},,书记,{name}书记,包乡\n四包,2,{name}一村,{name},干部,{name}干部,包村\n" for name in OTHERS
    )
)


class Desk:
    """A desk with the example county adopted and assigned; `run` is one command, its exit code checked."""

    def __init__(self, variables: dict[str, str]) -> None:
        self.variables = variables
        self.errors = ""

    def run(self, *arguments: str | Path, code: int = 0, **settings: str) -> str:
        done = duban({**self.variables, **settings}, *arguments)
        assert done.returncode == code, done.stdout + done.stderr
        self.errors = done.stderr
        return done.stdout

    def act(self, *words: str, by: str = "主任甲", code: int = 0) -> str:
        return self.run("act", "1", *words, "--by", by, "--on", "2026-03-20", code=code)

    def json(self, *arguments: str, code: int = 0) -> Any:
        return json.loads(self.run(*arguments, "--json", code=code))


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path) -> Desk:
    made = Desk(environment(sqlite_url, tmp_path / "out"))
    made.run(
        "adopt", EXAMPLE / "方案.txt", "--units", EXAMPLE / "名录.csv", "--head", "县委副书记", "--on", "2026-03-02"
    )
    # The tasks without a lead leave doubts.
    made.run("assign", "1", "--on", "2026-03-02", code=1)
    made.run("people", "1", "--add", "主任甲", "--role", "主任", "--on", "2026-03-02")
    return made


def test_the_chain_is_filled_checked_and_asked(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "链条.csv").write_text(TABLE + "四包,2,小溪村,青石镇,,,\n", encoding="utf-8")
    taken = ("chain", "1", "--take", tmp_path / "链条.csv", "--by", "主任甲", "--on", "2026-03-20")
    assert "缺位" in desk.run(*taken, code=1)
    assert "入账 11 条" in desk.errors
    desk.run(*taken, code=1)
    assert "没有新内容" in desk.errors
    assert [one["sort"] for one in desk.json("chain", "1", "--check", "--on", "2026-03-20", code=1)] == ["缺位"]
    desk.act("责任链条", "四包/小溪村", "增列责任人", "holder=甲三")
    assert "链条完整" in desk.run("chain", "1", "--check", "--on", "2026-03-20")
    assert "大坪村\t甲二\t干部\t包村" in desk.run("chain", "1", "--place", "大坪村", "--on", "2026-03-20")
    desk.run(
        "act",
        "1",
        "责任链条",
        "四包/大坪村",
        "上报结果",
        "progress=40",
        "--for",
        "青石镇",
        "--by",
        "主任甲",
        "--on",
        "2026-03-20",
    )
    rows = {row["place"]: row for row in desk.json("chain", "1", "--on", "2026-03-20")}
    assert (rows["青石镇"]["done"], rows["青石镇"]["total"], rows["青石镇"]["mean"]) == (0, 2, 20.0)
    assert rows["青石镇"]["stuck"] == ["小溪村"]
    desk.run("chain", "1", "--place", "无此村", code=2)
    assert "链条中没有“无此村”" in desk.errors
    (tmp_path / "坏表.csv").write_text(TABLE.replace("四包,2", "四包,两"), encoding="utf-8")
    desk.run("chain", "1", "--take", tmp_path / "坏表.csv", "--by", "主任甲", "--on", "2026-03-20", code=4)
    assert "第3行层级“两”应为" in desk.errors
    assert "一条未入账" in desk.errors


def test_links_and_parts(desk: Desk) -> None:
    assert "没有发现疑为同一事项的任务" in desk.run("links", "1", "--on", "2026-03-20")
    assert desk.json("links", "1", "--on", "2026-03-20") == []
    told = ("task=三/（一）", "text=查校舍", "due=2026-04-20", "holder=镇长", "--for", "青石镇")
    desk.act("分解任务", "-", "分解任务", *told)
    (row,) = desk.json("parts", "1", "--on", "2026-03-20")
    assert (row["key"], row["unit"], row["total"], row["late"]) == ("三/（一）·青石镇·1", "青石镇", 1, [])
    assert "查校舍" in desk.run("parts", "1", "--on", "2026-03-20")


def test_what_is_measured(desk: Desk) -> None:
    desk.act("任务", "三/（三）", "开展一次", "--for", "青石镇")
    periods = [
        d
        for d in desk.json("recurring", "1", "--on", "2026-04-02")
        if d["unit"] == "青石镇" and d["task"] == "三/（三）"
    ]
    assert periods[0]["periods"][0] == {
        "first": "2026-03-01",
        "last": "2026-03-31",
        "wanted": 1,
        "state": "kept",
        "days": ["2026-03-20"],
    }
    value = ("指标", "义务教育阶段辍学率", "上报指标值", "value=4", "as_of=2026-03-19", "--for", "县教育体育局")
    desk.act(*value, "unit=人", code=4)
    assert "与目标的单位“%”不同" in desk.errors
    desk.act(*value, "unit=‰")
    found = {one["metric"]: one for one in desk.json("indicators", "1", "--on", "2026-03-20")}
    assert (found["义务教育阶段辍学率"]["verdict"], found["义务教育阶段辍学率"]["value"]) == ("not met", 0.4)
    assert found["义务教育阶段辍学率"]["told"]["as_of"] == "2026-03-19"
    assert "由4‰折算" in desk.run("indicators", "1", "--on", "2026-03-20")
    assert desk.json("cases", "1", "--on", "2026-03-20") == []
    desk.act("办件", "-", "受理", "task=三/（一）", "matter=x", "--for", "青石镇", code=4)
    assert "没有“多长时间内办结”" in desk.errors


def test_a_round_is_drawn_verified_and_refused_when_impossible(desk: Desk) -> None:
    asked = ("draw", "1", "--hold", "--units", "各乡镇", "--by", "主任甲", "--on", "2026-03-20")
    drawn = desk.json(*asked, "--seed", "2026春")
    assert drawn["seed"] == "2026春"
    assert len(drawn["pairs"]) == 5
    assert "一致" in desk.run("draw", "1", "1", "--verify", "--on", "2026-03-20")
    desk.run(*asked, "--apart", "各乡镇", code=4)
    assert "“各乡镇”内部不得互查" in desk.errors
    second = desk.json(*asked)
    pairs = [{(team, one["unit"]) for one in found["pairs"] for team in one["team"]} for found in (drawn, second)]
    assert not pairs[0] & pairs[1]
    desk.act("交叉检查", "1", "下发标准表", "items=校舍=40、控辍=60")
    unit = drawn["pairs"][0]["unit"]
    desk.act("交叉检查", "1", "自查得分", "scores=校舍=40、控辍=60", "--for", unit)
    shown = desk.json("draw", "1", "1", "--on", "2026-03-20")
    assert next(one for one in shown["units"] if one["unit"] == unit)["own"] == 100.0
    assert "尚缺" in desk.run("draw", "1", "1", "--on", "2026-03-20")
    desk.run("draw", "1", "9", "--verify", "--on", "2026-03-20", code=2)


def test_review_stocktake_and_report(desk: Desk) -> None:
    desk.run("review", "1", "2026-03", code=2)
    for judge in ("评委一", "评委二"):
        desk.run("people", "1", "--add", judge, "--role", "评议员", "--by", "主任甲", "--on", "2026-03-02")
    desk.act(
        "月度评议",
        "-",
        "组织评议",
        "month=2026-03",
        "units=青石镇",
        "judges=评委一、评委二",
        "method=平均",
        "weight=20",
    )
    desk.act("月度评议", "2026-03", "评分", "points=80", "--unit", "青石镇", by="评委一")
    desk.act("月度评议", "2026-03", "评分", "points=91", "--unit", "青石镇", by="评委二")
    (unit,) = desk.json("review", "1", "2026-03", "--on", "2026-03-20")["units"]
    assert (unit["mean"], unit["spread"], unit["part"]) == (85.5, 11.0, 17.1)
    assert "85.50\t11.00\t17.10" in desk.run("review", "1", "2026-03", "--on", "2026-03-20")
    desk.act("议定事项", "-", "议定事项", "matter=补报名单", "due=2026-03-27", "--unit", "青石镇")
    taken = desk.json("stocktake", "1", "--on", "2026-03-27")
    assert [one["matter"] for one in taken["decisions"]] == ["补报名单"]
    assert Path(taken["file"]).name == "2026-03-27.docx"
    assert "调度建议：" in desk.run("stocktake", "1", "--on", "2026-03-27")
    desk.run("report", "1", "2026-03", code=2)
    assert "尚未督查" in desk.errors
    desk.run("month", "1", "2026-03", "--on", "2026-04-01")
    assert "月度报告（送审稿）.docx" in desk.run("report", "1", "2026-03")


def test_the_burden_is_shown_and_warned_of_before_anything_is_sent(desk: Desk) -> None:
    shown = desk.json("burden", "1", "2026-03")
    assert {one["unit"]: one["fields"] for one in shown["units"]}["青石镇"] == 48
    assert shown["ceiling"] == {"letters": 12, "reports": 10, "fields": 90}
    low = {"DUBAN_BURDEN_FIELDS": "40"}
    assert "青石镇 填报项48格（上限40）" in desk.run("assign", "1", "--on", "2026-03-03", **low)
    assert "负担提示" in desk.run("month", "1", "2026-03", "--on", "2026-04-01", **low)
    told = desk.run("send", "--on", "2026-03-03T10:00", **low).splitlines()
    assert "负担提示" in told[0]
    assert told[-1].startswith("邮件：")
    # The day's reminders are counted before they are owed: one more letter is over the ceiling.
    reminded = desk.run("remind", "--on", "2026-03-18T09:00", DUBAN_BURDEN_LETTERS="1")
    assert "县财政局 函件2件（上限1）" in reminded.splitlines()[0]
    assert "负担提示" not in desk.run("assign", "1", "--on", "2026-03-04")
    desk.run("burden", "1", DUBAN_BURDEN_FIELDS="-1", code=3)
    assert "DUBAN_BURDEN_FIELDS：数值过小" in desk.errors


def test_a_matter_is_put_under_supervision_by_act_and_by_file_and_its_story_says_so(desk: Desk, tmp_path: Path) -> None:
    told = ("level=橙色", "limit=2026-05-29", "demands=查明原因；逐校列清单", "--unit", "松河乡", "--basis", "批示")
    assert "松河乡列入督办（督办级别：橙色" in desk.act("任务", "三/（一）", "列入督办", *told, by="县委副书记")
    desk.act("任务", "三/（一）", "列入督办", *told, by="县委副书记", code=4)
    assert "按橙色列入督办，内容相同" in desk.errors
    (tmp_path / "督办.yaml").write_text(
        "acts:\n  - {on: 2026-03-21, key: 三/（一）, do: 解除督办, by: 县委副书记, unit: 松河乡, reason: 已有进展}\n",
        encoding="utf-8",
    )
    desk.run("record", "1", tmp_path / "督办.yaml", "--on", "2026-03-21")
    lines = [one["what"] for one in desk.json("task", "三/（一）", "--on", "2026-03-21")["lines"]]
    assert [line for line in lines if "督办" in line] == [
        "对松河乡列入督办（督办级别：橙色，督办时限：2026-05-29，办理要求：查明原因；逐校列清单）",
        "对松河乡解除督办（理由：已有进展）",
    ]
