"""The papers on findings (问题): the rectification notice, the closing application, the ledger. Clues of offences are in none."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from duban.documents.closing_application import ClosingApplication, MeasureResult, closing_application
from duban.documents.drafts.source import Draft, Final, Source, pick, unsigned
from duban.documents.extension_application import EXTENSION_ANSWERS, ExtensionApplication, extension_application
from duban.documents.paper import Paper
from duban.documents.rectification_ledger import LedgerRow, rectification_ledger
from duban.documents.rectification_notice import NoticedProblem, RectificationNotice, rectification_notice
from duban.documents.signing import day_or_empty
from duban.documents.wording import day_text, month_text
from duban.errors import UsageError
from duban.life.act import Act, split_names
from duban.life.finding import Finding
from duban.life.finding_kinds import RECTIFY
from duban.life.findings import findings, fold, told_of
from duban.life.papers import notice_matter
from duban.life.rectification import inspection_of, ledger


def notices(source: Source) -> tuple[Draft, ...]:
    """Return the notice (整改通知书) of one ordered finding, of all open ones of a unit, or of a month's, one for each unit in order."""
    if source.key:
        chosen = pick(source.key, _asked(source), "已交办的问题或月份")
    elif source.unit:
        chosen = [one for one in _ordered(source).values() if one.is_open]
        if not chosen:
            raise UsageError(f"{source.unit}没有已交办、未销号的问题")
    else:
        chosen = pick("", _asked(source), "已交办的问题或月份（也可用 --unit 写单位）")
    own: dict[str, list[Finding]] = {unit.name: [] for unit in source.history.campaign.register.units}
    for one in chosen:
        own[one.unit or ""].append(one)
    return tuple(_noticed(source, unit, found) for unit, found in own.items() if found)


def _asked(source: Source) -> dict[str, list[Finding]]:
    """Return what a key may ask for: a finding, or those of a month that are open or were told before."""
    ordered = _ordered(source)
    told = {matter for one in source.filed if one.kind == "rectification" for matter in split_names(one.about)}
    months: dict[str, list[Finding]] = {}
    for one in ordered.values():
        if one.is_open or _matter(one) in told:
            months.setdefault(str(one.month), []).append(one)
    return {key: [one] for key, one in ordered.items()} | months


def _noticed(source: Source, unit: str, chosen: list[Finding]) -> Draft:
    notice = _notice(source, unit, chosen)

    def make(number: str, day: date | None) -> Paper:
        return rectification_notice(replace(notice, number=number, day=day))

    name = source.key if source.key == chosen[0].key else "_".join(filter(None, (source.key, unit)))
    return unsigned(f"整改通知书_{name}", Final("、".join(map(_matter, chosen)), make, unit))


def _matter(one: Finding) -> str:
    return notice_matter(one.key, one.relapses + 1)


def _ordered(source: Source) -> dict[str, Finding]:
    return {
        one.key: one
        for one in told_of(findings(source.history), source.unit)
        if one.order is not None and one.route == RECTIFY and one.standing != "dropped"
    }


def _notice(source: Source, unit: str, chosen: list[Finding]) -> RectificationNotice:
    limits = {one.limit for one in chosen}
    checks = dict.fromkeys(_check(source, one, unit) for one in chosen)
    return RectificationNotice(
        number="",
        unit=unit,
        checked=f"经{'、'.join(checks)}",
        problems=tuple(
            NoticedProblem(one.key, one.opening.told("facts"), one.opening.basis or "", unit) for one in chosen
        ),
        demands=tuple(
            f"{f'第{place}个问题：' if len(chosen) > 1 else ''}{_demand(one, len(limits) > 1)}"
            for place, one in enumerate(chosen, 1)
        ),
        limit=limits.pop() if len(limits) == 1 else None,
        report_by="",
        contact=source.contact,
        issuer=source.issuer,
    )


def _check(source: Source, one: Finding, unit: str) -> str:
    if one.opening.told("month"):
        return f"{month_text(one.month)}月度督查"
    return f"{day_text(one.opening.on)}{inspection_of(source.history, one, unit) or '日常督查'}"


def _demand(one: Finding, with_limit: bool) -> str:
    order = _present(one.order)
    limit = f"；整改时限：{day_or_empty(one.limit)}" if with_limit and one.limit else ""
    stages = "；".join(f"{name}{day_or_empty(day)}前" for name, day in one.stages)
    leader = order.told("leader")
    return (
        f"{order.told('type')}，整改目标：{order.told('goal')}{limit}"
        f"{f'；分阶段：{stages}' if stages else ''}{f'；责任领导：{leader}' if leader else ''}"
    )


