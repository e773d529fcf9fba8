"""A task's story as a paper (办理纪实): its units, then a row for everything that happened. What happened is duban.life.story's."""

from duban.documents.paper import Column, Heading, Paper, Table
from duban.documents.wording import day_text, in_words, plain
from duban.life.story import Story
from duban.phrases import quoted
from duban.units import ROLE_NAMES


def story_paper(told: Story) -> Paper:
    """Return a story as a paper for the file: the same story, the same paper, on whichever day it is printed."""
    units = Table(
        "",
        (Column("承办单位", share=4), Column("职责", share=2, centred=True), Column("办理状态", share=3, centred=True)),
        tuple((plain(unit), ROLE_NAMES[role], state) for unit, role, state in told.units),
    )
    columns = (
        Column("日期"),
        Column("经办", share=3),
        Column("事项", share=7),
        Column("依据", share=2),
        Column("佐证", share=4),
    )
    rows = tuple(
        tuple(
            map(plain, (day_text(line.on), line.who, in_words(line.what), in_words(line.basis), "、".join(line.files)))
        )
        for line in told.lines
    )
    blocks = (Heading(1, "一、承办单位"), units, Heading(1, "二、办理经过"), Table("", columns, rows))
    return Paper((quoted(plain(told.title)), "办理纪实"), "", blocks, "", landscape=True)
