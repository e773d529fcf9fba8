"""The same duty in two units' lists: proposed with its ground, never linked by the machine."""

from dataclasses import replace

from histories import campaign, office

from duban.life.linking import proposals
from duban.plan import Step
from duban.rules.campaign import CampaignTask
from duban.units import Register, Unit

UNITS = Register(
    (
        Unit("县人社局"),
        Unit("县就业局", aliases=("县公共就业服务局",)),
        Unit("县农业农村局", aliases=("农业农村局",)),
        Unit("县职业技术学校", aliases=("县职校",)),
        Unit("县民政局"),
        Unit("团县委"),
    )
)


def duty(number: str, unit: str, title: str, *steps: str) -> CampaignTask:
    return CampaignTask(number, title, responsible=(unit,), steps=tuple(Step(text) for text in steps))


def found(*tasks: CampaignTask, ended: frozenset[str] = frozenset()) -> list[tuple[str, str, str, str]]:
    made = proposals(campaign(tasks, UNITS), ended)
    return [(one.kept, one.other, one.unit, one.role) for one in made]


A = duty("人社/1", "县人社局", "与县职校、县农业农村局合作，落实“两后生”培训")
B = duty("农/1", "县农业农村局", "配合县职校、县人社局落实“两后生”就业创业培训")
LEAVE_BEHIND = duty("民/1", "县民政局", "建立留守儿童台账，做实留守儿童的关爱工作")
HELPS = duty("团/1", "团县委", "协助做实留守儿童的关爱工作")


def test_two_tasks_that_name_each_other_are_proposed() -> None:
    (one,) = proposals(campaign((A, B), UNITS))
    assert (one.kept, one.other, one.unit, one.role) == ("人社/1", "农/1", "县农业农村局", "配合")
    assert "互相点名" in one.ground
    assert one.command("1") == "duban act 1 task 人社/1 link --unit 县农业农村局 role=配合 from=农/1"


def test_the_task_that_only_helps_joins_the_one_it_helps_whatever_their_order() -> None:
    assert found(LEAVE_BEHIND, HELPS) == found(HELPS, LEAVE_BEHIND) == [("民/1", "团/1", "团县委", "配合")]


def test_like_words_are_proposed_and_unlike_ones_are_not() -> None:
    same = duty("就/1", "县就业局", "开展建档立卡贫困劳动力实用技术培训")
    again = duty("农/2", "县农业农村局", "开展贫困劳动力实用技术培训")
    other = duty("农/3", "县农业农村局", "建设高标准农田")
    assert found(same, again, other) == [("就/1", "农/2", "县农业农村局", "责任")]


def test_one_way_naming_needs_like_words() -> None:
    names = duty("职/1", "县职业技术学校", "与县就业局合作开展劳动力技术培训")
    alike = duty("就/1", "县就业局", "开展贫困劳动力实用技术培训")
    unlike = duty("就/2", "县就业局", "发布招聘信息")
    assert found(names, alike, unlike) == [("职/1", "就/1", "县就业局", "责任")]


def test_a_unit_named_as_a_place_or_object_is_not_a_partner() -> None:
    first = duty("就/1", "县就业局", "检查县民政局办公用房")
    second = duty("民/1", "县民政局", "公布县就业局电话")
    assert found(first, second) == []


def test_boilerplate_tasks_of_several_units_and_ended_tasks_are_passed_over() -> None:
    first = duty("民/9", "县民政局", "完成领导小组安排的其它工作任务")
    assert found(first, replace(first, number="团/9", responsible=("团县委",))) == []
    assert found(A, B, ended=frozenset({"农/1"})) == []


def test_a_further_unit_joins_a_task_that_two_already_share() -> None:
    shared = replace(A, responsible=("县人社局", "县农业农村局"))
    school = duty("职/1", "县职业技术学校", "与县人社局、县农业农村局合作，开展“两后生”培训")
    assert found(school, shared) == [("人社/1", "职/1", "县职业技术学校", "责任")]
    assert found(shared, replace(B, number="农/8")) == []
    assert found(shared, replace(school, responsible=("县职业技术学校", "县民政局"))) == []


def test_the_leading_task_is_kept_and_its_steps_count_as_its_words() -> None:
    leads = duty("民/2", "县民政局", "牵头建设关爱中心", "做实留守儿童的关爱工作")
    assert found(HELPS, leads) == [("民/2", "团/1", "团县委", "配合")]


def test_a_second_lead_is_refused_when_tasks_are_linked() -> None:
    made = office()
    told = {"role": "牵头", "from": "2", "unit": "县住建局"}
    assert "已有牵头单位县教育局" in made.does("task", "3", "link", "主任甲", **told)
    assert made.does("task", "3", "link", "主任甲", **{**told, "role": "配合"}) == ""
