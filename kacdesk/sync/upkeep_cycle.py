"""This file is the place where the upkeep's actions are carried out and its questions asked (`sync.upkeep`)."""

import hashlib
from collections.abc import Sequence
from urllib.parse import quote

from kacdesk.store import comparing, seeding, witness
from kacdesk.store.marks import DeskState, read_state
from kacdesk.store.session import Store
from kacdesk.sync import upkeep
from kacdesk.sync.transport import Failure, Transport
from kacdesk.wire.frames import join_lines
from kacdesk.wire.messages import (
    JSON_TYPE,
    BadMessage,
    CompareReply,
    CompareRequest,
    FeedSet,
    PullEnd,
    decode,
    decode_pull_line,
    encode,
)

UpkeepQuestion = upkeep.AskRecords | upkeep.AskCompare
"""What needs the network."""


def ask(transport: Transport, state: DeskState, action: UpkeepQuestion) -> upkeep.UpkeepEvent:
    """Use the network, and return what came of it; raises Failure."""
    if isinstance(action, upkeep.AskRecords):
        return _records(transport, state, action)
    epoch = state.epoch.hex if state.epoch else None
    request = CompareRequest(action.scope, action.cursor, dict(action.sums), epoch)
    headers = {"Content-Type": JSON_TYPE}
    raw, _ = transport.request(state, "POST", "/v1/compare", encode(request), headers)
    try:
        return upkeep.Compared(decode(raw, CompareReply))
    except BadMessage as error:
        raise Failure(Failure.UNREADABLE) from error


def _records(transport: Transport, state: DeskState, action: upkeep.AskRecords) -> upkeep.RecordsArrived:
    """Ask for a page of records as they stand. A page counts only whole: its end says where to go on."""
    path = f"/v1/seed?scope={quote(action.scope, safe='')}&before={action.before or '-'}&limit={action.limit}"
    if action.month is not None:
        path += f"&month={action.month}"
    if state.epoch is not None:
        path += f"&epoch={state.epoch.hex}"
    raw, _ = transport.request(state, "GET", path, b"", {"Accept-Encoding": "zstd"})
    lines = raw.split(b"\n")[:-1]
    try:
        told = [decode_pull_line(line) for line in lines]
    except BadMessage as error:
        raise Failure(Failure.UNREADABLE) from error
    end = told[-1] if told else None
    records: Sequence[FeedSet] = [entry for entry in told if isinstance(entry, FeedSet)]
    whole = isinstance(end, PullEnd) and end.n == len(records) == len(told) - 1
    if not isinstance(end, PullEnd) or not whole:
        raise Failure(Failure.UNREADABLE)
    if end.sha != hashlib.sha256(join_lines(lines[:-1])).hexdigest():
        raise Failure(Failure.UNREADABLE)
    return upkeep.RecordsArrived(records, end.more)


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
