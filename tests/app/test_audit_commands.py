"""`duban audit` as an office uses it: who did what, the head on a paper, and what a check says after somebody was at the ledger."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest
from offices import EXAMPLE, duban, environment


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An office whose March is judged and signed."""
    folder = tmp_path_factory.mktemp("office")
    variables = environment(f"sqlite:///{folder / 'ledger.sqlite3'}", folder / "out")
    for arguments in (
        [
            "adopt",
            EXAMPLE / "方案.txt",
            "--units",
            EXAMPLE / "名录.csv",
            "--head",
            "县委副书记",
            "--on",
            "2026-03-02",
            "--by",
            "甲科员",
        ],
        ["assign", "1", "--on", "2026-03-02", "--by", "甲科员"],
        ["month", "1", "2026-03", "--on", "2026-04-01"],
        ["publish", "1", "2026-03", "--number", "云教组办通〔2026〕4号", "--by", "县委副书记", "--on", "2026-04-02"],
    ):
        assert duban(variables, *arguments).returncode in (0, 1)
    return variables


def folder_of(variables: dict[str, str]) -> Path:
    return Path(variables["DUBAN_OUT"]).parent


def printed_heads(variables: dict[str, str]) -> dict[str, tuple[str, str]]:
    """{paper: (number, hash)} as a reader finds them on the month's papers."""
    found = {}
    for path in sorted(Path(variables["DUBAN_OUT"]).rglob("2026-03/*")):
        if path.suffix == ".html":
            text = path.read_text(encoding="utf-8")
        elif path.suffix in (".docx", ".xlsx"):
            with ZipFile(path) as parts:
                text = "".join(parts.read(name).decode(errors="ignore") for name in parts.namelist())
        else:
            continue
        if line := re.search(r"台账审计链：第(\d+)条，校验码 ([0-9a-f]{16})", text):
            found[path.name] = (line[1], line[2])
    return found


@contextmanager
def tampered(variables: dict[str, str], statement: str) -> Iterator[None]:
    """The ledger after somebody wrote into its file, put back afterwards."""
    path = folder_of(variables) / "ledger.sqlite3"
    before = path.read_bytes()
    with closing(sqlite3.connect(path)) as raw, raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f'DROP TRIGGER "{name}"')
        raw.execute(statement)
    yield
    path.write_bytes(before)


def test_the_log_tells_who_did_what(signed: dict[str, str]) -> None:
    done = duban(signed, "audit", "log")
    assert done.returncode == 0, done.stderr
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert lines[0] == ["序号", "时间", "何人", "何事", "专项行动", "改动"]
    assert [line[2:4] for line in lines[1:4]] == [["duban", "启用审计"], ["甲科员", "方案入账"], ["甲科员", "交办"]]
    assert lines[3][4:] == ["1", "事实新增12"]
    assert lines[-1][2:5] == ["县委副书记", "签发", "1"]
    assert "月度结果修改1" in lines[-1][5]
    assert "已签发文件新增1（2026-03/1/published、circular/2026-03/1）" in lines[-1][5]
    values = json.loads(duban(signed, "audit", "log", "--json", "--campaign", "1").stdout)
    assert [value["number"] for value in values] == list(range(2, len(lines)))
    assert json.loads(duban(signed, "audit", "log", "--json", "--since", "2099-01-01").stdout) == []


def test_the_signed_papers_bear_the_head_and_a_draft_does_not(signed: dict[str, str]) -> None:
    heads = printed_heads(signed)
    assert set(heads) == {"月度督查通报.docx", "月度督查通报.html", "得分表.xlsx", "index.html"}
    ((number, start),) = set(heads.values())
    entries = json.loads(duban(signed, "audit", "log", "--json").stdout)
    assert entries[int(number) - 1]["hash"].startswith(start)
    assert int(number) == len(entries) - 1, "all but the signature itself"
    assert duban(signed, "audit", "verify", "--head", f"{number}:{start}").returncode == 0
    # Written again much later, the papers are the same to the byte.
    papers = {path: path.read_bytes() for path in Path(signed["DUBAN_OUT"]).rglob("2026-03/*.*")}
    assert duban(signed, "publish", "1", "2026-03", "--on", "2026-04-02", "--by", "县委副书记").returncode == 0
    assert {path: path.read_bytes() for path in papers} == papers
    assert duban(signed, "month", "1", "2026-04", "--on", "2026-05-01").returncode == 0
    assert "台账审计链" not in "".join(
        path.read_text(encoding="utf-8") for path in Path(signed["DUBAN_OUT"]).rglob("2026-04/index.html")
    )


