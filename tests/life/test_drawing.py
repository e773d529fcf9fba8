"""The draw of a cross-inspection: every constraint over 10,000 seeds, impossible ones refused with what makes them so."""

from collections import Counter
from hashlib import sha256
from itertools import permutations
from random import Random

import pytest

from duban.life.draw_search import Round, Rules, Team, allowed, rank
from duban.life.drawing import Drawn, draw, sample

SEEDS = 10_000


def units(number: int) -> tuple[str, ...]:
    return tuple(f"单位{place}" for place in range(number))


def alone(names: tuple[str, ...]) -> tuple[Team, ...]:
    return tuple((name,) for name in names)


def broken(asked: Round, rules: Rules, drawn: Drawn) -> list[str]:
    """What a draw breaks, told without the code that drew it."""
    pairs = drawn.pairs or {}
    load = Counter(pairs.values())
    counts = [load[team] for team in asked.teams]
    found = [f"{target} is left out" for target in asked.targets if target not in pairs]
    found += [f"{unit} does not inspect {target}" for unit, target in rules.fixed if unit not in pairs.get(target, ())]
    found += [f"unequal shares {counts}"] if max(counts) - min(counts) > 1 else []
    own = {unit: team for team in asked.teams for unit in team}
    for target, team in pairs.items():
        found += [f"{target} inspects itself"] if target in team else []
        found += [fault for unit in team for fault in broken_pair(unit, target, rules)]
        if rules.mutual and target in own:
            found += [f"{unit} and {target} inspect each other" for unit in team if pairs.get(unit) == own[target]]
        for name, group in rules.together.items():
            found += (
                [f"{target} of {name} is inspected from outside"] if target in group and not group & set(team) else []
            )
    return found


def broken_pair(unit: str, target: str, rules: Rules) -> list[str]:
    """What one inspector and one inspected unit break."""
    found = [f"{unit} inspects {target} again"] if (unit, target) in rules.last else []
    found += [f"{unit} may not inspect {target}"] if (unit, target) in rules.forbidden else []
    return found + [
        f"{unit} and {target} are both of {name}" for name, group in rules.apart.items() if {unit, target} <= group
    ]


