"""This file is the place where a parcel that was carried by hand is taken in, and its answer written.

What the parcel holds goes the way that requests go: the same hello, the same intake, the same pages. The parcel is read
twice: once to see that all of it is whole and signed by its desk, and once to act on exactly those parts. Taking it in
again, late or beside an exchange over the line changes nothing that is there already.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from kacdesk.central.database import Database
from kacdesk.central.devices import ACTIVE, DRAINING, Desk
from kacdesk.central.feed import PAGE_ENTRIES, Held
from kacdesk.central.intake import Batch, NotABatch
from kacdesk.central.keys import COURIER, setting
from kacdesk.central.parcel_files import parts_for, take_part
from kacdesk.central.port import ScopeDenied, StandingDenied
from kacdesk.central.store import SqlStore
from kacdesk.central.streams import Disagreement, ForeignStream
from kacdesk.central.tables import DEVICE, EPOCH
from kacdesk.core.errors import DeskError, Refused
from kacdesk.core.text import t
from kacdesk.vault.parcels import ANSWER, PARCEL, broken, parcel_id, parts_of, write_parcel
from kacdesk.wire.frames import BadFrame
from kacdesk.wire.messages import (
    BadMessage,
    HelloReply,
    Outcome,
    ProblemType,
    PullEnd,
    PushHeader,
    PushReply,
    decode_pull_line,
)
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
    SignaturePart,
    next_digest,
    read_part,
    signature_fits,
    write_part,
)

_OUTCOMES_A_PART = 500


@dataclass
class Imported:
    """What came of a parcel: lines that were new, lines with a remark, entries told back, files that are whole now.

    `disagreement` says why lines were left.
    """

    point: str
    device: str
    lines: int = 0
    remarks: int = 0
    entries: int = 0
    files: int = 0
    disagreement: str | None = None
    outcomes: list[Outcome] = field(default_factory=list, repr=False)


@dataclass(frozen=True)
class _Checked:
    """A parcel that was read to its end: who sent it, and the digest of each of its parts."""

    head: ParcelHead
    desk: Desk
    digests: Sequence[bytes]


def import_parcel(
    database: Database, store: SqlStore, path: Path, reply_to: Path, *, now_ms: int
) -> Imported:
    """Take in a parcel and write the answer to it.

    Refused for one that is not for this store or whose desk may not send, Damaged for one that is not whole: nothing
    is changed then. Should the database fail half-way, what was taken stays and the same file may be taken in again.
    """
    with database.whole() as connection:
        private = setting(connection, COURIER)
    if private is None:
        raise Refused(t("Krātuvei nav sūtījumu atslēgas."), remedy=t("Palaidiet “kacdesk-central migrate”."))
    checked = _check(database, path, private)
    hello, desk = checked.head.hello, checked.desk
    try:
        reply = store.hello(desk, hello, busy_s=0, now_ms=now_ms)
    except ForeignStream as error:
        raise _foreign() from error
    done = Imported(desk.point, str(desk.device))
    marks = MarksPart(hello.stream, reply.stream.last_seq, reply.stream.last_chain, reply.stream.safe_seq)
    for part in _replayed(path, private, checked):
        if isinstance(part.head, FilePart):
            done.files += take_part(store, desk, part.head, part.content, now_ms=now_ms)
        if not isinstance(part.head, BatchPart) or done.disagreement is not None:
            continue
        header, lines = part.head.header, part.lines
        try:
            told = store.push(desk, _batch(header, lines), now_ms=now_ms)
        except Disagreement as error:
            done.disagreement = error.kind
            gap = error.kind == ProblemType.GAP
            marks = MarksPart(hello.stream, error.last_seq, error.last_chain.hex(), 0, gap)
            continue
        except (NotABatch, ForeignStream) as error:
            raise broken() from error
        done.lines += max(told.last_seq - max(marks.last_seq, header.first - 1), 0)
        done.outcomes += told.exceptions
        marks = _marks(hello.stream, told)
    done.remarks = len(done.outcomes)
    answer = _answer(database, store, checked, reply, marks, done)
    secret = bytes.fromhex(checked.head.answer)
    public = bytes.fromhex(hello.recipient or "")
    write_parcel(reply_to, ANSWER, UUID(checked.head.id), answer, public=public, secret=secret)
    return done


def _check(database: Database, path: Path, private: bytes) -> _Checked:
    """Read the parcel to its end; raise unless every part is as its desk made it."""
    ident, head, desk, digests, digest = parcel_id(path, PARCEL), None, None, [], b""
    signed = False
    for raw in parts_of(path, PARCEL, private=private):
        part = _read(raw)
        if signed:
            raise broken()
        if head is None or desk is None:
            head = _head(part, ident)
            desk = _sender(database, head)
        elif isinstance(part.head, SignaturePart):
            if not signature_fits(desk.public_key, digest, part.head):
                raise _foreign()
            signed = True
        elif isinstance(part.head, BatchPart):
            if not _fits(part.head.header, head):
                raise broken()
        elif not isinstance(part.head, FilePart):
            raise broken()
        digests.append(hashlib.sha256(raw).digest())
        digest = next_digest(digest, raw)
    if head is None or desk is None or not signed:
        raise broken()
    return _Checked(head, desk, digests)


def _read(raw: bytes) -> Carried:
    try:
        return read_part(raw)
    except (BadMessage, BadFrame) as error:
        raise broken() from error


def _head(part: Carried, ident: UUID) -> ParcelHead:
    if (
        not isinstance(part.head, ParcelHead)
        or part.head.id != ident.hex
        or part.head.hello.recipient is None
    ):
        raise broken()
    if part.head.v > PARCEL_VERSION:
        raise Refused(
            t("Sūtījumu ir veidojusi jaunāka kacdesk versija."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Vispirms atjauniniet centrālo krātuvi."),
        )
    return part.head


def _sender(database: Database, head: ParcelHead) -> Desk:
    """Return the desk that a parcel says it is from; its signature is checked at the end."""
    device = UUID(head.hello.device)
    with database.whole() as connection:
        place = (DEVICE.c.point == head.point, DEVICE.c.id == device)
        row = connection.execute(select(DEVICE).where(*place)).one_or_none()
    if row is None or row.status not in (ACTIVE, DRAINING):
        raise _foreign()
    return Desk(head.point, device, row.pubkey, rotation_due=False, status=row.status)


def _fits(header: PushHeader, head: ParcelHead) -> bool:
    return (header.device, header.stream) == (head.hello.device, head.hello.stream)


def _replayed(path: Path, private: bytes, checked: _Checked) -> Iterator[Carried]:
    """Yield the parts of a parcel that was checked; raise if the file is another one by now."""
    digests = iter(checked.digests)
    for raw in parts_of(path, PARCEL, private=private):
        if hashlib.sha256(raw).digest() != next(digests, None):
            raise broken()
        yield _read(raw)


def _batch(header: PushHeader, lines: Sequence[bytes]) -> Batch:
    if header.first < 1 or header.last - header.first + 1 != len(lines):
        raise broken()
    return Batch(
        stream=UUID(header.stream),
        series=header.series,
        first=header.first,
        previous=bytes.fromhex(header.prev),
        chain=bytes.fromhex(header.chain),
        lines=lines,
        offset_ms=header.off.ms if header.off else None,
    )


def _marks(stream: str, told: PushReply) -> MarksPart:
    return MarksPart(stream, told.last_seq, told.last_chain, told.safe_seq)


def _answer(
    database: Database,
    store: SqlStore,
    checked: _Checked,
    reply: HelloReply,
    marks: MarksPart,
    done: Imported,
) -> Iterator[bytes]:
    head, desk = checked.head, checked.desk
    with database.whole() as connection:
        epochs = [epoch.hex for epoch in connection.scalars(select(EPOCH.c.id).order_by(EPOCH.c.seqno))]
    yield write_part(AnswerHead(PARCEL_VERSION, head.id, desk.device.hex, epochs, reply))
    yield write_part(marks)
    for place in range(0, len(done.outcomes), _OUTCOMES_A_PART):
        yield write_part(OutcomesPart(done.outcomes[place : place + _OUTCOMES_A_PART]))
    begun_anew = head.hello.epoch != reply.epoch
    held = Held(UUID(head.hello.stream), head.held_first, head.hello.last_seq)
    for scope in sorted(reply.heads):
        after = 0 if begun_anew else head.hello.cursors.get(scope, 0)
        more = True
        while more:
            try:
                lines = store.pull(
                    desk, scope=scope, after=after, epoch=UUID(reply.epoch), limit=PAGE_ENTRIES, held=held
                )
            except (ScopeDenied, StandingDenied):
                break
            end = decode_pull_line(lines[-1])
            if not isinstance(end, PullEnd):
                raise RuntimeError("a page without its end")
            if end.n:
                yield write_part(PagePart(scope, after), lines[:-1])
            done.entries += end.n
            after, more = end.end, end.more
    for name in head.wanted:
        yield from parts_for(store, desk, name)


def _foreign() -> DeskError:
    return Refused(
        t("Sūtījums nav no darbvietas, kurai šī krātuve ļauj sūtīt."),
        effect=t("Nekas nav mainīts."),
        remedy=t("Pārbaudiet darbvietu sarakstā “kacdesk-central desk list”."),
    )
