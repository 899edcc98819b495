"""This file is the place where the invariants of the exchange (docs/sync.md) are held after a quiet period."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from kacdesk.central.grouped import by_field
from kacdesk.store.incidents import HEALED, MISSING
from kacdesk.wire.line import FIRST_CHAIN, Line, next_chain, parse_line
from kacdesk.wire.stamp import LARGEST_STAMP, MOST_AHEAD_MS, read_stamp
from kacdesk.wire.versions import point_scope
from tests.simulation import erased
from tests.simulation.failure import Broken
from tests.simulation.ledger import Ledger
from tests.simulation.pictures import CentralPicture, DeskPicture, picture_central, picture_desk
from tests.simulation.world import BOOT

if TYPE_CHECKING:
    from tests.simulation.simulation import Simulation

_NUMBER = ("series", "reg_year", "file_index", "sequence")


def hold(simulation: "Simulation") -> None:
    """Raise Broken for the first invariant that does not hold."""
    central = picture_central(simulation.central)
    desks = {desk.number: picture_desk(desk) for desk in simulation.alive}
    _trace(simulation, central)
    _exactly_once(central, desks, simulation.ledger)
    _contents(central, simulation.ledger)
    _dense(central)
    _nothing_lost_silently(central, simulation.ledger)
    if not simulation.events["central store restored"]:
        _no_false_conflict(central, simulation)
    _no_needless_fork(central, simulation)
    _bounded_clocks(central, simulation.world.true_ms())
    _numbers(central)
    _the_later_stays(central, simulation)
    _replay(central)
    _nothing_waits(central, desks, simulation.ledger)
    erased.hold_central(central, simulation.ledger)
    for number, desk in desks.items():
        point = simulation.desks[number].point
        _marks(number, desk, central)
        _feed_read(number, desk, central, point)
        _scope(number, desk, point)
        _desk_replay(number, desk, seeded=simulation.schedule.seeds_new)
        erased.hold_desk(number, desk, central, simulation)
        _shows(number, desk, central, point, simulation)


def _trace(simulation: "Simulation", central: CentralPicture) -> None:
    for row in central.ops:
        simulation.trace(row.leaf + row.chain + row.outcome.encode())
    for scope in sorted(central.feed):
        for row in central.feed[scope]:
            simulation.trace(f"{scope} {row.cur} {row.kind} {row.body}".encode())


def _exactly_once(central: CentralPicture, desks: dict[int, DeskPicture], ledger: Ledger) -> None:
    told = [row.op.hex for row in central.ops if row.op is not None and row.outcome != "duplicate"]
    if len(told) != len(set(told)):
        raise Broken("I1", "an operation is at the central store twice")
    for number, desk in desks.items():
        if desk.captured:
            raise Broken("I8", f"desk {number} has unsealed operations")
        for op in sorted(desk.made - set(told)):
            raise Broken("I1", f"operation {op} of desk {number} is lost")
    for op in told:
        if op not in ledger.deeds:
            raise Broken("I1", f"operation {op} was never made")


def _contents(central: CentralPicture, ledger: Ledger) -> None:
    """I1b: what is kept is what was sealed, and every chain still proves it."""
    chain: dict[str, bytes] = defaultdict(lambda: FIRST_CHAIN)
    for row in central.ops:
        stream = row.stream.hex
        chain[stream] = next_chain(chain[stream], row.leaf)
        if row.chain != chain[stream]:
            raise Broken("I1b", f"the chain of {stream} breaks at {row.seq}")
        if row.line is None or row.op is None:
            continue
        line, deed = parse_line(row.line), ledger.deeds[row.op.hex]
        if not isinstance(line, Line):
            continue
        if line.boot != BOOT:  # given back by a witness, which knows what the central store had taken of it
            deed = replace(deed, fields={name: deed.fields.get(name) for name in line.fields})
        if (dict(line.fields), line.record.hex) != (deed.fields, deed.record):
            raise Broken("I1b", f"the contents of {row.op.hex} were altered")
    for stream, marks in central.streams.items():
        if chain[stream] != marks.last_chain:
            raise Broken("I1b", f"the marks of {stream} do not fit its lines")


def _dense(central: CentralPicture) -> None:
    """I4 at the central store: cursors and sequences without a hole."""
    for scope, entries in central.feed.items():
        if [row.cur for row in entries] != list(range(1, central.heads[scope] + 1)):
            raise Broken("I4", f"the feed of {scope} has holes")
    seqs: dict[str, list[int]] = defaultdict(list)
    for row in central.ops:
        seqs[row.stream.hex].append(row.seq)
    for stream, found in seqs.items():
        if found != list(range(1, central.streams[stream].last_seq + 1)):
            raise Broken("I4", f"the stream {stream} has holes")


def _nothing_lost_silently(central: CentralPicture, ledger: Ledger) -> None:
    """I3 and I6: each field of each operation is the value now, an ancestor of it, or named as the loser."""
    losers = {(row.lose_op.hex, row.field) for row in central.conflicts}
    merged: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in central.ops:
        if row.op is None or row.outcome != "applied":
            continue
        deed = ledger.deeds[row.op.hex]
        line = parse_line(row.line) if row.line is not None else None
        for name in line.fields if isinstance(line, Line) else deed.fields:
            merged[row.point, deed.record, name].append(row.op.hex)
    for (point, record, name), ops in merged.items():
        if record in central.purged:
            continue
        held = central.records[point, record]
        current = by_field(held.o, held.f)[name]
        forgets = {op for op in ops if ledger.deeds[op].kind == "forget"}
        for op in ops:
            unseen = forgets - {op, *ledger.saw(op, name)}
            if op == current or unseen & {current, *ledger.saw(current, name)}:
                continue  # a forget that it did not see stands, or what followed that forget: it is forgotten too
            if current in ledger.saw(op, name):
                raise Broken("I6", f"{op} saw {current} and lost {name} to it")
            followed = any(op in ledger.saw(other, name) for other in ops)
            if not followed and (op, name) not in losers and not _same(ledger, op, ops, name):
                raise Broken("I3", f"{name} of {op} is gone without a word; {current} holds it")


def _nothing_waits(central: CentralPicture, desks: dict[int, DeskPicture], ledger: Ledger) -> None:
    """I14: what an older central store could not read is applied after its upgrade, and no desk tells otherwise.

    A value that was bad waits on: its line is kept for a person.
    """
    parked = [row for row in central.ops if row.outcome == "parked" and not _bad(ledger, row.op.hex)]
    if parked:
        raise Broken("I14", f"{parked[0].op} is still parked ({parked[0].code})")
    for (_, rid), record in central.records.items():
        if record.x:
            raise Broken("I14", f"fields of {rid} are still kept aside")
    for number, desk in desks.items():
        told = {
            op
            for op, row in desk.exceptions.items()
            if row.outcome == "parked" and row.settled_at is None and not _bad(ledger, op)
        }
        if told:
            raise Broken("I14", f"desk {number} says that {min(told)} waits, and it does not")


def _bad(ledger: Ledger, op: str) -> bool:
    return ledger.deeds[op].poison


def _the_later_stays(central: CentralPicture, simulation: "Simulation") -> None:
    """I6: of two values that did not see each other the one with the higher stamp stays, whichever came first.

    What a void decided does not go by stamps, nor does what was made upon an operation that a restored store had lost.
    """
    if simulation.events["central store restored"]:
        return
    counted = {
        row.op.hex: row.eff for row in central.ops if row.op is not None and row.outcome != "duplicate"
    }
    for row in central.conflicts:
        if row.field in ("status", "void_reason"):
            continue
        line = {row.win_op.hex, *simulation.ledger.saw(row.win_op.hex, row.field)}
        if counted[row.lose_op.hex] > max(counted[op] for op in line if op in counted):
            raise Broken("I6", f"{row.win_op.hex} won {row.field} over the later {row.lose_op.hex}")


def _no_needless_fork(central: CentralPicture, simulation: "Simulation") -> None:
    """I5: a stream ends only where a disk went back or was doubled."""
    causes = 2 * (simulation.events["clone"] + simulation.events["disk rolled back"])
    devices = [row.device for row in central.streams.values()]
    if len(devices) - len(set(devices)) > causes:
        raise Broken("I5", "desks began new streams without a cause")


def _no_false_conflict(central: CentralPicture, simulation: "Simulation") -> None:
    """I6: who saw a value and changed it does not dispute it; only a lost backup may make that unknowable.

    What was made upon a refused value is not known to have seen what lay beneath it.
    """
    ledger = simulation.ledger
    for row in central.conflicts:
        win, lose = row.win_op.hex, row.lose_op.hex
        seen = ledger.saw(win, row.field) | ledger.saw(lose, row.field)
        if any(op in central.outcome and central.outcome[op].outcome == "quarantined" for op in seen):
            simulation.events["conflict over a refused value"] += 1
            continue
        if lose in ledger.saw(win, row.field) or win in ledger.saw(lose, row.field):
            raise Broken("I6", f"{win} and {lose} are told as a conflict, and one saw the other")


def _same(ledger: Ledger, op: str, ops: Iterable[str], name: str) -> bool:
    """Say whether another operation wrote the same value, so that nothing was lost."""
    value = ledger.deeds[op].fields[name]
    return any(other != op and ledger.deeds[other].fields[name] == value for other in ops)


def _bounded_clocks(central: CentralPicture, now_ms: int) -> None:
    for record in central.records.values():
        for name, stamp in by_field(record.s, record.f).items():
            counted = read_stamp(stamp)
            if counted != LARGEST_STAMP and counted >> 16 > now_ms + MOST_AHEAD_MS:
                raise Broken("I10", f"the stamp of {name} lies in the future")


def _numbers(central: CentralPicture) -> None:
    """I12: a number on two records is an incident."""
    holders: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    for (point, rid), record in central.records.items():
        if record.reg == "received_document" and "sequence" in record.f:
            holders[(point, *(record.f[name] for name in _NUMBER))].add(rid)
    named = {frozenset(row.detail["records"]) for row in central.incidents if row.kind == "number-reused"}
    for number, records in holders.items():
        if len(records) > 1 and not any(records <= told for told in named):
            raise Broken("I12", f"the number {number} stands on {len(records)} records unnoticed")


def _replay(central: CentralPicture) -> None:
    """I9: the feed laid over itself gives exactly the records."""
    laid: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for entries in central.feed.values():
        for row in entries:
            if row.kind == "set":
                laid[row.point, row.rid.hex].update(row.body["f"])
    for key, record in central.records.items():
        if laid[key] != record.f:
            raise Broken("I9", f"the feed does not add up to record {key[1]}")


def _marks(number: int, desk: DeskPicture, central: CentralPicture) -> None:
    """I5: the marks are true, and nothing that may be needed again is missing."""
    state = desk.state
    if not state.safe_seq <= state.acked_seq <= state.last_seq:
        raise Broken("I5", f"the marks of desk {number} are not in order")
    if state.acked_seq != state.last_seq:
        raise Broken("I8", f"desk {number} has unsent operations")
    stream = central.streams[state.stream.hex]
    if (stream.last_seq, stream.last_chain) != (state.last_seq, state.last_chain):
        raise Broken("I5", f"desk {number} and the central store hold different chains")
    held = [row.seq for row in desk.outbox]
    if held != list(range(state.last_seq - len(held) + 1, state.last_seq + 1)):
        raise Broken("I5", f"the outbox of desk {number} has holes")
    if (held and held[0] > state.safe_seq + 1) or (not held and state.last_seq > state.safe_seq):
        raise Broken("I5", f"desk {number} threw away what is not safe")


def _feed_read(number: int, desk: DeskPicture, central: CentralPicture, point: str) -> None:
    """I4 at the desk."""
    if desk.state.epoch is None or desk.state.epoch.hex != central.epoch:
        raise Broken("I8", f"desk {number} follows another life of the central store")
    head, cursor = central.heads.get(point_scope(point), 0), desk.state.cursors.get(point_scope(point), 0)
    if head != cursor:
        raise Broken("I4", f"desk {number} has read {cursor} of {head}")


def _scope(number: int, desk: DeskPicture, point: str) -> None:
    if desk.points - {point}:
        raise Broken("I11", f"desk {number} holds records of another point")


def _desk_replay(number: int, desk: DeskPicture, *, seeded: bool) -> None:
    """I9 at the desk: every change of a row is in its permanent log.

    On a desk that got the records as they stand, the history of others comes behind what was entered meanwhile.
    """
    laid: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    told: set[tuple[str, str, Any]] = set()
    for row in desk.log:
        laid[row.reg, row.rid.hex].update(_json(row.new))
        told |= {(row.rid.hex, name, value) for name, value in _json(row.new).items()}
    for key, values in desk.shown.items():
        if seeded:
            if any((key[1], name, value) not in told for name, value in values.items()):
                raise Broken("I9", f"the log of desk {number} does not explain {key[0]} {key[1]}")
        elif {name: value for name, value in laid[key].items() if value is not None} != values:
            raise Broken("I9", f"the log of desk {number} does not add up to {key[0]} {key[1]}")


def _shows(
    number: int, desk: DeskPicture, central: CentralPicture, point: str, simulation: "Simulation"
) -> None:
    """I2: a desk shows what the central store holds; what differs is listed for a person.

    It must have come so by the exchange alone: the weekly comparison is there for bugs, and finding one is a failure.
    """
    for row in desk.incidents:
        if row.code in (HEALED, MISSING):
            raise Broken("I2", f"desk {number} differed and was {row.code}: {row.detail}")
        simulation.events[f"incident {row.code}"] += 1
    held = {
        (record.reg, rid): {name: value for name, value in record.f.items() if value is not None}
        for (at, rid), record in central.records.items()
        if at == point
    }
    for key in sorted(held.keys() | desk.shown.keys()):
        ours, theirs = desk.shown.get(key, {}), held.get(key, {})
        for name in sorted(ours.keys() | theirs.keys()):
            if ours.get(name) != theirs.get(name):
                _explain(number, desk, central, key, name, simulation)
    told = {
        (row.rid.hex, row.field, row.win_op.hex, row.lose_op.hex)
        for row in central.conflicts
        if row.point == point and row.rid.hex not in central.purged
    }
    if missing := told - desk.conflicts:
        raise Broken("I2", f"desk {number} does not show the conflict {min(missing)}")


def _explain(
    number: int,
    desk: DeskPicture,
    central: CentralPicture,
    key: tuple[str, str],
    name: str,
    simulation: "Simulation",
) -> None:
    """Accept a difference that is told to a person; raise Broken for any other."""
    origins = desk.origins.get(key, {})
    op = origins.get(name, origins.get("*", ""))
    if op in desk.exceptions:
        simulation.events["shown with a refused value"] += 1
        return
    raise Broken("I2", f"desk {number} shows another {name} of {key[0]} {key[1]} (by {op or 'nobody'})")


def _json(text: str) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(text)
    return found