def _present(act: Act | None) -> Act:
    assert act is not None  # noqa: S101 - only ordered findings come here
    return act


def closings(source: Source) -> tuple[Draft, ...]:
    """Return the closing application (销号申请表) of one ordered finding, as far as its review has come."""
    one = pick(source.key, _ordered(source), "已交办的问题")
    return (Draft(f"销号申请表_{one.key}", closing_application(_application(one))),)


def _application(one: Finding) -> ClosingApplication:
    """Return the form as its last application and the steps after it fill it in; the limit is the one it was applied under."""
    begun = _present(one.order).order
    applied = next((act for act in reversed(one.acts) if act.do == "apply" and act.order > begun), None)
    before = fold([act for act in one.acts if applied is None or act.order <= applied.order])
    steps = {act.do: act for act in one.acts if applied is not None and act.order > applied.order}
    plan = before.plan.told("measures") if before.plan else ""
    result = applied.told("result") if applied else ""
    visit, shown, back = steps.get("visit"), steps.get("publicise"), steps.get("return")
    return ClosingApplication(
        number=one.key,
        unit=one.unit or "",
        item=one.opening.told("facts"),
        limit=before.limit,
        measures=(MeasureResult(plan, result),) if plan or result else (),
        evidence=_proofs(applied),
        first_review=_told(steps.get("check"), "opinion"),
        field_check=_told(visit, "result"),
        checkers=visit.names("people") if visit else (),
        checked_on=visit.on if visit else None,
        publicity=f"{shown.told('where')}，公示至{day_or_empty(shown.day('until'))}" if shown else "",
        decision="准予销号" if "file" in steps else "退回" if back else "",
        reason=_told(back, "reason"),
        new_limit=back.day("limit") if back else None,
    )


def is_ordered(source: Source) -> bool:
    """Return whether the number asked for is that of a finding that was ordered to be put right."""
    return source.key in _ordered(source)


def extensions(source: Source) -> tuple[Draft, ...]:
    """Return the extension application (延期申请表) made last for an ordered finding, with the answer it got."""
    one = pick(source.key, _ordered(source), "已交办的问题")
    asked = [act for act in one.acts if act.do == "extend_request"]
    if not asked:
        raise UsageError(f"问题{one.key}没有提出过延期申请")
    return (Draft(f"延期申请表_{one.key}", extension_application(_extension(one, asked))),)


def _extension(one: Finding, asked: list[Act]) -> ExtensionApplication:
    last = asked[-1]
    before = fold([act for act in one.acts if act.order < last.order])
    answer = next((act for act in one.acts if act.order > last.order and act.do in EXTENSION_ANSWERS), None)
    progress = next((act for act in reversed(before.acts) if act.do == "progress"), None)
    granted = answer is not None and answer.do == "extend_grant"
    return ExtensionApplication(
        number=one.key,
        unit=one.unit or "",
        item=one.opening.told("facts"),
        limit=before.limit,
        progress=f"截至{day_or_empty(progress.on)}，{progress.told('progress')}" if progress else "",
        reason=last.told("reason"),
        asked_limit=last.day("to"),
        measures=before.plan.told("measures") if before.plan else "",
        time=len(asked),
        decision=EXTENSION_ANSWERS[answer.do] if answer else "",
        decided_limit=(_present(answer).day("to") or last.day("to")) if granted else None,
    )


def _told(act: Act | None, name: str) -> str:
    return act.told(name) if act else ""


def _proofs(applied: Act | None) -> tuple[str, ...]:
    named: Iterable[str] = (*(one.name for one in applied.proofs), applied.told("evidence")) if applied else ()
    return tuple(dict.fromkeys(name for name in named if name))


def whole_ledger(source: Source) -> tuple[Draft, ...]:
    """Return the ledger (整改台账), of all units or of one."""
    rows = tuple(
        LedgerRow(
            number=row.key,
            source=row.source,
            problem=row.problem,
            kind=row.sort,
            aim=row.goal,
            measures=row.measures,
            leader=row.leader,
            unit=row.unit,
            person=row.person,
            sort=row.type,
            limit=row.limit,
            progress=row.progress,
            done_on=row.done_on,
            evidence="、".join(row.proofs),
            checker="、".join(row.checkers),
            closed_on=row.closed_on,
            look_back=row.recheck,
        )
        for row in ledger(source.history, source.unit)
    )
    name = f"整改台账_{source.unit}" if source.unit else "整改台账"
    return (Draft(name, rectification_ledger(source.title, rows, source.unit or source.issuer, source.day)),)
