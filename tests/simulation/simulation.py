"""This file is the place where a schedule is carried out: desks, network and central store, one step after another.

Nothing in it decides what the program does. It only says who acts, which bytes arrive, and what breaks.
"""

import hashlib
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kacdesk.central.epoch import current_epoch
from kacdesk.central.feed import scope_head
from kacdesk.store import tables
from kacdesk.store.pruning import prune
from kacdesk.sync.cycle import Done
from kacdesk.wire.versions import point_scope
from tests.simulation import invariants
from tests.simulation.central import Central, Died, Sent
from tests.simulation.desk import Desk, PowerCut
from tests.simulation.edits import work
from tests.simulation.failure import Broken
from tests.simulation.files import POINTS
from tests.simulation.ledger import Ledger
from tests.simulation.network import Message, Network
from tests.simulation.schedule import Act, Schedule, Step
from tests.simulation.world import World

_MOST_DESKS = 7
_MOST_KEPT = 2
_CUT_WHILE_HEARING = 0.06
_MOST_ROUNDS = 12
_MOST_QUESTIONS = 100
_MOST_MESSAGES = 1_000
_DAY_MS = 86_400_000
_SKEWS_MS = (0, 0, -400 * _DAY_MS, 3_652 * _DAY_MS, -3_600_000, 7_200_000, -90_000)
_LEAP_MS = 31 * _DAY_MS
"""Longer than a token goes without being renewed."""


@dataclass
class Report:
    """What a run was: events by name, rounds until it was quiet, and a hash over everything that happened."""

    seed: int
    events: Counter[str]
    rounds: int
    trace: str


