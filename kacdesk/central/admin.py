"""This file is the place where an administrator's acts on points and desks are done."""

import hmac
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from kacdesk.central.devices import REVOKED, TICKET_MS, hash_ticket
from kacdesk.central.tables import DEVICE, POINT, TICKET
from kacdesk.core.errors import Missing, Refused, Usage
from kacdesk.core.ids import parse_id
from kacdesk.core.text import t
from kacdesk.wire.line import POINT_CODE
from kacdesk.wire.signing import fingerprint
from kacdesk.wire.tickets import new_ticket


@dataclass(frozen=True, slots=True)
class DeskRow:
    """Which desk an act was done to."""

    device: str
    point: str
    status: str
    fingerprint: str
    confirmed: bool


def add_point(connection: Connection, code: str, *, name: str, now_ms: int) -> None:
    """Open a service point; raises Usage for a code of another form, Refused when it is there already."""
    if not POINT_CODE.fullmatch(code):
        raise Usage(
            t("Punkta kods “{code}” neder.", code=code),
            effect=t("Punkts nav pievienots."),
            remedy=t("Lietojiet lielos latīņu burtus, ciparus, defisi un pasvītrojumu, līdz 24 rakstzīmēm."),
        )
    if connection.execute(select(POINT.c.point).where(POINT.c.point == code)).first() is not None:
        raise Refused(
            t("Punkts {code} jau ir pievienots.", code=code),
            effect=t("Nekas nav mainīts."),
            remedy=t("Punkta darbvietas kodu izsniedz ar “kacdesk-central desk code {code}”.", code=code),
        )
    connection.execute(insert(POINT).values(point=code, name=name or code, opened_ms=now_ms))


def issue_ticket(connection: Connection, point: str, *, now_ms: int) -> str:
    """Return a new enrolment code for a point: one desk, 24 hours. Only its hash is kept."""
    require_point(connection, point)
    ticket = new_ticket()
    row = {
        "point": point,
        "code_hash": hash_ticket(ticket),
        "made_ms": now_ms,
        "expires_ms": now_ms + TICKET_MS,
    }
    connection.execute(insert(TICKET).values(row))
    return ticket


def revoke_desk(connection: Connection, device: str) -> DeskRow:
    """Shut a desk out; what it holds unsent stays on it."""
    row = find_desk(connection, device)
    connection.execute(update(DEVICE).where(*_place(row)).values(status=REVOKED))
    return _desk_row(find_desk(connection, device))


def confirm_desk(connection: Connection, device: str, *, told: str | None, now_ms: int) -> DeskRow:
    """Mark a desk as confirmed when the fingerprint that its user read out is the one we hold.

    Without `told` nothing is marked; the caller shows the fingerprint. Raises Refused when they differ.
    """
    row = find_desk(connection, device)
    if told is None:
        return _desk_row(row)
    digits = "".join(char for char in told if char.isdigit())
    if not hmac.compare_digest(digits, fingerprint(row.pubkey).replace(" ", "")):
        raise Refused(
            t("Nosauktais atslēgas nospiedums neatbilst šai darbvietai."),
            effect=t("Darbvieta nav apstiprināta."),
            remedy=t(
                "Salīdziniet vēlreiz; ja atšķiras, slēdziet darbvietu ar “kacdesk-central desk revoke”."
            ),
        )
    connection.execute(update(DEVICE).where(*_place(row)).values(confirmed_ms=now_ms))
    return _desk_row(find_desk(connection, device))


def require_point(connection: Connection, point: str) -> None:
    """Raise Missing unless there is a point of that code."""
    if connection.execute(select(POINT.c.point).where(POINT.c.point == point)).first() is None:
        raise Missing(
            t("Punkta {code} centrālajā krātuvē nav.", code=point),
            effect=t("Nekas nav mainīts."),
            remedy=t("Pievienojiet to ar “kacdesk-central point add {code}”.", code=point),
        )


def find_desk(connection: Connection, device: str) -> Row[Any]:
    """Return the one desk, at its own point, whose identifier is, or begins with, `device` (at least 8 digits).

    Raises Missing.
    """
    asked = device.replace("-", "").lower()
    whole = parse_id(asked) if len(asked) == 32 else None
    rows = connection.execute(select(DEVICE).where(DEVICE.c.granted_from.is_(None))).all()
    found = [row for row in rows if row.id == whole or (len(asked) >= 8 and row.id.hex.startswith(asked))]
    if len(found) != 1:
        raise Missing(
            t("Darbvieta “{device}” nav atrasta vai nav viena vienīga.", device=device),
            effect=t("Nekas nav mainīts."),
            remedy=t("Sarakstu parāda “kacdesk-central desk list”; norādiet visu identifikatoru."),
        )
    return found[0]


def _place(row: Row[Any]) -> tuple[Any, Any]:
    return DEVICE.c.point == row.point, DEVICE.c.id == row.id


def _desk_row(row: Row[Any]) -> DeskRow:
    return DeskRow(
        device=str(row.id),
        point=row.point,
        status=row.status,
        fingerprint=fingerprint(row.pubkey),
        confirmed=row.confirmed_ms is not None,
    )
