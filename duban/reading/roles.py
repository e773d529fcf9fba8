"""Who does what, from a label's value or from a bracket (责任单位：A、B；A牵头，B配合): the fields of a task.

Labels are read in labels.py, lists of names cut in names.py; to which task a field belongs is decided in outline.py.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from duban.reading.dates import find_dues, read_deadline
from duban.reading.labels import RESPONSIBILITY, UNIT_ROLES, Label, Role, labels_in
from duban.reading.names import is_person, is_unit, split_names
from duban.reading.traditional import simplified
from duban.reading.vocabulary import alternatives, vocabulary, words


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a task: names under a role, or the words of a deadline (role DUE)."""

    role: Role
    names: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A general clause of the plan (以下均需X落实，不再列出): the fields it gives to every later task."""

    fields: tuple[Field, ...]


_STOP = re.compile(r"[，,；;。\n]")
_GENERAL = re.compile(
    r"(?:以下|下列|后续|其余|其他|其它|以上|各项|所有|具体|上述|有关|相关|任务|工作)[^，。；]{0,16}?(?:均|都)(?:需要?|须|由|应由?|需由|须由|请|涉及到?|包括|含)?"
)
_SAID_ONCE = (
    r"不再(?:逐一|逐项|一一|重复|单独|另行|分别|做|作)*(?:列出|列明|单列|列举|列入|列示|重复|赘述|标注|注明|写明|说明|分工|列|明确)"
    r"|下同|不(?:另|再)?(?:一一|逐一|逐项)(?:列出|列举)"
)
_NO_MORE = re.compile(_SAID_ONCE)


def value_fields(label: Label, value: str) -> tuple[Field, ...]:
    """Return the fields of a label's value: its names, and a deadline where one is said among them.

    >>> from duban.reading.labels import label_of
    >>> [(f.role.value, f.names or f.text) for f in value_fields(label_of("责任单位"), "州司法局、各县市人民政府，6月底完成")]
    [('responsible_units', ('州司法局', '各县市人民政府')), ('due', '6月底完成')]
    """
    if label.role is Role.DUE:
        return (Field(Role.DUE, text=value.strip()),) if value.strip(" 。；;") else ()
    if label.role not in RESPONSIBILITY:
        return ()
    if label.worded:
        return phrase_fields(value) or bare_units(value)
    if label.role is not Role.LEADER:
        if _worded(value) and (phrased := phrase_fields(value)):
            return phrased
        value = _plainly(value)
    dated, listed = _dated_apart(value)
    fields = _named(label, listed)
    return (*fields, *(Field(Role.DUE, text=text) for text in dated))


_TAG = re.compile(r"^(?P<name>.+?)[（(](?P<tag>[^（()）]{2,4})[）)]$")


def _named(label: Label, listed: str) -> tuple[Field, ...]:
    """The names of a value under their roles: a bracket behind a name may say another role (牵头) or the person."""
    said: dict[Role, list[str]] = {}
    for name in split_names(listed, people=label.role is Role.LEADER, mixed=label.people):
        match = _TAG.match(name)
        role = _verb_roles().get(simplified(match["tag"])) if match and label.role is not Role.LEADER else None
        if match and role:
            said.setdefault(role, []).append(match["name"])
        elif (
            match and label.people and is_unit(match["name"]) and is_person(match["tag"]) and not is_unit(match["tag"])
        ):
            said.setdefault(label.role, []).append(match["name"])
            said.setdefault(Role.LEADER, []).append(match["tag"])
        else:
            said.setdefault(Role.LEADER if label.people and is_person(name) else label.role, []).append(name)
    return tuple(Field(role, tuple(names)) for role, names in said.items())


def _worded(value: str) -> bool:
    """A label's value that says the roles again (责任单位：A牵头，B配合)."""
    return bool(re.search(r"牵头|配合|参与|协助|主办|协办", simplified(value)))


def _plainly(value: str) -> str:
    """A list of names without a closing 按职责分工负责."""
    match = _closing_manner().search(simplified(value))
    return value[: match.start()] if match else value


