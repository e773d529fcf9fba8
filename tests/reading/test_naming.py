"""Written names against the register: what is suggested, why, and that nothing is merged by likeness."""

import pytest

from duban.plan import Plan, PlannedTask
from duban.reading.naming import draft_register, is_group, naming_doubts, suggest, suggestions, twin_doubts
from duban.units import Register, Unit

REGISTER = Register(
    (
        Unit("县教育局", groups=("成员单位",)),
        Unit("县发展和改革委员会"),
        Unit("县委机构编制委员会办公室"),
        Unit("县人力资源和社会保障局"),
        Unit("县市场监督管理局"),
        Unit("县住房和城乡建设局"),
        Unit("云岭经济开发区管理委员会"),
        Unit("青石镇人民政府", kind="乡镇"),
        Unit("白水乡人民政府"),
        Unit("城关街道办事处", kind="街道"),
        Unit("县财政局", aliases=("财税局",)),
    )
)


@pytest.mark.parametrize(
    ("written", "expected", "reason"),
    [
        ("县 教育 局", "县教育局", "空格"),
        ("教育局", "县教育局", "地区"),
        ("云岭县教育局", "县教育局", "地区"),
        ("县委编办", "县委机构编制委员会办公室", "简称"),
        ("县发改委", "县发展和改革委员会", "简称"),
        ("发改委", "县发展和改革委员会", "简称"),
        ("县人社局", "县人力资源和社会保障局", "简称"),
        ("市场监管局", "县市场监督管理局", "简称"),
        ("县住建局", "县住房和城乡建设局", "简称"),
        ("云岭经济开发区管委会", "云岭经济开发区管理委员会", "地区"),
        ("青石镇", "青石镇人民政府", "地区"),
        ("城关街道", "城关街道办事处", "地区"),
        ("县财税局", "县财政局", "地区"),
    ],
)
def test_forms_of_a_name(written: str, expected: str, reason: str) -> None:
    found = suggest(written, REGISTER)
    assert found.units == (expected,)
    assert reason in found.reason


@pytest.mark.parametrize(
    "written", ["县教育研究室", "县气象局", "县财政所", "县政局", "局", "县公安局交警大队", "市教育基金会", "镇政府"]
)
def test_likeness_is_no_reason(written: str) -> None:
    assert suggest(written, REGISTER).units == ()


def test_several_candidates_are_all_named() -> None:
    register = Register((Unit("县文化和旅游局"), Unit("县文物和旅游资源局")))
    assert suggest("县文旅局", register).units == ("县文化和旅游局", "县文物和旅游资源局")


@pytest.mark.parametrize("name", ["各乡镇", "各有关单位", "县直各部门", "其他成员单位", "市级有关部门", "各镇（街道）"])
def test_groups(name: str) -> None:
    assert is_group(name)


def test_a_group_is_suggested_by_kind_or_ending() -> None:
    assert suggest("各乡镇", REGISTER).units == ("青石镇人民政府", "白水乡人民政府")
    assert suggest("各街道", REGISTER).units == ("城关街道办事处",)
    assert suggest("各有关单位", REGISTER).units == ()


PLAN = Plan(
    "方案",
    tasks=(
        PlannedTask("一", "", lead_units=("县教育局",), responsible_units=("成员单位", "各乡镇")),
        PlannedTask(
            "", "修路架桥", responsible_units=("县发改委", "县 教育局", "县教 育局"), cooperating_units=("县气象局",)
        ),
    ),
)


def test_only_what_the_register_does_not_know_is_asked() -> None:
    assert [item.written for item in suggestions(PLAN, REGISTER)] == [
        "各乡镇",
        "县发改委",
        "县 教育局",
        "县教 育局",
        "县气象局",
    ]
    assert [str(doubt) for doubt in naming_doubts(PLAN, REGISTER)] == [
        "任务一：“各乡镇”名录中没有；是一类单位，名录中的乡镇有：青石镇人民政府、白水乡人民政府，请确认",
        "任务“修路架桥”：“县发改委”名录中没有；像是简称：县发展和改革委员会，请确认",
        "任务“修路架桥”：“县 教育局”名录中没有；只差空格或全角半角：县教育局，请确认",
        "任务“修路架桥”：“县教 育局”名录中没有；只差空格或全角半角：县教育局，请确认",
        "任务“修路架桥”：“县气象局”名录中没有相近的名称，请补充名录或确认写法",
    ]


def test_a_draft_holds_the_plans_own_names_and_no_groups() -> None:
    draft = draft_register(PLAN)
    assert [(unit.name, unit.aliases) for unit in draft.units] == [
        ("县教育局", ("县 教育局", "县教 育局")),
        ("县发改委", ()),
        ("县气象局", ()),
    ]
    assert [item.written for item in suggestions(PLAN, draft)] == ["成员单位", "各乡镇"]


def test_names_that_may_be_one_unit_are_asked_about_never_merged() -> None:
    names = ("市生态环境局", "财政局", "生态环境局", "市发展和改革委员会", "发改委", "市财政局", "各县区", "市水务局")
    plan = Plan("方案", tasks=(PlannedTask("1", "", responsible_units=names),))
    assert [unit.name for unit in draft_register(plan).units] == [name for name in names if name != "各县区"]
    assert [str(doubt) for doubt in twin_doubts(plan)] == [
        "任务1：“生态环境局”与“市生态环境局”只差所属地区的字样，是否同一单位，请确认",
        "任务1：“发改委”与“市发展和改革委员会”像是简称，是否同一单位，请确认",
        "任务1：“市财政局”与“财政局”只差所属地区的字样，是否同一单位，请确认",
    ]
