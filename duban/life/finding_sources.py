"""Where a finding (问题) may come from: the sheet of an approved batch, a month, a person's own watch; each within its bounds.

Source: 政府督查工作条例 (国令733号) art. 15 (no widening of scope), 16 (facts clear, evidence enough).
"""

from duban.life.act import Act, Refusal
from duban.life.batches import Batch, batch_of
from duban.life.finding_kinds import BATCH, MONTH, STUDY
from duban.life.history import History
from duban.months import Month


def opening_refusal(history: History, act: Act) -> Refusal | None:
    """Return why a finding of a new number is not taken, None where it is."""
    if act.told("route") != STUDY and not act.unit:
        return Refusal("未写明单位", "写明 --unit；政策、制度问题写 route=上报研究")
    if act.told("task") and act.told("task") not in history.case.ledger.tasks:
        return Refusal(f"没有编号为“{act.told('task')}”的任务", "编号见 duban task")
    if act.unit in history.roster.units_of(act.by, act.on):
        return Refusal(f"{act.by}是{act.unit}的人员，应当回避", "由其他督查人员登记")
    if act.told("source") == MONTH:
        month = act.told("month")
        if not month:
            return Refusal("未写明督查月份", "写 month=YYYY-MM")
        return Refusal(f"{month}还没有到") if Month.parse(month) > Month.of(act.on) else None
    if act.told("source") == BATCH:
        return _from_batch(history, act)
    return Refusal("不是督查批次发现的问题，不能写批次") if act.told("batch") or act.told("sheet") else None


def _from_batch(history: History, act: Act) -> Refusal | None:
    batch = batch_of(history, act.told("batch"))
    if batch is None:
        return Refusal(f"没有“{act.told('batch') or '（未写）'}”这一督查批次", "写 batch=批次编号")
    if not batch.is_approved:
        return Refusal("督查方案尚未批准，不能登记问题（条例第十五条）")
    if batch.closing:
        return Refusal(f"督查已于{batch.closing.on}结束", "另立督查批次，或按日常发现登记")
    if act.told("route") == STUDY:
        return None
    return _from_sheet(batch, act)


def _from_sheet(batch: Batch, act: Act) -> Refusal | None:
    if act.unit not in batch.units:
        return Refusal(f"{act.unit}不在督查方案的对象之内，不得扩大范围", f"方案所列：{'、'.join(batch.units)}")
    number = int(act.told("sheet") or 0)
    if not 1 <= number <= len(batch.sheets):
        return Refusal("未写明所据底稿，或没有这一底稿", f"写 sheet=底稿序号（1至{len(batch.sheets)}）")
    sheet = batch.sheets[number - 1]
    if sheet.unit != act.unit:
        return Refusal(f"底稿{number}是{sheet.unit}的底稿", "写该单位的底稿序号")
    if act.on < sheet.on:
        return Refusal(f"早于检查之日（{sheet.on}）", "写实际发现的日期")
    if batch.conclusion_for(act.unit or ""):
        return Refusal(f"{act.unit}的督查结论已经送达", "另立督查批次，或按日常发现登记")
    if not (act.proofs or act.told("evidence") or sheet.proofs or sheet.told("evidence")):
        return Refusal("问题没有证据（条例第十六条：事实清楚、证据充分）", "附上文件，或写明证据")
    return None
