"""The layouts under layouts/ filled with values: one Jinja2 environment for XML and HTML, everything escaped, nothing undefined."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from duban.documents import wording


def render(name: str, **values: Any) -> str:
    """Return the layout of that name filled with values; every text is escaped and freed of unseen characters."""
    return _environment().get_template(name).render(**values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("duban.documents", "layouts"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": wording.day_text,
        "month": wording.month_text,
        "decimals": wording.decimals,
        "points": wording.points,
    }
    return environment


def _visible(value: Any) -> Any:
    # Markup (the output of macros) is already clean; only bare texts come from data.
    return wording.plain(value) if type(value) is str else value
