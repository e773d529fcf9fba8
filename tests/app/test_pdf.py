"""`duban pdf`: its exit codes, its words and its JSON, on a machine with LibreOffice and on one without."""

import json
import os
import shutil
from pathlib import Path

import pytest
from offices import duban
from sample_papers import FORMAL

from duban.documents.official_docx import official_docx


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    file = tmp_path / "通报.docx"
    file.write_bytes(official_docx(FORMAL))
    return file


def test_wrong_files_and_a_machine_without_libreoffice_are_told(paper: Path, tmp_path: Path) -> None:
    missing = duban(os.environ, "pdf", tmp_path / "没有.docx")
    assert (missing.returncode, missing.stdout) == (4, "")
    assert "没有这个文件" in missing.stderr
    bare = duban(dict(os.environ) | {"PATH": str(tmp_path)}, "pdf", paper)
    assert bare.returncode == 3
    assert "未安装 LibreOffice" in bare.stderr
    assert os.listdir(tmp_path) == ["通报.docx"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is optional at run time")
def test_the_missing_fonts_are_named_in_words_json_and_exit_code(paper: Path, tmp_path: Path) -> None:
    done = duban(os.environ, "pdf", paper, "--json")
    (told,) = json.loads(done.stdout)
    assert done.returncode == (1 if told["missing"] else 0)
    assert Path(told["pdf"]).read_bytes().startswith(b"%PDF")
    assert (told["file"], told["fault"]) == (str(paper), None)
    (tmp_path / "坏.docx").write_bytes(b"PK")
    words = duban(os.environ, "pdf", tmp_path)
    assert words.returncode == 4
    assert "坏.docx\tE101" in words.stdout
    assert all(name in words.stdout for name in (*told["missing"], *told["instead"]))
    assert ("仅供预览" in words.stdout) is bool(told["missing"])
