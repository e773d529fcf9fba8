"""The words the reader knows (词表), read once from vocabulary.toml. How they are used stands in the modules that use them."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def vocabulary() -> Mapping[str, Any]:
    """Return the word lists by section.

    >>> "牵头" in vocabulary()["labels"]["lead"]
    True
    """
    return tomllib.loads(files("duban.reading").joinpath("vocabulary.toml").read_text(encoding="utf-8"))


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
