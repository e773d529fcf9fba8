"""Deadline phrases as sentence cases: what a text says of time, what it only seems to say, and where."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.plan import Due
from duban.reading import date_tokens
from duban.reading.clauses import dated_clauses
from duban.reading.dates import FoundDue, find_dues, read_deadline
from duban.reading.numerals import compact
from tests.steps import steps


def spelled(due: Due) -> str:
    """A due in one line: its kind, its days, its cycle."""
    words = [due.kind, due.start, due.end, due.every, due.within, due.times]
    return " ".join(str(word) for word in words if word is not None)


def said(found: tuple[FoundDue, ...]) -> list[str]:
    return [spelled(item.due) for item in found]


POINTS = [
    ("2021年12月完成主体工程", "by 2021-12-31"),
    ("2024年2月完成普查", "by 2024-02-29"),
    ("5月底前摸清底数", "by 2019-05-31"),
    ("5月底之前摸清底数", "by 2019-05-31"),
    ("5月底以前摸清底数", "by 2019-05-31"),
    ("5月末前摸清底数", "by 2019-05-31"),
    ("7月低前完成自查", "by 2019-07-31"),
    ("10月15日前报送方案", "by 2019-10-15"),
    ("10月15日之前报送方案", "by 2019-10-15"),
    ("于10月15日下午6时前报送方案", "by 2019-10-15"),
    ("10月15号前报送方案", "by 2019-10-15"),
    ("２０２０年６月３０日前办结", "by 2020-06-30"),
    ("2020年 6 月 30 日前办结", "by 2020-06-30"),
    ("二〇二〇年六月三十日前办结", "by 2020-06-30"),
    ("二○二○年六月底前办结", "by 2020-06-30"),
    ("十一月底前竣工", "by 2019-11-30"),
    ("十二月二十日前竣工", "by 2019-12-20"),
    ("2020.6.30前办结", "by 2020-06-30"),
    ("2020-06-30前办结", "by 2020-06-30"),
    ("2020/6/30前办结", "by 2020-06-30"),
    ("2020.06完成", "by 2020-06-30"),
    ("20年6月底前完成", "by 2020-06-30"),
    ("4月上旬公布清单", "by 2019-04-10"),
    ("10月中旬前清退完毕", "by 2019-10-20"),
    ("2月下旬前清退完毕", "by 2019-02-28"),
    ("3月初下发方案", "by 2019-03-10"),
    ("年底前全面完成", "by 2019-12-31"),
    ("年末前全面完成", "by 2019-12-31"),
    ("今年年底前全面完成", "by 2019-12-31"),
    ("今年底全面完成", "by 2019-12-31"),
    ("力争年内投入使用", "by 2019-12-31"),
    ("2020年内投入使用", "by 2020-12-31"),
    ("2020年底建成", "by 2020-12-31"),
    ("2020年年底前建成", "by 2020-12-31"),
    ("在2020年前建成", "by 2020-12-31"),
    ("到2020年底建成", "by 2020-12-31"),
    ("到2020年，覆盖率达到90%", "by 2020-12-31"),
    ("2020年，覆盖率达到90%", "by 2020-12-31"),
    ("到2020年覆盖率达到90%", "by 2020-12-31"),
    ("2020年基本消除黑臭水体", "by 2020-12-31"),
    ("2020年供水量突破3亿立方米", "by 2020-12-31"),
    ("2020年计划招聘教师50名", "by 2020-12-31"),
    ("确保2020年全县如期脱贫退出", "by 2020-12-31"),
    ("全年投入不少于200万元", "by 2019-12-31"),
    ("全年新建公厕30座", "by 2019-12-31"),
    ("上半年开工建设新校区", "by 2019-06-30"),
    ("2020年上半年开工建设新校区", "by 2020-06-30"),
    ("下半年完成验收", "by 2019-12-31"),
    ("三季度投入运行", "by 2019-09-30"),
    ("第三季度末投入运行", "by 2019-09-30"),
    ("三季度末前投入运行", "by 2019-09-30"),
    ("2020年第一季度开工", "by 2020-03-31"),
    ("4季度验收", "by 2019-12-31"),
    ("前三季度完成投资3亿元", "by 2019-09-30"),
    ("“十三五”末实现全覆盖", "by 2020-12-31"),
    ("“十三五”期间新建校舍2万平方米", "by 2020-12-31"),
    ("到“十四五”末收入倍差缩小到1.8以内", "by 2025-12-31"),
    ("十四五期间新建公园12个", "by 2025-12-31"),
    ("“十五五”末建成", "by 2030-12-31"),
    ("明年6月底前完成", "by 2020-06-30"),
    ("明年底前完成", "by 2020-12-31"),
    ("今年8月完成招生", "by 2019-08-31"),
    ("9月投入使用", "by 2019-09-30"),
    ("6月30日（星期日）前完成", "by 2019-06-30"),
    ("全年举办促消费活动", "by 2019-12-31"),
    ("确保10月1日国庆节前通车", "by 2019-10-01"),
    ("二〇二〇年一月一日前施行", "by 2020-01-01"),
    ("十一月一日前完成", "by 2019-11-01"),
    ("三季度内完成", "by 2019-09-30"),
    ("2020年实施二期工程", "by 2020-12-31"),
    ("2020年推广至全县", "by 2020-12-31"),
    ("项目2020年达产", "by 2020-12-31"),
    ("力争2020年建成投用", "by 2020-12-31"),
    ("今年完成50户危房改造", "by 2019-12-31"),
    ("本轮整改10月份全面完成", "by 2019-10-31"),
    ("12月总结", "by 2019-12-31"),
    ("2022年12月结束", "by 2022-12-31"),
    ("本年度内完成整改", "by 2019-12-31"),
    ("2021年度内完成整改", "by 2021-12-31"),
    ("5月上中旬组织实施", "by 2019-05-20"),
    ("3月中下旬组织实施", "by 2019-03-31"),
    ("次年1月底前公布结果", "by 2020-01-31"),
    ("自即日起到2019年5月底开展整治", "by 2019-05-31"),
    ("因疫情推迟至2021年6月底", "by 2021-06-30"),
    ("2021年底前完成已建成项目验收", "by 2021-12-31"),
    ("2021年12月底前共完成改造300户", "by 2021-12-31"),
]

SPANS = [
    ("6月-8月完成绿化", ["window 2019-06-01 2019-08-31"]),
    ("6月－8月完成绿化", ["window 2019-06-01 2019-08-31"]),
    ("6月—8月完成绿化", ["window 2019-06-01 2019-08-31"]),
    ("6月～8月完成绿化", ["window 2019-06-01 2019-08-31"]),
    ("6-8月完成绿化", ["window 2019-06-01 2019-08-31"]),
    ("6月到8月完成绿化", ["window 2019-06-01 2019-08-31"]),
    ("6月起至8月底完成绿化", ["window 2019-06-01 2019-08-31"]),
    ("2019年3月至6月完成改造", ["window 2019-03-01 2019-06-30"]),
    ("2019年6月至2020年3月完成改造", ["window 2019-06-01 2020-03-31"]),
    ("11月至次年3月开展巡查", ["window 2019-11-01 2020-03-31"]),
    ("11月至3月开展巡查", ["window 2019-11-01 2020-03-31"]),
    ("3月20日至4月10日集中巡查", ["window 2019-03-20 2019-04-10"]),
    ("3月20日至25日集中巡查", ["window 2019-03-20 2019-03-25"]),
    ("5月1-20日集中巡查", ["window 2019-05-01 2019-05-20"]),
    ("5月上旬至6月中旬集中巡查", ["window 2019-05-01 2019-06-20"]),
    ("2019年—2021年改造管网300公里", ["window 2019-01-01 2021-12-31"]),
    ("2019-2021年，改造管网300公里", ["window 2019-01-01 2021-12-31"]),
    ("2019一2021年改造管网300公里", ["window 2019-01-01 2021-12-31"]),
    ("2017年6月底前和2017年10月统计入学情况", ["by 2017-06-30", "by 2017-10-31"]),
    ("2020年6月底前和10月底前各检查一遍", ["by 2020-06-30", "by 2020-10-31"]),
    ("6月、9月、12月底前各通报进展", ["by 2019-06-30", "by 2019-09-30", "by 2019-12-31"]),
    ("2020年3、6、9月底前各通报进展", ["by 2020-03-31", "by 2020-06-30", "by 2020-09-30"]),
    ("2019年底前启动，2020年底前关闭", ["by 2019-12-31", "by 2020-12-31"]),
    ("6月底至12月底集中攻坚", ["window 2019-06-30 2019-12-31"]),
    ("5月上旬至下旬组织普查", ["window 2019-05-01 2019-05-31"]),
    ("3月至年底持续巡查", ["window 2019-03-01 2019-12-31"]),
    ("从2020年4月启动至2022年12月结束", ["window 2020-04-01 2022-12-31"]),
    ("4月初开工，11月底完工，12月中旬验收", ["by 2019-04-10", "by 2019-11-30", "by 2019-12-20"]),
    ("12月25日至次年1月5日检查", ["window 2019-12-25 2020-01-05"]),
    ("五年内全覆盖，其中2023年底前覆盖率达到60%", ["relative P5Y", "by 2023-12-31"]),
    ("1小时内处置、3日内办结", ["relative PT1H", "relative P3D"]),
    ("自2020年7月1日起至2020年12月31日止", ["window 2020-07-01 2020-12-31"]),
    ("2020年至2021年分两批实施", ["window 2020-01-01 2021-12-31"]),
    ("2020年，推广至全县；2021年，总结提升", ["by 2020-12-31", "by 2021-12-31"]),
    ("2020年、2021年各建成20个示范村", ["by 2020-12-31", "by 2021-12-31"]),
    ("第三、四季度各督查一次", ["by 2019-09-30", "by 2019-12-31"]),
    ("上、下半年各督查一次", ["by 2019-06-30", "by 2019-12-31"]),
    ("到2025年和2030年，覆盖率分别达到60%和80%", ["by 2025-12-31", "by 2030-12-31"]),
    ("2021年，5月底前摸底，6月底前整改", ["by 2021-05-31", "by 2021-06-30"]),
    ("今年6月底前招标，明年3月底前建成", ["by 2019-06-30", "by 2020-03-31"]),
    ("每周巡查2次、每月通报1次", ["recurring P7D 2", "recurring P1M 1"]),
    ("9月底前完成改造，并长期坚持", ["by 2019-09-30", "ongoing"]),
]

CYCLES = [
    ("每月召开1次调度会", "recurring P1M 1"),
    ("每月召开调度会一次", "recurring P1M 1"),
    ("每季度1次", "recurring P3M 1"),
    ("每季度检测1次", "recurring P3M 1"),
    ("每周到户查看施工质量", "recurring P7D"),
    ("每周开展1次联合路检", "recurring P7D 1"),
    ("每周一次调度", "recurring P7D 1"),
    ("每周五下午报送动态", "recurring P7D"),
    ("每周一报送动态", "recurring P7D"),
    ("每半年通报一次", "recurring P6M 1"),
    ("每半月督查一次", "recurring P15D 1"),
    ("每年组织演练不少于2次", "recurring P1Y 2"),
    ("每年至少开展两次体检", "recurring P1Y 2"),
    ("每天洒水不少于4次", "recurring P1D 4"),
    ("每日零报告", "recurring P1D"),
    ("每学期家访一遍", "recurring P6M 1"),
    ("每学年评估一次", "recurring P1Y 1"),
    ("每两个月巡查一次", "recurring P2M 1"),
    ("每两天到村督促一次", "recurring P2D 1"),
    ("每10天调度一次", "recurring P10D 1"),
    ("每旬调度一次", "recurring P10D 1"),
    ("每个季度送戏不少于3场", "recurring P3M 3"),
    ("每月10日前报送进展", "recurring P1M"),
    ("每季度末报送进展", "recurring P3M"),
    ("每年3月底前公布名单", "recurring P1Y"),
    ("每年6月至9月开展排查", "recurring P1Y"),
    ("每月走访1至2次", "recurring P1M"),
    ("8月至11月每月1次", "recurring 2019-08-01 2019-11-30 P1M 1"),
    ("3月20日至4月10日每天巡查重点山场", "recurring 2019-03-20 2019-04-10 P1D"),
    ("2019年起每年新造林面积不低于县域面积的0.5%", "recurring P1Y"),
    ("一月一督查", "recurring P1M 1"),
    ("一周一调度", "recurring P7D 1"),
    ("半年一次回头看", "recurring P6M 1"),
    ("一季度一次集中走访", "recurring P3M 1"),
    ("检测频次为1次/月", "recurring P1M 1"),
    ("每年的3月和9月各开展一次集中整治", "recurring P1Y 1"),
    ("每年6月底和12月底前报送总结", "recurring P1Y"),
    ("半年报送一次", "recurring P6M 1"),
    ("一个季度检查一次", "recurring P3M 1"),
    ("一周调度两次", "recurring P7D 2"),
    ("每日早晚各1次", "recurring P1D 1"),
    ("每学期不少于2课时", "recurring P6M 2"),
    ("每周不少于3天驻村", "recurring P7D"),
    ("每名干部每月走访不少于2次", "recurring P1M 2"),
    ("5月至10月，每月巡查1次", "recurring 2019-05-01 2019-10-31 P1M 1"),
    ("2019年至2021年每年新建公厕10座", "recurring 2019-01-01 2021-12-31 P1Y"),
]

LIMITS = [
    ("15个工作日内答复", "relative P15D"),
    ("收到申请后5个工作日内办结", "relative P5D"),
    ("要在1个月内办结", "relative P1M"),
    ("在一个月之内办结", "relative P1M"),
    ("方案印发后3个月内修订完毕", "relative P3M"),
    ("力争三年之内补齐编制", "relative P3Y"),
    ("半年内整改到位", "relative P6M"),
    ("半个月内整改到位", "relative P15D"),
    ("一周内反馈", "relative P7D"),
    ("两周以内反馈", "relative P14D"),
    ("15日内发出督办单", "relative P15D"),
    ("48小时内处置", "relative PT48H"),
    ("30分钟内出动", "relative PT30M"),
    ("10天内拆除", "relative P10D"),
    ("一个半月内完成", "relative P1M15D"),
    ("3至5个工作日内办结", "relative P5D"),
    ("两年内全部完成", "relative P2Y"),
]

NOTHING = [
    "8月中旬已全面开工",
    "2018年6月已完成可行性研究",
    "截至2018年底，全县有贫困户300户",
    "截止2018年6月，共有学生300人",
    "去年12月底前完成的项目",
    "2018年以来新建学校3所",
    "2018年6月以后入学的学生",
    "从今年起实行新标准",
    "自2019年6月1日起施行",
    "6月1日起施行",
    "印发《教师支持计划（2015—2020年）》实施办法",
    "按照办发〔2019〕43号文件要求",
    "按《2019年全县水利工作方案》执行",
    "完善2019年度考核办法",
    "2018-2019学年责任书",
    "对2019年在建项目开展检查",
    "落实2019年学前教育资助政策",
    "提前启动2020年全面改薄项目",
    "更新2019年至2020年短板项目清单",
    "2019年新增公交车全部采用纯电动车",
    "做好2019年毕业生就业工作",
    "比2015年下降15%",
    "与2015年相比下降15%",
    "三年行动计划",
    "近三年内立项的项目",
    "从教10年以上的教师",
    "24小时值班",
    "应急减排清单实行常态化更新",
    "常态化开展爱国卫生运动",
    "持续推进“双随机”监管",
    "适时开展检查督办",
    "随到随办，立行立改",
    "当日通报",
    "春节前发放到位",
    "秋季开学前投入使用",
    "2019年秋季开学前投入使用",
    "汛期前完成清障",
    "清明前后3天在山口设卡",
    "规划（2018—2020年）",
    "按月报告进度",
    "工作日志逐月签字",
    "定期更新整治图",
    "每个贫困村建成产业园",
    "每次检查不少于2人",
    "每生每年补助1000元",
    "一年一度的艺术节",
    "统一月报格式",
    "第一季生产的产品",
    "目前全县共有2019级学生300人",
    "水田中学建成后，可提供学位",
    "项目已于2018年9月开工",
    "2018年9月召开动员会",
    "原计划2019年底前完成",
    "近3年内有违法记录的企业",
    "本月底前后",
    "年末结转过大",
    "每小时10蒸吨及以下燃煤锅炉",
    "不再把指标给当年计划退出村",
    "2019年中央财政补助资金1000万元",
    "“十四五”规划纲要",
    "抓好2019年高考综合改革",
    "办理时间压缩至2个工作日以内",
    "用两年时间完成改造",
    "今年重点抓好三项工作",
    "2019年新建项目全部竣工",
    "认真落实2019年一号文件精神",
    "2018年12月31日以前在册的贫困户",
    "有效期至2025年12月31日",
    "用一个月时间开展一次集中整治",
    "从2019年3月开始",
    "上一条：2019年政务公开工作要点",
]


@pytest.mark.parametrize(("text", "expected"), [*POINTS, *CYCLES, *LIMITS])
def test_a_phrase_with_one_meaning(text: str, expected: str) -> None:
    assert said(find_dues(text, 2019).dues) == [expected]


@pytest.mark.parametrize(("text", "expected"), SPANS)
def test_spans_and_several_dates(text: str, expected: list[str]) -> None:
    assert said(find_dues(text, 2019).dues) == expected


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_a_deadline(text: str) -> None:
    assert said(find_dues(text, 2019).dues) == []


DEADLINES = [
    ("2018年12月并长期坚持", ["by 2018-12-31", "ongoing"]),
    ("9月底前，并长期坚持", ["by 2019-09-30", "ongoing"]),
    ("2020年6月底前完成，持续推进", ["by 2020-06-30", "ongoing"]),
    ("立行立改，长期坚持", ["ongoing"]),
    ("长期", ["ongoing"]),
    ("长期坚持", ["ongoing"]),
    ("常态化推进", ["ongoing"]),
    ("常态化", ["ongoing"]),
    ("持续开展", ["ongoing"]),
    ("持续到2020年12月", ["by 2020-12-31"]),
    ("经常性工作", ["ongoing"]),
    ("全年", ["by 2019-12-31"]),
    ("全年推进", ["by 2019-12-31"]),
    ("2020年", ["by 2020-12-31"]),
    ("2020", ["by 2020-12-31"]),
    ("2020年度", ["by 2020-12-31"]),
    ("12月", ["by 2019-12-31"]),
    ("12月底", ["by 2019-12-31"]),
    ("6.30前", ["by 2019-06-30"]),
    ("2020-06-30 00:00:00", ["by 2020-06-30"]),
    ("2020-06", ["by 2020-06-30"]),
    ("2020.6", ["by 2020-06-30"]),
    ("2020.3-2020.8", ["window 2020-03-01 2020-08-31"]),
    ("2020.3.1-2020.8.31", ["window 2020-03-01 2020-08-31"]),
    ("2018-2020年", ["window 2018-01-01 2020-12-31"]),
    ("2018-2020", ["window 2018-01-01 2020-12-31"]),
    ("1-12月", ["window 2019-01-01 2019-12-31"]),
    ("5月至6月、9月至11月", ["window 2019-05-01 2019-06-30", "window 2019-09-01 2019-11-30"]),
    ("5月底前动工，9月投入使用", ["by 2019-05-31", "by 2019-09-30"]),
    ("2021年6月底前完成选址，12月底前完成验收", ["by 2021-06-30", "by 2021-12-31"]),
    ("7月底前制定扬尘治理方案", ["by 2019-07-31"]),
    ("每季度1次", ["recurring P3M 1"]),
    ("每月", ["recurring P1M"]),
    ("按月", ["recurring P1M"]),
    ("按季度", ["recurring P3M"]),
    ("2次/年", ["recurring P1Y 2"]),
    ("1个月内", ["relative P1M"]),
    ("年底", ["by 2019-12-31"]),
    ("“十三五”期间", ["by 2020-12-31"]),
    ("三个月", ["relative P3M"]),
    ("三季度", ["by 2019-09-30"]),
    ("第二季度", ["by 2019-06-30"]),
    ("上半年", ["by 2019-06-30"]),
    ("2020年1月-12月，每月一次", ["recurring 2020-01-01 2020-12-31 P1M 1"]),
    ("每两年一次", ["recurring P2Y 1"]),
    ("20201210", ["by 2020-12-10"]),
    ("5—10月，每月", ["recurring 2019-05-01 2019-10-31 P1M"]),
    ("贯穿全过程", ["ongoing"]),
    ("每年6月、12月底前", ["recurring P1Y"]),
    ("启动：2020年3月；完成：2020年12月", ["by 2020-03-31", "by 2020-12-31"]),
    ("已完成（2018年11月）", []),
    ("2020年春节前", []),
    ("立行立改", []),
    ("即知即改", []),
    ("适时", []),
    ("已于2018年5月完成", []),
    ("按时间节点", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), DEADLINES)
def test_a_deadline_field_is_read_whole(text: str, expected: list[str]) -> None:
    assert said(read_deadline(text, 2019).dues) == expected


@pytest.mark.parametrize("text", ["按时间节点", "按上级要求", "待定"])
def test_a_field_without_a_day_is_a_doubt(text: str) -> None:
    assert [doubt.code for doubt in read_deadline(text, 2019).doubts] == ["deadline-unread"]


@pytest.mark.parametrize("text", ["立行立改", "即时", "适时", "", "2020年", "无", "/", "——"])
def test_a_field_that_is_understood_is_none(text: str) -> None:
    assert read_deadline(text, 2019).doubts == ()


@pytest.mark.parametrize("text", ["2月30日前完成", "2019年13月完成", "6月31日前报送", "2019.2.29前", "9月至6月31日"])
def test_a_day_that_does_not_exist_is_a_doubt_and_no_due(text: str) -> None:
    found = find_dues(text, 2019)
    assert found.dues == ()
    assert [doubt.code for doubt in found.doubts] == ["date-impossible"]


def test_a_missing_year_is_the_last_one_named_in_the_task() -> None:
    first = find_dues("提前启动2020年全面改薄项目。", 2019)
    assert first.named == 2020
    assert said(find_dues("年底前全面完成。", 2019, first.named).dues) == ["by 2020-12-31"]


@pytest.mark.parametrize(
    "text",
    [
        "完善2020年度考核办法，6月底前公布",
        "签订2020-2021学年责任书，6月底前公布",
        "在2015年基础上改进，6月底前公布",
        "按《2020年计划》办，6月底前公布",
    ],
)
def test_names_citations_and_history_name_no_year(text: str) -> None:
    assert said(find_dues(text, 2019).dues) == ["by 2019-06-30"]


def test_a_due_before_the_plan_names_its_year() -> None:
    assert said(find_dues("2017年6月底前和10月统计", 2019).dues) == ["by 2017-06-30", "by 2017-10-31"]


def test_without_any_year_the_day_stays_open() -> None:
    assert said(find_dues("6月底前完成", None).dues) == ["by"]
    assert said(find_dues("3月至6月完成", None).dues) == ["window"]


def test_a_due_keeps_its_words_as_written() -> None:
    text = "于 2020年 6 月底前完成，每月至少开放1次政企直通车。"
    found = find_dues(text, 2019).dues
    assert [text[item.start : item.end] for item in found] == ["2020年 6 月底前", "每月至少开放1次"]
    assert [item.due.text for item in found] == ["2020年 6 月底前", "每月至少开放1次"]


CLAUSES = [
    (
        "涉企收费清单4月上旬公布，违规收费10月中旬前清退完毕，全州减负不少于5亿元。",
        ["涉企收费清单4月上旬公布", "违规收费10月中旬前清退完毕，全州减负不少于5亿元"],
    ),
    ("抽查比例达到30%以上，抽查结果20个工作日内公示。", ["抽查比例达到30%以上，抽查结果20个工作日内公示"]),
    (
        "5月底前自查，制定方案，6月-8月采购，全面开工。9月底完成准备。",
        ["5月底前自查，制定方案", "6月-8月采购，全面开工", "9月底完成准备"],
    ),
    ("推进枢纽建设，2023年底前建成甲线，2025年里程突破600公里。", ["2023年底前建成甲线", "2025年里程突破600公里"]),
    ("10分钟内报告，扑火队30分钟内出动；火场清理后留人看守。", ["10分钟内报告", "扑火队30分钟内出动"]),
    ("2019年10月底前和2020年10月底前各检查一遍。", ["2019年10月底前和2020年10月底前各检查一遍"]),
    ("加强宣传，营造氛围。", []),
    ("推行“一件事，一次办”6月底前上线，12月底前全覆盖。", ["推行“一件事，一次办”6月底前上线", "12月底前全覆盖"]),
    ("整改措施：5月底前自查，6月底前整改。", ["5月底前自查", "6月底前整改"]),
]


@pytest.mark.parametrize(("text", "expected"), CLAUSES)
def test_a_text_is_cut_where_its_dates_say(text: str, expected: list[str]) -> None:
    assert [clause.text for clause in dated_clauses(text, 2019)] == expected


TEXTS = st.text(
    alphabet="0123456789２０年月日季度底末前上中下旬每一二三十至到-—/.《》〔〕“”，。；、 \n完成内个工作日长期坚持次",
    max_size=60,
)


@given(TEXTS | st.text(max_size=60), st.none() | st.integers(1990, 2050))
def test_any_text_is_read_and_every_place_is_its_own(text: str, year: int | None) -> None:
    for found in (find_dues(text, year), read_deadline(text, year)):
        assert all(text[item.start : item.end] == item.due.text for item in found.dues)
        assert all(item.due.text.strip() for item in found.dues)
    starts = [item.start for item in find_dues(text, year).dues]
    assert starts == sorted(starts)
    assert all(clause.text in text for clause in dated_clauses(text, year))


@given(st.dates(date(2000, 1, 1), date(2049, 12, 31)))
def test_any_day_is_read_in_every_spelling(day: date) -> None:
    written = [f"{day.year}年{day.month}月{day.day}日前", f"{day.year}.{day.month}.{day.day}", f"{day.isoformat()}前"]
    assert {spelled(read_deadline(text, None).dues[0].due) for text in written} == {f"by {day}"}


def test_a_date_word_is_tried_at_every_character_it_opens_with() -> None:
    kinds = [(starts, re.compile(form)) for _, starts, form in date_tokens._KINDS]
    for text, *_ in (*POINTS, *SPANS, *CYCLES, *LIMITS, *DEADLINES):
        words, _ = compact(text)
        for starts, form in kinds:
            opened = {words[match.start()] for match in form.finditer(words)}
            assert all(char in starts or (char.isdecimal() and "0" in starts) for char in opened), text


@pytest.mark.parametrize("text", ["每天9时前上传数据", "每天18:00前上传数据", "每天5点前报送一次"])
def test_an_hour_behind_a_cycle_is_no_rate(text: str) -> None:
    assert said(find_dues(text, 2019).dues)[0].startswith("recurring P1D")


@pytest.mark.parametrize(
    "piece",
    ["2018年6月底前完成改造，", "每月", "《", "1", "年", "2018-", "一", "至", "在一个月之内办结。", "3、"],
)
def test_the_cost_grows_with_the_length_only(piece: str) -> None:
    def both(text: str) -> None:
        find_dues(text, 2019)
        dated_clauses(text, 2019)

    once, tenfold = (steps(both, piece * times) for times in (100, 1_000))
    assert tenfold <= 12 * once
