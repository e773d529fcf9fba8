"""An office's own Word template (文种模板) → its looks: a .docx whose styles bear our names. What is not one is refused with the place.

The template's text is not used: papers are written by official_docx, in the template's styles, fonts and page numbers' looks.
"""

import io
import re
import zipfile
import zlib

from lxml import etree

from duban.documents.docx_package import Template, docx_bytes, own_styles
from duban.documents.layout import render
from duban.errors import InputRefused

TEMPLATE_NAME = "公文模板.docx"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_KEPT = ("word/styles.xml", "word/fontTable.xml")
_LARGEST = 16 * 1024 * 1024
_REMEDY = "请以 duban 自带的文种模板为底稿，在 Word 或 WPS 中修改样式后另存为 .docx"


def template_docx() -> bytes:
    """Return our own template for an office to start from: every style by its name, each set as it looks."""
    return docx_bytes("公文模板", render("official/template.xml.j2", styles=own_styles()))


def read_template(content: bytes, where: str) -> Template:
    """Return the looks of an office's template; InputRefused names the file (`where`) and the part or style that is wrong."""
    parts = _parts(content, where)
    styles = _parsed(parts["word/styles.xml"], f"{where} · word/styles.xml")
    found = {}
    for style in styles.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        if name is not None:
            found[_key(name.get(f"{_W}val", ""))] = style.get(f"{_W}styleId", "")
    missing = [name for name in own_styles().values() if _key(name) not in found]
    if missing:
        raise InputRefused(f"模板缺少样式：{'、'.join(missing)}", where=f"{where} · 样式", remedy=_REMEDY)
    names = {ours: found[_key(name)] for ours, name in own_styles().items()}
    return Template({name: parts[name] for name in _KEPT if name in parts}, names)


def _key(name: str) -> str:
    # Word writes the names of its own styles in small letters, other programs with a capital.
    return name.strip().lower()


def _parts(content: bytes, where: str) -> dict[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = package.namelist()
            _check(names, sum(info.file_size for info in package.infolist()), where)
            return {name: _decoded(package.read(name), where, name) for name in _KEPT if name in names}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputRefused("模板不是 .docx 文件，或已损坏、加密", where=where, remedy=_REMEDY) from error


def _check(names: list[str], size: int, where: str) -> None:
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise InputRefused("模板含宏，不能使用", where=f"{where} · vbaProject.bin", remedy="请去除宏后另存为 .docx")
    if size > _LARGEST:
        raise InputRefused("模板过大（展开后超过 16 MB）", where=where, remedy="请去掉模板中的图片")
    for name in ("[Content_Types].xml", "word/document.xml", "word/styles.xml"):
        if name not in names:
            raise InputRefused("模板不是完整的 .docx 文件", where=f"{where} · 缺少 {name}", remedy=_REMEDY)


def _decoded(part: bytes, where: str, name: str) -> str:
    text = etree.tostring(_parsed(part, f"{where} · {name}"), encoding="unicode")
    if re.search(r'TargetMode="External"', text):
        raise InputRefused("模板引用了外部文件", where=f"{where} · {name}", remedy="请去掉外部链接")
    return '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text


def _parsed(part: bytes | str, where: str) -> etree._Element:
    content = part.encode() if isinstance(part, str) else part
    if b"<!DOCTYPE" in content:
        raise InputRefused("模板的部件含有文档类型声明，不能使用", where=where, remedy=_REMEDY)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise InputRefused("模板的部件无法解析", where=where, remedy=_REMEDY) from error
