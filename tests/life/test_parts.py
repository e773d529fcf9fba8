"""A unit's parts of a task: passed down, dated no later than what they were cut from, rolled up again."""

from datetime import date
from fractions import Fraction

import pytest
from histories import Office, office

from duban.life.part_state import part_results, parts_of
from duban.life.story import story

DAY = date(2026, 4, 10)


@pytest.fixture
def cut() -> Office:
    made = office("2026-03-31")

    def give(text: str, due: str, upper: str = "") -> None:
        told = {"task": "1", "text": text, "due": due, "holder": f"{text}负责人"} | ({"upper": upper} if upper else {})
        assert made.does("part", "", "give", "青石镇联络", unit="青石镇", **told) == ""

    give("全镇排查", "2026-04-25")
    give("大坪村排查", "2026-04-20", "1·青石镇·1")
    give("小溪村排查", "2026-04-05", "1·青石镇·1")
    return made


def test_results_roll_up_and_late_parts_are_named(cut: Office) -> None:
    assert cut.does("part", "1·青石镇·2", "report", "青石镇联络", unit="青石镇", progress="50") == ""
    (top,) = part_results(parts_of(cut.history.acts), DAY, "1")
    assert (top.done, top.total, top.mean, top.late) == (0, 2, Fraction(25), ("1·青石镇·3",))
    assert cut.does("part", "1·青石镇·2", "done", "青石镇联络", unit="青石镇", reason="已查完") == ""
    (top,) = part_results(parts_of(cut.history.acts), DAY)
    assert (top.done, top.total, top.mean) == (1, 2, Fraction(50))
    assert part_results(parts_of(cut.history.acts), DAY, "2") == ()


def test_forbidden_acts_name_the_rule(cut: Office) -> None:
    def refused(key: str, do: str, **told: str) -> str:
        return cut.does("part", key, do, "青石镇联络", **({"unit": "青石镇"} | told))

    new = {"task": "1", "text": "晚", "due": "2026-05-30", "holder": "甲"}
    assert "晚于任务1的时限2026-04-30" in refused("", "give", **new)
    assert "晚于上级分解项" in refused("", "give", **{**new, "due": "2026-04-26", "upper": "1·青石镇·1"})
    assert "没有编号为“9”的任务" in refused("", "give", **{**new, "task": "9"})
    assert "任务2未列青石镇" in refused("", "give", **{**new, "task": "2"})
    assert "结果由下级汇总" in refused("1·青石镇·1", "report", progress="10")
    assert "尚未报完成" in cut.does("part", "1·青石镇·2", "return", "督查员乙", unit="青石镇", reason="不实")
    assert "晚于上级分解项" in refused("1·青石镇·2", "move", due="2026-04-28", reason="下雨")
    assert "是青石镇的分解项" in cut.does("part", "1·青石镇·2", "done", "云城镇联络", unit="云城镇", reason="x")
    assert "无权办理" in cut.does("part", "1·青石镇·2", "done", "云城镇联络", unit="青石镇", reason="x")


def test_holders_and_dates_keep_their_history(cut: Office) -> None:
    assert cut.does("part", "1·青石镇·2", "hand", "青石镇联络", unit="青石镇", holder="新人", reason="换届") == ""
    assert cut.does("part", "1·青石镇·2", "move", "青石镇联络", unit="青石镇", due="2026-04-15", reason="提前") == ""
    part = parts_of(cut.history.acts)["1·青石镇·2"]
    assert [name for _, name in part.holders] == ["大坪村排查负责人", "新人"]
    assert [str(due) for _, due in part.dues] == ["2026-04-20", "2026-04-15"]


def test_a_returned_part_is_open_again_and_a_dropped_one_is_gone(cut: Office) -> None:
    key = "1·青石镇·2"
    assert cut.does("part", key, "done", "青石镇联络", unit="青石镇", reason="已查完") == ""
    assert "已于2026-03-31完成" in cut.does("part", key, "report", "青石镇联络", unit="青石镇", progress="90")
    assert cut.does("part", key, "return", "督查员乙", unit="青石镇", reason="漏查两户") == ""
    assert parts_of(cut.history.acts)[key].done is None
    assert cut.does("part", key, "drop", "青石镇联络", unit="青石镇", reason="并村") == ""
    (top,) = part_results(parts_of(cut.history.acts), DAY)
    assert top.total == 1


def test_the_story_of_a_task_follows_its_parts(cut: Office) -> None:
    assert cut.does("part", "1·青石镇·2", "done", "青石镇联络", unit="青石镇", reason="已查完") == ""
    told = [line.what for line in story(cut.history, "1").lines]
    assert sum("分解任务" in what for what in told) == 4
    assert any("完成（完成情况：已查完）" in what for what in told)
    assert not any("分解任务" in line.what for line in story(cut.history, "3").lines)


def test_the_office_may_write_a_part_down_for_a_unit(cut: Office) -> None:
    told = {"task": "1", "text": "代录", "due": "2026-04-01", "holder": "甲"}
    assert cut.does("part", "", "give", "督查员乙", unit="白溪乡", behalf="白溪乡", **told) == ""
    assert "1·白溪乡·1" in parts_of(cut.history.acts)
