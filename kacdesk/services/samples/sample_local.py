"""This file is the place where a sample point gets made-up declarations, certificates, consultations, payments."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.services import point_settings
from kacdesk.services.context import Context
from kacdesk.services.local import payments, residence, rural
from kacdesk.services.records import correct, save

_LISTED_FOR = timedelta(days=3)
_PEOPLE = ("Paraugs Izdomātais", "Piemēra Paraudziņa", "Izdomātā Bērziņa-Piemēra", "Neesošais Paraugs")
_STREETS = ("Parauga iela 3–12, Balvi", "Izdomu iela 7, Viļaka", "“Piemēri”, Kubulu pagasts, Balvu novads")


def make(context: Context) -> None:
    """Save them near today. The border list stays switched off, as it is at a new point, so it has none."""
    _residences(context)
    _consultations(context)
    _payments(context)
    _worklist(context)


def _residences(context: Context) -> None:
    today = clock.today_riga()
    common = {"identity_document": "ID_CARD", "ground": "OWNER", "contact": "paraugs@example.lv"}
    first = save(
        context,
        residence.DECLARATION,
        {
            **common,
            "declared_on": today - timedelta(days=1),
            "person_name": _PEOPLE[0],
            "new_address": _STREETS[0],
            "previous_address": _STREETS[1],
            "lives_since": today - timedelta(days=12),
            "fee_how": "CARD",
            "fee_paid": 427,
            "fee_paid_on": today - timedelta(days=1),
            "fee_receipt": "P-0017",
            "state": "REGISTERED",
            "registered_on": today - timedelta(days=1),
        },
    )
    save(
        context,
        residence.DECLARATION,
        {**common, "person_name": _PEOPLE[1], "new_address": _STREETS[2], "ground": "TENANT"},
    )
    save(
        context,
        residence.DECLARATION,
        {
            **common,
            "declared_on": today - timedelta(days=6),
            "person_name": _PEOPLE[2],
            "new_address": _STREETS[1],
            "fee_due": 0,
            "fee_how": "EXEMPT",
            "exemption_ground": "RULES",
            "exemption_clause": "MK 720, 5. punkts",
        },
    )
    for place, (kind, state) in enumerate((("DECLARATION", "ISSUED"), ("RESIDENCE", "PREPARED"))):
        save(
            context,
            residence.CERTIFICATE,
            {
                "kind": kind,
                "issued_on": today - timedelta(days=1 - place),
                "person_name": _PEOPLE[place],
                "address": _STREETS[place],
                "declared_since": today - timedelta(days=1 + 900 * place),
                "purpose": "pēc pieprasījuma",
                "signatory_name": "Paraugs Vadītājs",
                "signatory_post": "Centra vadītājs",
                "due_on": today + timedelta(days=1),
                "state": state,
                "delivered_on": today if state == "ISSUED" else None,
                "declaration_id": first.id if kind == "DECLARATION" else None,
            },
        )


def _consultations(context: Context) -> None:
    now, today = clock.now_utc(), clock.today_riga()
    save(
        context,
        rural.CONSULTATION,
        {
            "started_at": now - timedelta(days=2),
            "topic": "Atbalsts jaunajam lauksaimniekam",
            "measure": "Lauku attīstības programma, mazās saimniecības",
            "duration_s": 2400,
            "farm_kind": "LEGAL",
            "farm_name": "SIA “Izdomu lauki”",
            "outcome": "TO_FOLLOW",
            "follow_up_on": today + timedelta(days=1),
        },
    )
    save(
        context,
        rural.CONSULTATION,
        {"started_at": now - timedelta(days=5), "topic": "Platību maksājumi", "outcome": "ANSWERED"},
    )


def _payments(context: Context) -> None:
    now = clock.now_utc()
    paid: tuple[dict[str, Any], ...] = (
        {"what": "Kopēšana, 4 lapas", "how": "CASH", "amount": 80},
        {"what": "Kopēšana, 10 lapas", "how": "CARD", "amount": 200, "receipt_no": "P-0018"},
        {"what": "Laminēšana", "how": "EXEMPT", "exemption_ground": "COUNCIL"},
    )
    for hours, values in enumerate(paid, start=3):
        save(context, payments.PAYMENT, {"paid_at": now - timedelta(hours=hours), **values})


def _worklist(context: Context) -> None:
    """Let the point keep the list of what PVS should hold, since a few days ago."""
    table = context.catalog.table(point_settings.REGISTER)
    with context.store.read() as connection:
        row = connection.execute(select(table.c.id, table.c.rev).order_by(table.c.n.desc()).limit(1)).first()
    if row is not None:
        since = {"pvs_since": clock.today_riga() - _LISTED_FOR}
        correct(context, point_settings.REGISTER, row.id, since, rev=row.rev, reason="Paraugs")
