"""Short plans in the forms offices write, and what each must be read as."""

from itertools import starmap

import pytest

from duban.plan import Plan, PlannedTask
from duban.reading.reader import read_plan
from duban.reading.source import Cell, Line, Row, Source, Table
from tests.steps import steps


def plan_of(text: str) -> Plan:
    return read_plan(Source(tuple(starmap(Line, enumerate(text.strip().split("\n"), 1)))))


def tasks_of(text: str) -> list[PlannedTask]:
    return list(plan_of("某县2020年工作方案\n一、主要任务\n" + text.strip()).tasks)


def who(task: PlannedTask) -> tuple[tuple[str, ...], ...]:
    return task.leaders, task.lead_units, task.responsible_units, task.cooperating_units


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.修路。\n责任单位：县交通局", ((), (), ("县交通局",), ())),
        ("1.修路。\n责 任 单 位 ：县交通局  县财政局", ((), (), ("县交通局", "县财政局"), ())),
        ("1.修路。\n【牵头单位】县交通局【配合单位】县财政局", ((), ("县交通局",), (), ("县财政局",))),
        ("1.修路。\n责任单位\n县交通局\n各乡镇", ((), (), ("县交通局", "各乡镇"), ())),
        ("1.修路。\n责任單位：縣交通局\n協辦單位：縣財政局", ((), (), ("縣交通局",), ("縣財政局",))),
        ("1.修路。（县交通局牵头，县财政局、发改局配合）", ((), ("县交通局",), (), ("县财政局", "发改局"))),
        ("1.修路。（责任领导：副县长；责任单位：县交通局）", (("副县长",), (), ("县交通局",), ())),
        ("1.修路（县交通局按职责分工负责）。", ((), (), ("县交通局",), ())),
        ("1.修路。（责任单位：县交通局按职责分工负责）", ((), (), ("县交通局",), ())),
        ("1.修路。\n责任单位及责任人：县交通局（张某）", (("张某",), (), ("县交通局",), ())),
        ("1.修路。\n责任单位：县交通局（牵头）、县财政局", ((), ("县交通局",), ("县财政局",), ())),
        ("1.修路。\n督导单位：县政府督查室\n责任单位：县交通局", ((), (), ("县交通局",), ())),
        ("1.修路。\n（1）责任领导：副县长\n（2）责任单位：县交通局", (("副县长",), (), ("县交通局",), ())),
    ],
)
def test_who_does_it(text: str, expected: tuple[tuple[str, ...], ...]) -> None:
    [task] = tasks_of(text)
    assert task.number == "一/1"
    assert who(task) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1.修路。由县交通局组织实施。\n2.架桥。财政部门负责筹资。",
        "1.修路（含桥涵）。\n2.架桥。联系电话：6239325。",
    ],
)
def test_prose_and_ordinary_brackets_name_nobody(text: str) -> None:
    assert [who(task) for task in tasks_of(text)] == [((), (), (), ())] * 2


def test_fields_once_behind_several_items_make_the_heading_the_task() -> None:
    [task] = tasks_of("（一）修路\n1.勘察。\n2.施工，6月底前完成。\n责任单位：县交通局")
    assert task.number == "一/（一）"
    assert [step.text for step in task.steps] == ["勘察。", "施工，6月底前完成。"]
    assert str(task.steps[1].due[0].end) == "2020-06-30"


def test_items_with_fields_of_their_own_are_tasks_each() -> None:
    tasks = tasks_of("（一）修路（牵头领导：副县长）\n1.勘察。\n责任单位：县交通局\n2.施工。\n责任单位：县住建局")
    assert [(task.number, task.leaders, task.responsible_units) for task in tasks] == [
        ("一/（一）/1", ("副县长",), ("县交通局",)),
        ("一/（一）/2", ("副县长",), ("县住建局",)),
    ]


def test_two_runs_of_text_each_closed_by_its_bracket_are_two_tasks() -> None:
    tasks = tasks_of("1.修路。通村道路硬化。（县交通局负责）危桥改造到位。（县公路局负责）")
    assert [(task.number, task.title) for task in tasks] == [("一/1", "修路"), ("一/1", "危桥改造到位")]


def test_a_text_whose_number_is_lost_keeps_the_chain_that_is_written() -> None:
    plan = plan_of(
        "某县方案\n三、措施\n（一）修路\n责任单位：县交通局\n架桥惠民。\n1.勘察。\n2.施工。\n责任单位：县公路局\n（三）护路\n责任单位：县公安局"
    )
    assert [task.number for task in plan.tasks] == ["三/（一）", "三", "三/（三）"]
    assert len(plan.tasks[1].steps) == 2
    assert "heading-lost" in {doubt.code for doubt in plan.doubts}


