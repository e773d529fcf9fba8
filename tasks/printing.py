"""Making many units' papers at once (印制): on every core where they are many, telling whoever watches how far it has come."""

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from multiprocessing import get_context

from duban.documents.checklist import Checklist
from duban.documents.checklist_docx import checklist_docx
from duban.documents.checklist_html import checklist_html
from duban.documents.checklist_xlsx import checklist_xlsx
from duban.documents.docx_package import OURS, Template

FORMS = {"xlsx": checklist_xlsx, "docx": checklist_docx, "html": checklist_html}
# From here on a second process earns back what its start costs.
MANY = 50
_AT_ONCE = 8

Watcher = Callable[[int, int], None]
_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watched(tell: Watcher) -> Iterator[None]:
    """Let `tell` be called with (made, all) after each unit's papers while the block lasts; only where they are MANY."""
    token = _watcher.set(tell)
    try:
        yield
    finally:
        _watcher.reset(token)


def forms_of(checklist: Checklist, template: Template = OURS) -> dict[str, bytes]:
    """Return one checklist in every form, by suffix; the Word form in the template's looks."""
    makers = FORMS | {"docx": partial(checklist_docx, template=template)}
    return {suffix: make(checklist) for suffix, make in makers.items()}


def printed(checklists: Mapping[str, Checklist], template: Template = OURS) -> dict[str, dict[str, bytes]]:
    """Return every unit's checklist in every form, in the order given; the bytes are the same on one core or many."""
    total, make = len(checklists), partial(forms_of, template=template)
    found = {}
    for count, (unit, forms) in enumerate(zip(checklists, _made(list(checklists.values()), make), strict=True), 1):
        found[unit] = forms
        tell_made(count, total)
    return found


def tell_made(made: int, total: int, many: int = 0) -> None:
    """Tell whoever watches how many of all are made, where they are `many` (MANY where not said)."""
    tell = _watcher.get()
    if tell is not None and total >= (many or MANY):
        tell(made, total)


def _made(checklists: list[Checklist], make: Callable[[Checklist], dict[str, bytes]]) -> Iterator[dict[str, bytes]]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if len(checklists) < MANY or cores == 1:
        yield from map(make, checklists)
        return
    # New interpreters: threads and sessions of this one are not carried along.
    with ProcessPoolExecutor(min(cores, 1 + len(checklists) // MANY), get_context("spawn")) as pool:
        yield from pool.map(make, checklists, chunksize=_AT_ONCE)
