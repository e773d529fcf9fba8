"""The checklist for signing: one landscape table with the columns of the paper."""

import io
from dataclasses import replace

import docx
from docx.oxml.ns import qn

from duban.documents.checklist import Checklist
from duban.documents.checklist_docx import COLUMNS, checklist_docx


def test_head_table_and_foot(checklist: Checklist) -> None:
    document = docx.Document(io.BytesIO(checklist_docx(checklist)))
    words = [paragraph.text for paragraph in document.paragraphs]
    assert words[:3] == ["某县教育攻坚任务清单", "（2025年3月，第2版）", "单位：县教育局　　　请于2025年3月25日前报回"]
    assert words[-1].startswith("填报单位（盖章）：")
    (table,) = document.tables
    assert [cell.text for cell in table.rows[0].cells] == [heading for heading, _ in COLUMNS]
    assert [row.cells[0].text for row in table.rows[1:]] == ["1", "2", "3", "以下事项不计分", "4"]
    section = document.sections[0]
    assert section.page_width > section.page_height


def test_a_tasks_common_cells_are_merged_over_its_nodes(checklist: Checklist) -> None:
    (table,) = docx.Document(io.BytesIO(checklist_docx(checklist))).tables
    assert table.cell(1, 3).text == table.cell(3, 3).text == "控辍保学\n1．建立学生台账\n2．入户走访，入学率达到100%"
    assert [table.cell(row, 9).text for row in (1, 3)] == ["2025年2月28日\n建立学生台账", "每月2次"]
    assert len(table._tbl.findall(f".//{qn('w:vMerge')}")) == 3 * 8


def test_hostile_text_and_same_bytes(checklist: Checklist) -> None:
    changed = replace(checklist, scored=(replace(checklist.scored[0], content="<w:p>&\x00控辍"),))
    content = checklist_docx(changed)
    assert docx.Document(io.BytesIO(content)).tables[0].cell(1, 3).text == "<w:p>&控辍"
    assert content == checklist_docx(changed)
