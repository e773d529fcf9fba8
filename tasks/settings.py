"""The installation's settings, read from DUBAN_* variables once and passed down. A bad value stops the start."""

import os
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from duban.errors import ConfigurationError


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("没有这个时区，例如 Asia/Shanghai") from error
    return name


class Settings(BaseSettings):
    """Every setting of an installation; variables are DUBAN_ and the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix="DUBAN_", frozen=True, extra="forbid")

    database_url: str = Field("sqlite:///duban.sqlite3", description="台账数据库：sqlite:///文件 或 postgresql://…")
    out: Path = Field(Path("out"), description="产出文件夹")
    office: str = Field("领导小组办公室", description="落款单位")
    phone: str = Field("", description="联系电话，印在函件落款处")
    zone: Annotated[str, AfterValidator(_zone)] = Field("Asia/Shanghai", description="时区")
    layouts: Path | None = Field(None, description="文种模板文件夹（其中的 公文模板.docx 定样式和字体），空为用自带的")
    vocabulary: Path | None = Field(None, description="补充词表（TOML，节名同 vocabulary.toml），空为只用自带词表")
    mail: Literal["folder", "smtp"] = Field("folder", description="邮件去向：folder 写成 .eml 文件，smtp 真正发出")
    mail_from: str = Field("duban@localhost.localdomain", description="发件地址")
    mail_domain: str = Field("duban.localdomain", description="Message-ID 所用域名，一经启用不再更改")
    smtp_host: str = Field("127.0.0.1", description="邮件服务器")
    smtp_port: int = Field(25, ge=1, le=65535, description="邮件服务器端口")
    smtp_security: Literal["none", "starttls", "tls"] = Field("starttls", description="加密方式；none 只许用于本机")
    smtp_ca_file: Path | None = Field(None, description="内网自建证书机构的证书（PEM），空为系统自带")
    smtp_user: str = Field("", description="登录名，空为不登录")
    smtp_password: SecretStr = Field(
        SecretStr(""), description="口令；建议用 DUBAN_SMTP_PASSWORD_FILE 指向只有本人可读的文件"
    )


@cache
def settings() -> Settings:
    """Return the settings of this process; ConfigurationError names every bad variable at once."""
    known = {f"DUBAN_{name.upper()}" for name in Settings.model_fields}
    faults = [_unknown(name, known) for name in os.environ if name.startswith("DUBAN_") and name not in known | _OTHERS]
    password = None
    if password_file := os.environ.get("DUBAN_SMTP_PASSWORD_FILE"):
        try:
            password = SecretStr(Path(password_file).read_text(encoding="utf-8").strip())
        except (OSError, UnicodeDecodeError):
            faults.append(f"DUBAN_SMTP_PASSWORD_FILE：无法读取文件 {password_file}")
    try:
        found = Settings(smtp_password=password) if password else Settings()
    except ValidationError as error:
        # The rejected value itself is not repeated: it may be a secret.
        faults += [
            f"DUBAN_{str(fault['loc'][0]).upper()}：{_words(fault['type'], fault['msg'])}" for fault in error.errors()
        ]
    if faults:
        raise ConfigurationError("设置有误：" + "；".join(faults), remedy="全部设置见 duban settings")
    return found


# Read elsewhere, before this module can be: the engine's choice and the tests' PostgreSQL.
_OTHERS = {"DUBAN_ENGINE", "DUBAN_SMTP_PASSWORD_FILE", "DUBAN_TEST_PG_BIN"}


def _unknown(name: str, known: set[str]) -> str:
    near = get_close_matches(name, known | _OTHERS, 1)
    return f"未知项 {name}" + (f"，是否为 {near[0]}" if near else "")


def _words(kind: str, message: str) -> str:
    return {
        "int_parsing": "应为整数",
        "greater_than_equal": "数值过小",
        "less_than_equal": "数值过大",
        "literal_error": "取值不在允许范围内，" + message.removeprefix("Input should be ").replace(" or ", " 或 "),
    }.get(kind, message.removeprefix("Value error, "))
