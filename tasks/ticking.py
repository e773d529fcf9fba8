"""The clock before mail is trusted to it: a leap forward is confirmed by a person before anything is owed or sent (promise P9)."""

from datetime import datetime, timedelta

from duban.errors import TryLater
from models.sending import last_tick, store_tick
from tasks.ledger import moment, sessions

_LEAP = timedelta(hours=24)


def clock(at: str | None, *, confirmed: bool = False) -> datetime:
    """Return the moment to act at: the one a person gave, or the clock's, once it is believed.

    A clock more than 24 hours ahead of its last believed reading is believed only when `confirmed`; TryLater until then.
    """
    now = moment(at)
    if at is None:
        with sessions("定时", "记录时刻").begin() as session:
            last = last_tick(session)
            if last is not None and now - last > _LEAP and not confirmed:
                raise TryLater(
                    f"系统时间比上次记录晚了 {(now - last) / timedelta(days=1):.1f} 天，暂停催办和投递",
                    where=f"现在 {now:%Y-%m-%d %H:%M}，上次 {last.astimezone(now.tzinfo):%Y-%m-%d %H:%M}",
                    remedy="请核对本机日期；无误则运行 duban send --confirm-clock",
                )
            store_tick(session, now)
    return now
