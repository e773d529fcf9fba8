"""A campaign's and a month's own copy of the figures, as JSON. What the figures mean lives in duban.rules.parameters."""

from collections.abc import Mapping
from dataclasses import fields, replace
from fractions import Fraction
from typing import Any

from duban.errors import ConfigurationError
from duban.rules.parameters import DEFAULTS, Parameters

_NAMES = tuple(field.name for field in fields(Parameters))


def parameters_as_json(parameters: Parameters) -> dict[str, Any]:
    """Return all figures by name; exact numbers as texts (1/2)."""
    values = {name: getattr(parameters, name) for name in _NAMES}
    return {name: str(value) if isinstance(value, Fraction) else value for name, value in values.items()}


def parameters_from_json(stored: Mapping[str, Any]) -> Parameters:
    """Return the figures of a stored copy; one that came with a later version of duban has its default.

    ConfigurationError where the copy holds a figure this version does not know.
    """
    unknown = sorted(set(stored) - set(_NAMES))
    if unknown:
        raise ConfigurationError(f"台账中的参数“{'、'.join(unknown)}”本程序不认识", remedy="请用写入它的 duban 版本")
    values: dict[str, Any] = {
        name: Fraction(value) if isinstance(getattr(DEFAULTS, name), Fraction) else value
        for name, value in stored.items()
    }
    return replace(DEFAULTS, **values)
