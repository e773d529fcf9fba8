"""Only one plain ASCII address is an address."""

import pytest

from duban.errors import InputRefused
from notifications.addresses import checked_address, is_domain


@pytest.mark.parametrize(
    "text", ["edu@example.test", "a.b+c_d@mail-1.example.test", "1@2.cn", "x" * 64 + "@example.test"]
)
def test_a_plain_address_is_taken_as_it_is(text: str) -> None:
    assert checked_address(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "edu",
        "@example.test",
        "edu@",
        "edu@localhost",
        "edu@@example.test",
        " edu@example.test",
        "edu@example.test ",
        "e du@example.test",
        "edu＠example.test",
        "教育局@example.test",
        "edu@例子.测试",
        "a@example.test,b@example.test",
        "a@example.test;b@example.test",
        "a@b.c<d@e.f>",
        "县教育局 <edu@example.test>",
        '"edu"@example.test',
        "edu@[127.0.0.1]",
        ".edu@example.test",
        "edu.@example.test",
        "e..du@example.test",
        "edu@example..test",
        "edu@-example.test",
        "edu@example.test.",
        "edu@example.test\r\nBcc: x@example.test",
        "edu@example.test\n",
        "edu\x00@example.test",
        "edu@example.test\u2028",
        "edu@exam\u200bple.test",
        "=?utf-8?q?edu?=@example.test",
        "x" * 65 + "@example.test",
        "edu@" + "a" * 64 + ".test",
        "edu@" + ".".join(["a" * 60] * 5),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(InputRefused, match="E506") as refusal:
        checked_address(text)
    assert str(refusal.value).isprintable()


@pytest.mark.parametrize(
    ("text", "is_one"), [("example.test", True), ("example", False), ("exa_mple.test", False), ("", False)]
)
def test_a_domain_has_two_labels_at_least(text: str, is_one: bool) -> None:
    assert is_domain(text) is is_one
