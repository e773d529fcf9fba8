"""The words the reader knows (词表), read once from vocabulary.toml, and an office's own words added to them.

How the words are used stands in the modules that use them.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from duban.errors import ConfigurationError

_REMEDY = "请对照 duban/reading/vocabulary.toml 的节名和写法修改 DUBAN_VOCABULARY 所指的文件"


@cache
def vocabulary() -> Mapping[str, Any]:
    """Return the word lists by section.

    >>> "牵头" in vocabulary()["labels"]["lead"]
    True
    """
    return tomllib.loads(files("duban.reading").joinpath("vocabulary.toml").read_text(encoding="utf-8"))


def extend(text: str) -> None:
    """Add an office's words (补充词表, TOML of the sections and lists of vocabulary.toml) to those of this process.

    They count for all that is read later: call it before the first paper is read. ConfigurationError names the first section
    that is unknown or of another shape.
    """
    try:
        added = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"补充词表不是有效的 TOML：{error}", remedy=_REMEDY) from error
    _check(vocabulary(), added, "")
    _add(vocabulary(), added)


def _check(known: Any, added: Any, path: str) -> None:
    if not isinstance(added, dict):
        if not isinstance(known, list) or not isinstance(added, list) or not all(map(_is_word, added)):
            raise ConfigurationError(f"补充词表的“{path}”写法不对，应为{_shape(known)}", remedy=_REMEDY)
        return
    if not isinstance(known, dict):
        raise ConfigurationError(f"补充词表的“{path}”写法不对，应为{_shape(known)}", remedy=_REMEDY)
    for name, value in added.items():
        place = f"{path}.{name}" if path else name
        if path == "labels.bare" and value in ("lead", "responsible", "cooperating"):
            continue
        if name not in known or path == "labels.bare":
            raise ConfigurationError(f"补充词表中有不认识的节或词单“{place}”", remedy=_REMEDY)
        _check(known[name], value, place)


def _is_word(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _shape(known: Any) -> str:
    return "一节" if isinstance(known, dict) else '一列词语，如 ["词一", "词二"]'


def _add(known: Any, added: Any) -> None:
    for name, value in added.items():
        if isinstance(value, dict):
            _add(known[name], value)
        elif isinstance(value, list):
            known[name].extend(value)
        else:
            known[name] = value


def words(*path: str) -> frozenset[str]:
    """Return the word list at a path of the vocabulary as a set.

    >>> "序号" in words("columns", "number")
    True
    """
    found: Any = vocabulary()
    for key in path:
        found = found[key]
    return frozenset(found)


def alternatives(listed: Iterable[str]) -> str:
    """Return a regular expression of the words, the longer first, so that a word never hides one it begins.

    >>> alternatives(["牵头", "牵头负责"])
    '牵头负责|牵头'
    """
    return "|".join(sorted(listed, key=lambda word: (-len(word), word)))