@cache
def _closing_manner() -> re.Pattern[str]:
    manner, verbs = alternatives(words("verbs", "manner")), alternatives(words("verbs", "responsible"))
    return re.compile(
        rf"(?:(?:等)?(?:部门|单位)?(?:{manner})+(?:{verbs})?|(?<=[^\s、，,；;])(?:负责|负责落实|落实|组织实施))[。；;\s]*$"
    )


def _dated_apart(value: str) -> tuple[list[str], str]:
    """The pieces of a value that are deadlines, and the rest."""
    dated, rest = [], []
    for piece in re.split(r"(?<=[，,；;。])", value):
        bare = piece.strip(" ，,；;。\n")
        if bare and not is_unit(bare) and _is_deadline(bare):
            dated.append(bare)
        else:
            rest.append(piece)
    return dated, "".join(rest)


def _is_deadline(text: str) -> bool:
    return len(text) <= 30 and "、" not in text and bool(find_dues(text, 2000).dues or _lasting(text))


def _lasting(text: str) -> bool:
    """长期坚持, 持续推进, 全年推进 alone in a bracket are deadlines; in running text they are manner."""
    return bool(re.match(r"^(?:长期|持续|常态|全年|经常|贯穿|年内|常年)", text)) and bool(
        read_deadline(text, 2000).dues
    )


def bracket_fields(content: str) -> tuple[Field, ...]:
    """Return the fields of a bracket that closes a text, or none where it is an ordinary bracket.

    >>> [(f.role.value, f.names or f.text) for f in bracket_fields("由市生态环境局牵头，市气象局、各成员单位配合，长期坚持")]
    [('lead_units', ('市生态环境局',)), ('cooperating_units', ('市气象局', '各成员单位')), ('due', '长期坚持')]
    >>> bracket_fields("联系电话：6239325"), bracket_fields("含完中高中部")
    ((), ())
    """
    if no_more := _NO_MORE_SENTENCE.search(simplified(content)):
        content = content[: no_more.start()] + content[no_more.end() :]
    fields = labelled_fields(content) or phrase_fields(content)
    return fields if any(field.role in (*RESPONSIBILITY, Role.DUE) for field in fields) else ()


def bare_units(content: str) -> tuple[Field, ...]:
    """Return the units of a bracket that lists nothing but units (市环保局、市质监局), as the responsible ones.

    >>> bare_units("市环保局、市质监局等")[0].names, bare_units("含完中高中部")
    (('市环保局', '市质监局'), ())
    """
    if re.match(r"[含即见如原指另]|包括|以下|详见|其中", content):
        return ()
    dated, listed = _dated_apart(content)
    names = split_names(listed)
    if not names or not all(is_unit(name) and 3 <= len(name) <= 24 for name in names):
        return ()
    return (Field(Role.RESPONSIBLE, names), *(Field(Role.DUE, text=piece) for piece in dated))


def labelled_fields(text: str) -> tuple[Field, ...]:
    """Return the fields of a text that opens with a label; deadlines may follow the last one."""
    found = list(labels_in(text))
    if not found or text[: found[0].start].strip(" ，,；;"):
        return ()
    ends = [*(item.start for item in found[1:]), len(text)]
    fields: list[Field] = []
    for item, end in zip(found, ends, strict=True):
        value = text[item.end : end].rstrip(" ；;，,。")
        date, stop, others = value.partition("；") if item.label.role is Role.DUE else (value, "", "")
        said = (phrase_fields(others) or bare_units(others)) if stop else ()
        fields += [*value_fields(item.label, date if said else value), *said]
    return tuple(fields)


def phrase_fields(text: str) -> tuple[Field, ...]:
    """Return the fields of names followed by role words: A牵头，B、C配合，D负责落实.

    >>> [(f.role.value, f.names) for f in phrase_fields("市发改委牵头，市财政局、工业和信息化局按职责分工负责")]
    [('lead_units', ('市发改委',)), ('responsible_units', ('市财政局', '工业和信息化局'))]
    """
    fields: list[Field] = []
    start = 0
    for role, span in _verbs(text):
        dated, listed = _dated_apart(text[start : span[0]])
        start = span[1]
        names = _units(listed)
        if names is None:
            return ()
        fields += [Field(role, names)] * bool(names)
        fields += [Field(Role.DUE, text=piece) for piece in dated]
    if not fields:
        return ()
    dated, _ = _dated_apart(text[start:])
    return (*fields, *(Field(Role.DUE, text=piece) for piece in dated))


