"""A database's own errors said as sentences: in the way for now (TryLater) or set up wrongly (ConfigurationError)."""

import sqlite3

from sqlalchemy import Engine, event
from sqlalchemy.engine import Dialect, ExceptionContext

from duban.errors import ConfigurationError, DubanError, TryLater

Meaning = tuple[type[DubanError], str, str]

_SQLITE: dict[int, Meaning] = {
    sqlite3.SQLITE_BUSY: (
        TryLater,
        "数据库正被另一个进程占用",
        "请稍后再试；若一直如此，请查看是否有卡住的 duban 进程",
    ),
    sqlite3.SQLITE_LOCKED: (TryLater, "数据库正被另一个进程占用", "请稍后再试"),
    sqlite3.SQLITE_FULL: (TryLater, "磁盘已满，未写入任何内容", "请腾出空间后再试"),
    sqlite3.SQLITE_IOERR: (TryLater, "读写数据库文件出错", "请检查磁盘后再试"),
    sqlite3.SQLITE_READONLY: (ConfigurationError, "数据库文件只读", "请让运行 duban 的用户能写该文件及其文件夹"),
    sqlite3.SQLITE_CANTOPEN: (ConfigurationError, "无法打开数据库文件", "请确认文件夹存在且可写"),
    sqlite3.SQLITE_PERM: (ConfigurationError, "没有权限使用数据库文件", "请检查文件权限"),
    sqlite3.SQLITE_NOTADB: (ConfigurationError, "该文件不是 duban 的数据库", "请检查 DUBAN_DATABASE_URL 指向的文件"),
    sqlite3.SQLITE_CORRUPT: (ConfigurationError, "数据库文件已损坏", "请停止使用，并从最近的备份恢复"),
}

# SQLSTATE classes and codes of the PostgreSQL manual, appendix A; longer prefixes are looked up first.
_POSTGRES: dict[str, Meaning] = {
    "25006": (ConfigurationError, "PostgreSQL 数据库只读", "请连接可写的主库"),
    "3D": (ConfigurationError, "PostgreSQL 上没有这个数据库", "请先建库（createdb），或检查 DUBAN_DATABASE_URL"),
    "28": (ConfigurationError, "PostgreSQL 拒绝了用户名或密码", "请检查 DUBAN_DATABASE_URL"),
    "42501": (ConfigurationError, "PostgreSQL 用户权限不足", "请授予该用户建表和读写的权限"),
    "08": (TryLater, "与 PostgreSQL 的连接断开", "请稍后再试"),
    "40": (TryLater, "与另一笔写入冲突，本次未写入", "请再试一次"),
    "53": (TryLater, "PostgreSQL 资源不足", "请检查磁盘与连接数后再试"),
    "55P03": (TryLater, "数据库正被另一个进程占用", "请稍后再试"),
    "57": (TryLater, "PostgreSQL 正在停止或重启", "请稍后再试"),
}
_UNREACHABLE: Meaning = (TryLater, "连接不上 PostgreSQL", "请确认数据库服务已启动、地址与口令正确，然后再试")


def speak_plainly(engine: Engine) -> None:
    """Make an engine raise duban's errors for faults of the database, and leave faults of the program as they are."""
    where = engine.url.render_as_string(hide_password=True)

    @event.listens_for(engine, "handle_error")
    def _say(context: ExceptionContext) -> None:
        error = context.original_exception
        said = _of_sqlite(error) if isinstance(error, sqlite3.Error) else _of_postgres(error, context.dialect)
        if said:
            kind, what, remedy = said
            raise kind(what, where=where, remedy=remedy) from error


def _of_sqlite(error: sqlite3.Error) -> Meaning | None:
    # The low byte is the primary code; the rest only refines it.
    return _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)


def _of_postgres(error: BaseException, dialect: Dialect) -> Meaning | None:
    code = getattr(error, "sqlstate", None)
    if code is not None:
        return next((_POSTGRES[key] for key in (code, code[:2]) if key in _POSTGRES), None)
    # Asked of the driver in use, so that an office with SQLite never loads the other one.
    broken = dialect.loaded_dbapi.OperationalError
    return _refusal(str(error)) if isinstance(error, broken) else None


def _refusal(words: str) -> Meaning:
    # libpq gives no code for a connection refused by the server, only its words.
    if "authentication failed" in words or ('role "' in words and "does not exist" in words):
        return _POSTGRES["28"]
    return _POSTGRES["3D"] if "does not exist" in words else _UNREACHABLE
