"""A round of cross-inspection (交叉检查) as dated acts: the draw with its seed, the standard sheet, the results of both sides.

Who inspects whom is decided in drawing.py from the seed alone, so that a recorded draw can be drawn again and compared at any
time; how results are merged stands in cross_results.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from duban.life.act import Act, Refusal
from duban.life.draw_kinds import DRAW_KINDS
from duban.life.draw_search import Pair, Round, Rules, Team
from duban.life.draw_words import MARKS, figures_in, pairs_in, places_in, places_words, result_words, teams_in
from duban.life.drawing import MOST_STEPS, Drawn, draw, sample
from duban.life.history import History
from duban.life.kinds import Subject, number


def held(history: History, key: str) -> Act | None:
    """Return the draw of a round that was not cancelled, None where there is none."""
    acts = history.of("draw", key)
    if any(act.do == "cancel" for act in acts):
        return None
    return next((act for act in acts if act.do == "hold"), None)


def round_of(act: Act) -> Round:
    """Return what a recorded draw drew from."""
    teams = teams_in(act.told("teams")) or tuple((unit,) for unit in act.names("units"))
    return Round(act.told("seed"), teams, act.names("units"))


def team_pairs(act: Act) -> dict[str, tuple[str, ...]]:
    """Return {inspected unit: the team that inspects it} as recorded."""
    return {target: teams_in(team)[0] for team, target in pairs_in(act.told("result")) or ()}


def last_pairs(history: History, act: Act) -> frozenset[Pair]:
    """Return the pairs of the round before a draw, every unit of a team counted; a round cancelled by then counts for nothing."""
    before = [one for one in history.of("draw") if one.order < act.order]
    cancelled = {one.key for one in before if one.do == "cancel"}
    rounds = [one for one in before if one.do == "hold" and one.key not in cancelled]
    last = team_pairs(rounds[-1]) if rounds else {}
    return frozenset((unit, target) for target, team in last.items() for unit in team)


def rules_of(history: History, act: Act) -> Rules:
    """Return the constraints of a draw: as written in the act, and the pairs of the round before."""
    return Rules(
        fixed=pairs_in(act.told("fixed")) or (),
        forbidden=pairs_in(act.told("forbidden")) or (),
        last=last_pairs(history, act),
        apart={name: members(history, name) for name in act.names("apart")},
        together={name: members(history, name) for name in act.names("together")},
    )


def members(history: History, name: str) -> frozenset[str]:
    """Return the units of a group or of a kind (组、类别)."""
    units = history.campaign.register.units
    return frozenset(unit.name for unit in units if name in unit.groups or name == unit.kind)


def drawn(history: History, act: Act, steps: int = MOST_STEPS) -> Act | Refusal:
    """Return a draw with its result and samples filled in from its seed, or why there is none."""
    fault = _unfit(history, act)
    if fault:
        return fault
    outcome: Drawn = draw(round_of(act), rules_of(history, act), steps)
    if outcome.pairs is None:
        return _no_draw(outcome)
    detail = {**act.detail, "result": result_words(outcome.pairs)}
    places = places_in(act.told("places")) or {}
    if places:
        wanted = int(number(act, "sample"))
        drawn_places = {unit: sample(act.told("seed"), unit, listed, wanted) for unit, listed in places.items()}
        detail["samples"] = places_words(drawn_places)
    return replace(act, detail=detail)


def _no_draw(outcome: Drawn) -> Refusal:
    if not outcome.decided:
        return Refusal(f"约束过多，{MOST_STEPS}步内未能判定能否抽签", "减少指定、回避对象后再抽")
    together = "，不能同时满足" if len(outcome.because) > 1 else ""
    return Refusal(f"按现有约束无法抽签：{'；'.join(outcome.because)}{together}", "放宽其中任何一项后重抽")


def _unfit(history: History, act: Act) -> Refusal | None:
    """Return what is wrong with what a draw was asked, before anything is drawn."""
    asked = round_of(act)
    inspecting = [unit for team in asked.teams for unit in team]
    listed = {"fixed": pairs_in(act.told("fixed")), "forbidden": pairs_in(act.told("forbidden"))}
    wrong = next((name for name, pairs in listed.items() if pairs is None), None)
    places = places_in(act.told("places"))
    if wrong or places is None:
        return Refusal("指定对象、回避对象应写作 甲乡→乙乡，抽样范围应写作 乙乡=大坪村|小溪村", "多项用顿号分开")
    of_pairs = [unit for pairs in listed.values() for pair in pairs or () for unit in pair]
    names = {unit.name for unit in history.campaign.register.units}
    unknown = [unit for unit in (*asked.targets, *inspecting, *of_pairs, *places) if unit not in names]
    if unknown or any(MARKS & set(unit) for unit in inspecting):
        return Refusal(f"名录中没有单位：{'、'.join(dict.fromkeys(unknown))}", "写名录中的单位全称")
    for listing, what in ((asked.targets, "受检单位"), (inspecting, "检查组成员")):
        twice = [unit for unit in dict.fromkeys(listing) if listing.count(unit) > 1]
        if twice:
            return Refusal(f"{what}重复：{'、'.join(twice)}")
    empty = [name for name in (*act.names("apart"), *act.names("together")) if not members(history, name)]
    if empty:
        return Refusal(f"名录中没有“{'、'.join(empty)}”这一组或类别")
    if bool(places) != bool(act.told("sample")):
        return Refusal("抽样范围（places）与每单位抽查数（sample）须同时写明")
    return None


def _holding(history: History, act: Act) -> Refusal | None:
    if history.of("draw", act.key):
        return Refusal(f"第{act.key}轮已经抽签", "结果不得重抽；确有差错的作废后另开一轮")
    again = drawn(history, act)
    if isinstance(again, Refusal):
        return again
    if (again.told("result"), again.told("samples")) != (act.told("result"), act.told("samples")):
        return Refusal("抽签结果与种子不符", "用 duban draw 抽签，结果由种子算出，不能另填")
    return None


def sheet_of(history: History, key: str) -> Mapping[str, Fraction]:
    """Return the standard sheet of a round (标准表) as {item: points}; empty where none was sent out."""
    sheet = next((act for act in history.of("draw", key) if act.do == "sheet"), None)
    return (figures_in(sheet.told("items")) or {}) if sheet else {}


@dataclass(frozen=True, slots=True)
class StandardSheet:
    """The sheet a team takes to the unit it inspects (标准表): the items with their points, and the places drawn."""

    round: str
    team: Team
    unit: str
    places: tuple[str, ...]
    items: Mapping[str, Fraction]


def sheets_out(history: History, key: str) -> tuple[StandardSheet, ...]:
    """Return the sheets of a round, one for each inspected unit in the order of the draw; none before draw and sheet are recorded."""
    hold, items = held(history, key), sheet_of(history, key)
    if hold is None or not items:
        return ()
    places = places_in(hold.told("samples")) or {}
    return tuple(StandardSheet(key, team, unit, places.get(unit, ()), items) for unit, team in team_pairs(hold).items())


def _refusal(history: History, act: Act) -> Refusal | None:
    if act.do == "hold":
        return _holding(history, act)
    hold = held(history, act.key)
    if hold is None:
        return Refusal(f"第{act.key}轮没有抽签，或已作废", "先抽签：duban draw")
    sheet = sheet_of(history, act.key)
    if act.do == "sheet":
        items = figures_in(act.told("items"))
        if items is None or any(points <= 0 for points in items.values()):
            return Refusal("标准表应写作 项目=分值，分值大于零，项目不重复", "多项用顿号分开")
        return Refusal(f"第{act.key}轮的标准表已下发") if sheet else None
    return _scoring(history, act, hold, sheet) if act.do in ("own", "result", "correct") else None


def _scoring(history: History, act: Act, hold: Act, sheet: Mapping[str, Fraction]) -> Refusal | None:
    team = team_pairs(hold).get(act.unit or "")
    if team is None:
        return Refusal(f"{act.unit}不在第{act.key}轮受检之列")
    if not sheet:
        return Refusal(f"第{act.key}轮尚未下发标准表", "先登记标准表（sheet）")
    before = [one for one in history.of("draw", act.key) if one.unit == act.unit and one.do == act.do]
    if before and act.do != "correct":
        return Refusal(f"{act.unit}的{DRAW_KINDS[act.do].title}已由{before[-1].by}登记", "更正用 correct")
    if act.do == "correct" and not any(
        one.unit == act.unit and one.do == "result" for one in history.of("draw", act.key)
    ):
        return Refusal(f"{act.unit}还没有检查结果可以更正")
    own = history.roster.units_of(act.by, act.on)
    if act.do != "own" and act.unit in own:
        return Refusal(f"{act.by}是{act.unit}人员，不得登记本单位的检查结果", "由检查组登记")
    if act.do == "result" and own and not own & set(team):
        return Refusal(f"{act.unit}由{'、'.join(team)}检查，{act.by}不在该组")
    return _off_the_sheet(figures_in(act.told("scores")), sheet)


def _off_the_sheet(scores: Mapping[str, Fraction] | None, sheet: Mapping[str, Fraction]) -> Refusal | None:
    if scores is None or scores.keys() != sheet.keys():
        return Refusal("得分与标准表的项目不一致", f"按标准表逐项写明：{'、'.join(sheet)}")
    over = [item for item, score in scores.items() if not 0 <= score <= sheet[item]]
    return Refusal(f"得分超出该项分值：{'、'.join(over)}") if over else None


def _next_key(history: History, act: Act) -> str:  # noqa: ARG001 - the same shape for every subject
    return str(len({one.key for one in history.of("draw")}) + 1)


DRAW = Subject("交叉检查", DRAW_KINDS, _refusal, next_key=_next_key)
