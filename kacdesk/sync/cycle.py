"""This file is the place where the engine's actions are carried out, one after another, until it rests."""

from dataclasses import dataclass

from kacdesk.core import clock
from kacdesk.store import feed, marks, sealing
from kacdesk.store.session import Store
from kacdesk.sync import engine as e
from kacdesk.sync.transport import Failure, Transport


@dataclass
class Done:
    """What a cycle brought: seconds to rest, what stopped it, operations sent, entries received."""

    rest_s: float
    trouble: str | None
    sent: int = 0
    received: int = 0
    forks: int = 0


def run_cycle(store: Store, transport: Transport, engine: e.Engine) -> Done:
    """Run one cycle on the calling thread. No transaction is open while the network is used.

    Failures of the network end the cycle with `trouble`; failures of the disk raise Unavailable or Damaged.
    """
    done = Done(0.0, None)
    event: e.Event = e.Woke()
    while True:
        following: e.Event | None = None
        for action in engine.step(event, now_ms=clock.now_ms()):
            if isinstance(action, e.Rest):
                done.rest_s, done.trouble = action.seconds, action.trouble
                marks.note_trouble(store, action.trouble)
                return done
            following = _carry_out(store, transport, action, done)
        if following is None:
            raise RuntimeError("the engine asked for nothing that brings an event")
        event = following


def _carry_out(store: Store, transport: Transport, action: e.Action, done: Done) -> e.Event | None:
    match action:
        case e.SealAndRead():
            sealing.seal(store)
            return e.StateRead(marks.read_state(store))
        case e.KeepContact():
            _keep_contact(store, action)
            return None
        case e.Settle():
            return _settle(store, action)
        case e.Fork():
            done.forks += 1
            marks.fork(store)
            return e.StateRead(marks.read_state(store))
        case e.ReadBatch(most_bytes, most_changes):
            return e.BatchReady(sealing.next_batch(store, most_bytes=most_bytes, most_changes=most_changes))
        case e.ApplyPage(page):
            applied = feed.apply_page(store, page.scope, page.entries)
            done.received += applied.entries
            return e.PageApplied(applied)
        case e.Rest():
            raise RuntimeError("rest ends a cycle")
    try:
        return _ask(store, transport, action, done)
    except Failure as failure:
        return e.Failed(failure)


def _ask(
    store: Store, transport: Transport, action: e.SendHello | e.SendBatch | e.Pull, done: Done
) -> e.Event:
    """Use the network; nothing of the store is open meanwhile."""
    if isinstance(action, e.SendHello):
        return e.HelloAnswered(transport.hello(action.state))
    if isinstance(action, e.SendBatch):
        started = clock.monotonic_ms()
        reply = transport.push(action.state, action.batch)
        done.sent += len(action.batch.lines)
        return e.PushAnswered(reply, (clock.monotonic_ms() - started) / 1000)
    state = marks.read_state(store)
    page = transport.pull(state, action.scope, after=action.after, epoch=action.epoch, limit=action.limit)
    return e.PageArrived(page)


def _keep_contact(store: Store, action: e.KeepContact) -> None:
    marks.note_contact(store, offset_ms=action.offset_ms)
    if action.series is not None:
        marks.confirm_series(store, action.series)
    if action.token is not None:
        marks.keep_token(store, action.token)
    if action.epoch is not None:
        marks.adopt_epoch(store, action.epoch)


def _settle(store: Store, action: e.Settle) -> e.Event:
    state = marks.read_state(store)
    verdict = marks.settle_receipt(
        store,
        last_seq=action.last_seq,
        last_chain=action.last_chain,
        safe_seq=action.safe_seq,
        outcomes=action.reply.exceptions if action.reply else [],
        whole=action.last_seq == state.last_seq,
    )
    if verdict == marks.Verdict.FORKED:
        return e.Forked()
    return e.Agreed(marks.read_state(store))
