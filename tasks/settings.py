"""The installation's settings, read from DUBAN_* variables once and passed down. A bad value stops the start."""

import os
import re
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from duban.errors import ConfigurationError
from notifications.channels import channels_of


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("没有这个时区，例如 Asia/Shanghai") from error
    return name


def _channels(text: SecretStr) -> SecretStr:
    try:
        channels_of(text.get_secret_value())
    except ConfigurationError as error:
        raise ValueError(f"{error.what}，{error.remedy}") from None
    return text


def _code(text: str) -> str:
    if text and not re.fullmatch(r"[^\s\d〔〕]+", text):
        raise ValueError("机关代字不含空格、数字和括号，例如 云教组办")
    return text


class Settings(BaseSettings):
    """Every setting of an installation; variables are DUBAN_ and the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix="DUBAN_", frozen=True, extra="forbid")

    database_url: str = Field("sqlite:///duban.sqlite3", description="台账数据库：sqlite:///文件 或 postgresql://…")
    out: Path = Field(Path("out"), description="产出文件夹")
    audit_key_file: Path | None = Field(
        None, description="审计密钥文件，请另行备份；空为产出文件夹旁的“文件夹名.审计密钥”，首次使用时自动生成"
    )
    office: str = Field("领导小组办公室", description="落款单位")
    office_code: Annotated[str, AfterValidator(_code)] = Field(
        "", description="机关代字，如 云教组办；签发时据此编发文字号（云教组办通〔2026〕1号），空为不自动编号"
    )
    phone: str = Field("", description="联系电话，印在函件落款处")
    zone: Annotated[str, AfterValidator(_zone)] = Field("Asia/Shanghai", description="时区")
    layouts: Path | None = Field(None, description="文种模板文件夹（其中的 公文模板.docx 定样式和字体），空为用自带的")
    vocabulary: Path | None = Field(None, description="补充词表（TOML，节名同 vocabulary.toml），空为只用自带词表")
    burden_letters: int = Field(
        12, ge=0, description="负担上限：一个单位一个月收函的天数，超过即提示；0 不设（本系统拟定，约每周三次）"
    )
    burden_reports: int = Field(10, ge=0, description="负担上限：一个单位一个月要求反馈的事项数；0 不设（本系统拟定）")
    burden_fields: int = Field(
        90, ge=0, description="负担上限：一个单位一个月清单待填格数；0 不设（本系统拟定，约十五项每项六格）"
    )
    mail: Literal["folder", "smtp"] = Field("folder", description="邮件去向：folder 写成 .eml 文件，smtp 真正发出")
    mail_from: str = Field("duban@localhost.localdomain", description="发件地址")
    mail_domain: str = Field("duban.localdomain", description="Message-ID 所用域名，一经启用不再更改")
    mail_per_minute: int = Field(0, ge=0, le=100000, description="每分钟最多送出的邮件数，0 为不限")
    mail_max_mb: float = Field(20, gt=0, le=1000, description="一封邮件的大小上限（MB，按传输时计）")
    attachment_max_mb: float = Field(10, gt=0, le=1000, description="一个附件的大小上限（MB）")
    smtp_host: str = Field("127.0.0.1", description="邮件服务器")
    smtp_port: int = Field(25, ge=1, le=65535, description="邮件服务器端口")
    smtp_security: Literal["none", "starttls", "tls"] = Field("starttls", description="加密方式；none 只许用于本机")
    smtp_ca_file: Path | None = Field(None, description="内网自建证书机构的证书（PEM），空为系统自带")
    smtp_user: str = Field("", description="登录名，空为不登录")
    smtp_password: SecretStr = Field(
        SecretStr(""), description="口令；建议用 DUBAN_SMTP_PASSWORD_FILE 指向只有本人可读的文件"
    )
    imap_host: str = Field("", description="收件邮箱服务器，单位的回信由此读回；空为不读")
    imap_port: int = Field(993, ge=1, le=65535, description="收件邮箱端口")
    imap_security: Literal["none", "starttls", "tls"] = Field("tls", description="收件加密方式；none 只许用于本机")
    imap_ca_file: Path | None = Field(None, description="收件服务器的内网证书机构证书（PEM），空为系统自带")
    imap_user: str = Field("", description="收件邮箱登录名")
    imap_password: SecretStr = Field(SecretStr(""), description="收件邮箱口令或授权码；建议用 DUBAN_IMAP_PASSWORD_FILE")
    channels: Annotated[SecretStr, AfterValidator(_channels)] = Field(
        SecretStr(""), description="其他渠道，一项写作 单位名称=渠道地址；空为不用；建议用 DUBAN_CHANNELS_FILE"
    )
    imap_folder: str = Field("INBOX", description="收件邮箱的文件夹，只读，不改动其中任何邮件")

    @property
    def audit_key_path(self) -> Path:
        """Where the audit key is kept: beside the out folder, never in it nor in the database."""
        return self.audit_key_file or self.out.with_name(f"{self.out.absolute().name}.审计密钥")


@cache
def settings() -> Settings:
    """Return the settings of this process; ConfigurationError names every bad variable at once."""
    known = {f"DUBAN_{name.upper()}" for name in Settings.model_fields}
    faults = [_unknown(name, known) for name in os.environ if name.startswith("DUBAN_") and name not in known | _OTHERS]
    secrets: dict[str, Any] = {}
    for name in SECRETS:
        if file := os.environ.get(f"DUBAN_{name.upper()}_FILE"):
            try:
                secrets[name] = SecretStr(Path(file).read_text(encoding="utf-8").strip())
            except (OSError, UnicodeDecodeError):
                faults.append(f"DUBAN_{name.upper()}_FILE：无法读取文件 {file}")
    try:
        found = Settings(**secrets)
    except ValidationError as error:
        # The rejected value itself is not repeated: it may be a secret.
        faults += [
            f"DUBAN_{str(fault['loc'][0]).upper()}：{_words(fault['type'], fault['msg'])}" for fault in error.errors()
        ]
    if faults:
        raise ConfigurationError("设置有误：" + "；".join(faults), remedy="全部设置见 duban settings")
    return found


# Read elsewhere, before this module can be: the engine's choice and the tests' PostgreSQL.
SECRETS = tuple(name for name, field in Settings.model_fields.items() if field.annotation is SecretStr)
_OTHERS = {"DUBAN_ENGINE", "DUBAN_TEST_PG_BIN", *(f"DUBAN_{name.upper()}_FILE" for name in SECRETS)}


def _unknown(name: str, known: set[str]) -> str:
    near = get_close_matches(name, known | _OTHERS, 1)
    return f"未知项 {name}" + (f"，是否为 {near[0]}" if near else "")


def _words(kind: str, message: str) -> str:
    return {
        "int_parsing": "应为整数",
        "greater_than": "数值过小",
        "greater_than_equal": "数值过小",
        "less_than_equal": "数值过大",
        "literal_error": "取值不在允许范围内，" + message.removeprefix("Input should be ").replace(" or ", " 或 "),
    }.get(kind, message.removeprefix("Value error, "))