def test_the_head_can_be_copied(signed: dict[str, str]) -> None:
    head, line = duban(signed, "audit", "head").stdout.splitlines()
    values = json.loads(duban(signed, "audit", "head", "--json").stdout)
    assert head == f"{values['length']}:{values['hash']}"
    assert line == f"台账审计链：第{values['length']}条，校验码 {values['hash'][:16]}"


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE audit_entry SET actor = '外人' WHERE number = 2", "第2条：校验码不符"),
        ("DELETE FROM audit_entry WHERE number = 3", "第4条：第3条缺失"),
        ("UPDATE fact SET on_day = '2026-03-09' WHERE sequence = (SELECT min(sequence) FROM fact)", "第3条：该条登记的事实与台账不符（专项行动1，序号至22，登记12行，现有12行）"),
        ("DELETE FROM fact WHERE sequence = (SELECT min(sequence) FROM fact)", "登记12行，现有11行"),
        ("UPDATE score SET score = '100' WHERE ordinal = 0", "其明细（责任事项、得分、扣分、加分、参数）已被改动：2026-03/1/published"),
        ("UPDATE campaign SET title = '另一行动'", "第2条：该条登记的专项行动与台账不符"),
        ("DELETE FROM audit_entry WHERE number > 4", "台账中有审计记录没有登记的行为"),
    ],
)  # fmt: skip
def test_what_was_done_behind_its_back_is_named(signed: dict[str, str], statement: str, sentence: str) -> None:
    with tampered(signed, statement):
        done = duban(signed, "audit", "verify", "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["tampered"]) == (4, True)
    first = found["faults"][0]
    if "number > 4" in statement:
        assert any("通报记有第" in fault["what"] for fault in found["faults"]), "the published month holds a later head"
    assert sentence in (f"第{first['entry']}条：{first['what']}" if first["entry"] else first["what"])


def test_a_whole_ledger_is_said_to_be_whole(signed: dict[str, str]) -> None:
    done = duban(signed, "audit", "verify")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "审计记录与台账完整一致。")
    with tampered(signed, "DELETE FROM fact WHERE sequence = (SELECT min(sequence) FROM fact)"):
        done = duban(signed, "audit", "verify")
    assert done.returncode == 4
    assert done.stdout.splitlines()[1].startswith("  - 第3条：该条登记的事实与台账不符")
    assert done.stdout.splitlines()[-1].startswith("发现改动")
    with tampered(signed, "SELECT 1"):
        done = duban(signed, "audit", "verify")
    assert done.returncode == 1, "only the triggers are gone"
    assert "提示：数据库中 fact 只增不改的触发器缺失或被停用" in done.stdout


def test_a_wrong_head_is_found_and_one_that_is_none_is_refused(signed: dict[str, str]) -> None:
    assert "所给链头" in duban(signed, "audit", "verify", "--head", "3:0123456789abcdef").stdout
    assert "末尾被截去" in duban(signed, "audit", "verify", "--head", "999:0123456789abcdef").stdout
    for text in ("3", "3:xyz", "3:0123", "a:0123456789abcdef"):
        done = duban(signed, "audit", "verify", "--head", text)
        assert (done.returncode, "无法识别" in done.stderr) == (4, True)


def test_without_its_key_the_ledger_can_be_read_but_not_changed(signed: dict[str, str]) -> None:
    key = Path(signed["DUBAN_AUDIT_KEY_FILE"])
    aside = key.rename(key.with_name("aside"))
    try:
        appoint = ("act", "1", "人员", "新科员", "登记人员", "role=督查员", "--by", "甲科员", "--on", "2026-04-02")
        done = duban(signed, *appoint)
        assert (done.returncode, "审计密钥不在，不能改动台账" in done.stderr, str(key) in done.stderr) == (
            3,
            True,
            True,
        )
        assert not key.exists(), "no second key is made for a chain that has one"
        done = duban(signed, "audit", "verify")
        assert (done.returncode, "只能核对次序和衔接" in done.stdout) == (1, True)
        assert duban(signed, "explain", "1", "2026-03", "--unit", "云城镇").returncode == 0
    finally:
        aside.rename(key)
    assert duban(signed, "audit", "verify").returncode == 0


def test_the_key_stands_beside_the_out_folder_unless_named(tmp_path: Path) -> None:
    variables = environment(f"sqlite:///{tmp_path / 'l.sqlite3'}", tmp_path / "产出")
    del variables["DUBAN_AUDIT_KEY_FILE"]
    assert duban(variables, "campaigns").returncode == 0
    key = tmp_path / "产出.审计密钥"
    assert key.stat().st_mode & 0o777 == 0o600
    secret = key.read_text().strip()
    assert secret not in duban(variables, "settings").stdout + duban(variables, "audit", "log", "--json").stdout
    assert secret.encode() not in (tmp_path / "l.sqlite3").read_bytes()
