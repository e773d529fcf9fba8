"""Files through LibreOffice, where it is installed, in a profile of its own, without network or macros: old Word and WPS files
(.doc, .wps) to .docx, papers (.docx) to PDF."""

import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import duban.documents
from duban.errors import InputRefused
from tasks.caging import SECONDS, run

SUFFIXES = (".doc", ".wps")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL_END = re.compile(rb"[\x00-\xff][\x4e-\x9f]\x07\x00", re.DOTALL)
# A few such bytes come about by chance in any large file.
_FEWEST_CELLS = 4
_FONTS = Path(duban.documents.__file__).parent / "layouts" / "fonts.conf"
# A list to choose from is printed as the words it shows, not as a field to click on.
_PDF = 'pdf:writer_pdf_Export:{"ExportFormFields":{"type":"boolean","value":"false"}}'
_REMEDY = "请在 Word 或 WPS 中另存为 .docx 后提交"
# It fetched linked pictures while converting until the last two were both set.
_SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "0"),
)
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    + "</oor:items>"
)


def to_docx(suffix: str, content: bytes) -> bytes:
    """Return an old document as .docx; InputRefused E101–E105 as its bytes say, E102 where no LibreOffice is installed."""
    _check(suffix, content)
    office = office_program()
    if office is None:
        raise InputRefused(f"暂不支持“{suffix}”：本机未安装 LibreOffice", code="E102", remedy=_REMEDY)
    with tempfile.TemporaryDirectory(prefix="duban-") as folder:
        source = Path(folder) / f"paper{suffix}"
        source.write_bytes(content)
        _convert(office, "docx", [source])
        target = source.with_suffix(".docx")
        if not target.is_file():
            raise InputRefused(f"“{suffix}”文件无法转换，可能已损坏或加密", code="E101", remedy=_REMEDY)
        return target.read_bytes()


def to_pdf(office: str, papers: Sequence[bytes]) -> list[bytes | None]:
    """Return .docx files as PDF, in the order given; None for one that cannot be converted.

    What the office's fonts are replaced by where they are missing stands in documents/layouts/fonts.conf.
    """
    with tempfile.TemporaryDirectory(prefix="duban-") as folder:
        sources = [Path(folder) / f"{place}.docx" for place in range(len(papers))]
        for source, content in zip(sources, papers, strict=True):
            source.write_bytes(content)
        _convert(office, _PDF, sources)
        targets = [source.with_suffix(".pdf") for source in sources]
        return [target.read_bytes() if target.is_file() else None for target in targets]


def office_program() -> str | None:
    """Return LibreOffice's program; None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def _convert(office: str, to: str, sources: Sequence[Path]) -> None:
    """Convert files into the folder they are in. The program's exit status says nothing: a file is there or it is not."""
    home = sources[0].parent
    profile, fonts = home / "profile", home / "fonts.conf"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    fonts.write_text(_fonts(), encoding="utf-8")
    options = ["--headless", "--norestore", "--nologo", "--nolockcheck", "--convert-to", to, "--outdir", str(home)]
    command = [*_cage(), office, f"-env:UserInstallation={profile.as_uri()}", *options, *map(str, sources)]
    variables = {"HOME": str(home), "TMPDIR": str(home), "FONTCONFIG_FILE": str(fonts)}
    run(command, seconds=SECONDS * len(sources), variables=variables)


def _fonts() -> str:
    """Return where fonts are looked for: as the office says, else by our own list; the user's own too, for HOME is another one here."""
    listed = os.environ.get("FONTCONFIG_FILE") or str(_FONTS)
    folders = (Path.home() / ".fonts", Path.home() / ".local" / "share" / "fonts")
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
        f"<fontconfig><include>{escape(listed)}</include>"
        + "".join(f"<dir>{escape(str(folder))}</dir>" for folder in folders)
        + "</fontconfig>"
    )


def holds_table(content: bytes) -> bool:
    """Return whether an old document's text has table cells: Chinese characters closed by the mark that ends a cell."""
    return len(_CELL_END.findall(content)) >= _FEWEST_CELLS


def _check(suffix: str, content: bytes) -> None:
    if not content.startswith(_OLE):
        raise InputRefused(f"文件不完整，或不是 {suffix[1:]} 文件", code="E101", remedy=_REMEDY)
    encrypted = content[512:514] == b"\xec\xa5" and content[523:524] and content[523] & 1
    if encrypted or "EncryptedPackage".encode("utf-16-le") in content:
        raise InputRefused("文件已加密", code="E103", remedy="请取消密码后重新提交")
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise InputRefused("文件含宏，已拒收", code="E105", remedy="请去除宏后重新提交")
    # Anything else with this container would be converted into a page of rubbish.
    if "WordDocument".encode("utf-16-le") not in content:
        raise InputRefused("扩展名与内容不符：其中没有 Word 文档", code="E104", remedy=_REMEDY)


@cache
def _cage() -> tuple[str, ...]:
    """Return the command prefix that limits and cuts off a program, as far as this machine allows."""
    limits = ("prlimit", "--as=2147483648", "--cpu=60", "--fsize=268435456", "--core=0")
    apart = ("unshare", "-rn")
    prefix: tuple[str, ...] = ()
    if shutil.which(apart[0]) and run([*apart, "true"]).status == 0:
        prefix += apart
    if shutil.which(limits[0]):
        prefix += limits
    return prefix