def _units(listed: str) -> tuple[str, ...] | None:
    """The names before a role word, or None where they are prose (建立联席会议制度，负责…)."""
    names = split_names(listed.strip("，,；;。 由"))
    if any(len(name) > 30 for name in names) or (names and not any(is_unit(name) or is_person(name) for name in names)):
        return None
    return names


def _verbs(text: str) -> Iterator[tuple[Role, tuple[int, int]]]:
    for match in _verb_pattern().finditer(simplified(text)):
        yield _verb_roles()[match["verb"]], match.span()


@cache
def _verb_roles() -> dict[str, Role]:
    return {word: role for role in UNIT_ROLES for word in vocabulary()["verbs"][role.removesuffix("_units")]}


@cache
def _verb_pattern() -> re.Pattern[str]:
    manner, verbs = alternatives(words("verbs", "manner")), alternatives(_verb_roles())
    after = "|".join(("市", "县", "区", "州", "省", "各", "由", "镇", "乡"))
    return re.compile(
        rf"(?:{manner})*(?P<verb>{verbs})(?:工作|落实)?(?=\s*(?:[，,；;。、\s]|$|(?:{after})[^，,；;。、\s]))"
    )


def general_clause(text: str) -> Clause | None:
    """Return the general clause of a text (以下各项均需X落实，不再列出), if it holds one.

    >>> general_clause("具体任务均涉及各县（市、区）政府，不再列出，下同").fields[0].names
    ('各县（市、区）政府',)
    >>> general_clause("以下各项工作均需各县、区人民政府（管委会）落实，不再列出。").fields[0].names
    ('各县、区人民政府（管委会）',)
    """
    plain = simplified(text)
    if not _NO_MORE.search(plain):
        return None
    opening = _GENERAL.search(plain)
    if not opening:
        return None
    end = _STOP.search(text, opening.end())
    said = text[opening.end() : end.start() if end else len(text)]
    names = () if (fields := phrase_fields(said)) else split_names(said)
    if names and all(is_unit(name) for name in names):
        fields = (Field(Role.RESPONSIBLE, names),)
    return Clause(fields) if fields else None


_NO_MORE_SENTENCE = re.compile(rf"[^。；;]*(?:{_SAID_ONCE})[^。；;]*[。；;]?")
_FIRST_LEADS = re.compile(
    r"(?:排|列|位列|排名|排列)?(?:在)?第一(?:位|名|个)?(?:的|者)?(?:责任)?(?:单位|部门)?(?:者)?(?:为|是|即为|系)(?:主要)?(?:牵头|主办|第一责任)(?:责任)?(?:单位|部门)?"
    r"|(?:排|列|位列|排名|排列)(?:在)?(?:首位|最前|前列)(?:的|者)?(?:责任)?(?:单位|部门)?(?:为|是|即为|系)(?:牵头|主办)"
    r"|首(?:个|位|列)?(?:责任)?(?:单位|部门)(?:为|是)(?:牵头|主办)"
)


def first_leads(text: str) -> Role | None:
    """Return the role the units behind the first have where a text says that the first of each list leads (列第一位者为牵头单位),
    None where it does not say so.

    >>> first_leads("责任单位中列第一位者为牵头单位").value, first_leads("列首位的为牵头单位，其他为配合单位").value
    ('responsible_units', 'cooperating_units')
    >>> first_leads("第一责任人") is None
    True
    """
    plain = simplified(text)
    if not _FIRST_LEADS.search(plain):
        return None
    return Role.COOPERATING if _OTHERS_HELP.search(plain) else Role.RESPONSIBLE


_OTHERS_HELP = re.compile(
    r"(?:其他|其它|其余|后面|其后)[^，。；]{0,8}(?:为|是|系|均为)(?:配合|协办|协同|协助|参与|参加)"
)


def merged(fields: Iterable[Field], role: Role) -> tuple[str, ...]:
    """Return the names of a role over several fields, each once, in order."""
    return tuple(dict.fromkeys(name for field in fields if field.role is role for name in field.names))
