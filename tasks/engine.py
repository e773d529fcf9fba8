"""Hand out `flow` and `task`: Prefect's where a Prefect server is configured, plain functions otherwise.

The choice is made once, before Prefect is imported (that alone costs over a second): DUBAN_ENGINE says `prefect` or `direct`; without it
a set PREFECT_API_URL (workers and `duban run` set it) means Prefect. The functions are the same, and so is what they do.
"""

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol, TypeVar

from duban.errors import ConfigurationError

Function = TypeVar("Function", bound=Callable[..., Any])


class Decorator(Protocol):
    """Takes a function and gives it back with the same signature."""

    def __call__(self, function: Function, /) -> Function:
        """Return the decorated function."""


ENGINES = ("direct", "prefect")


def chosen_engine() -> str:
    """Return `direct` or `prefect` as the environment says; ConfigurationError for another word."""
    name = os.environ.get("DUBAN_ENGINE") or ("prefect" if os.environ.get("PREFECT_API_URL") else "direct")
    if name not in ENGINES:
        raise ConfigurationError(f"DUBAN_ENGINE 不能是“{name}”", remedy="应为 direct 或 prefect")
    return name


ENGINE = chosen_engine()

if ENGINE == "prefect":
    # No word leaves the machine, whoever started us; Prefect reads these when it is imported.
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    import prefect
    from prefect.artifacts import create_markdown_artifact, create_table_artifact
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    def flow(*, run_name: str) -> Decorator:
        """Return Prefect's flow decorator; `run_name` may name the function's parameters in braces."""
        # JSON, never pickle; parameters are validated by our own code, which answers in Chinese.
        return prefect.flow(  # type: ignore[return-value]
            flow_run_name=run_name, result_serializer="json", validate_parameters=False
        )

    def task(*, name: str) -> Decorator:
        """Return Prefect's task decorator."""
        return prefect.task(name=name, result_serializer="json")  # type: ignore[return-value]

    def short_runs() -> AbstractContextManager[object]:
        """Return a block in which flows send no heartbeat: its thread would make each of them a second longer."""
        return temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None})

    def show_markdown(key: str, markdown: str, description: str) -> None:
        """Leave a Markdown artifact with the run."""
        create_markdown_artifact(key=key, markdown=markdown, description=description)

    def show_table(key: str, rows: Sequence[dict[str, Any]], description: str) -> None:
        """Leave a table artifact with the run."""
        create_table_artifact(key=key, table=list(rows), description=description)

else:

    def flow(*, run_name: str) -> Decorator:  # noqa: ARG001 - the same call as above
        """Return a decorator that leaves the function as it is."""
        return lambda function: function

    def task(*, name: str) -> Decorator:  # noqa: ARG001
        """Return a decorator that leaves the function as it is."""
        return lambda function: function

    def short_runs() -> AbstractContextManager[object]:
        """Return a block that does nothing."""
        return nullcontext()

    def show_markdown(key: str, markdown: str, description: str) -> None:
        """Do nothing: there is no run to leave it with."""

    def show_table(key: str, rows: Sequence[dict[str, Any]], description: str) -> None:
        """Do nothing: there is no run to leave it with."""
