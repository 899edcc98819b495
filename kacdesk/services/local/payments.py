"""This file is the place where what was paid at the point is added up by day (S004 2.2, S000 2.1(6))."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Connection, select

from kacdesk.core import clock
from kacdesk.core.on_demand import on_demand
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog
from kacdesk.models.fees import BANK, CARD, CASH, EXEMPT
from kacdesk.services.context import Context
from kacdesk.services.letterhead import letterhead
from kacdesk.services.references import References, current_references
from kacdesk.spec.register import Status, Values
from kacdesk.store import tables
from kacdesk.store.session import one, row_of

if TYPE_CHECKING:
    from kacdesk.reports.payment_day import PaidFor, PaymentDay, draw_payment_day
else:
    PaidFor, PaymentDay, draw_payment_day = on_demand(
        "kacdesk.reports.payment_day", "PaidFor PaymentDay draw_payment_day"
    )


PAYMENT = "payment"
_FIRST_WORDS = 60
"""Own words about what is paid for are cut there, so that they stand in a row of the list."""


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment, or that somebody was exempt: on which day, for what, how, cents."""

    day: date
    register: str
    what: str
    how: str
    cents: int


def follow(_context: Context, values: Values, _new: bool) -> Mapping[str, Any]:
    """Fill in the moment of a payment."""
    return {"paid_at": values.get("paid_at") or clock.now_utc()}


def of_visit(visit: Values) -> Mapping[str, Any]:
    """Return what a payment takes over from a visit."""
    return {"visit_id": visit["id"]}


def paid_between(
    connection: Connection, catalog: Catalog, first: date, last: date, names: References
) -> Iterator[Paid]:
    """Yield what was paid from the first to the last day in Riga, payments first, then fees; voided ones left out."""
    table = catalog.table(PAYMENT)
    begins, ends = (_midnight(day) for day in (first, last + timedelta(days=1)))
    here = (table.c.paid_at >= begins, table.c.paid_at < ends, table.c.status != Status.VOIDED)
    for row in connection.execute(select(table).where(*here).order_by(table.c.paid_at)):
        what = names.name("service", row.service_id) if row.service_id is not None else ""
        words = what or (row.what or "")[:_FIRST_WORDS]
        yield Paid(clock.riga_day(row.paid_at), PAYMENT, words, row.how, row.amount or 0)
    for register in fee_registers(catalog):
        yield from _fees(connection, catalog, register, first, last)


def fee_registers(catalog: Catalog) -> tuple[str, ...]:
    """Return the registers whose records carry a fee of their own."""
    return tuple(spec.name for spec in catalog.specs if "fee_paid_on" in spec.by_name)


def _fees(connection: Connection, catalog: Catalog, register: str, first: date, last: date) -> Iterator[Paid]:
    """Yield the fees of a register; somebody exempt counts on the day of the record itself."""
    spec, table = catalog.spec(register), catalog.table(register)
    own_day = table.c[spec.ordered_by or "made_at"]
    paid_then = table.c.fee_paid_on.between(first, last)
    exempt_then = (table.c.fee_how == EXEMPT) & own_day.between(first, last)
    columns = (table.c.fee_how, table.c.fee_paid, table.c.fee_paid_on, own_day.label("own_day"))
    kept = (paid_then | exempt_then, table.c.status != Status.VOIDED)
    for row in connection.execute(select(*columns).where(*kept).order_by(table.c.n)):
        day = row.fee_paid_on or row.own_day
        yield Paid(day, register, t(spec.title), row.fee_how or "", row.fee_paid or 0)


def sums(payments: Iterable[Paid]) -> list[PaidFor]:
    """Add payments up by what they were for, most money first."""
    ways: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    counts: dict[str, int] = defaultdict(int)
    for each in payments:
        ways[each.what][each.how] += 1 if each.how == EXEMPT else each.cents
        counts[each.what] += each.how != EXEMPT
    rows = [
        PaidFor(what, counts[what], by[CASH], by[CARD], by[BANK], by[EXEMPT]) for what, by in ways.items()
    ]
    return sorted(rows, key=lambda row: (-row.total, row.what))


def payment_day(context: Context, day: date) -> PaymentDay:
    """Return the sums of a day in Riga."""
    names = current_references(context.store)
    with context.store.read() as connection:
        rows = sums(paid_between(connection, context.catalog, day, day, names))
        sample = one(connection, tables.desk)["sample"]
    return PaymentDay(day, rows, sample=sample)


def day_paper(context: Context, record: UUID) -> bytes:
    """Draw the sums of the day on which a payment was made."""
    with context.store.read() as connection:
        row = row_of(connection, context.catalog, PAYMENT, record)
    day = clock.riga_day(row["paid_at"] or row["made_at"])
    return draw_payment_day(payment_day(context, day), letterhead(context))


def fee_day_paper(register: str) -> Callable[[Context, UUID], bytes]:
    """Return how the sums of the day are drawn on which a fee of that register was paid."""

    def draw(context: Context, record: UUID) -> bytes:
        with context.store.read() as connection:
            row = row_of(connection, context.catalog, register, record)
        day = row["fee_paid_on"] or clock.today_riga()
        return draw_payment_day(payment_day(context, day), letterhead(context))

    return draw


def is_paid(values: Values) -> bool:
    """Say whether the fee of a record was paid on a day."""
    return values.get("fee_paid_on") is not None


def _midnight(day: date) -> datetime:
    return clock.from_riga(datetime.combine(day, time.min))
