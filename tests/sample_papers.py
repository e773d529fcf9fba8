"""One paper of every kind, with invented counties and posts, as full as an office's would be: for tests and for looking at."""

from dataclasses import replace
from datetime import date

from duban.documents.archive_index import ArchivedFile, ArchivedMatter, archive_index, archive_list
from duban.documents.closing_application import ClosingApplication, MeasureResult, closing_application
from duban.documents.compilation import SECTIONS, Compilation, Piece, compilation, merged
from duban.documents.extension_application import ExtensionApplication, extension_application
from duban.documents.inspection_plan import InspectionPlan, ScoreItem, Team, inspection_plan
from duban.documents.inspection_worksheet import Observation, Worksheet, inspection_worksheet
from duban.documents.paper import Annex, Column, Head, Heading, Imprint, Paper, Table, Text
from duban.documents.pledge import Chain, Link, chain_table, pledge
from duban.documents.rectification_ledger import LedgerRow, rectification_ledger
from duban.documents.rectification_notice import NoticedProblem, RectificationNotice, rectification_notice
from duban.documents.reminder_sheet import Urging, reminder_sheet
from duban.documents.special_report import ReportPart, SpecialReport, special_report
from duban.documents.supervision_notice import Supervision, supervision_notice, supervision_sheet
from duban.documents.work_summary import Summary, SummaryFigure, SummaryTask, work_summary

CAMPAIGN = "某县义务教育优质均衡发展攻坚行动"
OFFICE = "某县教育攻坚领导小组办公室"
DAY = date(2026, 4, 3)
PHONE = "办公室值班室，0000-0000000"
IMPRINT = Imprint("县委办公室，县政府办公室，县纪委监委机关，领导小组组长、副组长，各乡镇党委", OFFICE, DAY)

MATTER = Supervision(
    number="某教攻督〔2026〕7号",
    level="黄色",
    matter="甲乡中心小学操场改造工程逾期未开工",
    source="3月25日月度督查",
    basis="《某县义务教育优质均衡发展攻坚方案》第三部分第四条",
    lead="甲乡人民政府",
    cooperating=("县教育局", "县财政局"),
    leader="分管教育副县长",
    demands=(
        "4月10日前完成施工图审查并办理开工手续",
        "4月15日前进场施工，每周五报送形象进度",
        "工程资金按进度拨付，不得拖欠农民工工资",
    ),
    deadline=date(2026, 4, 30),
    feedback="书面报告",
    proposal="建议由甲乡人民政府主办，县教育局、县财政局协办，4月30日前办结。",
    proposer="督查一科",
    approval="同意。",
    approver="办公室主任",
    approved_on=date(2026, 4, 2),
    sent_on=DAY,
    contact=PHONE,
    issuer=OFFICE,
)

_PROBLEM = "甲乡中心小学操场改造工程应于2026年3月20日开工，3月25日现场查看时未进场，施工图未送审"
NOTICE = RectificationNotice(
    number="某教攻整〔2026〕2号",
    unit="甲乡人民政府",
    checked="2026年3月25日至26日，督查组对你单位承担的任务进行了现场督查",
    problems=(
        NoticedProblem("2026-03-001", _PROBLEM, "攻坚方案第三部分第四条", "甲乡人民政府（分管副乡长）"),
        NoticedProblem(
            "2026-03-002", "控辍保学台账登记28人，入户核实26人，相差2人", "《学生台账登记办法》第五条", "甲乡人民政府"
        ),
    ),
    demands=(
        "逐项制定整改措施，明确责任人和完成时限",
        "同类情况自查一遍，一并整改",
        "整改到位后提出销号申请，附佐证材料",
    ),
    limit=date(2026, 4, 30),
    report_by="销号申请表",
    contact=PHONE,
    issuer=OFFICE,
    day=DAY,
    imprint=IMPRINT,
)

_LEDGER_ROW = LedgerRow(
    "2026-03-001",
    "3月督查，2026年3月25日",
    _PROBLEM,
    "进度滞后",
    "4月30日前完成操场改造",
    "（1）4月10日前完成图审\n（2）4月15日前进场",
    "分管副县长",
    "甲乡人民政府",
    "分管副乡长",
    "限期整改",
    date(2026, 4, 30),
    "图审已受理，进场准备完成60%",
    None,
    "图审受理单、现场照片",
)
LEDGER = (
    _LEDGER_ROW,
    replace(
        _LEDGER_ROW,
        number="2026-03-002",
        done_on=date(2026, 3, 30),
        closed_on=DAY,
        checker="督查一科",
        look_back="未复发",
    ),
    *(replace(_LEDGER_ROW, number=f"2026-03-{number:03}") for number in range(3, 12)),
)

