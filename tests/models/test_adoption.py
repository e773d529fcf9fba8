"""Taking plans into the ledger: once, again, amended; what is kept and what waits for a yes."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from threading import Thread

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from duban.plan import Due
from duban.units import Register, Unit
from models.adoption import Adopting, Adoption, adopt
from models.campaigns import papers, plan_of
from models.queries import campaign_values
from models.rows import AssignmentRow, Base, DueRow, NamedUnitRow, SourceDocumentRow, TargetRow, TaskRow

Sessions = sessionmaker[Session]


def take(sessions: Sessions, adopting: Adopting, *, confirmed: bool = False) -> Adoption:
    with sessions.begin() as session:
        return adopt(session, adopting, confirmed=confirmed)


def everything(sessions: Sessions) -> dict[str, list[tuple[object, ...]]]:
    with sessions.begin() as session:
        return {
            name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for name, table in Base.metadata.tables.items()
        }


def test_a_new_plan_becomes_the_campaign_it_says(sessions: Sessions, adopting: Adopting) -> None:
    adoption = take(sessions, adopting)
    assert adoption.outcome == "new"
    with sessions.begin() as session:
        campaign = campaign_values(session, adoption.campaign_id)
    first, second, third = campaign.tasks
    assert (campaign.title, campaign.start, campaign.head) == (
        "云溪县义务教育攻坚",
        date(2026, 3, 2),
        "县委书记",
    )
    assert campaign.register == adopting.register
    assert [task.number for task in campaign.tasks] == ["三/(一)", "三/(一)·2", "无号"]
    assert (first.leader, first.responsible, first.cooperating) == (
        "分管副县长",
        ("县教育局", "甲乡", "乙乡"),
        ("县财政局",),
    )
    assert first.written == {
        "lead": (),
        "responsible": ("县教育局", "各乡镇"),
        "cooperating": ("县财政局", "驻村工作队"),
    }
    assert (second.lead, second.cooperating) == (("县教育局",), ("县财政局",))
    assert (second.due, second.steps) == (adopting.plan.tasks[1].due, adopting.plan.tasks[1].steps)
    assert [task.weight for task in campaign.tasks] == [1, 1, 0]
    assert third.due == ()


def test_what_the_plan_wrote_is_kept_word_for_word(sessions: Sessions, adopting: Adopting) -> None:
    campaign_id = take(sessions, adopting).campaign_id
    with sessions.begin() as session:
        assert plan_of(session, campaign_id) == replace(adopting.plan, doubts=())
        names = session.scalars(
            select(NamedUnitRow.name).where(NamedUnitRow.role == "cooperating").order_by(NamedUnitRow.id)
        )
        assert names.all() == ["县财政局", "驻村工作队", "县教育局", "县财政局"]
        (paper,) = papers(session, campaign_id)
        assert (paper.document_number, paper.adopted_by, paper.adopted_at) == (
            "云办发〔2026〕3号",
            "督查专员",
            adopting.adopted_at,
        )
        assert session.scalars(select(SourceDocumentRow.content)).one() == adopting.content
        assert session.scalars(select(TargetRow.value).order_by(TargetRow.ordinal)).all() == [12, Fraction(199, 2)]
        assert session.scalars(select(TaskRow.written_number).order_by(TaskRow.ordinal)).all() == [
            "三/(一)",
            "三/(一)",
            "",
        ]


def test_what_nobody_can_answer_for_is_a_doubt(sessions: Sessions, adopting: Adopting) -> None:
    doubts = {doubt.code: doubt for doubt in take(sessions, adopting).doubts}
    assert set(doubts) == {"repeated-number", "D212"}
    assert "三/(一)·2" in doubts["repeated-number"].text
    assert doubts["D212"].text.startswith("“驻村工作队”")


def test_the_same_file_again_changes_nothing(sessions: Sessions, adopting: Adopting) -> None:
    first = take(sessions, adopting)
    before = everything(sessions)
    for confirmed in (False, True):
        again = take(sessions, replace(adopting, adopted_by="另一人"), confirmed=confirmed)
        assert (again.outcome, again.campaign_id) == ("same", first.campaign_id)
        assert "未作改动" in again.sentence
    assert everything(sessions) == before


def test_ten_clerks_at_once_make_one_campaign(sessions: Sessions, adopting: Adopting) -> None:
    outcomes: list[str] = []
    threads = [Thread(target=lambda: outcomes.append(take(sessions, adopting).outcome)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["new"] + ["same"] * 9


def test_an_amended_plan_waits_for_a_yes(sessions: Sessions, adopting: Adopting, amended: Adopting) -> None:
    take(sessions, adopting)
    before = everything(sessions)
    asked = take(sessions, amended)
    assert asked.outcome == "pending"
    assert everything(sessions) == before
    assert asked.lines() == [
        "发文字号：云办发〔2026〕3号 → 云办发〔2026〕9号",
        "新增任务“三/(二) 营养改善”",
        "删去任务“ 完成领导小组交办的其他工作”",
        "任务“三/(一) 控辍保学”时限：6月底前（2026-06-30） → 7月底前（2026-07-31）",
        "任务“三/(三) 校舍改造”序号：三/(一) → 三/(三)",
        "任务“三/(三) 校舍改造”配合单位：县教育局、县财政局 → 无",
    ]


def test_an_amended_plan_counts_from_its_day_and_the_past_stays(
    sessions: Sessions, adopting: Adopting, amended: Adopting
) -> None:
    campaign_id = take(sessions, adopting).campaign_id
    with sessions.begin() as session:
        old = campaign_values(session, campaign_id)
    assert take(sessions, amended, confirmed=True).outcome == "amended"
    with sessions.begin() as session:
        now = campaign_values(session, campaign_id)
        assert [(task.number, task.title) for task in now.tasks] == [
            ("三/(一)", "控辍保学"), ("三/(二)", "营养改善"), ("三/(一)·2", "校舍改造")
        ]  # fmt: skip
        assert now.tasks[0].due == (Due("7月底前", "by", end=date(2026, 7, 31)),)
        assert now.tasks[2].cooperating == ()
        assert now.tasks[2].steps == old.tasks[1].steps
        before = campaign_values(session, campaign_id, on=date(2026, 4, 9))
        assert {task.number: (task.due, task.lead, task.responsible, task.cooperating) for task in before.tasks} == {
            task.number: (task.due, task.lead, task.responsible, task.cooperating) for task in old.tasks
        }
        assert campaign_values(session, campaign_id, on=date(2026, 4, 10)) == now
        kept = papers(session, campaign_id)
    assert [paper.superseded_by_id for paper in kept] == [kept[1].id, None]


def test_a_moved_date_is_added_never_overwritten(sessions: Sessions, adopting: Adopting, amended: Adopting) -> None:
    take(sessions, adopting)
    take(sessions, amended, confirmed=True)
    with sessions.begin() as session:
        rows = session.execute(
            select(DueRow.end, DueRow.since, DueRow.until)
            .join(TaskRow, DueRow.task_id == TaskRow.id)
            .where(TaskRow.title == "控辍保学")
            .order_by(DueRow.id)
        ).all()
    assert [tuple(row) for row in rows] == [
        (date(2026, 6, 30), None, date(2026, 4, 10)),
        (date(2026, 7, 31), date(2026, 4, 10), None),
    ]


def test_the_superseded_file_is_not_taken_back(sessions: Sessions, adopting: Adopting, amended: Adopting) -> None:
    take(sessions, adopting)
    take(sessions, amended, confirmed=True)
    before = everything(sessions)
    assert take(sessions, adopting, confirmed=True).outcome == "superseded"
    assert take(sessions, amended, confirmed=True).outcome == "same"
    assert everything(sessions) == before


def test_a_dropped_number_is_never_given_to_another_task(
    sessions: Sessions, adopting: Adopting, amended: Adopting
) -> None:
    campaign_id = take(sessions, adopting).campaign_id
    take(sessions, amended, confirmed=True)
    first, *rest = amended.plan.tasks
    third = replace(
        amended, content=b"third", plan=replace(amended.plan, tasks=(replace(first, title="资助全覆盖"), *rest))
    )
    assert take(sessions, third, confirmed=True).outcome == "amended"
    with sessions.begin() as session:
        assert campaign_values(session, campaign_id).tasks[0].number == "三/(一)·3"


def test_a_better_register_is_shown_and_adds_its_units_from_the_day(sessions: Sessions, adopting: Adopting) -> None:
    campaign_id = take(sessions, adopting).campaign_id
    newer = Register((Unit("丙乡", "乡镇", ("各乡镇",)), *adopting.register.units[:-1]))
    given = replace(adopting, register=newer, day=date(2026, 5, 6))
    assert take(sessions, given).lines() == ["名录新增单位“丙乡”"]
    assert take(sessions, given, confirmed=True).outcome == "amended"
    assert take(sessions, given).outcome == "same"
    with sessions.begin() as session:
        campaign = campaign_values(session, campaign_id)
        assert campaign.tasks[0].responsible == ("丙乡", "县教育局", "甲乡", "乙乡")
        assert campaign_values(session, campaign_id, on=date(2026, 5, 5)).tasks[0].responsible == (
            "县教育局",
            "甲乡",
            "乙乡",
        )
        assert session.scalar(select(func.count()).select_from(SourceDocumentRow)) == 1


def test_a_unit_leaves_a_task_only_when_the_plan_says_so(sessions: Sessions, adopting: Adopting) -> None:
    campaign_id = take(sessions, adopting).campaign_id
    units = tuple(replace(unit, groups=()) for unit in adopting.register.units)
    assert take(sessions, replace(adopting, register=Register(units)), confirmed=True).outcome == "amended"
    with sessions.begin() as session:
        assert campaign_values(session, campaign_id).tasks[0].responsible == ("县教育局", "甲乡", "乙乡")


def test_a_draft_register_overwrites_nothing(sessions: Sessions, adopting: Adopting) -> None:
    take(sessions, adopting)
    draft = Register((Unit("县教体局"), Unit("县财政局"), Unit("甲乡")))
    assert take(sessions, replace(adopting, register=draft, draft_register=True)).outcome == "same"


def test_a_unit_under_a_new_name_keeps_its_record(sessions: Sessions, adopting: Adopting) -> None:
    campaign_id = take(sessions, adopting).campaign_id
    _, *rest = adopting.register.units
    renamed = Register((Unit("县教育和体育局", "部门", aliases=("县教育局",)), *rest))
    take(sessions, replace(adopting, register=renamed), confirmed=True)
    with sessions.begin() as session:
        register = campaign_values(session, campaign_id).register
    found = register.named("县教育和体育局")
    assert found is not None
    assert (found.name, found.aliases) == ("县教育局", ("县教体局", "县教育和体育局"))
    assert len(register.units) == 4


def test_one_standing_assignment_per_task_and_unit(sessions: Sessions, adopting: Adopting, amended: Adopting) -> None:
    take(sessions, adopting)
    first, second, third = amended.plan.tasks
    stronger = replace(first, lead_units=("县财政局",), cooperating_units=())
    take(sessions, replace(amended, plan=replace(amended.plan, tasks=(stronger, second, third))), confirmed=True)
    with sessions.begin() as session:
        roles = session.execute(
            select(AssignmentRow.role, AssignmentRow.until)
            .join(TaskRow, AssignmentRow.task_id == TaskRow.id)
            .where(TaskRow.title == "控辍保学")
            .order_by(AssignmentRow.id)
        ).all()
    assert ("cooperating", date(2026, 4, 10)) in [tuple(row) for row in roles]
    assert ("lead", None) in [tuple(row) for row in roles]


def test_a_weight_given_wins_over_the_rule(sessions: Sessions, adopting: Adopting) -> None:
    weights = {"三/(一)": Fraction(3), "无号": Fraction(1, 2)}
    campaign_id = take(sessions, replace(adopting, weights=weights)).campaign_id
    with sessions.begin() as session:
        assert [task.weight for task in campaign_values(session, campaign_id).tasks] == [3, 1, Fraction(1, 2)]
