"""`duban archive` without a task writes every closed task's folder under one list, whole and the same each time."""

import shutil
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest
from case_files import CLOSED, DAY, OPEN, OTHER, checked, close, held, nodes, tamper, urge
from docx import Document
from offices import Office, at, duban

from tasks import archiving
from tasks.archiving import archive, archive_all, is_listed
from tasks.looking import history_at


def times(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_all_closed_tasks_are_archived_in_one_run_under_one_list(two: Office) -> None:
    whole = archive_all(str(two.id), DAY)
    assert whole.folder == two.out / two.adoption.title / "归档"
    assert list(whole.tasks) == [CLOSED, OTHER]
    assert whole.tasks[CLOSED] == archive(str(two.id), CLOSED, DAY)._replace(written=whole.tasks[CLOSED].written)
    found = held(whole.folder)
    assert checked(whole.folder) == 0
    assert len(found["SHA256SUMS"].splitlines()) == len(found) - 1
    assert all(checked(one.folder) == 0 and is_listed(one) for one in whole.tasks.values())
    assert not list(two.out.glob(".归档*"))

    lines = Document(str(whole.folder / "案卷目录.docx")).tables[0]
    rows = [[cell.text for cell in row.cells] for row in lines.rows]
    assert [row[2] for row in rows[1:]] == [CLOSED, OTHER]
    first = dict(zip(rows[0], rows[1], strict=True))
    assert (first["责任单位"], first["件数"]) == ("县教育体育局、县财政局", str(len(whole.tasks[CLOSED].files) - 5))
    assert first["起止日期"].endswith("2026年4月22日")
    assert (first["档号"], first["页数"], first["保管期限"]) == ("", "", "")

    assert whole.open.keys() | whole.tasks.keys() == history_at(two.id, DAY).case.ledger.tasks.keys()
    assert whole.open[OPEN].startswith("未办结：县教育体育局（2026-04-30）")
    assert whole.open["三/（七）"].startswith("没有批准办结的记录")
    pages = "".join(content.decode() for name, content in found.items() if name.endswith(".html"))
    assert not [secret for secret in ("涉嫌套取资金", "线索材料", "移〔2026〕1号") if secret in pages]


def test_a_second_run_writes_nothing_and_a_change_only_what_changed(two: Office) -> None:
    folder = archive_all(str(two.id), DAY).folder
    first, since = held(folder), times(folder)
    again = archive_all(str(two.id), at("2026-05-20T09:00").date())
    assert (again.written, held(folder), times(folder)) == (0, first, since)
    (folder / "案卷目录.html").write_bytes(b"changed by hand")
    assert (archive_all(str(two.id), DAY).written, held(folder)) == (1, first)


def test_the_list_is_known_to_be_old_once_a_task_was_archived_alone(closed: Office, tmp_path: Path) -> None:
    one = archive(str(closed.id), CLOSED, DAY)
    assert is_listed(one)
    archive_all(str(closed.id), DAY)
    urge(closed, CLOSED, "2026-05-07")
    one = archive(str(closed.id), CLOSED, DAY)
    assert not is_listed(one)
    close(closed, OTHER, tmp_path / "又")
    whole = archive_all(str(closed.id), DAY)
    assert is_listed(one)
    assert list(whole.tasks) == [CLOSED, OTHER]
    assert checked(whole.folder) == 0


class Stopped(BaseException):
    """The run was interrupted."""


def stopped(office: Office, of: object, name: str, after: int) -> None:
    """Archive, and be interrupted when something is done once more than so many times."""
    left, real = count(1), getattr(of, name)

    def stop(*given: object) -> object:
        if next(left) > after:
            raise Stopped
        return real(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(of, name, stop)
        with pytest.raises(Stopped):
            archive_all(str(office.id), DAY)


def test_a_run_interrupted_while_it_reads_leaves_whole_folders_or_none(two: Office) -> None:
    first, second = (len(archive(str(two.id), task, DAY).files) - 5 for task in (CLOSED, OTHER))
    folder = two.out / two.adoption.title / "归档"
    shutil.rmtree(folder)
    stopped(two, archiving, "_content", 6)
    assert not folder.exists()
    stopped(two, archiving, "_content", first + second - 1)
    (whole,) = folder.iterdir()
    assert checked(whole) == 0
    assert not list(two.out.glob(".归档*"))


def test_a_run_interrupted_among_its_moves_fails_the_check_until_the_next(two: Office) -> None:
    made = archive_all(str(two.id), DAY)
    folder, whole = made.folder, held(made.folder)
    for damaged in (folder / "案卷目录.html", made.tasks[OTHER].folder / "办理纪实.html"):
        damaged.write_bytes(b"")
        (damaged.parent / "SHA256SUMS").write_bytes(b"")
        stopped(two, Path, "replace", 1)
        assert checked(damaged.parent) != 0
        archive_all(str(two.id), DAY)
        assert (held(folder), checked(folder)) == (whole, 0)


def test_a_task_whose_file_is_lost_is_left_out_by_name_and_its_folder_kept(two: Office) -> None:
    before = archive_all(str(two.id), DAY)
    folder = before.tasks[CLOSED].folder
    digest = sha256(f"%PDF-1.4 {CLOSED}{nodes(two)[0][0]}乙".encode()).hexdigest()
    (gone,) = (name for name, content in held(folder).items() if sha256(content).hexdigest() == digest)
    (folder / gone).unlink()
    kept = held(folder)
    tamper(two, "DELETE FROM evidence WHERE sha256 = :digest", digest=digest)
    whole = archive_all(str(two.id), DAY)
    assert list(whole.tasks) == [OTHER]
    assert digest[:16] in whole.lost[CLOSED]
    assert held(folder) == kept
    done = duban(two.variables, "archive", str(two.id), "--on", "2026-05-08")
    assert (done.returncode, f"  - {CLOSED}：" in done.stdout) == (1, True)
    assert f"  - {OPEN}：未办结" in done.stdout
