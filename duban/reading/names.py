"""Lists of units and persons, cut into names as written (单位、人员名单的拆分).

Which names a group stands for (各乡镇) and which spellings are one unit is the register's matter (duban.units).
"""

import re
from collections.abc import Iterable

from duban.reading.traditional import simplified
from duban.reading.vocabulary import alternatives, words

_OPEN, _CLOSE = "（(〔[【《“「〈", "）)〕]】》”」〉"
_SEPARATORS = "、，,；;。/|｜\n"
_TAIL_BRACKET = re.compile(r"(?:[（(〔\[〈][^（()）〔〕\[\]〈〉]*[）)〕\]〉])+$")
_ETC = re.compile(
    r"[等](?:\d+个?|[一二三四五六七八九十]+个?|多个|各|有关|相关|直属|[省市县区州]直|[省市县区州]级|及|其他|成员|责任|职能|主管|业务|行业)*"
    r"(?:部门|单位|科室|处室|股室|部门单位|部门、单位|委办局|机构|乡镇|镇街|街道|地区|企业|学校|人员|人|同志|领导)*(?:（[^（）]*）)?$"
)
_LEVEL = r"(?:县|市|区|旗|乡|镇|街道)"
_BARE_LEVELS = re.compile(r"^各(?:县|市|区|州|旗|乡|盟)+$")
_LEVEL_REST = re.compile(
    rf"^{_LEVEL}+(?:[（(][^（()）]*[）)])*(?:人民政府|政府|党委|管委会|办事处)?(?:[（(][^（()）]*[）)])*$"
)
_NUMBERING = re.compile(r"^(?:\d{1,2}[.．、)）]|[①-⑳]|[●○◆■★☆▪•·\-—]+)\s*")
_EDGES = " \t\r\n\u3000。.:：；;，,、·-—_"


def is_unit(name: str) -> bool:
    """Return whether a name ends as a unit's (单位) does.

    >>> is_unit("县教育局"), is_unit("各镇（街道）"), is_unit("区园林"), is_unit("王建明")
    (True, True, False, False)
    """
    plain = _TAIL_BRACKET.sub("", name.strip())
    return len(plain) > 1 and bool(_unit_end().search(simplified(plain))) and not is_post(plain)


def is_post(name: str) -> bool:
    """Return whether a name ends as a post's (职务) does, so that it stands for a person.

    >>> is_post("镇党政办主任"), is_post("县教育局")
    (True, False)
    """
    return bool(_post_end().search(simplified(name.strip()))) and not name.endswith(("村委", "纪委", "党委"))


def is_person(name: str) -> bool:
    """Return whether a name is a person's or a post's.

    >>> is_person("陈国华"), is_person("各片片长"), is_person("县残联")
    (True, True, False)
    """
    plain = _TAIL_BRACKET.sub("", name.strip())
    return is_post(plain) or (not is_unit(plain) and bool(re.fullmatch(r"[\u4e00-\u9fff·×*某]{2,4}", plain)))


def split_names(text: str, *, people: bool = False, mixed: bool = False) -> tuple[str, ...]:
    """Return the names of a list in order, each once; `people` says that they are persons, `mixed` that persons stand among units.

    >>> split_names("州司法局、州委编办及州直相关单位，各县市人民政府")
    ('州司法局', '州委编办', '州直相关单位', '各县市人民政府')
    >>> split_names("县住房和城乡建设局、各县、区人民政府（管委会）等部门")
    ('县住房和城乡建设局', '各县、区人民政府（管委会）')
    >>> split_names("县农业农村 局 县公安局"), split_names("张 三 李四光", people=True)
    (('县农业农村局', '县公安局'), ('张三', '李四光'))
    """
    listed: list[str] = []
    for chunk in _rejoined(_cut(text)):
        for piece in _people_apart(chunk) if people else _units_apart(chunk, mixed):
            listed += _joined_apart(piece)
    return tuple(dict.fromkeys(name for name in map(_bare, listed) if name))


def _cut(text: str) -> list[str]:
    """The text at its separators outside brackets; a bracket that never closes hides none."""
    pieces, start, depth = [], 0, 0
    for at, char in enumerate(text):
        if char in _OPEN:
            depth += 1 if text.find(_CLOSE[_OPEN.index(char)], at, at + 60) > 0 else 0
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char in _SEPARATORS and (depth == 0 or char == "\n") and not (char == "\n" and depth):
            pieces.append(text[start:at] + ("\n" if char == "\n" else ""))
            start = at + 1
    return _lines_joined([*pieces, text[start:]])