def test_a_general_clause_binds_every_later_task() -> None:
    tasks = tasks_of(
        "1.修路。（县交通局牵头。以下各项均需各乡镇落实，不再列出）\n2.架桥。（县公路局牵头）\n3.护路。（县公安局负责）"
    )
    assert [task.responsible_units for task in tasks] == [(), ("各乡镇",), ("县公安局", "各乡镇")]


def test_the_first_of_each_list_leads_where_the_plan_says_so() -> None:
    plan = plan_of("某县方案\n列第一位者为牵头单位。\n一、任务\n1.修路。\n责任单位：县交通局、县财政局")
    assert who(plan.tasks[0]) == ((), ("县交通局",), ("县财政局",), ())


def test_a_plan_that_names_nobody_gives_its_lowest_headings() -> None:
    plan = plan_of(
        "某县2020年方案\n一、指导思想\n（一）坚持为民\n二、重点工作\n（一）修路\n6月底前完工。\n（二）架桥\n三、保障措施\n（一）加强领导"
    )
    assert [(task.number, task.title) for task in plan.tasks] == [("二/（一）", "修路"), ("二/（二）", "架桥")]


def test_a_report_of_what_was_done_gives_only_what_it_plans() -> None:
    plan = plan_of(
        "某县2019年工作总结\n一、主要措施\n（一）修路。完成50公里。\n二、2020年工作计划\n（一）架桥。6月底前完成。"
    )
    assert [task.number for task in plan.tasks] == ["二/（一）"]
    assert str(plan.tasks[0].due[0].end) == "2020-06-30"
    assert plan.targets == ()


def test_units_that_open_their_paragraphs_have_duties() -> None:
    plan = plan_of(
        "关于明确任务的通知\n县水务局负责河道清淤。\n县林业局、县绿化办负责造林。\n各乡镇：组织实施，6月底前完成。\n以上单位要抓好落实。"
    )
    assert [(task.number, task.responsible_units) for task in plan.tasks] == [
        ("县水务局", ("县水务局",)),
        ("县林业局、县绿化办", ("县林业局", "县绿化办")),
        ("各乡镇", ("各乡镇",)),
    ]


def test_dated_clauses_are_steps_and_keep_what_follows() -> None:
    [task] = tasks_of("1.清欠。5月底前摸清底数，6月至10月集中清欠，清偿率达到100%。（县财政局负责）")
    assert task.due == ()
    assert [step.text for step in task.steps] == ["5月底前摸清底数", "6月至10月集中清欠，清偿率达到100%"]


def test_a_labelled_deadline_stands_and_dated_sentences_are_steps() -> None:
    [task] = tasks_of("1.抽查。抽查比例达到30%，结果20日内公示。（县市监局负责，11月底完成）")
    assert [str(due.end) for due in task.due] == ["2020-11-30"]
    assert [(step.text, step.due[0].within) for step in task.steps] == [("抽查比例达到30%，结果20日内公示", "P20D")]


def table(*rows: str) -> Table:
    return Table(tuple(Row(n, tuple(Cell(cell) for cell in row.split("|"))) for n, row in enumerate(rows, 1)))


def test_rows_are_tasks_and_repeated_heads_are_none() -> None:
    found = read_plan(
        Source(
            (
                Line(1, "2021年任务分解表"),
                table(
                    "序号|项目|主要内容|牵头单位|完成时限",
                    "1|教育|新建学校2所。|县教育局|8月底",
                    "序号|项目|主要内容|牵头单位|完成时限",
                    "2|卫生|改造卫生室，惠及群众。|县卫健局|全年",
                    "合计||||",
                ),
            )
        )
    )
    assert [(task.number, task.title, task.lead_units, str(task.due[0].end)) for task in found.tasks] == [
        ("1", "新建学校2所", ("县教育局",), "2021-08-31"),
        ("2", "改造卫生室", ("县卫健局",), "2021-12-31"),
    ]


def test_a_table_of_units_gives_each_duty() -> None:
    found = read_plan(
        Source((table("单位名称|工作任务", "县财政局|1. 落实资金; 2. 整理资料;", "县残联|1. 建立台账。"),))
    )
    assert [task.number for task in found.tasks] == ["县财政局/1", "县财政局/2", "县残联"]


def test_a_table_copied_cell_by_cell_is_a_table_again() -> None:
    plan = plan_of(
        "2016年任务分解表\n序号\n任务\n责任单位\n完成时限\n1\n修路。\n县交通局\n县财政局\n6月底\n2\n架桥。\n县公路局\n9月\n护桥。\n12月底"
    )
    assert [(task.number, task.title, task.responsible_units) for task in plan.tasks] == [
        ("1", "修路", ("县交通局", "县财政局")),
        ("2", "架桥", ("县公路局",)),
        ("2", "护桥", ("县公路局",)),
    ]


