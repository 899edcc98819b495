"""This file is the place where the engine's actions are carried out, one after another, until it rests."""

from collections.abc import Callable, Generator
from dataclasses import dataclass

from kacdesk.core import clock
from kacdesk.store import catching_up, feed, marks, pruning, purging, sealing
from kacdesk.store.exchange_keys import keep_told
from kacdesk.store.marks import DeskState
from kacdesk.store.session import Store
from kacdesk.sync import file_cycle, files, upkeep, upkeep_cycle
from kacdesk.sync import moves as e
from kacdesk.sync.engine import Engine
from kacdesk.sync.failure import Failure
from kacdesk.sync.transport import Transport


@dataclass(frozen=True)
class Question:
    """Something that needs the network, with the state of the desk in which it is asked."""

    action: e.SendHello | e.SendBatch | e.Pull | file_cycle.FileQuestion | upkeep_cycle.UpkeepQuestion
    state: DeskState


@dataclass
class Done:
    """What a cycle brought: seconds to rest, what stopped it, operations sent, entries received.

    `more_files` says that it made room for the next one with files still to go.
    """

    rest_s: float
    trouble: str | None
    sent: int = 0
    received: int = 0
    forks: int = 0
    more: bool = False
    more_files: bool = False


def run_cycle(
    store: Store, transport: Transport, engine: Engine, *, goes_on: Callable[[], bool] = lambda: True
) -> Done:
    """Run one cycle on the calling thread. No transaction is open while the network is used.

    `goes_on` is called at every question, so that somebody else can see that it gets on, and may end it there. What has
    come by then is kept, and an engine of its own goes on from it. Failures of the network end the cycle with
    `trouble`; failures of the disk raise Unavailable or Damaged.
    """
    cycle = steps(store, engine)
    try:
        question = next(cycle)
        while goes_on():
            question = cycle.send(ask(transport, question))
        cycle.close()
        return Done(0.0, None)
    except StopIteration as end:
        done: Done = end.value
        return done


def steps(store: Store, engine: Engine) -> Generator[Question, e.Event, Done]:
    """Carry out one cycle up to each question to the central store; what is sent in is the event that answers it.

    While it waits for an answer nothing is open and nothing is remembered that the store does not hold, so it may
    be given up there at any time.
    """
    done = Done(0.0, None)
    event: e.Event = e.Woke()
    while True:
        following: e.Event | None = None
        for action in engine.step(event, now_ms=clock.now_ms()):
            if isinstance(action, e.Rest):
                done.rest_s, done.trouble, done.more = action.seconds, action.trouble, action.more
                done.more_files = engine.more_files
                marks.note_trouble(store, action.trouble)
                return done
            if isinstance(action, e.SendHello):
                following = yield Question(action, action.state)
            elif isinstance(action, e.SendBatch):
                following = yield Question(action, action.state)
                done.sent += len(action.batch.lines) if isinstance(following, e.PushAnswered) else 0
            elif isinstance(action, e.Pull | upkeep_cycle.UpkeepQuestion):
                following = yield Question(action, marks.read_state(store))
            elif isinstance(action, file_cycle.FileQuestion):
                ready = file_cycle.made_ready(store, action)
                if isinstance(ready, files.FileBroken):
                    following = ready
                else:
                    following = yield Question(ready, marks.read_state(store))
            elif isinstance(action, files.FileAction):
                following = file_cycle.carry_out(store, action)
            elif isinstance(action, upkeep.UpkeepAction):
                following = upkeep_cycle.carry_out(store, action)
            else:
                following = _carry_out(store, action, done)
        if following is None:
            raise RuntimeError("the engine asked for nothing that brings an event")
        event = following


def ask(transport: Transport, question: Question) -> e.Event:
    """Use the network, and return what came of it."""
    action, state = question.action, question.state
    try:
        if isinstance(action, e.SendHello):
            return e.HelloAnswered(transport.hello(state))
        if isinstance(action, e.SendBatch):
            started = clock.monotonic_ms()
            reply = transport.push(state, action.batch)
            return e.PushAnswered(reply, (clock.monotonic_ms() - started) / 1000)
        if isinstance(action, file_cycle.FileQuestion):
            return file_cycle.ask(transport, state, action)
        if isinstance(action, upkeep_cycle.UpkeepQuestion):
            return upkeep_cycle.ask(transport, state, action)
        page = transport.pull(state, action.scope, after=action.after, epoch=action.epoch, limit=action.limit)
        return e.PageArrived(page)
    except Failure as failure:
        return e.Failed(failure)


def _carry_out(store: Store, action: e.Action, done: Done) -> e.Event | None:
    match action:
        case e.SealAndRead():
            catching_up.catch_up(store)
            sealing.seal(store, most=sealing.AHEAD)
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
            head = page.end.head if page.end is not None else None
            applied = feed.apply_page(store, page.scope, page.entries, head=head)
            done.received += applied.entries
            return e.PageApplied(applied)
        case e.Tidy():
            pruning.prune(store)
            purging.scrub(store)
            return None
    raise RuntimeError("this action is not carried out here")


def _keep_contact(store: Store, action: e.KeepContact) -> None:
    marks.note_contact(store, offset_ms=action.offset_ms)
    if action.series is not None:
        marks.confirm_series(store, action.series)
    if action.token is not None:
        marks.keep_token(store, action.token)
    if action.epoch is not None:
        marks.adopt_epoch(store, action.epoch)
    if action.told is not None:
        keep_told(store, action.told)


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
    sealing.seal_ahead(store)
    return e.Agreed(marks.read_state(store))
