"""`duban archive` writes a closed task's folder: index, story, plan, signed papers, evidence, digests that anyone can check."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from case_files import CLOSED, DAY, OPEN, UNIT, act, checked, held, nodes, tamper
from docx import Document
from offices import Office, at, duban
from sqlalchemy import func, select

from duban.errors import InputRefused, UsageError
from models.rows import ActRow, FactRow, PaperRow
from tasks.archiving import archive
from tasks.drafting import Wanted, draft
from tasks.ledger import reading_sessions
from tasks.looking import history_at
from tasks.printing import watched


def test_the_folder_holds_the_whole_matter_and_checks(closed: Office) -> None:
    def rows() -> list[int | None]:
        with reading_sessions().begin() as session:
            return [session.scalar(select(func.count()).select_from(table)) for table in (ActRow, FactRow, PaperRow)]

    before = rows()
    made = archive(str(closed.id), CLOSED, DAY)
    found = held(made.folder)
    assert made.folder.parent == closed.out / closed.adoption.title / "归档"
    assert {str(path.relative_to(made.folder)) for path in made.files} == set(found)
    assert checked(made.folder) == 0
    assert len(found["SHA256SUMS"].splitlines()) == len(found) - 1
    assert rows() == before

    drafted = draft(str(closed.id), Wanted("归档目录", CLOSED), DAY)
    assert [found["归档目录.docx"], found["归档目录.html"]] == [path.read_bytes() for path in drafted]
    index = Document(str(made.folder / "归档目录.docx")).tables[1]
    names = [row.cells[3].text for row in index.rows[1:]]
    numbered = sorted(name for name in found if "/" in name)
    assert sorted(int(Path(name).name[:3]) for name in numbered) == list(range(1, len(names) + 1))

    assert [found[name] for name in numbered if name.startswith("发文/")] == [f"催办{CLOSED}".encode()]
    (plan,) = (found[name] for name in numbered if name.startswith("方案/"))
    assert plan == (Path(__file__).parents[2] / "examples" / "yunling" / "方案.txt").read_bytes()
    claimants = {unit for unit, _ in nodes(closed)}
    assert claimants
    for unit in claimants:
        evidence = [found[name] for name in numbered if name.startswith(f"佐证/{unit}/")]
        assert sorted(evidence) == sorted(f"%PDF-1.4 {CLOSED}{unit}{one}".encode() for one in "甲乙")
    assert [found[name] for name in numbered if name.startswith(f"佐证/{UNIT}/")] == ["%PDF-1.4 台账不全".encode()]
    assert "批准办结" in found["办理纪实.html"].decode()


def test_a_clue_of_an_offence_is_nowhere_in_it(closed: Office) -> None:
    found = held(archive(str(closed.id), CLOSED, DAY).folder)
    assert not [name for name in found if "线索" in name or "移送" in name]
    pages = "".join(content.decode() for name, content in found.items() if name.endswith(".html"))
    assert "一般问题.pdf" in pages
    for secret in ("涉嫌套取资金", "线索材料", "移送函", "移〔2026〕1号"):
        assert secret not in pages
        assert not [name for name, content in found.items() if secret.encode() in content], secret


def test_the_same_ledger_gives_the_same_bytes_on_a_later_day(closed: Office) -> None:
    first = held(archive(str(closed.id), CLOSED, DAY).folder)
    assert held(archive(str(closed.id), CLOSED, at("2026-05-20T09:00").date()).folder) == first


def test_what_no_longer_belongs_is_taken_away_and_what_others_put_there_stays(closed: Office) -> None:
    folder = archive(str(closed.id), CLOSED, DAY).folder
    own = folder / "扫描件.pdf"
    own.write_bytes(b"%PDF scanned")
    key = next(act.key for act in history_at(closed.id, DAY).of("finding") if act.told("facts") == "台账不全")
    told = {"to": "县纪委监委", "receipt": "移〔2026〕2号"}
    act(closed, "2026-05-08", ("finding", key, "hand_over"), "分管领导", **told)
    assert any("一般问题" in name for name in held(folder))
    found = held(archive(str(closed.id), CLOSED, DAY).folder)
    assert not [name for name in found if "一般问题" in name]
    assert not (folder / "佐证" / UNIT).exists()
    assert own.is_file()
    assert checked(folder) == 0


@pytest.mark.parametrize(
    "statement",
    ["UPDATE evidence SET content = :forged WHERE sha256 = :digest", "DELETE FROM evidence WHERE sha256 = :digest"],
    ids=["changed", "lost"],
)
def test_changed_or_lost_bytes_are_refused_by_name_and_nothing_is_written(closed: Office, statement: str) -> None:
    digest = sha256(f"%PDF-1.4 {CLOSED}{nodes(closed)[0][0]}乙".encode()).hexdigest()
    folder = closed.out / closed.adoption.title / "归档"
    told = {"forged": b"%PDF-1.4 forged"} if "forged" in statement else {}
    tamper(closed, statement, digest=digest, **told)
    with pytest.raises(InputRefused, match=f"验收单.pdf（{digest[:16]}）"):
        archive(str(closed.id), CLOSED, DAY)
    assert not folder.exists()


def test_a_task_that_is_open_or_unknown_is_refused_with_the_choices(closed: Office) -> None:
    for key in (OPEN, "九"):
        with pytest.raises(UsageError, match=f"没有已办结的任务“{key}” · 可写：{CLOSED}"):
            archive(str(closed.id), key, DAY)
    with pytest.raises(UsageError, match="台账中没有已办结的任务"):
        archive(str(closed.id), CLOSED, at("2026-04-01T09:00").date())


def test_whoever_watches_a_long_one_is_told_how_far_it_is(closed: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.printing.MANY", 1)
    told: list[tuple[int, int]] = []
    with watched(lambda made, total: told.append((made, total))):
        files = archive(str(closed.id), CLOSED, DAY).files
    total = len(files) - 1
    assert told == [(place, total) for place in range(1, total + 1)]


def test_the_command_says_its_folder(closed: Office) -> None:
    done = duban(closed.variables, "archive", str(closed.id), CLOSED, "--on", "2026-05-08", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert checked(Path(told["folder"])) == 0
    assert Path(told["files"][-1]).name == "SHA256SUMS"
    done = duban(closed.variables, "archive", str(closed.id), "九", "--on", "2026-05-08")
    assert (done.returncode, "可写：三/（四）" in done.stderr) == (2, True)