def test_a_copy_that_lost_its_line_breaks() -> None:
    plan = plan_of(
        "某市城市管理提升行动实施方案 一、总体要求 以人民为中心，提升城市品质，让群众满意，不断改善城市面貌，建设美好家园。 二、主要任务 "
        "（一）提升市容。2023年6月底前完成整治。责任单位：市城管局、市公安局 （二）提升绿化。牵头单位：市园林局 责任单位：各区政府"
        " 三、保障措施 加强领导。"
    )
    assert plan.title == "某市城市管理提升行动实施方案"
    assert [(task.number, task.title, task.lead_units, task.responsible_units) for task in plan.tasks] == [
        ("二/（一）", "提升市容", (), ("市城管局", "市公安局")),
        ("二/（二）", "提升绿化", ("市园林局",), ("各区政府",)),
    ]


def test_a_notice_and_what_it_sends_out() -> None:
    plan = plan_of(
        "某县人民政府办公室\n关于印发某县三年行动计划\n（2022—2024年）的通知\n某政办〔2022〕5号\n各乡镇人民政府：\n一、请抓好落实。\n"
        "某县人民政府办公室\n2022年5月30日\n某县三年行动计划\n（2022—2024年）\n一、任务\n1.修路。（县交通局负责）"
    )
    assert plan.title == "某县三年行动计划（2022—2024年）"
    assert (plan.document_number, plan.issuer) == ("某政办〔2022〕5号", "某县人民政府办公室")
    assert str(plan.issued_on) == "2022-05-30"
    assert [task.number for task in plan.tasks] == ["一/1"]


def test_doubts_name_the_place_and_what_is_missing() -> None:
    plan = plan_of(
        "某县2020年方案\n一、任务\n1.修路。\n责任领导：副县长\n责任单位：各乡镇\n完成时限：2月30日\n3.架桥。\n责任单位：县公路局"
    )
    found = {(doubt.code, doubt.place) for doubt in plan.doubts}
    assert ("leader-missing", "第7行") in found
    assert ("number-missing", "第7行") in found
    assert ("date-impossible", "第3行") in found
    assert ("group-open", "") in found


def test_no_tasks_is_said() -> None:
    assert [doubt.code for doubt in plan_of("通讯稿\n近日，某县召开会议。").doubts] == ["tasks-none"]


@pytest.mark.parametrize(
    "unit",
    [
        "责任单位：",
        "（",
        "一、",
        "（（）",
        "县局和",
        "牵头",
        "以下各项均需县局落实，不再列出。",
        "1.修路\n责任单位：县局\n",
    ],
)
def test_the_cost_grows_with_the_length_only(unit: str) -> None:
    once, tenfold = (steps(plan_of, "某县方案\n" + unit * times) for times in (100, 1_000))
    assert tenfold <= 12 * once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.疏浚河道。（县水利局）", ((), (), ("县水利局",), ())),
        ("1.疏浚河道。（水利科；监测站；6月底前）", ((), (), ("水利科", "监测站"), ())),
        ("1.疏浚河道。（完成时限：6月底前；县水利局负责）", ((), (), ("县水利局",), ())),
        ("1.疏浚河道。（县水利局负总责，县财政局协助）", ((), (), ("县水利局",), ("县财政局",))),
        ("1.疏浚河道。\n责任领导：镇党委书记  牵头部门：镇农办", (("镇党委书记",), ("镇农办",), (), ())),
        ("1.疏浚河道。\n牵头领导：县委副书记  配合领导：县长", (("县委副书记", "县长"), (), (), ())),
        (
            "1.疏浚河道。\n职责分工：县水管站牵头，县农技站配合，各乡镇落实。",
            ((), ("县水管站",), ("各乡镇",), ("县农技站",)),
        ),
        ("1.疏浚河道。\n责任分工：县水利局负责", ((), (), ("县水利局",), ())),
        ("1.疏浚河道。\n责任主体：县水利局\n支持单位：县财政局", ((), (), ("县水利局",), ("县财政局",))),
        ("1.疏浚河道。\n责任科（室）：设备科、信息管\n理科", ((), (), ("设备科", "信息管理科"), ())),
        ("1.疏浚河道。\n责任单位：县水利局、各乡镇人民\n政府。", ((), (), ("县水利局", "各乡镇人民政府"), ())),
        ("1.疏浚河道。\n责任单位：县水利局\n县财政局", ((), (), ("县水利局", "县财政局"), ())),
    ],
)
def test_who_does_it_in_words_and_on_broken_lines(text: str, expected: tuple[tuple[str, ...], ...]) -> None:
    [task] = tasks_of(text)
    assert who(task) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1.健全市治水办（河长办）",
        "1.推进园区（工业园区）建设",
        "1.明确职责。\n职责分工：县水利局负责技术，县财政局负责资金。",
    ],
)
def test_a_bracket_that_belongs_to_a_name_and_prose_name_nobody(text: str) -> None:
    assert [who(task) for task in tasks_of(text)] == [((), (), (), ())]


