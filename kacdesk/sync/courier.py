"""This file is the place where a desk exchanges by file: it writes a parcel, and takes in the answer to one.

A parcel holds the hello and all sealed lines without a receipt, byte for byte as they would go over the line. Making
one, losing it, taking the same answer twice or in another order changes nothing that should not be changed: marks move
on proof alone, pages with their cursors.
"""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from kacdesk.core import clock
from kacdesk.core.errors import DeskError, Refused
from kacdesk.core.ids import new_id
from kacdesk.core.text import t
from kacdesk.store import feed, marks, sealing, tables
from kacdesk.store.brakes import MASS_CHANGE
from kacdesk.store.exchange_keys import ensure_courier_key, keep_told
from kacdesk.store.file_transfers import chunk_of, finish, keep_part, waiting_hashes
from kacdesk.store.files import find_file, folder_of
from kacdesk.store.marks import DeskState
from kacdesk.store.session import Store, one
from kacdesk.sync.greeting import header_of, hello_of
from kacdesk.sync.sentences import as_error
from kacdesk.vault.parcels import ANSWER, PARCEL, broken, not_for_us, parcel_id, parts_of, write_parcel
from kacdesk.wire.frames import BadFrame
from kacdesk.wire.messages import BadMessage, FeedEntry, PullEnd, decode_pull_line
from kacdesk.wire.parcel import (
    PARCEL_VERSION,
    AnswerHead,
    BatchPart,
    Carried,
    FilePart,
    MarksPart,
    OutcomesPart,
    PagePart,
    ParcelHead,
    next_digest,
    read_part,
    sign_parts,
    write_file_part,
    write_part,
)
from kacdesk.wire.sizes import BATCH_CHANGES, CHUNK_BYTES

BATCH_BYTES = 1024 * 1024
"""How many bytes of lines one part of a parcel holds before they are compressed."""

ENTRIES_AT_ONCE = 200
"""A page is put in by pieces of this size, so that a save never waits for long."""


@dataclass(frozen=True)
class Written:
    """A parcel that lies on the medium."""

    changes: int
    size: int


@dataclass
class Arrived:
    """What an answer brought: lines acknowledged by it, entries put in."""

    acknowledged: int = 0
    received: int = 0


def write_out(store: Store, path: Path) -> Written:
    """Write a parcel with everything that has no receipt; nothing on this desk changes by it.

    Refused where the desk is not a member of a central store or does not know its key yet.
    """
    sealing.seal(store)
    ensure_courier_key(store)
    state = marks.read_state(store)
    with store.read() as connection:
        kept = one(connection, tables.sync_state)
    if state.token is None:
        raise Refused(
            t("Šis dators nav pieteikts centrālajā krātuvē."),
            effect=t("Ieraksti ir droši saglabāti šajā datorā."),
            remedy=t("Lūdziet pieteikšanas kodu un palaidiet “kacdesk enrol KODS --central ADRESE”."),
        )
    if kept["central_key"] is None:
        raise Refused(
            t("Centrālās krātuves atslēga šim datoram vēl nav zināma."),
            effect=t("Sūtījums nav izveidots; ieraksti ir droši saglabāti šajā datorā."),
            remedy=t("Vienu reizi palaidiet “kacdesk sync” ar tīkla savienojumu."),
        )
    parcel = new_id()
    parts = _parts(store, state, parcel, kept["courier_key"])
    size = write_parcel(path, PARCEL, parcel, parts, public=kept["central_key"])
    return Written(state.last_seq - state.acked_seq, size)


def _parts(store: Store, state: DeskState, parcel: UUID, private: bytes) -> Iterator[bytes]:
    hello = hello_of(state, rotate=False)
    answer = _answer_secret(private, parcel).hex()
    made, wanted = clock.now_ms(), [sha.hex() for sha in waiting_hashes(store, sending=False)]
    head = ParcelHead(PARCEL_VERSION, parcel.hex, state.point, made, answer, state.held_first, hello, wanted)
    part = write_part(head)
    digest = next_digest(b"", part)
    yield part
    after = state.acked_seq
    while after < state.last_seq:
        batch = sealing.next_batch(store, most_bytes=BATCH_BYTES, most_changes=BATCH_CHANGES, after=after)
        part = write_part(BatchPart(header_of(state, batch)), batch.lines)
        digest = next_digest(digest, part)
        yield part
        after = batch.last
    for part in _file_parts(store):
        digest = next_digest(digest, part)
        yield part
    yield write_part(sign_parts(state.device_key, digest))


