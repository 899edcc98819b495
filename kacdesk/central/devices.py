"""This file is the place where desks are admitted, recognised by their token, and shut out."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, case, insert, select, update

from kacdesk.central.database import Database
from kacdesk.central.epoch import current_epoch
from kacdesk.central.keys import courier_public
from kacdesk.central.receipts import note_receipts
from kacdesk.central.streams import ForeignStream, open_stream
from kacdesk.central.tables import DEVICE, POINT, TICKET
from kacdesk.core import chance
from kacdesk.core.ids import parse_id
from kacdesk.wire.line import POINT_CODE
from kacdesk.wire.messages import EnrolReply, EnrolRequest
from kacdesk.wire.signing import fingerprint

_DAY_MS = 24 * 60 * 60 * 1000
TICKET_MS = _DAY_MS
TOKEN_MS = 400 * _DAY_MS
"""How long a token holds without being renewed: a desk may be offline for a year."""

RENEW_MS = 365 * _DAY_MS
"""How long after its end a token still lets its desk say hello, and so fetch a new one; then a new code is needed."""

ROTATE_MS = 30 * _DAY_MS
ACTIVE, READER, DRAINING, RETIRED, LOST, REVOKED = (
    "active",
    "reader",
    "draining",
    "retired",
    "lost",
    "revoked",
)
ADMITTED = frozenset({ACTIVE, READER, DRAINING})
"""A reader only pulls; a draining desk only pushes, and what it sends waits for a person."""


class TokenRefused(Exception):
    """The token admits nobody; `reason` is unknown, expired or revoked."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TicketRefused(Exception):
    """The enrolment code is unknown, used or out of date, or the desk is known otherwise."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A recognised desk; it may write to its own point only.

    `expired`: its token is out of date and good for a hello alone · `stale`: so is it, and it is not one that is known
    here (any more): only its signature says whose request it is · `first_used` the hash of its token when that is a new
    one which was not used before.
    """

    point: str
    device: UUID
    public_key: bytes
    rotation_due: bool
    status: str = ACTIVE
    expired: bool = False
    stale: bool = False
    first_used: bytes | None = None


def new_token(point: str, device: UUID) -> str:
    """Return a new token: point, device and 256 random bits, so that a look-up needs one point's rows."""
    return f"{point}.{device.hex}.{base64.urlsafe_b64encode(chance.random_bytes(32)).decode().rstrip('=')}"


def read_token(token: str) -> tuple[str, UUID] | None:
    """Return point and device that a token claims; None when it is not a token."""
    point, _, rest = token.partition(".")
    device, _, secret = rest.partition(".")
    found = parse_id(device) if len(device) == 32 else None
    if not POINT_CODE.fullmatch(point) or found is None or len(secret) != 43:
        return None
    return point, found


def recognise(connection: Connection, token: str, *, point: str, device: UUID, now_ms: int) -> Desk:
    """Return the desk whose token this is; raises TokenRefused. Nothing changes: nothing is proved yet.

    A desk whose disk was put back, or copied, holds a token that was renewed since, perhaps more than once. It is
    returned as `stale`: with its key it may fetch another one as if this one were out of date.
    """
    place = (DEVICE.c.point == point, DEVICE.c.id == device)
    row = connection.execute(select(DEVICE).where(*place)).one_or_none()
    given = _hash(token)
    current = hmac.compare_digest(given, row.token_hash if row else bytes(32))
    previous = hmac.compare_digest(given, (row.token_hash_prev if row else None) or bytes(32))
    known = current or previous
    if row is None or not (known or row.status in ADMITTED):
        raise TokenRefused("unknown")
    if row.status not in ADMITTED:
        raise TokenRefused("revoked")
    until = row.token_until_ms if current else row.token_prev_until_ms or row.token_until_ms
    if now_ms > (until if known else row.token_until_ms) + RENEW_MS:
        raise TokenRefused("expired" if known else "unknown")
    fresh = current and row.token_hash_prev is not None and row.token_prev_until_ms is None
    return Desk(
        point,
        device,
        row.pubkey,
        rotation_due=now_ms - row.token_issued_ms > ROTATE_MS,
        status=row.status,
        expired=not known or now_ms > until,
        stale=not known,
        first_used=given if fresh else None,
    )


def token_used(connection: Connection, desk: Desk, *, now_ms: int) -> None:
    """End the earlier token of a desk a day after the new one was first used in a request that the desk signed."""
    place = (DEVICE.c.point == desk.point, DEVICE.c.id == desk.device, DEVICE.c.token_hash == desk.first_used)
    unused = DEVICE.c.token_prev_until_ms.is_(None)
    connection.execute(update(DEVICE).where(*place, unused).values(token_prev_until_ms=now_ms + _DAY_MS))


