"""Text files: encodings, line ends and line numbers, what is stripped, what is refused."""

import codecs

import pytest

from duban.errors import InputRefused
from duban.reading.formats.characters import decode
from duban.reading.source import Line
from duban.reading.sources import read_source

SIMPLIFIED = (
    "一、加快推进农村饮水安全巩固提升工程。（牵头单位：县水务局；责任单位：各乡镇人民政府；完成时限：2021年12月底前）"
)
TRADITIONAL = (
    "一、加快推進農村飲水安全鞏固提升工程。（牽頭單位：縣水務局；責任單位：各鄉鎮人民政府；完成時限：2021年12月底前）"
)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "utf-32"]
)
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL, "朱镕基喆", "关于调整县防汛抗旱指挥部成员的通知"])
def test_every_encoding_gives_the_same_text(text: str, encoding: str) -> None:
    assert decode((text + "\r\n").encode(encoding)) == (text + "\r\n", ())


@pytest.mark.parametrize("text", [TRADITIONAL, "責任單位", "關於印發實施方案的通知\n各區公所：", "臺北市政府工務局"])
def test_big5(text: str) -> None:
    assert decode(text.encode("big5"))[0] == text


def test_each_single_unit_name_in_gb_is_not_taken_for_big5() -> None:
    names = "督办清单 县委 财政局 责任单位 各乡镇 发改委 环保局 市场监管局 住建局 教育局 公安局 水利局 林业局 司法局 统计局 审计局 编办"
    assert [name for name in names.split() if decode(name.encode("gb18030"))[0] != name] == []


def test_line_numbers_are_the_editors() -> None:
    source = read_source("a.txt", "甲\r\n\r\n  乙  \r丙\n\f\n丁\u2028戊".encode())
    assert source.blocks == (Line(1, "甲"), Line(3, "  乙"), Line(4, "丙"), Line(6, "丁\u2028戊"))
    assert source.doubts == ()


def test_unseen_characters_are_dropped_and_said() -> None:
    source = read_source("a.txt", "甲\n责任\x07单位\u202e：县\ufeff水务局\ue004".encode())
    assert source.blocks[1] == Line(2, "责任单位：县水务局")
    assert [(doubt.code, doubt.place) for doubt in source.doubts] == [("D215", "第2行")]
    assert "3个" in source.doubts[0].text


def test_a_cut_character_costs_one_mark_not_the_file() -> None:
    content = (SIMPLIFIED * 5).encode()[:-1]
    source = read_source("a.txt", content)
    assert source.blocks == (Line(1, (SIMPLIFIED * 5)[:-1] + "\ufffd"),)
    assert [doubt.code for doubt in source.doubts] == ["D215"]


@pytest.mark.parametrize("content", [b"", b" \r\n\t", bytes(range(256)) * 9, codecs.BOM_UTF8 + b"\x00\x01" * 50])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(InputRefused) as refused:
        read_source("a.txt", content)
    assert refused.value.code == "E101"


@pytest.mark.parametrize("name", ["方案.ofd", "方案", ".txt", "图.png"])
def test_other_formats_are_named(name: str) -> None:
    with pytest.raises(InputRefused, match="暂不支持") as refused:
        read_source(name, b"x")
    assert refused.value.code == "E102"


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04" + bytes(90), b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xd8\xff\xe0" * 99]
)
def test_another_format_under_a_text_name_is_refused(content: bytes) -> None:
    with pytest.raises(InputRefused, match="扩展名与内容不符") as refused:
        read_source("a.txt", content)
    assert refused.value.code == "E104"