def _file_parts(store: Store) -> Iterator[bytes]:
    """Yield the files that only this desk has, in parts; a damaged one is left out."""
    for sha256 in waiting_hashes(store, sending=True):
        at = 0
        with store.read() as connection:
            held = find_file(connection, folder_of(store), sha256)
        while held is not None and at < held.size:
            content = chunk_of(store, sha256, at=at, most=CHUNK_BYTES)
            if not content:
                break
            yield write_file_part(FilePart(sha256.hex(), at, held.size), content)
            at += len(content)


def _keep_file(store: Store, head: FilePart, content: bytes) -> None:
    """Keep bytes of a file that this desk wanted; the whole is held against its name."""
    sha256 = bytes.fromhex(head.sha256)
    if keep_part(store, sha256, at=head.at, part=content, total=head.total) == head.total:
        finish(store, sha256)


def _answer_secret(private: bytes, parcel: UUID) -> bytes:
    """Return what only this desk can make, and only who opened the parcel can know."""
    return hmac.new(private, b"kacdesk answer v1" + parcel.bytes, hashlib.sha256).digest()


def take_answer(store: Store, path: Path) -> Arrived:
    """Take in the answer to a parcel of this desk.

    Damaged for one that is not whole, Refused for one of another desk, of an earlier life of the central store, or
    that this disk is too old or too new for; nothing is changed then, but where the answer proves that this disk is
    not the one that the central store knows: then a new stream with a new series is begun.
    """
    parcel = parcel_id(path, ANSWER)
    with store.read() as connection:
        private = one(connection, tables.sync_state)["courier_key"]
    if private is None:
        raise not_for_us()
    answer = _Answer(path, private, parcel)
    sealing.seal(store)
    state = marks.read_state(store)
    head, told = answer.check()
    if head.parcel != parcel.hex or head.device != state.device.hex:
        raise not_for_us()
    moved = _require_life(state, head)
    _require_joint(answer, {} if moved else state.cursors)
    return _take(store, state, answer, told, moved=moved)


@dataclass
class _Answer:
    """An answer on its medium; it is read once to see that it is whole, and again to act on it."""

    path: Path
    private: bytes
    parcel: UUID
    digest: bytes = b""

    def parts(self) -> Iterator[Carried]:
        """Yield the parts; what is read the second time must be what was read the first."""
        secret, digest = _answer_secret(self.private, self.parcel), b""
        for raw in parts_of(self.path, ANSWER, private=self.private, secret=secret):
            digest = next_digest(digest, raw)
            try:
                yield read_part(raw)
            except (BadMessage, BadFrame) as error:
                raise broken() from error
        if self.digest not in (b"", digest):
            raise broken()
        self.digest = digest

    def check(self) -> tuple[AnswerHead, MarksPart]:
        """Read it to its end and return head and marks."""
        head, told = None, None
        for place, part in enumerate(self.parts()):
            if place == 0 and isinstance(part.head, AnswerHead):
                head = part.head
            elif place == 1 and isinstance(part.head, MarksPart):
                told = part.head
            elif place < 2 or not isinstance(part.head, OutcomesPart | PagePart | FilePart):
                raise broken()
            if isinstance(part.head, PagePart):
                _entries(part.lines)
        if head is None or told is None:
            raise broken()
        if head.v > PARCEL_VERSION:
            raise Refused(
                t("Atbildi ir veidojusi jaunāka kacdesk versija."),
                effect=t("Nekas nav mainīts."),
                remedy=t("Uzstādiet jaunāko kacdesk versiju šajā datorā."),
            )
        return head, told


def _entries(lines: Sequence[bytes]) -> list[FeedEntry]:
    try:
        entries = [decode_pull_line(line) for line in lines]
    except BadMessage as error:
        raise broken() from error
    if any(isinstance(entry, PullEnd) for entry in entries):
        raise broken()
    return [entry for entry in entries if not isinstance(entry, PullEnd)]


