"""The number of a new matter (编号): a prefix and the next free count, whatever numbers people chose themselves."""

import re
from collections.abc import Iterable


def next_number(prefix: str, keys: Iterable[str]) -> int:
    """Return one more than the highest count that stands behind a prefix among some keys.

    >>> next_number("督查", ["督查1", "督查9", "专项1", "督查九"])
    10
    """
    pattern = re.compile(re.escape(prefix) + r"(\d{1,9})", re.ASCII)
    return max((int(found[1]) for key in keys if (found := pattern.fullmatch(key))), default=0) + 1