PLAN = InspectionPlan(
    campaign=CAMPAIGN,
    name="2026年4月",
    authority="领导小组2026年第3次会议纪要",
    purpose="为掌握攻坚方案确定的任务完成情况，核实各单位报送的进展，依据攻坚方案第五部分开展本次督查",
    content=(
        "3月、4月到期节点的办结情况。",
        "3月督查发现问题的整改情况。",
        "控辍保学、校舍建设两项任务的台账与现场是否一致。",
    ),
    scope="12个乡镇、17个成员单位承担的任务；现场督查6个乡镇、12所学校。",
    begins=date(2026, 4, 20),
    ends=date(2026, 4, 24),
    methods=("查阅台账和佐证材料，不要求另行准备汇报材料。", "现场查看，入户核实。", "与校长、教师个别访谈。"),
    teams=(
        Team("第一组", "县政府督查室副主任", ("县教育局股长", "县财政局股长"), ("甲乡", "乙乡", "丙镇")),
        Team("第二组", "领导小组办公室副主任", ("县住建局股长", "县民政局股长"), ("丁乡", "戊镇", "己乡")),
    ),
    sampling="学校由系统随机抽取，每乡镇2所；入户对象从台账中每校随机抽取5户。抽样号码当场封存。",
    score_items=(
        ScoreItem("节点按时办结", "40分", "每逾期1项扣5分，扣完为止"),
        ScoreItem("台账与现场一致", "40分", "每不一致1处扣2分，扣完为止"),
        ScoreItem("问题整改", "20分", "到期未整改每项扣5分"),
    ),
    discipline=(
        "每组不少于2人，轻车简从，不影响正常教学。",
        "不超出本方案确定的内容和范围。",
        "督查人员与被查单位有利害关系的应当回避。",
    ),
    use="督查结果当场反馈，计入4月考核；对结论有异议的，可在30日内申请复核。",
    issuer=OFFICE,
    day=DAY,
    number="某教攻办〔2026〕9号",
    imprint=IMPRINT,
)

SUMMARY = Summary(
    CAMPAIGN,
    "2026年上半年",
    OFFICE,
    date(2026, 6, 30),
    ("成立领导小组，召开领导小组会议4次、调度会12次。", "实行一月一督查、一月一通报、一月一考核，发出通报6期。"),
    (SummaryFigure("任务办结率", "62.5%", date(2026, 6, 30), "60%", "任务台账"),),
    tuple(
        SummaryTask(
            str(number),
            title,
            "按时办结",
            (SummaryFigure("适龄儿童入学率", "99.8%", date(2026, 6, 25), "100%"),),
            (("县教育局", "建立学生台账12,345条，劝返复学23人。"),),
        )
        for number, title in enumerate(("控辍保学", "校舍建设", "教师配备"), 1)
    ),
    ("甲乡中心小学操场改造工程逾期21个工作日。", "两个乡镇台账与现场不一致。"),
    ("7月15日前完成上半年考核。", "8月31日前完成秋季学期控辍保学核查。"),
)

OWN_BOOK = Compilation(
    CAMPAIGN,
    OFFICE,
    "2026年度",
    "",
    tuple(
        Piece(
            section,
            f"{name}有关材料",
            f"某教攻办〔2026〕{section}号",
            DAY,
            str(section),
            "1 控辍保学" if section == 5 else "",
        )
        for section, name in enumerate(SECTIONS, 1)
        if section != 8
    ),
    date(2026, 12, 20),
)
UNIT_BOOK = Compilation(
    CAMPAIGN,
    "县教育局",
    "2026年度",
    "",
    (Piece(5, "学生台账", "", DAY, "12", "1 控辍保学", summary="登记12,345人，逐人有入户记录。"),),
)

CHAIN = Chain(
    CAMPAIGN,
    "控辍保学七长制",
    (
        Link("县长", "全县", ("负总责",), reports="每季度"),
        Link("教育局长", "全县学校", ("组织实施", "每月通报"), unit="县教育局", reports="每月"),
        Link("乡镇长", "甲乡", ("组织劝返", "落实包保"), unit="甲乡人民政府", reports="每月"),
        Link(
            "校长",
            "甲乡中心小学",
            ("建立学生台账，缺课当日核查", "组织家访，每学期不少于2次"),
            unit="甲乡中心小学",
            reports="每周",
        ),
    ),
    date(2026, 1, 1),
    date(2026, 12, 31),
    "攻坚方案第四部分",
)

REPORT = SpecialReport(
    "某县教育攻坚督查专报",
    3,
    OFFICE,
    ("关于甲乡中心小学", "操场改造工程逾期的情况"),
    "2026年3月25日至26日，督查组对全县12项校舍建设工程进行了现场督查，现将有关情况报告如下。",
    (
        ReportPart(
            "基本情况", ("12项工程中，按时开工11项，逾期未开工1项，为甲乡中心小学操场改造工程，逾期5个工作日。",)
        ),
        ReportPart("逾期原因", ("施工图审查未送审。经核实，设计单位3月18日交付图纸。", "配套资金30万元未到位。")),
    ),
    ("由分管教育副县长召集甲乡人民政府、县财政局协调一次。", "准予以4月30日为新的时限。"),
    "领导小组组长、副组长",
    DAY,
)

