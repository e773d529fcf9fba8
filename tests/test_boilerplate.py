"""Which titles are duties of the kind any unit has, and which only sound like one."""

import pytest

from duban.boilerplate import is_boilerplate


@pytest.mark.parametrize(
    "title",
    [
        "完成领导小组安排的其它工作任务",
        "完成县委、县政府交办的其他工作。",
        "承办领导小组交办的其他事项",
        "做好其他相关工作",
        "整理本部门履行发展教育脱贫一批职责的资料汇编",
        "收集整理各成员单位履行职责的资料汇编",
        "做好档案资料收集整理工作",
        "根据自身职能",
        "按照职责分工做好相关工作",
        "完成上级下达的各项工作任务",
    ],
)
def test_nobody_can_measure_it(title: str) -> None:
    assert is_boilerplate(title)


@pytest.mark.parametrize(
    "title",
    [
        "完成其他3所学校的改造任务",
        "完成上级下达的危房改造任务",
        "完成教育系统内各项发展教育脱贫目标任务",
        "协调各成员单位完成年度任务",
        "根据教育局提供的需求清单",
        "建立留守儿童台账",
        "建立健全贫困学生档案",
        "落实资助全覆盖",
        "做好控辍保学工作",
        "",
    ],
)
def test_it_names_real_work(title: str) -> None:
    assert not is_boilerplate(title)
