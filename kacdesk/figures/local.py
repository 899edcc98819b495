"""This file is the place where the municipality's own services at the centre are counted, and what was paid for them.

Declared residence and certificates (S000 2.1(6)), the border list (2.1(8)), rural consultations (2.1(9)), receptions
with officials (2.1(10)); payments S004 2.2.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kacdesk.figures.at_end import AtEnd
from kacdesk.figures.coded import CodeFigures, by_code, grouped
from kacdesk.figures.count import Count, Row, count, together
from kacdesk.figures.reads import Reads
from kacdesk.figures.rows import Counting
from kacdesk.models.fees import EXEMPT, FEE_HOW
from kacdesk.models.registers.reception import APPOINTMENT_STATE
from kacdesk.models.registers.residence import CERTIFICATE_KIND
from kacdesk.spec.register import Values

_DECLARATION, _CERTIFICATE = "residence_declaration", "residence_certificate"
_APPLICATION, _LIST = "border_traffic_application", "border_traffic_list"
_RURAL, _APPOINTMENT, _PAYMENT = "rural_consultation", "appointment", "payment"
_CANCELLED: Final = "CANCELLED"

READS: Final = (
    Reads(_DECLARATION, days=("declared_on", "registered_on", "fee_paid_on")),
    Reads(_CERTIFICATE, days=("issued_on", "delivered_on", "fee_paid_on"), open_while=("delivered_on",)),
    Reads(_APPLICATION, days=("applied_on",)),
    Reads(_LIST, days=("approved_on", "handed_on", "answered_on")),
    Reads(_RURAL, days=("started_at",)),
    Reads(_APPOINTMENT, days=("at",)),
    Reads(_PAYMENT, days=("paid_at",)),
)


@dataclass(frozen=True, slots=True)
class PaidFigures:
    """What was paid in one way, `key` a code of `FEE_HOW`: how many payments, and `cents` altogether."""

    key: str
    count: Count
    cents: Count


@dataclass(frozen=True, slots=True)
class LocalFigures:
    """The municipality's own services in the period.

    `declarations` taken in and `declarations_registered` · `certificates` made, by kind; `certificates_delivered` in
    it and `certificates_overdue` at its end · border applications taken in, lists approved, handed over and answered ·
    rural consultations and how long they took, in seconds · `appointments` with officials by how they ended, as is
    known now · `paid` payments and fees by the way they were paid, those of exempt persons without cents.
    """

    declarations: Count
    declarations_registered: Count
    certificates: Count
    certificates_by_kind: tuple[CodeFigures, ...]
    certificates_delivered: Count
    certificates_overdue: Count
    border_applications: Count
    border_lists_approved: Count
    border_lists_handed: Count
    border_lists_answered: Count
    rural: Count
    rural_s: Count
    appointments: Count
    appointments_by_state: tuple[CodeFigures, ...]
    paid: tuple[PaidFigures, ...]
    paid_cents: Count


def count_local(counting: Counting, end: AtEnd) -> LocalFigures:
    """Count the municipality's own services of a period."""
    declarations, certificates = counting.living(_DECLARATION), counting.living(_CERTIFICATE)
    made = [row for row in certificates if end.is_within(row.get("issued_on"))]
    lists = counting.living(_LIST)
    rural = [row for row in counting.living(_RURAL) if end.is_within(row.get("started_at"))]
    appointments = [row for row in counting.living(_APPOINTMENT) if end.is_within(row["at"])]
    paid = tuple(
        PaidFigures(how, Count(Row(each["register"], each["id"]) for each in of), _cents(of))
        for how, of in grouped(_payments(counting, end), "how", FEE_HOW).items()
    )
    return LocalFigures(
        declarations=end.within(_DECLARATION, declarations, "declared_on"),
        declarations_registered=end.within(_DECLARATION, declarations, "registered_on"),
        certificates=count(_CERTIFICATE, made),
        certificates_by_kind=by_code(_CERTIFICATE, made, "kind", CERTIFICATE_KIND),
        certificates_delivered=end.within(_CERTIFICATE, certificates, "delivered_on"),
        certificates_overdue=count(
            _CERTIFICATE,
            (
                row
                for row in certificates
                if row.get("state") != _CANCELLED
                and end.is_overdue(row.get("due_on"), row.get("delivered_on"))
            ),
        ),
        border_applications=end.within(_APPLICATION, counting.living(_APPLICATION), "applied_on"),
        border_lists_approved=end.within(_LIST, lists, "approved_on"),
        border_lists_handed=end.within(_LIST, lists, "handed_on"),
        border_lists_answered=end.within(_LIST, lists, "answered_on"),
        rural=count(_RURAL, rural),
        rural_s=Count(Row(_RURAL, row["id"], row["duration_s"]) for row in rural if row.get("duration_s")),
        appointments=count(_APPOINTMENT, appointments),
        appointments_by_state=by_code(_APPOINTMENT, appointments, "state", APPOINTMENT_STATE),
        paid=paid,
        paid_cents=together(row.cents for row in paid),
    )


def _cents(paid: Iterable[Values]) -> Count:
    """Add up what was paid; somebody exempt paid nothing, whatever stands there."""
    return Count(
        Row(each["register"], each["id"], each["cents"])
        for each in paid
        if each["cents"] and each["how"] != EXEMPT
    )


def _payments(counting: Counting, end: AtEnd) -> list[Values]:
    """Return payments and fees of the period; of somebody exempt the day of the matter itself counts."""
    found: list[Values] = [
        _one(_PAYMENT, row, row.get("how"), row.get("amount"))
        for row in counting.living(_PAYMENT)
        if end.is_within(row.get("paid_at"))
    ]
    for register, own_day in ((_DECLARATION, "declared_on"), (_CERTIFICATE, "issued_on")):
        found += [
            _one(register, row, row["fee_how"], row.get("fee_paid"))
            for row in counting.living(register)
            if row.get("fee_how") is not None
            and end.is_within(row.get(own_day) if row["fee_how"] == EXEMPT else row.get("fee_paid_on"))
        ]
    return found


def _one(register: str, row: Values, how: str | None, cents: int | None) -> Values:
    return {"register": register, "id": row["id"], "how": how, "cents": cents or 0}
