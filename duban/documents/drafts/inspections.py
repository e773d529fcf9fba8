"""The papers of an inspection batch (督查批次): its plan, and a worksheet for every visit made or still to be made."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from duban.documents.drafts.source import Draft, Final, Source, locked_sheets, pick, unsigned
from duban.documents.inspection_plan import InspectionPlan, Team, inspection_plan
from duban.documents.inspection_worksheet import Observation, Worksheet, inspection_worksheet
from duban.documents.paper import Paper
from duban.errors import UsageError
from duban.life.act import Act
from duban.life.batches import Batch, batches
from duban.phrases import quoted

# 政府督查工作条例 (国令733号) art. 15 (no wider scope, normal work undisturbed), 16 (conclusions handed over), 17 (review, standing aside);
# the record takes no visit of one person.
_DISCIPLINE = (
    "按照批准的督查方案开展督查，不扩大督查范围，不变换督查对象和内容，不干扰督查对象的正常工作",
    "现场督查不少于2人，与督查对象或督查事项有利害关系的应当回避",
    "如实记录、收集证据，不隐瞒、不夸大，保守工作中知悉的国家秘密、商业秘密和个人隐私",
)
_USE = (
    "督查结论送达督查对象；对结论有异议的，可自收到之日起30日内书面申请复核。发现的问题逐项交办整改，整改到位后按程序销号，督查结果按规定作为"
    "考核的依据"
)


def plans(source: Source) -> tuple[Draft, ...]:
    """Return the plan (督查方案) of a batch."""
    batch = _batch(source)
    plan = _plan(source, batch)

    def make(number: str, day: date | None) -> Paper:
        return inspection_plan(replace(plan, number=number, day=day))

    return (unsigned(f"督查方案_{batch.key}", Final(batch.key, make)),)


def _batch(source: Source) -> Batch:
    return pick(source.key, {batch.key: batch for batch in batches(source.history)}, "督查批次")


def _plan(source: Source, batch: Batch) -> InspectionPlan:
    proposal = batch.proposal
    told = proposal.told
    leader, *members = batch.team
    matters = _named(source, proposal.names("matters"))
    return InspectionPlan(
        campaign=source.title,
        name=told("title").removesuffix("督查"),
        authority="，".join(filter(None, (told("authority"), told("paper")))),
        purpose=f"为掌握{'、'.join(matters)}的落实情况，开展{told('sort')}",
        content=matters,
        scope=f"督查对象：{'、'.join(batch.units)}。督查范围：{told('scope')}",
        begins=batch.start,
        ends=batch.end,
        methods=("、".join(proposal.names("methods")), told("plan")),
        teams=(Team("督查组", leader, tuple(members), batch.units),),
        sampling=told("sample"),
        score_items=(),
        discipline=_DISCIPLINE,
        use=_USE,
        issuer=source.issuer,
        # An unannounced visit is announced to nobody.
        addressees="" if batch.is_unannounced else "各成员单位：",
    )


def _named(source: Source, matters: Iterable[str]) -> tuple[str, ...]:
    """Return the matters of a batch as papers name them: a task by its title."""
    tasks = source.history.case.ledger.tasks
    return tuple(quoted(tasks[one].task.title) if one in tasks else one for one in matters)


def worksheets(source: Source) -> tuple[Draft, ...]:
    """Return the worksheets (检查底稿) of a batch, then a sheet to be filled in for every unit without one.

    A sheet that a clue of an offence rests on is in no draft.
    """
    batch = _batch(source)
    if source.unit is not None and source.unit not in batch.units:
        pick(source.unit, dict.fromkeys(batch.units), f"{batch.key}的督查对象")
    drafts = tuple(_sheets(source, batch))
    if not drafts:
        raise UsageError(f"{batch.key}没有可以打印的检查底稿")
    return drafts


def _sheets(source: Source, batch: Batch) -> Iterator[Draft]:
    hidden = locked_sheets(source.history, batch)
    title = f"{batch.proposal.told('title')}（{batch.key}）"
    for place, sheet in enumerate(batch.sheets, 1):
        if source.unit in (None, sheet.unit) and sheet not in hidden:
            made = inspection_worksheet(_made(source, f"{batch.key}—{place}", title, sheet))
            yield Draft(f"检查底稿_{batch.key}_{place}_{sheet.unit}", made)
    for unit in batch.units:
        if source.unit in (None, unit) and not batch.sheets_of(unit):
            items = tuple(Observation(matter, "") for matter in _named(source, batch.proposal.names("matters")))
            empty = Worksheet("", title, unit, observations=items)
            yield Draft(f"检查底稿_{batch.key}_空白_{unit}", inspection_worksheet(empty))


def _made(source: Source, number: str, title: str, sheet: Act) -> Worksheet:
    files = tuple(filter(None, (sheet.told("evidence"), *(proof.name for proof in sheet.proofs))))
    return Worksheet(
        number,
        title,
        sheet.unit or "",
        place=sheet.told("place"),
        day=sheet.on,
        inspectors=sheet.names("people"),
        observations=tuple(
            Observation(matter, sheet.told("facts"), files) for matter in _named(source, [sheet.told("matter")])
        ),
        opinion=sheet.told("opinion"),
    )
