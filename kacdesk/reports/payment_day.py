"""This file is the place where a day's payments are drawn as sums; nobody who paid is named (S004 2.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kacdesk.core.latvian import Case, long_date, money, number
from kacdesk.core.text import t
from kacdesk.reports.official import Official, Rows, Signatures, Words, draw_official
from kacdesk.reports.sheet import Heading


@dataclass(frozen=True, slots=True)
class PaidFor:
    """What was paid for one thing on a day: sums in cents by the way of payment, and how often nothing was paid."""

    what: str
    count: int = 0
    cash: int = 0
    card: int = 0
    bank: int = 0
    exempt: int = 0

    @property
    def total(self) -> int:
        """Return all that was paid, in cents."""
        return self.cash + self.card + self.bank


@dataclass(frozen=True, slots=True)
class PaymentDay:
    """The payments of one day at the point, most money first."""

    day: date
    rows: Sequence[PaidFor]
    sample: bool = False

    @property
    def whole(self) -> PaidFor:
        """Return the sum of all rows."""
        return PaidFor(
            t("Kopā"),
            count=sum(row.count for row in self.rows),
            cash=sum(row.cash for row in self.rows),
            card=sum(row.card for row in self.rows),
            bank=sum(row.bank for row in self.rows),
            exempt=sum(row.exempt for row in self.rows),
        )


def draw_payment_day(told: PaymentDay, heading: Heading) -> bytes:
    """Draw the sums of a day with a line to sign, and return the PDF."""
    heads = (
        t("Par ko"),
        t("Skaits"),
        t("Skaidrā naudā"),
        t("Ar karti"),
        t("Pārskaitījums"),
        t("Kopā"),
        t("Atbrīvoti"),
    )
    rows = [_row(each) for each in (*told.rows, told.whole)] if told.rows else []
    return draw_official(
        Official(
            t("Dienas maksājumi"),
            heading,
            [
                Rows(heads, rows, (3.6, 0.9, 1.4, 1.2, 1.4, 1.3, 1.1), texts=1, empty=t("Maksājumu nav.")),
                Words(t("Skaidrā naudā jābūt: {sum}.", sum=money(told.whole.cash))),
                Signatures([(t("Sagatavoja"), heading.prepared_by), (t("Pārbaudīja"), "")]),
            ],
            about=long_date(told.day, Case.NOMINATIVE),
            day=told.day,
            sample=told.sample,
        )
    )


def _row(each: PaidFor) -> tuple[str, ...]:
    sums = (each.cash, each.card, each.bank, each.total)
    return (each.what, number(each.count), *(money(cents) for cents in sums), number(each.exempt))
