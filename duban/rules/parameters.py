"""The figures a judgement uses (cycle contract §9), read from the dated and sourced parameters.toml."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Parameters:
    """The figures of one campaign; the defaults are the contract's."""

    roll: str = "forward"
    cutoff_day: int | None = None
    report_day: int = 25
    late_per_day: Fraction = Fraction(2)


DEFAULTS = Parameters()
