"""Taking a table of links into the chain of responsibility (责任链条入账): all of it or nothing, the table itself kept as evidence."""

from datetime import datetime
from pathlib import Path

from duban.errors import InputRefused
from duban.life.act import Act
from duban.life.catalogue import refusal
from duban.life.chain_tables import acts_from
from duban.life.chains import chain_of
from duban.reading.sources import suffix_of
from models.acts import append_act, history_of, keep_files
from tasks.acting import Refused, kept_file
from tasks.intake import read_source_of
from tasks.ledger import sessions


def take_links(campaign_id: int, path: Path, like: Act, now: datetime) -> int:
    """Return how many acts a table of links (.csv or .xlsx) became; 0 where it says nothing new.

    `like` gives the day and the person. InputRefused with all faults of the table and their rows, Refused where the person may not.
    """
    file = kept_file(path)
    # A .csv is text; the table's own reader splits its lines.
    name = f"{path.stem}.txt" if suffix_of(path.name) == ".csv" else path.name
    try:
        source = read_source_of(name, file.content)
    except InputRefused as refused:
        raise InputRefused(refused.what, where=path.name, remedy=refused.remedy, code=refused.code) from refused
    with sessions(like.by, "收责任链条表", campaign_id).begin() as session:
        history = history_of(session, campaign_id, now.date())
        acts = acts_from(source, chain_of(history.acts), like)
        # Right and day are the same for every row: the first act answers for all.
        why = refusal(history, acts[0]) if acts else None
        if why is not None:
            raise Refused(str(why), where=path.name)
        places = [append_act(session, campaign_id, act, now) for act in acts]
        if places:
            keep_files(session, campaign_id, places[0], [file], now)
    return len(acts)
