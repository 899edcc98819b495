"""This file is the place where judged lines become rows: how they are folded on top of what is known.

The fold is pure; reading before it and writing after it are set-based.
"""

from collections.abc import Sequence, Set
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from kacdesk.central.database import Database
from kacdesk.central.effects import Arrival, Effects, follow_up, write_lines, write_others
from kacdesk.central.grouped import by_value, listed
from kacdesk.central.lookup import Known, Number, took_no_effect
from kacdesk.central.merge import Change, Clash, Merged, RecordState, merge
from kacdesk.central.named_files import gone_files, with_files
from kacdesk.central.verify import (
    APPLIED,
    DENIED,
    DUPLICATE,
    FIELD_UNKNOWN,
    GONE,
    PARKED,
    PURGED,
    QUARANTINED,
    Checked,
)
from kacdesk.central.verify import (
    CONFLICT as DISPUTED,
)
from kacdesk.core.ids import new_id
from kacdesk.models.fields import NO_ONE
from kacdesk.wire.line import Line, LineKind
from kacdesk.wire.stamp import effective, stamp_text

_IN_A_TURN = 125
"""So many lines are folded while PostgreSQL writes the rows of those before them."""


def fold(arrival: Arrival, known: Known, items: Sequence[Checked], *, cur: int) -> Effects:
    """Return what the lines do, in their order, on top of what is known (whose states are changed)."""
    effects = Effects(cur=cur)
    for item in items:
        _fold_line(arrival, known, effects, item)
    _fold_records(arrival, known, effects, effects.touched)
    return effects


def fold_and_write(
    connection: Connection,
    database: Database,
    arrival: Arrival,
    known: Known,
    items: Sequence[Checked],
    *,
    cur: int,
    files: set[bytes],
) -> Effects:
    """Do what `fold` and `effects.write` do, in turns: PostgreSQL writes rows while the next lines are folded.

    A record is written with the turn of its last line.
    """
    effects = Effects(cur=cur)
    last = {item.line.record: at for at, item in enumerate(items) if item.line is not None}
    with database.without_waiting(connection):
        for start in range(0, len(items), _IN_A_TURN):
            end = start + _IN_A_TURN
            for item in items[start:end]:
                _fold_line(arrival, known, effects, item)
            _fold_records(arrival, known, effects, {rid for rid in effects.touched if last[rid] < end})
            write_lines(connection, database, effects)
        write_others(connection, database, effects)
    follow_up(connection, arrival, known, effects)
    files |= effects.files
    return effects


def _fold_records(arrival: Arrival, known: Known, effects: Effects, records: Set[UUID]) -> None:
    """Make the rows of these records, which no line touches any more."""
    for rid in records:
        table = "record" if rid in known.stored else "begun"
        effects.add(table, _record_row(arrival, rid, known.records[rid]))
    effects.touched -= records


def _fold_line(arrival: Arrival, known: Known, effects: Effects, item: Checked) -> None:
    line = item.line
    op = item.op
    outcome, code, where = item.outcome, item.code, item.field_name
    keep_line = outcome != PURGED
    if op is not None and op in known.ops:
        outcome, code, where = _again(arrival, known, effects, item, op)
        keep_line = False  # its contents lie with the first one, where an erasure finds them
    elif line is not None and line.record in known.purged:
        outcome, code, where, keep_line = PURGED, "purged", "", False
        _feed(arrival, effects, "purge", {"rid": line.record.hex}, line=line)
    elif line is not None and (outcome == APPLIED or code == FIELD_UNKNOWN):
        state = known.records.get(line.record)
        if state is not None and state.register != line.register:
            outcome, code, where = QUARANTINED, "register-changed", "r"
        elif line.kind is LineKind.SETTLE:
            _settle(arrival, effects, item, line)
        else:
            counted = effective(line.stamp, arrival.now_ms)
            merged = _apply(arrival, known, effects, item, line, counted)
            keep_line = not merged.touched_forgotten
            if merged.clashes and outcome == APPLIED:
                code, where = DISPUTED, merged.clashes[0].field
                effects.say(item, DISPUTED, field_name=where)
            if outcome == APPLIED and counted < line.stamp:
                effects.say(item, "clamped")
    if op is not None and outcome != DUPLICATE:
        known.ops[op] = (outcome, code, where)
    if op is not None and line is not None and outcome != APPLIED and took_no_effect(*known.ops[op][:2]):
        known.refused[op] = line.base
    if outcome not in (APPLIED, DUPLICATE):
        effects.say(item, outcome, code=code, field_name=where)
    if outcome in (QUARANTINED, DENIED, PARKED):
        told = {"code": outcome, "detail": {"code": code, "field": where}}
        _feed(arrival, effects, "notice", told, line=line, op=op)
    if outcome == QUARANTINED:
        effects.add("quarantine", _quarantine_row(arrival, item, op, code, where))
    effects.add("op", _op_row(arrival, effects, item, op, outcome, code, where, keep_line=keep_line))


