"""This file is the place where sealed lines are given up that lie in a proved backup of the central store."""

from uuid import UUID

from sqlalchemy import delete, func, or_, select, update

from kacdesk.core import clock
from kacdesk.models.fields import NO_ONE
from kacdesk.store import tables
from kacdesk.store.sealing import chain_at
from kacdesk.store.session import Store, one

KEPT_DAYS = 90
_DAY_MS = 86_400_000


def prune(store: Store, *, kept_days: int = KEPT_DAYS) -> int:
    """Give up the lines at the start of the stream that are safe, settled and old; return how many.

    The chain after the last of them is kept, so that the rest can still be proved. A line of which the feed has not
    told what became of it keeps itself and all behind it.
    """
    outbox = tables.outbox.c
    # The first 48 bits of an operation's identifier (UUIDv7) are the milliseconds at which it was made.
    young = UUID(int=max(clock.now_ms() - kept_days * _DAY_MS, 0) << 80)
    with store.read() as connection:
        state = one(connection, tables.sync_state)
        stays = or_(outbox.seq > state["safe_seq"], outbox.state != 1, outbox.op >= young)
        first = connection.execute(select(func.min(outbox.seq)).where(stays)).scalar()
        end = (first if first is not None else state["next_seq"]) - 1
        chain = chain_at(connection, end)
    if end <= state["pruned_seq"] or chain is None:
        return 0
    with store.unit(NO_ONE, applying=True) as unit:
        same = tables.sync_state.c.stream == state["stream"]
        marked = unit.connection.execute(
            update(tables.sync_state)
            .where(same, tables.sync_state.c.safe_seq >= end)
            .values(pruned_seq=end, pruned_chain=chain)
        )
        if marked.rowcount != 1:
            return 0
        unit.connection.execute(delete(tables.outbox).where(outbox.seq <= end))
    return int(end - state["pruned_seq"])
