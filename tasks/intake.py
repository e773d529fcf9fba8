"""Files from outside: their bytes off the disk, their meaning through the cage. What a format means is duban.reading's."""

import stat
from dataclasses import dataclass, replace
from pathlib import Path

from duban.errors import ConfigurationError, InputRefused, UsageError
from duban.incoming.message import Incoming, incoming_from_json
from duban.plan import Doubt, Plan, plan_from_json
from duban.reading.register import RegisterFile, read_register
from duban.reading.source import Source, Table, source_from_json
from duban.reading.sources import suffix_of
from tasks.caging import parsed
from tasks.converting import SUFFIXES, holds_table, to_docx
from tasks.settings import settings

LARGEST_FILE = 50 * 2**20


@dataclass(frozen=True)
class Document:
    """One plan file: its bytes, the text they hold, and the plan read from it, doubts of both in the plan."""

    content: bytes
    source: Source
    plan: Plan


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes; UsageError where there is no such file, InputRefused where it cannot be read or is over 50 MB."""
    try:
        kind = path.stat()
        if not stat.S_ISREG(kind.st_mode):
            raise UsageError(f"“{path}”不是文件", remedy="请指明一个文件")
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError as error:
        raise UsageError(f"没有文件“{path}”", remedy="请核对文件名和所在文件夹") from error
    except (OSError, ValueError) as error:
        raise InputRefused(f"无法读取文件“{path}”", remedy="请确认有读取权限") from error
    if len(content) > LARGEST_FILE:
        raise InputRefused(
            f"文件过大：超过 {LARGEST_FILE >> 20} MB", code="E108", where=path.name, remedy="请只保留方案部分"
        )
    return content


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file; errors as read_bytes, and InputRefused where it is not UTF-8."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputRefused("文件不是 UTF-8 文本", code="E101", where=path.name, remedy="请另存为 UTF-8 编码") from error


def read_document(path: Path) -> Document:
    """Return a plan file as read (读方案); InputRefused with a code, the file's name in `where`, where it cannot be taken."""
    content, suffix = read_bytes(path), suffix_of(path.name)
    old, words = suffix in SUFFIXES, _own_words()
    name = f"{path.name}.docx" if old else path.name
    try:
        answer = parsed("plan", name, to_docx(suffix, content) if old else content, words=words)
    except InputRefused as refused:
        raise _of_file(refused, path) from refused
    source = source_from_json(answer["source"])
    doubts = tuple(Doubt(*doubt) for doubt in answer["doubts"])
    if old:
        doubts = (_conversion_doubt(path, content, source), *doubts)
    return Document(content, source, replace(plan_from_json(answer["plan"]), doubts=doubts))


def read_plan_file(path: Path) -> tuple[Plan, bytes]:
    """Return the plan a file holds, and the file's bytes; errors as read_document."""
    document = read_document(path)
    return document.plan, document.content


def read_register_file(path: Path) -> RegisterFile:
    """Return the register a units file holds (名录, .csv or .xlsx); InputRefused with all its faults at once."""
    content = read_bytes(path)
    # A .csv is text; the register's own reader splits its lines.
    name = f"{path.stem}.txt" if suffix_of(path.name) == ".csv" else path.name
    try:
        return read_register(read_source_of(name, content))
    except InputRefused as refused:
        raise _of_file(refused, path) from refused


def read_source_of(name: str, content: bytes) -> Source:
    """Return the lines and tables some bytes hold, read in the cage; InputRefused as their format's reader refuses them."""
    return source_from_json(parsed("source", name, content)["source"])


def read_mail(content: bytes) -> Incoming:
    """Return what the bytes of a received message say, read in the cage; InputRefused where it has no end or no letter's shape."""
    try:
        return incoming_from_json(parsed("message", "", content)["message"])
    except InputRefused as refused:
        if refused.code != "E109":
            raise
        raise InputRefused("邮件过大或结构异常，无法读出", code="E109", remedy="请从邮箱中打开原件") from refused


def _own_words() -> bytes:
    """Return the office's own words (补充词表) as its setting names them, none where it names no file."""
    path = settings().vocabulary
    if path is None:
        return b""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"无法读取补充词表“{path}”", remedy="请核对 DUBAN_VOCABULARY 所指的文件，或取消该设置"
        ) from error


def _conversion_doubt(path: Path, content: bytes, source: Source) -> Doubt:
    """Return the doubt every converted file carries: what was lost cannot be seen from what came out."""
    if holds_table(content) and not any(isinstance(block, Table) for block in source.blocks):
        text = "原件中有表格，转换后没有读到，请另存为 .docx 后重新提交"
    else:
        text = "由旧版格式转换读入，表格和自动编号可能有出入，请对照原件"
    return Doubt("D208", text, path.name)


def _of_file(refused: InputRefused, path: Path) -> InputRefused:
    where = f"{path.name}：{refused.where}" if refused.where else path.name
    return InputRefused(refused.what, where=where, remedy=refused.remedy, code=refused.code)