class Simulation:
    """One run in a folder of its own, inside `world.lived_in()`."""

    def __init__(self, schedule: Schedule, world: World, folder: Path) -> None:
        self.schedule = schedule
        self.world = world
        self.ledger = Ledger()
        self.events: Counter[str] = Counter()
        self._folder = folder
        self._trace = hashlib.sha256()
        self._requests = 0
        world.chance.seed(schedule.seed)
        self.central = Central(world, folder, older=schedule.older_until is not None)
        self.network = Network()
        self.desks: list[Desk] = []
        for number in range(schedule.desks):
            self._add(POINTS[number % len(POINTS)])

    def run(self, story: "Callable[[Simulation], None] | None" = None) -> Report:
        """Carry out every step and a story, wait until it is quiet, and hold the invariants; raises Broken."""
        try:
            if story is not None:
                story(self)
            for step in self.schedule.steps:
                self._step(step)
            rounds = self._quiet()
            invariants.hold(self)
            return Report(self.schedule.seed, self.events, rounds, self._trace.hexdigest())
        finally:
            for desk in self.desks:
                desk.stop()
            self.central.stop()

    @property
    def alive(self) -> list[Desk]:
        """Return the desks whose disk is still in use."""
        return [desk for desk in self.desks if desk.alive]

    def happened(self, name: str) -> None:
        """Count an event, and let the trace know of it."""
        self.events[name] += 1
        self._trace.update(name.encode() + b"\n")

    def trace(self, told: bytes) -> None:
        """Let the trace know of bytes that the run produced."""
        self._trace.update(told)

    def edit(self, desk: Desk, seed: int) -> None:
        """Let a clerk do one thing."""
        self.world.elapsed_ms += 1_000
        poison = work(desk, random.Random(seed))
        self.events["operation"] += self.ledger.note(desk.store, desk=desk.number, poison=poison)

    def replace(self, desk: Desk) -> Desk:
        """Put a new computer in the place of one that is gone."""
        desk.alive = False
        return self._add(desk.point)

    def restart(self, desk: Desk) -> None:
        """Begin a new process of a desk after its power failed."""
        desk.restart()
        self.events["operation"] += self.ledger.note(desk.store, desk=desk.number)

    def _add(self, point: str, *, like: Desk | None = None) -> Desk:
        disk = like.disk() if like is not None else None
        desk = Desk(self.world, len(self.desks), point, self._folder, disk=disk)
        self.desks.append(desk)
        return desk

    # --- steps
    def _step(self, step: Step) -> None:
        chance = step.chance()
        self.world.chance.seed(step.roll)
        self.world.elapsed_ms += chance.randint(200, 12_000)
        if self.schedule.older_until == step.place:
            self._upgrade()
        desk = chance.choice(self.alive)
        try:
            self._do(step.act, desk, chance)
        except PowerCut:
            self.happened("power cut inside")
            self.restart(desk)

    def _do(self, act: Act, desk: Desk, chance: random.Random) -> None:
        match act:
            case Act.EDIT:
                poison = work(desk, chance)
                self.events["operation"] += self.ledger.note(desk.store, desk=desk.number, poison=poison)
                self.happened("edit")
            case Act.BEGIN:
                self._begin(desk)
            case Act.DELIVER:
                self._deliver(chance)
            case Act.TIMEOUT if desk.open is not None:
                self.happened("time-out")
                self._goes_on(desk, desk.time_out())
            case Act.CRASH if chance.random() < 0.3:
                self.happened("desk crash")
                self.restart(desk)
            case Act.CRASH:
                desk.store.cut_in, desk.store.before_commit = chance.randint(0, 8), chance.random() < 0.5
            case Act.KEEP:
                desk.kept = [*desk.kept, desk.disk()][-_MOST_KEPT:]
            case Act.ROLL_BACK if desk.kept:
                self.happened("disk rolled back")
                desk.put_back(chance.choice(desk.kept))
            case Act.CLONE if len(self.desks) < _MOST_DESKS:
                self.happened("clone")
                self._add(desk.point, like=desk)
            case Act.REPLACE if len(self.desks) < _MOST_DESKS:
                self.happened("pc replaced")
                self.replace(desk)
            case Act.CLOCK:
                self.happened("clock jump")
                desk.computer.skew_ms = chance.choice(_SKEWS_MS)
            case Act.BACKUP:
                self.happened("backup")
                self.central.keep_backup()
            case Act.RESTORE:
                if self.central.restore():
                    self.happened("central store restored")
            case Act.PURGE:
                if self.central.purge(chance):
                    self.happened("purge")
            case Act.PRUNE:
                desk.act()
                if prune(desk.store, kept_days=0):
                    self.happened("pruned")
            case Act.LEAP:
                self.happened("a month passes")
                self.world.elapsed_ms += _LEAP_MS
            case _:
                pass

    def _upgrade(self) -> None:
        """Bring the central store to the version of its desks."""
        self.happened("central store upgraded")
        self.events["judged again"] += self.central.upgrade()

    def _begin(self, desk: Desk) -> None:
        if desk.open is not None:
            return
        if not desk.enrolled:
            desk.enrol(self.central.ticket(desk.point), self.central.handle)
            self.happened("enrolled")
            return
        self._goes_on(desk, desk.begin())

    def _goes_on(self, desk: Desk, came: Sent | Done | None) -> None:
        """Put what a desk sends into the network."""
        if isinstance(came, Done):
            self._ended(came)
        elif came is not None and desk.open is not None:
            self._requests += 1
            desk.open.request = self._requests
            self._count(came)
            self.network.put(Message(to=None, desk=desk.number, request=self._requests, sent=came))

    def _count(self, sent: Sent) -> None:
        self.events["records asked for as they stand"] += sent.path.startswith("/v1/seed")

    def _ended(self, done: Done) -> None:
        self.happened(f"cycle: {done.trouble or 'good'}")
        self.events["forks"] += done.forks
        self.events["sent"] += done.sent
        self.events["received"] += done.received

    def _deliver(self, chance: random.Random) -> None:
        message = self.network.take(chance)
        if message is None:
            return
        if message.again:
            self.happened("delivered again")
        if message.to is None:
            self._to_central(
                message, dies=chance.random(), before=chance.random() < 0.45, tears=chance.random()
            )
        else:
            if chance.random() < _CUT_WHILE_HEARING:
                store = self.desks[message.desk].store
                store.cut_in, store.before_commit = chance.randint(0, 5), chance.random() < 0.5
            self._to_desk(message)

    def _to_central(self, message: Message, *, dies: float, before: bool, tears: float) -> None:
        if message.sent is None:
            return
        if dies < 0.11:
            self.central.database.dies_in, self.central.database.before_commit = (
                int(before and dies < 0.01),
                before,
            )
        try:
            answer = self.central.handle(message.sent, again=message.again)
        except Died:
            self.happened("central crash before commit" if before else "central crash after commit")
            self.central.restart()
            return
        self.central.database.dies_in = None
        if tears < 0.15:
            answer = self.network.torn(answer, message.sent, tears / 0.15)
        self.network.put(Message(to=message.desk, desk=message.desk, request=message.request, answer=answer))

    def _to_desk(self, message: Message) -> None:
        desk = self.desks[message.desk]
        if message.answer is None or not desk.alive:
            return
        if desk.open is None or desk.open.request != message.request:
            self.happened("stale answer")
            return
        try:
            self._goes_on(desk, desk.hear(message.answer))
        except PowerCut:
            self.happened("power cut in the exchange")
            self.restart(desk)

    # --- the end
    def _quiet(self) -> int:
        """Let the network deliver what it holds, then run whole cycles until nothing moves; return the rounds."""
        self.world.chance.seed(self.schedule.seed)
        self.world.calm()
        for _ in range(_MOST_MESSAGES):
            message = self.network.next()
            if message is None:
                break
            if message.to is None:
                self._to_central(message, dies=1, before=False, tears=1)
            else:
                self._to_desk(message)
        else:
            raise Broken("I8", f"{_MOST_MESSAGES} messages were not the last")
        for desk in self.alive:
            desk.store.cut_in = None
            if desk.open is not None:
                self._goes_on(desk, desk.time_out())
        for rounds in range(_MOST_ROUNDS):
            for desk in self.alive:
                self.cycle(desk)
            if all(self._rests(desk) for desk in self.alive):
                return rounds
        raise Broken("I8", f"not quiet after {_MOST_ROUNDS} rounds")

    def _rests(self, desk: Desk) -> bool:
        """Say whether a desk has nothing to send and nothing to read."""
        with desk.store.read() as connection:
            sync = connection.execute(tables.sync_state.select()).one()
            cursors = {row.scope: row.cur for row in connection.execute(tables.scope_cursor.select())}
            waiting = connection.execute(tables.capture.select().limit(1)).first()
        with self.central.database.whole() as connection:
            epoch = current_epoch(connection)
            head = scope_head(connection, desk.point, point_scope(desk.point))
        sent = waiting is None and sync.acked_seq == sync.next_seq - 1
        return sent and sync.epoch == epoch and cursors.get(point_scope(desk.point), 0) == head

    def cycle(self, desk: Desk) -> None:
        """Run one whole cycle of a desk without faults of the network; raises PowerCut when the desk's power fails."""
        self.world.elapsed_ms += 1_000
        if not desk.enrolled:
            self._begin(desk)
        came = desk.begin()
        for _ in range(_MOST_QUESTIONS):
            if not isinstance(came, Sent):
                return
            self._count(came)
            told = desk.hear(self.central.handle(came))
            if isinstance(told, Done):
                self._ended(told)
                return
            came = told
        raise Broken("I8", f"a cycle asked {_MOST_QUESTIONS} times and did not end")