MATTER_FILE = ArchivedMatter(
    "2026-DB-007",
    MATTER.matter,
    OFFICE,
    (
        ArchivedFile("督办单", OFFICE, MATTER.number, DAY, "1"),
        ArchivedFile("关于操场改造工程进展情况的报告", "甲乡人民政府", "甲政报〔2026〕12号", date(2026, 4, 15), "2—4"),
        ArchivedFile("销号申请表", "甲乡人民政府", "", date(2026, 4, 30), "5—6"),
    ),
    "10年",
    2026,
    date(2026, 5, 6),
    "一、1",
    "甲乡人民政府、县教育局",
)

_TABLE = Table(
    "（一）进展", (Column("序号"), Column("任务", share=1), Column("现状")), (("1", "控辍保学", "达到序时"),)
)
FORMAL = Paper(
    ("关于2026年3月", CAMPAIGN, "督查情况的通报"),
    "各乡镇人民政府，县直各有关单位：",
    (
        Heading(1, "一、总体情况"),
        Text("截至2026年3月25日，纳入本期督查的责任事项共10项，“其中”按时办结8项……占80.0%——情况如下。"),
        Heading(2, "（一）逾期未结（1项）"),
        Text("甲乡：“操场改造”逾期5个工作日。", lead="第一类。"),
        Heading(3, "1.操场改造"),
        Heading(4, "（1）施工图审查"),
        Text("施工图未送审。"),
    ),
    OFFICE,
    DAY,
    "某教攻办〔2026〕8号",
    annexes=(
        Annex("任务进展情况表", (_TABLE,), landscape=True),
        Annex("一个名称很长以至于一行写不下需要转行对齐的问题清单汇总表", (_TABLE,)),
    ),
    imprint=IMPRINT,
)
JOINT = replace(
    FORMAL,
    head=Head(
        ("某县教育局", "某县财政局", "某县人力资源和社会保障局"),
        "文件",
        copy_number="000012",
        secrecy="内部",
        urgency="特急",
    ),
    annexes=(),
    remark="此件公开发布",
)
UPWARD = replace(
    FORMAL, head=Head((OFFICE,), "文件", signatories=("张某某", "李某某", "王某某")), annexes=(), seal=False
)
LETTER = replace(FORMAL, head=Head((OFFICE,), letter=True, urgency="急件"), annexes=(), number="某教攻办函〔2026〕5号")

EXTENSION = ExtensionApplication(
    "2026-3-4",
    "甲乡人民政府",
    "甲乡中心小学操场改造",
    date(2026, 3, 31),
    "施工图审查已受理，完成30%。",
    "施工图设计单位延迟交付。",
    date(2026, 4, 30),
    "4月10日前完成图审，4月15日前进场施工。",
)
CLOSING = ClosingApplication(
    "2026-03-001",
    "甲乡人民政府",
    _PROBLEM,
    date(2026, 4, 30),
    (MeasureResult("4月10日前完成图审", "4月9日取得审查合格书"), MeasureResult("4月15日前进场施工", "4月14日进场")),
    ("施工图审查合格书", "开工报告", "现场照片12张"),
    "两项措施均已完成，同意申请销号。",
)
WORKSHEET = Worksheet(
    "2026-04-01",
    "2026年3月月度督查",
    "甲乡人民政府",
    "甲乡中心小学",
    date(2026, 3, 25),
    "上午9时至11时",
    ("督查员甲", "督查员乙"),
    (Observation("操场改造工程开工情况", _PROBLEM, ("现场照片3张", "施工合同复印件")),),
)
URGING = Urging(
    "某教攻催〔2026〕4号",
    "甲乡人民政府",
    MATTER.matter,
    date(2026, 3, 20),
    5,
    2,
    date(2026, 4, 10),
    "乡镇主要负责人",
    OFFICE,
    DAY,
    PHONE,
)

PAPERS: dict[str, Paper] = {
    "通报": FORMAL,
    "联合行文": JOINT,
    "上行文": UPWARD,
    "函": LETTER,
    "督办通知书": supervision_notice(MATTER),
    "督办单": supervision_sheet(MATTER),
    "催办单": reminder_sheet(URGING),
    "督查方案": inspection_plan(PLAN),
    "检查底稿": inspection_worksheet(WORKSHEET),
    "检查底稿空表": inspection_worksheet(Worksheet("", "", "")),
    "整改通知书": rectification_notice(NOTICE),
    "整改台账": rectification_ledger(CAMPAIGN, LEDGER, OFFICE, DAY),
    "销号申请表": closing_application(CLOSING),
    "延期申请表": extension_application(EXTENSION),
    "工作总结": work_summary(SUMMARY),
    "资料汇编": compilation(merged(OWN_BOOK, [UNIT_BOOK])),
    "卷内文件目录": archive_index(MATTER_FILE),
    "案卷目录": archive_list(CAMPAIGN, OFFICE, [MATTER_FILE]),
    "责任书": pledge(CHAIN, CHAIN.links[2], CHAIN.links[3]),
    "责任链一览表": chain_table(CHAIN),
    "专报": special_report(REPORT),
}
# A form or sheet that is signed has one page.
ONE_PAGE = ("督办单", "催办单", "销号申请表", "延期申请表", "检查底稿", "检查底稿空表", "卷内文件目录", "责任书")
