"""The number a task is called by in the ledger: the plan's own where that is unique."""

from collections.abc import Collection, Iterable


def ledger_numbers(written: Iterable[str], taken: Collection[str] = ()) -> tuple[str, ...]:
    """Return one unique number for each written one; what repeats, or is in `taken`, gets ·2, ·3 behind it.

    >>> ledger_numbers(["三/(四)", "三/(四)", ""])
    ('三/(四)', '三/(四)·2', '无号')
    """
    used = set(taken)
    numbers = []
    for number in written:
        base = number or "无号"
        name, repeat = base, 1
        while name in used:
            repeat += 1
            name = f"{base}·{repeat}"
        used.add(name)
        numbers.append(name)
    return tuple(numbers)