def _again(arrival: Arrival, known: Known, effects: Effects, item: Checked, op: UUID) -> tuple[str, str, str]:
    """Tell what became of an operation that came before under another stream.

    Its record is told as it stands now, field by field with the op of each, because the desk may have begun anew
    and because the operation may not have won every field. One that came without its contents then and with them
    now (from a copy of the disk) stays without: a rule had emptied it.
    """
    outcome, code, where = known.ops[op]
    line = item.line
    state = known.records.get(line.record) if line else None
    if line is not None and line.record in known.purged:
        _feed(arrival, effects, "purge", {"rid": line.record.hex}, line=line)
    elif line is not None and line.kind is LineKind.SETTLE and outcome == APPLIED:
        _feed(arrival, effects, "echo", {}, line=line)
    elif line is not None and state is not None and (outcome == APPLIED or code in (FIELD_UNKNOWN, GONE)):
        names = [name for name in item.known if name in state.fields]
        told = Merged(
            won={name: state.fields[name] for name in names}, stamp=effective(line.stamp, arrival.now_ms)
        )
        body = {**_set_body(arrival, line, told), "o": {name: state.ops[name] for name in names}}
        _feed(arrival, effects, "set", body, line=line)
    else:
        effects.say(item, outcome, code=code, field_name=where)
        told_code = {"code": outcome, "detail": {"code": code, "field": where}}
        _feed(arrival, effects, "notice", told_code, line=line, op=op)
    return DUPLICATE, "", ""


def _apply(
    arrival: Arrival, known: Known, effects: Effects, item: Checked, line: Line, counted: int
) -> Merged:
    """Merge one line, whose stamp counts as `counted`, into its record, with all that follows in feed and tables."""
    state = known.records.get(line.record)
    if state is None:
        state = known.records[line.record] = RecordState(line.register)
    fields = with_files(state, item, line, counted=counted, forgotten=known.forgotten.get(line.record))
    late = line.kind is LineKind.FILE and fields is not item.known
    kind = LineKind.FORGET if late else line.kind
    change = Change(line.op, kind, counted, line.base, fields, known.lost, known.refused, half=item.half)
    merged = merge(state, change)
    merged.touched_forgotten |= late
    effects.files |= gone_files(fields)
    state.unknown.update(item.unknown)
    effects.touched.add(line.record)
    whole = item.outcome == APPLIED and merged.won.keys() == item.known.keys() and not late
    body = _set_body(arrival, line, merged)
    if merged.after:
        whole = False
        body["o"] = {name: merged.after.get(name, line.op).hex for name in merged.won}
    _feed(arrival, effects, "set", body, line=line, seq=item.seq, whole=whole)
    state.cur = effects.cur
    for clash in merged.clashes:
        _clash(arrival, effects, line, clash.field, clash.winner, clash.loser, clash.value)
    for clash in merged.closed:
        _close(arrival, effects, line, clash)
    for name, base in sorted(merged.new_bases):
        effects.add("base", {"point": arrival.point, "rid": line.record, "field": name, "op": UUID(base)})
    if item.number is not None:
        _take_number(arrival, known, effects, line, (line.register, *item.number))
    if line.kind is LineKind.FORGET:
        effects.forgotten.setdefault(line.record, set()).update(fields)
    return merged


def _settle(arrival: Arrival, effects: Effects, item: Checked, line: Line) -> None:
    """Close what a person has settled; a conflict is told closed to every desk, the operation itself to its own."""
    asked = line.fields
    effects.add("settled", {"rid": line.record, "actor": line.actor, "at_ms": arrival.now_ms, **asked})
    if "win" in asked:
        _feed(arrival, effects, "conflict", {**asked, "settled": True}, line=line)
    _feed(arrival, effects, "echo", {}, line=line, seq=item.seq)


