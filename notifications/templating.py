"""Letter templates: templates/<kind>/subject.txt, body.txt and body.html, filled with one set of values.

Every value put into a template is made one harmless line first, and escaped in HTML, so that no name or title can forge a line
of a letter, a header or an element. `body.html` is the letter itself; the page around it is templates/digest.
"""

from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from duban.documents.wording import day_text, decimals, month_text, plain, points


class Wording(NamedTuple):
    """A letter in words; `html` is a fragment."""

    subject: str
    text: str
    html: str


def render(kind: str, **values: Any) -> Wording:
    """Return the wording of a kind of letter; UndefinedError where a template asks for a value that is not given."""
    return Wording(
        subject=render_text(f"{kind}/subject.txt", **values),
        text=render_text(f"{kind}/body.txt", **values) + "\n",
        html=render_html(f"{kind}/body.html", **values),
    )


def render_text(template: str, **values: Any) -> str:
    """Return one plain-text template filled, without blank lines around it."""
    return _TEXT.get_template(template).render(values).strip()


def render_html(template: str, **values: Any) -> str:
    """Return one HTML template filled, every value escaped."""
    return _HTML.get_template(template).render(values).strip() + "\n"


def one_line(value: object) -> object:
    r"""Return a text without line breaks, controls and marks that hide or reorder; what is already markup and what is no text stays.

    >>> one_line("甲\n\n批示：\u202e同意\u2028乙")
    '甲 批示：同意 乙'
    """
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return " ".join(plain(" ".join(value.split())).split())


def _environment(*, html: bool) -> Environment:
    environment = Environment(
        loader=PackageLoader("notifications"),
        autoescape=html,  # noqa: S701 — plain text is not HTML; the two never share an environment
        undefined=StrictUndefined,
        finalize=one_line,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": day_text, "month": month_text, "figure": decimals, "points": points}
    return environment


_HTML = _environment(html=True)
_TEXT = _environment(html=False)
