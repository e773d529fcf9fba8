"""The command line as an office types it: what it says, where it says it, how it exits."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document
from offices import EXAMPLE, ROOT, duban, environment
from openpyxl import load_workbook

SHARED = ROOT.parent / "shared"


@pytest.fixture
def variables(sqlite_url: str, tmp_path: Path) -> dict[str, str]:
    return environment(sqlite_url, tmp_path / "out")


def test_help_lists_every_command_in_chinese(variables: dict[str, str]) -> None:
    done = duban(variables, "--help")
    assert done.returncode == 0
    commands = "read adopt campaigns assign checklists take record month publish explain remind send mail reconcile fetch inbox replay run demo pool settings links chain parts recurring cases indicators draw review stocktake report burden draft archive"
    for command in commands.split():
        assert command in done.stdout
    for heading in ("方案入账", "交办", "收件", "催办", "投递", "试算"):
        assert heading in done.stdout


def test_a_plan_is_read_as_json_with_exit_0(variables: dict[str, str]) -> None:
    done = duban(variables, "read", EXAMPLE / "方案.txt", "--json")
    assert done.returncode == 0
    plan = json.loads(done.stdout)
    assert set(plan) == {"title", "document_number", "issuer", "issued_on", "tasks", "targets", "doubts"}
    assert len(plan["tasks"]) == 12
    assert {"number", "title", "leaders", "lines", "steps"} <= set(plan["tasks"][0])


def test_a_scenario_is_replayed_as_the_contract_says(variables: dict[str, str]) -> None:
    for scenario in sorted((SHARED / "cases").glob("*.yaml")):
        done = duban(variables, "replay", scenario, "--json")
        assert done.returncode == 0, done.stderr
        expected = json.loads(scenario.with_suffix("").with_suffix(".expected.json").read_text(encoding="utf-8"))
        assert json.loads(done.stdout)["months"] == expected["months"]


def test_the_whole_job_by_commands(variables: dict[str, str], tmp_path: Path) -> None:
    def run(*arguments: str | Path, code: int = 0) -> str:
        done = duban(variables, *arguments)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    assert "已建立台账" in run(
        *("adopt", EXAMPLE / "方案.txt", "--units", EXAMPLE / "名录.csv", "--head", "县委副书记"),
        *("--weight", "三/（一）=3", "--on", "2026-03-02"),
    )
    assert "未作改动" in run("adopt", EXAMPLE / "方案.txt", "--units", EXAMPLE / "名录.csv", "--on", "2026-03-03")
    assert "云岭县2026年基础教育提质攻坚专项行动" in run("campaigns")
    # One task is shared by six units and has no lead: said, and left to the office.
    assert "交办 12 项任务" in run("assign", "教育提质", "--on", "2026-03-02", code=1)
    assert "任务清单 72 份" in run("checklists", "教育提质", "2026-03", "--on", "2026-03-02")
    assert "没有到时要发的" not in run("send", "--on", "2026-03-02T10:00")
    assert "催办函" in run("remind", "--on", "2026-03-18")
    assert "登记" in run("record", "1", EXAMPLE / "审核决定.yaml", "--on", "2026-03-18", code=1)
    assert "2026-03：已办理（第1版）" in run("month", "教育提质", "2026-03", "--on", "2026-04-01T08:30")
    assert "结果未变" in run("month", "教育提质", "2026-03", "--on", "2026-04-01T08:40")
    assert "一致" in run("month", "教育提质", "2026-03", "--check")
    assert "已登记" in run("people", "教育提质", "--add", "办公室主任", "--role", "主任", "--on", "2026-03-02")
    signed = (
        "publish",
        "教育提质",
        "2026-03",
        "--by",
        "办公室主任",
        "--number",
        "云教组办通〔2026〕4号",
        "--on",
        "2026-04-03",
    )
    assert "已签发" in run(*signed)
    circular = next((tmp_path / "out").rglob("2026-03/月度督查通报.docx"))
    words = "\n".join(paragraph.text for paragraph in Document(str(circular)).paragraphs)
    assert "云教组办通〔2026〕4号" in words
    assert "送审稿" not in words
    assert "云教组办通〔2026〕4号\t督查通报" in run("papers", "教育提质")
    sent = run(
        "paper", "教育提质", "云教组办通[2026]4号", "--send", "县财政局", "--by", "办公室主任", "--on", "2026-04-07"
    )
    assert "县财政局\t2026-04-07\t—\t—\t—" in sent
    received = ("--received", "县财政局", "--person", "值班员", "--record", "--by", "办公室主任", "--on", "2026-04-08")
    assert "送达考核结果" in run("paper", "教育提质", "云教组办通〔2026〕4号", *received)
    told_of = json.loads(run("paper", "教育提质", "云教组办通〔2026〕4号", "--out", tmp_path / "原件.docx", "--json"))
    assert told_of["sent"][0]["received"] == "2026-04-08"
    assert (tmp_path / "原件.docx").read_bytes() == circular.read_bytes()
    assert "没有签发过" in duban(variables, "paper", "教育提质", "云教组办通〔2026〕9号").stderr
    assert "此前已签发" in run("publish", "教育提质", "2026-03", "--by", "办公室主任", "--on", "2026-04-04")
    assert "权重3×系数1" in run("explain", "教育提质", "2026-03", "--unit", "云城镇")
    told = run("explain", "教育提质", "2026-03", "--unit", "县财政局")
    assert "基础分 = " in told
    assert "2026年3月25日" in told
    (tmp_path / "days.csv").write_text("日期,安排\n2026-04-20,休息\n", encoding="utf-8")
    assert "休息 1 天" in run("rules", "days", "教育提质", tmp_path / "days.csv")
    (tmp_path / "办法.toml").write_text(run("rules", "show").replace("value = 25", "value = 20"), encoding="utf-8")
    assert "可以采用" in run("rules", "lint", tmp_path / "办法.toml")
    assert "自下次督查起" in run("rules", "use", "教育提质", tmp_path / "办法.toml")
    # The signed month keeps the copy of the figures it was judged by.
    assert "一致" in run("month", "教育提质", "2026-03", "--check")
    assert "DUBAN_DATABASE_URL" in run("settings")
    assert "编号" in run("mail")


def test_the_year_is_printed_with_rest_and_make_up_days(variables: dict[str, str]) -> None:
    year = duban(variables, "calendar", "2026").stdout
    assert "2026-02-14\t六\t上班\t春节调休上班" in year
    assert "2026-10-01\t四\t休息\t国庆节" in year
    assert "尚无公布的节假日安排" in duban(variables, "calendar", "2027").stdout


def test_a_scheme_with_points_for_leaders_notes_is_unfit(variables: dict[str, str], tmp_path: Path) -> None:
    scheme = (
        duban(variables, "rules", "show").stdout
        + '\n[[bonus]]\nname = "获县领导批示"\npoints = 1\nbasis = "本县办法"\n'
    )
    (tmp_path / "办法.toml").write_text(scheme, encoding="utf-8")
    done = duban(variables, "rules", "lint", tmp_path / "办法.toml")
    assert done.returncode == 4
    assert "批示" in done.stdout


def test_a_review_sheet_goes_out_and_comes_back_corrected(variables: dict[str, str], tmp_path: Path) -> None:
    sheet = tmp_path / "核对表.xlsx"
    assert "核对表" in duban(variables, "read", EXAMPLE / "方案.txt", "--review", sheet).stdout
    book = load_workbook(sheet)
    changed = [
        cell for page in book for row in page.iter_rows() for cell in row
        if cell.value == "县财政局" and not cell.protection.locked
    ]  # fmt: skip
    assert changed
    changed[0].value = "县审计局"
    book.save(sheet)
    done = duban(variables, "adopt", "--reviewed", sheet, "--on", "2026-03-02")
    assert done.returncode in (0, 1), done.stderr
    assert "已建立台账" in done.stdout
    duban(variables, "assign", "1", "--on", "2026-03-02")
    assert list((tmp_path / "out").rglob("县审计局.xlsx"))
    assert duban(variables, "adopt", "--reviewed", EXAMPLE / "方案.txt").returncode == 4
    assert duban(variables, "adopt").returncode == 2


def test_a_review_sheet_in_word_is_corrected_and_adopted(variables: dict[str, str], tmp_path: Path) -> None:
    form = tmp_path / "核对表.docx"
    assert "adopt --reviewed" in duban(variables, "read", EXAMPLE / "方案.txt", "--review", form).stdout
    document = Document(str(form))
    place = next(
        cell for table in document.tables for row in table.rows for cell in row.cells
        if cell.text == "县财政局" and cell._tc.xpath("./w:tcPr/w:shd")
    )  # fmt: skip
    place.text = "县审计局"
    document.save(str(form))
    done = duban(variables, "adopt", "--reviewed", form, "--on", "2026-03-02")
    assert "已建立台账" in done.stdout, done.stderr
    duban(variables, "assign", "1", "--on", "2026-03-02")
    assert list((tmp_path / "out").rglob("县审计局.xlsx"))
    # Sent in among the units' answers it is named for what it is.
    taken = duban(variables, "take", form)
    assert "方案核对表" in taken.stdout + taken.stderr
    assert "任务清单" not in taken.stdout + taken.stderr


def test_a_reader_that_goes_away_is_no_error(variables: dict[str, str]) -> None:
    command = f"{sys.executable} -m app.cli calendar 2026; echo left with $? >&2"
    done = subprocess.run(
        ["bash", "-c", f"({command}) | head -1"], env=variables, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stderr.strip().splitlines() == ["left with 0"]


WRONG = {
    "a missing file": (["read", "没有.docx"], 2, "没有文件"),
    "a folder for a file": (["read", "."], 2, "不是文件"),
    "an unknown campaign": (["month", "没有这个", "2026-03"], 2, "台账还是空的"),
    "a month that is none": (["month", "1", "2026-13"], 2, "YYYY-MM"),
    "a day that is none": (["adopt", "{plan}", "--on", "2026-02-30"], 2, "YYYY-MM-DD"),
    "an empty file": (["read", "{empty}"], 4, "E101"),
    "a binary file": (["read", "{binary}"], 4, "E10"),
    "a word file that is none": (["adopt", "{fake}"], 4, "E10"),
    "a register with two rows of one name": (["adopt", "{plan}", "--units", "{twice}"], 4, "E115"),
    "a scenario that is none": (["replay", "{empty}"], 4, ""),
    "a list that is none": (["take", "{fake}"], 4, "E10"),
    "a weight that is none": (["adopt", "{plan}", "--weight", "三/（一）=重"], 2, "编号=权重"),
    "a weight for no task": (["adopt", "{plan}", "--weight", "九/（一）=3"], 2, "方案中没有编号"),
    "an unknown option": (["read", "--nonsense"], 2, "没有选项"),
    "an unknown command": (["nonsense"], 2, "没有命令"),
    "a missing argument": (["month"], 2, "缺少参数"),
    "one argument too many": (["campaigns", "x"], 2, "多出参数"),
    "a year that is none": (["calendar", "one"], 2, "参数"),
}


@pytest.mark.parametrize("name", WRONG)
def test_bad_input_is_one_sentence_and_an_exit_code(name: str, variables: dict[str, str], tmp_path: Path) -> None:
    arguments, code, words = WRONG[name]
    files = {"plan": EXAMPLE / "方案.txt"}
    for key, content, suffix in (
        ("empty", b"", ".txt"),
        ("binary", bytes(range(256)) * 40, ".txt"),
        ("fake", b"this is no word file" * 20, ".docx"),
        ("twice", "名称,类别\n县教育局,部门\n县教育局,部门\n".encode(), ".csv"),
    ):
        files[key] = tmp_path / f"{key}{suffix}"
        files[key].write_bytes(content)
    done = duban(variables, *(argument.format(**files) for argument in arguments))
    said = done.stderr + done.stdout
    assert done.returncode == code, said
    assert words in said
    assert "Traceback" not in said
    if code == 4 and arguments[0] != "take":
        assert len(done.stderr.strip().splitlines()) == 1
    ledger = Path(variables["DUBAN_DATABASE_URL"].removeprefix("sqlite:///"))
    assert "县教育局" not in ledger.read_bytes().decode("utf-8", "ignore")


def test_a_wrong_setting_stops_the_start_and_hides_its_value(variables: dict[str, str]) -> None:
    done = duban(variables | {"DUBAN_STMP_HOST": "x", "DUBAN_SMTP_PORT": "hunter2"}, "settings")
    assert done.returncode == 3
    assert "是否为 DUBAN_SMTP_HOST" in done.stderr
    assert "hunter2" not in done.stderr


def test_an_unwritable_out_folder_is_said(variables: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    blocked = variables | {"DUBAN_OUT": str(tmp_path / "file")}
    assert duban(variables, "adopt", EXAMPLE / "方案.txt", "--on", "2026-03-02").returncode in (0, 1)
    done = duban(blocked, "assign", "1", "--on", "2026-03-02")
    assert done.returncode == 4
    assert "无法写入" in done.stderr


def test_a_database_that_is_none_is_said(variables: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "bad.sqlite3").write_bytes(b"no database" * 500)
    done = duban(variables | {"DUBAN_DATABASE_URL": f"sqlite:///{tmp_path / 'bad.sqlite3'}"}, "campaigns")
    assert done.returncode in (3, 5)
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_office_adds_words_of_its_own_to_the_reader(variables: dict[str, str], tmp_path: Path) -> None:
    plan, own = tmp_path / "方案.txt", tmp_path / "词表.toml"
    plan.write_text("某县2021年方案\n一、主要任务\n1.疏浚河道。\n帮扶单位：县水利堂\n", encoding="utf-8")

    def units(names: dict[str, str]) -> list[str]:
        done = duban(variables | names, "read", plan, "--json")
        assert done.returncode == 0, done.stderr
        return [unit for task in json.loads(done.stdout)["tasks"] for unit in task["cooperating_units"]]

    assert units({}) == []
    own.write_text('[labels]\ncooperating = ["帮扶"]\n[names]\nunit_endings = ["堂"]\n', encoding="utf-8")
    assert units({"DUBAN_VOCABULARY": str(own)}) == ["县水利堂"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[label]\nlead = ['牵头']\n", "不认识的节或词单“label”"),
        ("[labels]\nleads = ['牵头']\n", "不认识的节或词单“labels.leads”"),
        ("[labels]\nlead = '牵头'\n", "“labels.lead”写法不对"),
        ("[labels]\nlead = [1]\n", "“labels.lead”写法不对"),
        ("labels = ['牵头']\n", "“labels”写法不对"),
        ("[labels.lead]\nmore = ['牵头']\n", "“labels.lead”写法不对"),
        ("[labels.bare]\n\"牵办\" = 'leader'\n", "“labels.bare.牵办”"),
        ("[labels\n", "不是有效的 TOML"),
        (None, "无法读取补充词表"),
    ],
)
def test_a_wrong_word_list_is_said_in_one_sentence(
    variables: dict[str, str], tmp_path: Path, text: str | None, words: str
) -> None:
    own = tmp_path / "词表.toml"
    if text is not None:
        own.write_text(text, encoding="utf-8")
    done = duban(variables | {"DUBAN_VOCABULARY": str(own)}, "read", EXAMPLE / "方案.txt", "--json")
    assert done.returncode == 3
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