def test_bare_and_worded_brackets_side_by_side_close_an_item_each() -> None:
    tasks = tasks_of("1.疏浚河道。（县水利局）\n2.宣讲法律。（县司法局负责）")
    assert [(task.number, task.responsible_units) for task in tasks] == [
        ("一/1", ("县水利局",)),
        ("一/2", ("县司法局",)),
    ]


def test_a_deadline_line_behind_the_last_item_is_its_own_where_the_first_has_one_too() -> None:
    plan = tasks_of(
        "1.疏浚河道。\n责任单位：县水利局\n完成时限：6月底前\n2.修筑堤坝。\n责任单位：县水利局\n完成时限：年底前"
    )
    assert [str(task.due[0].end) for task in plan] == ["2020-06-30", "2020-12-31"]


def test_a_title_row_gives_the_year_of_a_sheet() -> None:
    rows = (("东岭集团2021年重点任务清单",) * 3, ("工作任务", "责任单位", "完成时限"), ("疏浚河道", "设备科", "9月底"))
    table = Table(tuple(Row(at, tuple(Cell(text) for text in row)) for at, row in enumerate(rows, 1)), "清单")
    [task] = read_plan(Source((table,))).tasks
    assert str(task.due[0].end) == "2021-09-30"


STACKED = (
    "某县2021年任务表\n序号\n工作任务\n牵头单位\n完成时限\n1\n疏浚河道\n县水利局\n6月底前\n2\n修筑堤坝\n县交通局\n"
)


@pytest.mark.parametrize("time", ["汛期", "寒假期间", "春节前", "立行立改", "适时", "即时"])
def test_a_time_that_is_no_date_opens_no_row_of_a_stacked_table(time: str) -> None:
    tasks = plan_of(f"{STACKED}{time}\n3\n清理沟渠\n县农业局\n8月底前").tasks
    assert [(task.number, task.title, task.leaders) for task in tasks] == [
        ("1", "疏浚河道", ()),
        ("2", "修筑堤坝", ()),
        ("3", "清理沟渠", ()),
    ]


def test_the_signature_below_a_stacked_table_is_no_row() -> None:
    plan = plan_of(f"{STACKED}8月底前\n东岭镇人民政府\n2021年3月1日")
    assert [task.number for task in plan.tasks] == ["1", "2"]
    assert (plan.issuer, str(plan.issued_on)) == ("东岭镇人民政府", "2021-03-01")


def test_a_list_of_units_ends_where_it_speaks_to_all_or_lists_annexes() -> None:
    plan = plan_of(
        "某县防汛分工方案\n二、成员单位职责\n（一）县水利局：负责水情测报。\n（二）县公路段：负责道路抢修。\n（三）县车务段：抢运防汛物资。\n"
        "（四）县气象局：负责天气预报。\n各成员单位要于3月8日前报送总结。\n附件：1.抢险队名单（略）\n　　　2.储备点一览表（略）\n"
        "某县人民政府\n2021年3月1日"
    )
    assert [task.responsible_units for task in plan.tasks] == [
        ("县水利局",),
        ("县公路段",),
        ("县车务段",),
        ("县气象局",),
    ]
    assert (plan.tasks[-1].title, plan.tasks[-1].due, plan.tasks[-1].steps) == ("负责天气预报", (), ())


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("红石县中医院\n关于开展优质服务年活动的实施方案", "红石县中医院关于开展优质服务年活动的实施方案"),
        ("红石县人民政府关于分解下达2021年防汛任务的通知", "红石县人民政府关于分解下达2021年防汛任务的通知"),
        ("红石县人民政府关于下达《2021年防汛任务》的通知", "2021年防汛任务"),
        ("红石县人民政府关于印发2021年防汛方案的通知", "2021年防汛方案"),
    ],
)
def test_what_a_title_keeps(head: str, title: str) -> None:
    assert plan_of(f"{head}\n一、主要任务\n1.疏浚河道。责任单位：县水利局").title == title


def test_a_merged_project_cell_titles_no_row_that_has_words_of_its_own() -> None:
    head = Row(1, tuple(map(Cell, ("改革任务", "具体举措", "责任单位"))))
    first = Row(2, (Cell("改革审批"), Cell("压减环节。"), Cell("县编办")))
    second = Row(3, (Cell("改革审批", row_span=True), Cell("公开清单。"), Cell("县司法局")))
    tasks = read_plan(Source((Table((head, first, second)),))).tasks
    assert [task.title for task in tasks] == ["压减环节", "公开清单"]
