"""What an amended plan changes, as sentences."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from duban.difference import difference
from duban.numbering import ledger_numbers
from duban.plan import Due, Plan, PlannedTask, Step


def plan(*tasks: PlannedTask) -> Plan:
    return Plan("方案", tasks=tasks)


def task(number: str, title: str) -> PlannedTask:
    return PlannedTask(number, title)


def test_a_plan_does_not_differ_from_itself() -> None:
    one = plan(task("1", "控辍保学"), task("1", "控辍保学"), task("", "资助"))
    found = difference(one, one)
    assert found.lines() == []
    assert found.pairs == ((0, 0), (1, 1), (2, 2))


def test_a_task_put_in_the_middle_renumbers_the_rest_and_adds_one() -> None:
    old = plan(task("1", "控辍保学"), task("2", "校舍改造"))
    new = plan(task("1", "控辍保学"), task("2", "营养改善"), task("3", "校舍改造"))
    found = difference(old, new)
    assert [added.title for added in found.added] == ["营养改善"]
    assert found.dropped == ()
    assert found.pairs == ((0, 0), (1, 2))
    assert list(map(str, found.changed)) == ["任务“3 校舍改造”序号：2 → 3"]


def test_a_title_reworded_under_its_number_is_the_same_task() -> None:
    found = difference(plan(task("1", "完成校舍改造12所")), plan(task("1", "完成校舍改造15所")))
    assert found.pairs == ((0, 0),)
    assert list(map(str, found.changed)) == ["任务“1 完成校舍改造15所”标题：完成校舍改造12所 → 完成校舍改造15所"]


def test_a_number_given_to_another_matter_is_another_task() -> None:
    found = difference(plan(task("1", "控辍保学")), plan(task("1", "农村危房改造")))
    assert found.pairs == ()
    assert (len(found.added), len(found.dropped)) == (1, 1)


def test_dates_units_and_steps_are_told_with_both_values() -> None:
    first = task("1", "控辍保学")
    dated = replace(
        first,
        due=(
            Due("6月底前", "by", end=date(2026, 6, 30)),
            Due("每季度2次", "recurring", every="P3M", times=2),
            Due("长期", "ongoing"),
        ),
        responsible_units=("县教育局",),
        steps=(Step("摸底", (Due("1个月内", "relative", within="P1M"),)),),
    )
    assert difference(plan(first), plan(dated)).lines() == [
        "任务“1 控辍保学”责任单位：无 → 县教育局",
        "任务“1 控辍保学”时限：无 → 6月底前（2026-06-30）；每季度2次（P3M×2）；长期（ongoing）",
        "任务“1 控辍保学”分项：无 → 摸底【1个月内（P1M）】",
    ]


def test_the_paper_itself_is_compared() -> None:
    old = plan(task("1", "控辍保学"))
    assert difference(old, replace(old, issuer="县政府办公室", title="新方案")).lines() == [
        "标题：方案 → 新方案",
        "发文机关：无 → 县政府办公室",
    ]


TASKS = st.lists(
    st.builds(task, st.sampled_from(["1", "2", "3"]), st.sampled_from(["甲事", "乙事", "丙事项目", "丙事工程"])),
    max_size=6,
)


@given(TASKS, TASKS)
def test_every_task_is_kept_dropped_or_added_exactly_once(old: list[PlannedTask], new: list[PlannedTask]) -> None:
    found = difference(plan(*old), plan(*new))
    assert len(found.pairs) + len(found.dropped) == len(old)
    assert len(found.pairs) + len(found.added) == len(new)
    assert len({i for i, _ in found.pairs}) == len({j for _, j in found.pairs}) == len(found.pairs)


@given(st.lists(st.sampled_from(["1", "1·2", "1·3", "", "无号"])), st.sets(st.sampled_from(["1", "1·2", "无号"])))
def test_ledger_numbers_are_never_given_twice(written: list[str], taken: set[str]) -> None:
    numbers = ledger_numbers(written, taken)
    assert len({*numbers} | taken) == len(written) + len(taken)
    assert all(number.startswith(name or "无号") for name, number in zip(written, numbers, strict=True))
