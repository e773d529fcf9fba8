"""The demonstration, as a newcomer starts it: the example county, and a real plan without answers."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from docx import Document
from offices import ROOT, duban, environment

SEEDS = sorted((ROOT.parent / "shared" / "seeds").glob("*.txt"))


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    return environment("sqlite:///not-used", tmp_path / "not-used")


def test_the_example_county_plays_three_months(variables: dict[str, str], tmp_path: Path) -> None:
    done = duban(variables, "demo", "--no-server", "--out", tmp_path / "demo")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "未入账" not in done.stdout, "every answer and decision of the script is taken"
    folder = next((tmp_path / "demo").glob("云岭县*"))
    for month in ("2026-03", "2026-04", "2026-05"):
        assert month in done.stdout
        names = {path.name for path in (folder / month).iterdir()}
        assert {"月度督查通报.docx", "得分表.xlsx", "index.html", "任务清单"} <= names
    text = "\n".join(p.text for p in Document(str(folder / "2026-05" / "月度督查通报.docx")).paragraphs)
    assert "松河乡" in text
    mails = [
        message_from_bytes(p.read_bytes(), policy=policy.default) for p in (tmp_path / "demo" / "邮件").glob("*.eml")
    ]
    assert len(mails) > 150
    once = {(mail["To"], mail["Date"][:16]) for mail in mails}
    assert len(once) == len(mails), "one mail per address and day"
    assert len({mail["Message-ID"] for mail in mails}) == len(mails)
    assert not [
        mail["Date"] for mail in mails if mail["Date"].startswith(("Sun", "Sat")) and "09 May" not in mail["Date"]
    ]


@pytest.mark.parametrize("plan", SEEDS, ids=lambda path: path.stem)
def test_a_real_plan_plays_without_answers(plan: Path, variables: dict[str, str], tmp_path: Path) -> None:
    done = duban(variables, "demo", plan, "--no-server", "--out", tmp_path / "demo")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "收到答复 0 份" in done.stdout or "没有读到任务" in done.stdout


def test_a_folder_with_other_files_is_left_alone(variables: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = duban(variables, "demo", "--no-server", "--out", tmp_path)
    assert done.returncode == 4
    assert "有别的文件" in done.stderr
    assert (tmp_path / "mine.txt").read_text() == "mine"
