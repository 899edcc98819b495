"""This file is the place where the upkeep's actions are carried out and its questions asked (`sync.upkeep`)."""

from uuid import UUID

from kacdesk.store import comparing, seeding, witness
from kacdesk.store.marks import DeskState, read_state
from kacdesk.store.session import Store
from kacdesk.sync import upkeep
from kacdesk.sync.failure import Failure
from kacdesk.sync.transport import Transport
from kacdesk.wire.messages import FeedSet

UpkeepQuestion = upkeep.AskRecords | upkeep.AskCompare
"""What needs the network."""


def ask(transport: Transport, state: DeskState, action: UpkeepQuestion) -> upkeep.UpkeepEvent:
    """Use the network, and return what came of it; raises Failure."""
    if isinstance(action, upkeep.AskRecords):
        return _records(transport, state, action)
    return upkeep.Compared(transport.compare(state, action.scope, cursor=action.cursor, sums=action.sums))


def _records(transport: Transport, state: DeskState, action: upkeep.AskRecords) -> upkeep.RecordsArrived:
    """Ask for a page of records as they stand."""
    before = UUID(action.before) if action.before else None
    page = transport.seed(state, action.scope, before=before, limit=action.limit, month=action.month)
    records = [entry for entry in page.entries if isinstance(entry, FeedSet)]
    if page.end is None or len(records) != len(page.entries):
        raise Failure(Failure.UNREADABLE)
    return upkeep.RecordsArrived(records, page.end.more)


def carry_out(store: Store, action: upkeep.UpkeepAction) -> upkeep.UpkeepEvent | upkeep.GaveBack | None:
    """Do what needs the store alone; None where no event follows."""
    match action:
        case upkeep.LayRecords(scope, records, last, None):
            seeding.lay_seed(store, scope, records, last=last)
            return upkeep.RecordsLaid()
        case upkeep.LayRecords(scope, records, last, str() as month, told):
            seeding.heal(store, scope, records)
            if last:
                seeding.note_missing(store, month, set(told))
            return upkeep.RecordsLaid()
        case upkeep.GiveBack():
            count = witness.give_back(store)
            return upkeep.GaveBack(read_state(store), count)
        case upkeep.ReadSums():
            return upkeep.SumsRead(comparing.local_sums(store))
        case upkeep.NoteCompared():
            comparing.note_compared(store)
            return None
        case upkeep.NoteSeeded():
            seeding.note_seeded(store)
            return None
    raise RuntimeError("this action is not carried out here")
