"""What of the house's rules a machine can check, besides ruff, mypy and import-linter (which `make check` runs)."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("duban", "models", "notifications", "tasks", "flows", "app")
TRACKED = [ROOT / name for name in subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()]
MODULES = [
    path for path in TRACKED if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in PACKAGES and path.exists()
]
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
PURE_BANS = {
    "sqlalchemy",
    "prefect",
    "smtplib",
    "fastapi",
    "apscheduler",
    "alembic",
    "psycopg",
    "socket",
    "subprocess",
    "sqlite3",
}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def calls_in(path: Path) -> list[tuple[int, str]]:
    return [(node.lineno, ast.unparse(node.func)) for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]


def test_the_layout_is_the_one_the_readme_names() -> None:
    expected = {*PACKAGES, "tests", "benchmarks", "examples", "docs"}
    assert expected <= {path.name for path in ROOT.iterdir() if path.is_dir()}
    files = {
        "prefect.yaml",
        "pyproject.toml",
        "alembic.ini",
        "Makefile",
        "README.md",
        "README.zh-CN.md",
        "CONTRIBUTING.md",
    }
    assert files | {"CHANGELOG.md", "LICENSE"} <= {path.name for path in ROOT.iterdir() if path.is_file()}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_what_lives_in_it(path: Path) -> None:
    assert path.stem not in BANNED_NAMES
    assert ast.get_docstring(tree_of(path)), "a module docstring says what lives here"


@pytest.mark.parametrize("path", [p for p in MODULES if p.relative_to(ROOT).parts[0] == "duban"], ids=name_of)
def test_duban_touches_no_world_and_reads_no_clock(path: Path) -> None:
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert not imported & PURE_BANS
    clocks = [(line, call) for line, call in calls_in(path) if re.search(r"(^|\.)(now|today|utcnow|time)$", call)]
    assert not [c for c in clocks if c[1].split(".")[0] in {"datetime", "date", "time"}], clocks
    assert not [call for call in calls_in(path) if call[1] == "open"], "files are opened outside duban"


@pytest.mark.parametrize(
    "path", [p for p in MODULES if p.relative_to(ROOT).parts[0] in ("models", "notifications")], ids=name_of
)
def test_the_clock_is_an_argument_below_the_flows(path: Path) -> None:
    clocks = [
        c for c in calls_in(path) if c[1] in {"datetime.now", "date.today", "datetime.utcnow", "datetime.datetime.now"}
    ]
    assert not clocks, clocks


@pytest.mark.parametrize(
    "path", [p for p in MODULES if p.relative_to(ROOT).parts[0] in ("duban", "models", "notifications")], ids=name_of
)
def test_sessions_begin_only_in_tasks_and_app(path: Path) -> None:
    assert not [call for call in calls_in(path) if call[1].endswith(("sessions.begin", "sessionmaker"))], (
        "see CONTRIBUTING.md"
    )


def test_nothing_is_evaluated_pickled_or_run_through_a_shell() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert "shell=True" not in text, name_of(path)
        assert not [
            c for c in calls_in(path) if c[1] in {"eval", "exec", "pickle.loads", "pickle.load", "yaml.load"}
        ], name_of(path)
        assert not re.search(r"\btext\(f[\"']", text), f"{name_of(path)}: SQL is not put together from strings"


def test_templates_escape_everything_and_fetch_nothing() -> None:
    for path in TRACKED:
        if path.suffix in {".html", ".j2", ".css", ".svg"} and path.relative_to(ROOT).parts[0] in PACKAGES:
            text = path.read_text(encoding="utf-8")
            assert "|safe" not in text.replace(" ", ""), name_of(path)
            fetched = re.findall(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//|@import|url\(\s*[\"']?(?:https?:)?//", text)
            assert not fetched, f"{name_of(path)} asks the network"


def test_lock_files_are_hashed_and_name_no_host() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index" not in text
        pins = re.findall(r"(?m)^[a-zA-Z0-9][^\s=]*==", text)
        assert len(pins) > 100
        assert text.count("--hash=sha256:") >= len(pins)


def test_the_run_lock_is_part_of_the_test_lock() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"(?m)^[a-zA-Z0-9][^\s;]*==[^\s;]+", (ROOT / name).read_text(encoding="utf-8")))

    assert pins("requirements.txt") <= pins("requirements-dev.txt")


def test_the_pairs_prefect_breaks_on_stay_out() -> None:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    for pin in ("prefect==3.8.8", "fastapi==0.150.0", "starlette==1.10.0", "sqlalchemy[asyncio]==2.0.58"):
        assert pin in text


def test_cron_lines_stand_only_in_prefect_yaml() -> None:
    for path in MODULES:
        assert not re.search(
            r"[\"'](?:\*|[\d*/,-]+) (?:\*|[\d*/,-]+) (?:\*|[\d*/,-]+) (?:\*|[\d*/,-]+) (?:\*|[\d*/,-]+)[\"']",
            path.read_text(),
        ), name_of(path)