def _require_life(state: DeskState, head: AnswerHead) -> bool:
    """Say whether the answer tells of a new life of the central store; refuse one of an earlier life."""
    ours = state.epoch.hex if state.epoch else None
    if ours is None or ours == head.epochs[-1]:
        return ours is None
    if ours in head.epochs:
        return True
    raise Refused(
        t("Atbilde ir no centrālās krātuves iepriekšējās dzīves, pirms tā tika atjaunota."),
        effect=t("Nekas nav mainīts."),
        remedy=t("Izveidojiet jaunu sūtījumu ar “kacdesk sync --to-file” un lūdziet jaunu atbildi."),
    )


def _require_joint(answer: _Answer, cursors: dict[str, int]) -> None:
    """Refuse pages that begin beyond what this disk has read, e.g. after it was restored from a copy."""
    reached = dict(cursors)
    for part in answer.parts():
        if isinstance(part.head, PagePart):
            scope, entries = part.head.scope, _entries(part.lines)
            if part.head.after > reached.get(scope, 0):
                raise _make_another()
            reached[scope] = max(reached.get(scope, 0), entries[-1].c if entries else 0)


def _take(store: Store, state: DeskState, answer: _Answer, told: MarksPart, *, moved: bool) -> Arrived:
    done, ahead = Arrived(), False
    for part in answer.parts():
        if isinstance(part.head, AnswerHead):
            hello = part.head.hello
            if told.stream == state.stream.hex:
                ahead = _settle(store, state, told, moved=moved)
                marks.confirm_series(store, hello.stream.series)
            if moved:
                marks.adopt_epoch(store, UUID(hello.epoch))
            keep_told(store, hello)
        elif isinstance(part.head, OutcomesPart) and ahead:
            _prove(store, told, part.head)
        elif isinstance(part.head, FilePart):
            _keep_file(store, part.head, part.content)
        elif isinstance(part.head, PagePart):
            entries = _entries(part.lines)
            for place in range(0, len(entries), ENTRIES_AT_ONCE):
                applied = feed.apply_page(store, part.head.scope, entries[place : place + ENTRIES_AT_ONCE])
                if applied.stopped is not None:
                    raise as_error(MASS_CHANGE)
                done.received += applied.entries
    done.acknowledged = max(marks.read_state(store).acked_seq - state.acked_seq, 0)
    return done


def _settle(store: Store, state: DeskState, told: MarksPart, *, moved: bool) -> bool:
    """Move the marks on proof, and say whether they moved. An older answer never moves them back.

    Where the proof fails this disk is not the one that was answered: it begins a new stream, and needs a new answer.
    """
    with store.read() as connection:
        agrees = sealing.chain_at(connection, told.last_seq) == bytes.fromhex(told.last_chain)
    if told.last_seq <= state.last_seq and (agrees or told.last_seq < state.safe_seq):
        if told.last_seq < state.acked_seq and not (moved or told.gap):
            return False
        if _prove(store, told, OutcomesPart([])):
            return True
    marks.fork(store)
    raise Refused(
        t("Šī diska dati atšķiras no tiem, ko centrālā krātuve no šī datora pazīst."),
        effect=t("Nekas nav zudis; turpmāk dokumentiem ir cita numuru sērija."),
        remedy=t("Izveidojiet jaunu sūtījumu ar “kacdesk sync --to-file”."),
    )


def _prove(store: Store, told: MarksPart, part: OutcomesPart) -> bool:
    verdict = marks.settle_receipt(
        store,
        last_seq=told.last_seq,
        last_chain=bytes.fromhex(told.last_chain),
        safe_seq=told.safe_seq,
        outcomes=part.outcomes,
        whole=told.last_seq == marks.read_state(store).last_seq,
    )
    return verdict == marks.Verdict.AGREED


def _make_another() -> DeskError:
    return Refused(
        t("Atbilde turpina to, ko šis disks vēl nav saņēmis."),
        effect=t("Nekas nav mainīts."),
        remedy=t("Izveidojiet jaunu sūtījumu ar “kacdesk sync --to-file” un lūdziet jaunu atbildi."),
    )