def rotate_token(connection: Connection, desk: Desk, *, now_ms: int) -> str | None:
    """Give a desk a new token; the one it uses holds until the new one was used.

    If the last new one never was, its answer was lost: the desk still uses the one before it. None when another
    request of the desk was given one meanwhile: of two that overtook each other on a bad line, the desk may have
    seen either answer. A token that is out of date is always replaced, because nothing else is left to the desk.
    """
    due = DEVICE.c.token_issued_ms < now_ms - (0 if desk.expired else ROTATE_MS)
    unused = DEVICE.c.token_hash_prev.is_not(None) & DEVICE.c.token_prev_until_ms.is_(None)
    token = new_token(desk.point, desk.device)
    place = (DEVICE.c.point == desk.point, DEVICE.c.id == desk.device)
    done = connection.execute(
        update(DEVICE)
        .where(*place, due)
        .values(
            token_hash_prev=case((unused, DEVICE.c.token_hash_prev), else_=DEVICE.c.token_hash),
            token_prev_until_ms=None,
            token_hash=_hash(token),
            token_issued_ms=now_ms,
            token_until_ms=now_ms + TOKEN_MS,
        )
    )
    return token if done.rowcount == 1 else None


def note_contact(
    connection: Connection, desk: Desk, *, app: str, sv: int, report: dict[str, Any], now_ms: int
) -> None:
    """Keep what a desk tells of itself at hello: counts and states, nothing of its records. Its row is locked by that.

    Its word on erasures counts only for the epoch that it speaks of: in another one the cursors are other entries.
    """
    place = (DEVICE.c.point == desk.point, DEVICE.c.id == desk.device)
    values: dict[str, Any] = {"app": app, "sv": sv, "report": report, "last_seen_ms": now_ms}
    scrubbed = int(report.get("scrubbed", 0))
    if scrubbed and report.get("epoch") == current_epoch(connection).hex:
        values["scrubbed"] = scrubbed
    connection.execute(update(DEVICE).where(*place).values(values))
    if "scrubbed" in values:
        note_receipts(connection, desk.point, desk.device, scrubbed=scrubbed, now_ms=now_ms)


def hash_ticket(ticket: str) -> bytes:
    """Return how an enrolment code is stored; 125 random bits need no slow hash."""
    return hashlib.sha256(b"kacdesk ticket " + ticket.encode()).digest()


def enrol(
    connection: Connection, database: Database, request: EnrolRequest, ticket: str, *, now_ms: int
) -> EnrolReply:
    """Admit a desk by its code and give it a token; raises TicketRefused.

    The same desk with the same key may repeat its request while the code is in date, because the first answer
    may have been lost; its earlier token ends when the new one is used, because the requests may have overtaken
    each other.
    """
    device, stream, public = UUID(request.device), UUID(request.stream), bytes.fromhex(request.pubkey)
    hashed = hash_ticket(ticket)
    found = connection.execute(
        select(TICKET).where(TICKET.c.code_hash == hashed).with_for_update()
    ).one_or_none()
    if found is None or now_ms > found.expires_ms or found.device not in (None, device):
        raise TicketRefused
    point = found.point
    database.enter_point(connection, point, ticket=hashed)
    token = new_token(point, device)
    _admit(connection, request, point, token, now_ms=now_ms)
    place = (TICKET.c.point == point, TICKET.c.code_hash == hashed)
    connection.execute(update(TICKET).where(*place).values(used_ms=now_ms, device=device))
    try:
        marks = open_stream(
            connection,
            database,
            point=point,
            device=device,
            stream=stream,
            series=request.series,
            now_ms=now_ms,
        )
    except ForeignStream as error:
        raise TicketRefused from error
    name = connection.execute(select(POINT.c.name).where(POINT.c.point == point)).scalar_one()
    return EnrolReply(
        device=device.hex,
        point=point,
        point_name=name,
        stream=stream.hex,
        series=marks.series,
        token=token,
        epoch=current_epoch(connection).hex,
        now=now_ms,
        fingerprint=fingerprint(public),
        courier=courier_public(connection),
    )


def _admit(connection: Connection, request: EnrolRequest, point: str, token: str, *, now_ms: int) -> None:
    """Write a new desk, or give one that lost its token another: it holds the same key and a code of the point."""
    device, public = UUID(request.device), bytes.fromhex(request.pubkey)
    place = (DEVICE.c.point == point, DEVICE.c.id == device)
    # Another request may open a stream of the desk meanwhile: its foreign key needs only that the row stays.
    query = select(DEVICE).where(*place).with_for_update(key_share=True)
    row: Row[Any] | None = connection.execute(query).one_or_none()
    values = {
        "token_hash": _hash(token),
        "token_issued_ms": now_ms,
        "token_until_ms": now_ms + TOKEN_MS,
        "token_hash_prev": None,
        "token_prev_until_ms": None,
        "app": request.app,
        "sv": request.sv,
    }
    if row is None:
        escrow = bytes.fromhex(request.escrow) if request.escrow else None
        new = {"point": point, "id": device, "status": ACTIVE, "enrolled_ms": now_ms, "pubkey": public}
        connection.execute(insert(DEVICE).values({**new, "escrow": escrow, **values}))
        return
    if row.status != ACTIVE or not hmac.compare_digest(row.pubkey, public):
        raise TicketRefused
    connection.execute(update(DEVICE).where(*place).values({**values, "token_hash_prev": row.token_hash}))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
