"""This file is the place where what a person pays, or why nothing is paid, gets its fields: the same ones everywhere.

Why somebody is exempt is kept as the clause of the rule alone: most grounds would tell of health or means, and such a
thing is never a field (S002 5.3.2).
"""

from datetime import date

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.spec.field import Choice, Kind, When
from kacdesk.spec.register import Values

CASH, CARD, BANK, EXEMPT = "CASH", "CARD", "BANK", "EXEMPT"
PAID_WAYS = (CASH, CARD, BANK)

FEE_HOW = (
    Choice(CASH, "Skaidrā naudā"),
    Choice(CARD, "Ar karti"),
    Choice(BANK, "Ar pārskaitījumu"),
    Choice(EXEMPT, "Atbrīvots no maksas"),
)

FEE_EXEMPTION = (
    Choice("RULES", "Likums vai Ministru kabineta noteikumi"),
    Choice("COUNCIL", "Pašvaldības domes lēmums"),
    Choice("PAID_BEFORE", "Par to jau samaksāts"),
    Choice("OTHER", "Cits pamats"),
)

_FEES = 40
"""Where the columns of the fee stand: after a register's own ones, before those with `place` 60 of how it goes on."""

_MOST_CENTS = 10_000_000
"""A hundred thousand euro: more was mistyped."""


def exempt_pays_nothing(values: Values) -> Problem | None:
    """Refuse a fee that is due from somebody who is exempt: either of the two is wrong."""
    if values.get("fee_how") == EXEMPT and values.get("fee_due"):
        return Problem(
            "fee_due", t("Atbrīvotai personai maksājamā summa ir 0,00; izlabojiet summu vai veidu."), "exempt"
        )
    return None


class HasFee:
    """What is to be paid for the matter of this record, in cents, and how it was paid."""

    fee_due: Mapped[int | None] = field(
        "Maksājams",
        kind=Kind.MONEY,
        least=0,
        most=_MOST_CENTS,
        progress=True,
        searched=False,
        section="Maksa",
        hint="Tukšs: summu ieraksta pēc sadaļas “Maksas un nodevas”",
        place=_FEES,
    )
    fee_how: Mapped[str | None] = field(
        "Kā samaksāts", choices=FEE_HOW, progress=True, searched=False, place=_FEES + 1
    )
    fee_paid: Mapped[int | None] = field(
        "Samaksāts",
        kind=Kind.MONEY,
        least=0,
        most=_MOST_CENTS,
        progress=True,
        searched=False,
        when=When("fee_how", PAID_WAYS),
        needed=True,
        place=_FEES + 2,
    )
    fee_paid_on: Mapped[date | None] = field(
        "Samaksas diena",
        progress=True,
        searched=False,
        when=When("fee_how", PAID_WAYS),
        needed=True,
        indexed=True,
        place=_FEES + 3,
    )
    fee_receipt: Mapped[str | None] = field(
        "Kvīts vai maksājuma Nr.",
        longest=60,
        progress=True,
        when=When("fee_how", PAID_WAYS),
        place=_FEES + 4,
    )
    exemption_ground: Mapped[str | None] = field(
        "Atbrīvojuma pamats",
        choices=FEE_EXEMPTION,
        progress=True,
        searched=False,
        when=When("fee_how", (EXEMPT,)),
        needed=True,
        place=_FEES + 5,
    )
    exemption_clause: Mapped[str | None] = field(
        "Norma, pēc kuras atbrīvots",
        longest=120,
        progress=True,
        searched=False,
        hint="Tikai punkts, piemēram, “MK 720, 5.2.”; ziņas par personu šeit neraksta",
        when=When("fee_how", (EXEMPT,)),
        place=_FEES + 6,
    )