def _lines_joined(pieces: list[str]) -> list[str]:
    """Pieces that only a line break parts become one, for a line break is white space."""
    joined: list[str] = []
    for piece in pieces:
        if joined and joined[-1].endswith("\n"):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _rejoined(chunks: Iterable[str]) -> list[str]:
    """各县、区人民政府 is one unit: the levels before it are no names of their own."""
    joined: list[str] = []
    for chunk in (chunk.strip() for chunk in chunks):
        if (
            joined
            and _BARE_LEVELS.match(simplified(joined[-1].rsplit("、", 1)[0]))
            and _LEVEL_REST.match(simplified(_without_etc(chunk)))
        ):
            joined[-1] += "、" + chunk
        else:
            joined.append(chunk)
    return joined


def _units_apart(chunk: str, mixed: bool) -> list[str]:
    """A chunk at the white space between whole names; inside a broken name white space is noise."""
    names: list[str] = []
    for part in chunk.split():
        if names and not (is_unit(names[-1]) and (_begins_name(part, names[-1]) or (mixed and is_person(part)))):
            names[-1] += part
        else:
            names.append(part)
    return names


def _begins_name(part: str, before: str) -> bool:
    if part[0] in _OPEN + _CLOSE or not (is_unit(part) or part.startswith("各") or is_post(part)):
        return False
    return part not in words("names", "inner_organs") or not before.startswith(tuple(words("names", "heads")))


def _people_apart(chunk: str) -> list[str]:
    """Persons at their white space; the halves of a spaced name (张 三), a post and its holder (副区长 刘某) belong together."""
    names: list[str] = []
    for part in chunk.split():
        if names and (len(names[-1]) == 1 or part[0] in _OPEN or _one_person(names[-1], part)):
            names[-1] += part
        else:
            names.append(part)
    return names


def _one_person(before: str, part: str) -> bool:
    return is_post(before) != is_post(part) and min(len(before), len(part)) <= 3 and max(len(before), len(part)) <= 8


def _joined_apart(name: str) -> list[str]:
    """A name at 和, 及, 与 where both sides are whole units."""
    parts, start, depth = [], 0, 0
    for match in re.finditer(
        f"[{re.escape(_OPEN + _CLOSE)}]|{alternatives(words('names', 'joiners'))}", simplified(name)
    ):
        if match[0] in _OPEN:
            depth += 1
        elif match[0] in _CLOSE:
            depth -= 1
        elif depth == 0 and _whole(name[start : match.start()]) and _whole(name[match.end() :]):
            parts.append(name[start : match.start()])
            start = match.end()
    return [*parts, name[start:]]


def _whole(name: str) -> bool:
    plain = simplified(_without_etc(name))
    return (is_unit(plain) or is_post(plain)) and not plain.endswith(tuple(words("names", "not_units")))


def _bare(name: str) -> str:
    name = _NUMBERING.sub("", "".join(name.split()).strip(_EDGES))
    name = _without_etc(name)
    name = re.sub(r"^(?:由|以及|及其?|和|[与與])(?=.{2})", "", name).strip(_EDGES)
    return _balanced(name)


def _without_etc(name: str) -> str:
    """A name without a closing 等, 等部门."""
    match = _ETC.search(simplified(name))
    return name[: match.start()] if match else name


def _balanced(name: str) -> str:
    """A bracket whose other half is lost is noise at the name's edge."""
    for opening, closing in zip(_OPEN, _CLOSE, strict=True):
        if name.endswith(closing) and name.count(closing) > name.count(opening):
            name = name[:-1]
        if name.startswith(opening) and name.count(opening) > name.count(closing):
            name = name[1:]
    return name


def _unit_end() -> re.Pattern[str]:
    return _compiled("unit_endings")


def _post_end() -> re.Pattern[str]:
    return _compiled("post_endings")


_PATTERNS: dict[str, re.Pattern[str]] = {}


def _compiled(name: str) -> re.Pattern[str]:
    if name not in _PATTERNS:
        _PATTERNS[name] = re.compile(f"(?:{alternatives(words('names', name))})$")
    return _PATTERNS[name]