def _take_number(arrival: Arrival, known: Known, effects: Effects, line: Line, number: Number) -> None:
    holders = known.numbers.setdefault(number, set())
    register, series, year, index, sequence = number
    named = {"series": series, "reg_year": year, "file_index": index, "sequence": sequence}
    if holders and line.record not in holders:
        detail = {**named, "records": sorted(holder.hex for holder in {*holders, line.record})}
        row = {
            "point": arrival.point,
            "id": new_id(),
            "kind": "number-reused",
            "reg": register,
            "rid": line.record,
        }
        effects.add("incident", {**row, "detail": detail, "at_ms": arrival.now_ms})
        _feed(arrival, effects, "notice", {"code": "number-reused", "detail": detail}, line=line)
    holders.add(line.record)
    effects.add("number", {"point": arrival.point, "reg": register, **named, "rid": line.record})


def _clash(
    arrival: Arrival, effects: Effects, line: Line, name: str, winner: UUID, loser: UUID, value: Any
) -> None:
    body = {"field": name, "win": winner.hex, "lose": loser.hex, "value": value}
    _feed(arrival, effects, "conflict", body, line=line)
    effects.add(
        "conflict",
        {
            "point": arrival.point,
            "id": new_id(),
            "scope": arrival.scope,
            "reg": line.register,
            "rid": line.record,
            "field": name,
            "win_op": winner,
            "lose_op": loser,
            "lose_value": value,
            "at_ms": arrival.now_ms,
        },
    )


def _close(arrival: Arrival, effects: Effects, line: Line, clash: Clash) -> None:
    """Close what was a conflict only as long as an operation was not here; nobody has to decide it."""
    told = {"field": clash.field, "win": clash.winner.hex, "lose": clash.loser.hex}
    effects.add("settled", {"rid": line.record, "actor": NO_ONE, "at_ms": arrival.now_ms, **told})
    _feed(arrival, effects, "conflict", {**told, "settled": True}, line=line)


def _set_body(arrival: Arrival, line: Line, merged: Merged) -> dict[str, Any]:
    return {
        "f": merged.won,
        "st": stamp_text(merged.stamp),
        "do": str(line.kind),
        "y": line.reason,
        "a": line.actor.hex,
        "w": line.wall_ms + (arrival.offset_ms or 0),
    }


def _feed(
    arrival: Arrival,
    effects: Effects,
    kind: str,
    body: dict[str, Any],
    *,
    line: Line | None,
    op: UUID | None = None,
    seq: int | None = None,
    whole: bool = False,
) -> None:
    effects.cur += 1
    effects.add(
        "feed",
        {
            "point": arrival.point,
            "scope": arrival.scope,
            "cur": effects.cur,
            "kind": kind,
            "rid": line.record if line else None,
            "op": line.op if line else op,
            "stream": arrival.stream,
            "seq": seq,
            "whole": whole,
            "body": {"r": line.register, **body} if line else body,
        },
    )


def _record_row(arrival: Arrival, rid: UUID, state: RecordState) -> dict[str, Any]:
    return {
        "point": arrival.point,
        "reg": state.register,
        "rid": rid,
        "scope": arrival.scope,
        "f": state.fields,
        "o": listed(state.ops, state.fields) if arrival.lists else by_value(state.ops),
        "s": listed(state.stamps, state.fields) if arrival.lists else by_value(state.stamps),
        "x": state.unknown,
        "cur": state.cur,
    }


def _quarantine_row(
    arrival: Arrival, item: Checked, op: UUID | None, code: str, where: str
) -> dict[str, Any]:
    return {
        "point": arrival.point,
        "stream": arrival.stream,
        "seq": item.seq,
        "op": op,
        "rid": item.line.record if item.line else None,
        "code": code,
        "field": where,
        "line": item.raw,
        "at_ms": arrival.now_ms,
    }


def _op_row(
    arrival: Arrival,
    effects: Effects,
    item: Checked,
    op: UUID | None,
    outcome: str,
    code: str,
    where: str,
    *,
    keep_line: bool,
) -> dict[str, Any]:
    line = item.line
    return {
        "point": arrival.point,
        "stream": arrival.stream,
        "seq": item.seq,
        "op": op,
        "txn": line.txn if line else None,
        "scope": arrival.scope,
        "cur": effects.cur,
        "reg": line.register if line else None,
        "rid": line.record if line else None,
        "kind": str(line.kind) if line else None,
        "hlc": line.stamp if line else None,
        "eff": effective(line.stamp, arrival.now_ms) if line else None,
        "actor": line.actor if line else None,
        "sv": line.schema if line else None,
        "wall_ms": line.wall_ms if line else None,
        "clock_offset_ms": arrival.offset_ms,
        "received_ms": arrival.now_ms,
        "line": item.raw if keep_line else None,
        "leaf": item.leaf,
        "chain": item.chain,
        "outcome": outcome,
        "code": code,
        "field": where,
    }