def last_round(names: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    return frozenset(zip(names, names[1:] + names[:1], strict=True))


def stories() -> list[tuple[str, tuple[Team, ...], tuple[str, ...], Rules]]:
    """Rounds of several sizes and constraints, each possible."""
    small, mid, large = units(5), units(12), units(29)
    first, second = frozenset(mid[:6]), frozenset(mid[6:])
    teams = tuple(mid[place : place + 3] for place in range(0, 12, 3))
    offices = alone(("县甲局", "县乙局", "县丙局"))
    return [
        ("three", alone(units(3)), units(3), Rules()),
        ("four after a round", alone(units(4)), units(4), Rules(last=last_round(units(4)))),
        ("five after a round", alone(small), small, Rules(last=last_round(small))),
        (
            "twelve with pairs",
            alone(mid),
            mid,
            Rules(fixed=((mid[0], mid[5]),), forbidden=((mid[1], mid[2]), (mid[3], mid[2]))),
        ),
        ("twelve in two camps", alone(mid), mid, Rules(apart={"甲片": first, "乙片": second})),
        ("twelve within camps", alone(mid), mid, Rules(together={"甲片": first, "乙片": second})),
        ("four teams of three", teams, mid, Rules(last=last_round(mid))),
        ("offices inspect townships", offices, mid[:7], Rules(forbidden=(("县甲局", mid[0]),))),
        ("as many townships as in 汉滨", alone(large), large, Rules(last=last_round(large))),
    ]


@pytest.mark.parametrize("place", range(len(stories())))
def test_every_constraint_holds_over_ten_thousand_seeds(place: int) -> None:
    name, teams, targets, rules = stories()[place]
    # Each story takes its share of the seeds; together they are all of them.
    for seed in range(place, SEEDS, len(stories())):
        asked = Round(f"种子{seed}", teams, targets)
        drawn = draw(asked, rules)
        assert drawn.pairs is not None, (name, seed)
        assert broken(asked, rules, drawn) == [], (name, seed)


def test_the_same_seed_gives_the_same_draw_whatever_the_order_of_the_lists() -> None:
    names = units(17)
    for seed in range(50):
        asked = Round(str(seed), alone(names), names)
        turned = Round(str(seed), alone(names[::-1]), names[::-1])
        assert draw(asked, Rules()).pairs == draw(turned, Rules()).pairs


def test_a_known_draw_stays_what_it_was() -> None:
    """Recorded once by hand: a change of the algorithm would unmake every recorded draw, and must fail here."""
    names = ("云城镇", "青石镇", "白溪乡", "落雁乡", "松河乡")
    drawn = draw(Round("2026-03-云岭", alone(names), names), Rules())
    assert drawn.pairs == GOLDEN
    assert rank("2026", "target", "甲").hex().startswith(GOLDEN_RANK)


def by_hand(asked: Round, last: frozenset[tuple[str, str]]) -> dict[str, Team] | None:
    """A draw by docs/draw.md alone, single-unit teams: plain backtracking with hashlib, none of the program's search."""

    def place(*what: str) -> bytes:
        return sha256("\x1f".join((asked.seed, *what)).encode()).digest()

    names = sorted(asked.targets, key=lambda unit: place("target", unit))
    teams = sorted((team[0] for team in asked.teams), key=lambda unit: place("team", unit))
    start = {
        unit: sorted(
            (team for team in teams if team != unit and (team, unit) not in last),
            key=lambda team: place("pair", unit, team),
        )
        for unit in names
    }

    def descend(left: dict[str, list[str]], chosen: dict[str, str]) -> dict[str, str] | None:
        waiting = [unit for unit in names if unit not in chosen]
        if not waiting:
            return chosen
        unit = min(waiting, key=lambda one: len(left[one]))
        for team in left[unit]:
            if team not in chosen.values():
                back = [one for one in left[team] if one != unit] if team not in chosen else left[team]
                if found := descend({**left, unit: [team], team: back}, {**chosen, unit: team}):
                    return found
        return None

    drawn = descend(start, {})
    return {unit: (team,) for unit, team in drawn.items()} if drawn else None


@pytest.mark.parametrize("number", [3, 5, 8, 13])
def test_a_draw_can_be_checked_by_the_page_alone(number: int) -> None:
    names = units(number)
    for seed in range(60):
        asked = Round(f"公开号码{seed}", alone(names), names)
        last = last_round(names) if seed % 2 else frozenset()
        assert draw(asked, Rules(last=last)).pairs == by_hand(asked, last)


def test_different_seeds_give_different_draws() -> None:
    names = units(8)
    seen = {str(draw(Round(str(seed), alone(names), names), Rules()).pairs) for seed in range(200)}
    assert len(seen) > 190
    firsts = Counter(
        next(iter((draw(Round(str(seed), alone(names), names), Rules()).pairs or {}).values())) for seed in range(700)
    )
    # Each of the seven others comes about equally often to inspect the first unit.
    assert len(firsts) == 7
    assert max(firsts.values()) < 2 * min(firsts.values())


@pytest.mark.parametrize(
    ("number", "rules", "because"),
    [
        (1, Rules(), ("参加单位太少",)),
        (2, Rules(), ("同一轮不得互查",)),
        (
            5,
            Rules(fixed=(("单位1", "单位2"), ("单位2", "单位1"), ("单位3", "单位4"))),
            ("指定由单位1检查单位2", "指定由单位2检查单位1", "同一轮不得互查"),
        ),
        (5, Rules(fixed=(("单位1", "单位2"), ("单位3", "单位2"))), ("指定由单位1检查单位2", "指定由单位3检查单位2")),
        (4, Rules(apart={"大组": frozenset(units(3))}), ("“大组”内部不得互查",)),
        (3, Rules(forbidden=(("单位1", "单位0"), ("单位2", "单位0"))), ("单位1不得检查单位0", "单位2不得检查单位0")),
        (6, Rules(together={"独组": frozenset({"单位0"})}), ("“独组”只能由本组单位检查",)),
    ],
)
def test_impossible_rounds_are_refused_with_what_makes_them_so(
    number: int, rules: Rules, because: tuple[str, ...]
) -> None:
    drawn = draw(Round("x", alone(units(number)), units(number)), rules)
    assert drawn.pairs is None
    assert drawn.decided
    assert len(drawn.because) == len(because)
    for words, given in zip(because, drawn.because, strict=True):
        assert words in given


def any_draw(names: tuple[str, ...], rules: Rules) -> bool:
    """Whether any permutation at all keeps the rules: the plain way, for few units."""
    for inspectors in permutations(names):
        pairs = dict(zip(names, inspectors, strict=True))
        if all(allowed((by,), target, rules) for target, by in pairs.items()) and not any(
            pairs.get(by) == target for target, by in pairs.items()
        ):
            return True
    return False


def test_the_search_agrees_with_trying_every_permutation() -> None:
    dice = Random(7)  # noqa: S311 - chance for a test
    possible = 0
    for case in range(400):
        names = units(dice.randint(3, 6))
        pairs = [(a, b) for a in names for b in names if a != b]
        forbidden = tuple(dice.sample(pairs, int(len(pairs) * dice.uniform(0.3, 0.75))))
        fixed = (dice.choice(pairs),) if case % 3 == 0 else ()
        rules = Rules(fixed=fixed, forbidden=forbidden)
        drawn = draw(Round(str(case), alone(names), names), rules)
        assert drawn.decided
        assert (drawn.pairs is not None) == any_draw(names, rules), (names, rules)
        if drawn.pairs is None and drawn.because:
            assert not any_draw(names, rules)
        possible += drawn.pairs is not None
    # Both answers were met often.
    assert 50 < possible < 350


def test_taking_any_one_named_constraint_away_makes_a_draw_possible() -> None:
    names = units(5)
    rules = Rules(fixed=(("单位1", "单位2"), ("单位2", "单位1")), forbidden=(("单位0", "单位3"),))
    assert draw(Round("x", alone(names), names), rules).because
    for kept in (Rules(fixed=rules.fixed[:1], forbidden=rules.forbidden), Rules(fixed=rules.fixed, mutual=False)):
        assert draw(Round("x", alone(names), names), kept).pairs is not None


def test_past_its_bound_the_search_says_that_it_does_not_know() -> None:
    names = units(20)
    drawn = draw(Round("x", alone(names), names), Rules(), steps=3)
    assert drawn == Drawn(None, decided=False)


def test_places_are_sampled_by_the_seed_whatever_their_order() -> None:
    places = [f"村{number}" for number in range(30)]
    drawn = sample("s", "青石镇", places, 5)
    assert len(set(drawn)) == 5
    assert sample("s", "青石镇", reversed(places), 5) == drawn
    assert sample("s", "白溪乡", places, 5) != drawn
    assert set(sample("s", "青石镇", places[:3], 5)) == set(places[:3])


GOLDEN: dict[str, Team] = {
    "云城镇": ("青石镇",),
    "青石镇": ("落雁乡",),
    "白溪乡": ("松河乡",),
    "落雁乡": ("白溪乡",),
    "松河乡": ("云城镇",),
}
GOLDEN_RANK = "4a71274887ca027f"
