"""The kinds of paper that bear a number (文种): their names, the mark of their series, who signs them."""

from typing import NamedTuple


class PaperKind(NamedTuple):
    """A kind of paper: its name, the mark its series adds to the office's 机关代字, the right its signer needs."""

    title: str
    mark: str
    right: str


# A series for each kind (domain practice: 督办单, 通报 and 整改通知 are numbered apart); the marks of the others are ours.
PAPER_KINDS = {
    "circular": PaperKind("督查通报", "通", "director"),
    "order": PaperKind("督办通知书", "督", "leader"),
    "urging": PaperKind("催办单", "催", "director"),
    "rectification": PaperKind("整改通知书", "改", "director"),
    "scheme": PaperKind("督查方案", "案", "leader"),
    "summary": PaperKind("工作总结", "报", "leader"),
    "letter": PaperKind("函", "函", "director"),
}


def paper_kind_named(title: str) -> str | None:
    """Return the word of the kind with a title, None where there is none."""
    return next((word for word, kind in PAPER_KINDS.items() if title in (word, kind.title)), None)
