"""This file is the place where forms, guidance and the centre's own documents are a register, version after version."""

from datetime import date
from uuid import UUID

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.checks import not_before
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.spec.field import Choice, Kind
from kacdesk.spec.register import Clock, Group, Values

LIBRARY_KIND = (
    Choice("FORM", "Veidlapa"),
    Choice("GUIDANCE", "Metodiskais materiāls"),
    Choice("INTERNAL_RULE", "Iekšējais normatīvais akts"),
    Choice("JOB_DESCRIPTION", "Amata apraksts"),
    Choice("TERMS", "Lietošanas vai sadarbības noteikumi"),
    Choice("AGREEMENT", "Līgums"),
    Choice("SAFETY", "Darba drošības instrukcija"),
    Choice("LINK", "Saite"),
)
"""S003 20.1.1, 20.1.5; S000 2.2(4), 3.3(3), 3.3(5); S001 19.5; S004 1."""

_WEB = ("https://", "http://")


def link_is_of_the_web(values: Values) -> Problem | None:
    """Ask a link card for an address that a browser opens."""
    if values.get("kind") != "LINK":
        return None
    url = values.get("url")
    if not url:
        return Problem("url", t("Ierakstiet saites adresi."), "required")
    if not str(url).startswith(_WEB):
        return Problem("url", t("Adresei jāsākas ar https:// vai http://."), "format")
    return None


@register(
    "Materiālu uzskaite",
    singular="Materiāls",
    listed=("title", "kind", "version", "institution_id", "valid_from", "valid_to", "status"),
    checks=(not_before("valid_from", "valid_to"), link_is_of_the_web),
    named_by=("title", "version"),
    ordered_by="made_at",
    group=Group.CATALOGUE,
    clocks=(
        Clock(due="review_due", what="Pārskatīt, vai nav novecojis", while_={"valid_to": (None,)}, ahead=7),
        Clock(
            due="expected_by",
            what="Pieprasīt metodisko materiālu",
            while_={"received_on": (None,), "valid_to": (None,)},
        ),
    ),
)
class LibraryItem(Record):
    """One version of a form, of guidance, of an internal document or of terms; its file is attached to it.

    The next version names the one it replaces in `supersedes`, whose last day is then the day before. `must_know` asks
    every person of the point to acknowledge it · `expected_by` follows from the day of the training after which the
    institution owes its guidance (S001 15.2), until `received_on`.
    """

    __tablename__ = "library_item"

    title: Mapped[str] = field("Nosaukums", longest=300, section="Materiāls")
    kind: Mapped[str] = field("Veids", choices=LIBRARY_KIND, default="FORM")
    version: Mapped[str | None] = field("Versija", longest=60)
    institution_id: Mapped[UUID | None] = field("Iestāde", refers_to="institution", indexed=True)
    service_id: Mapped[UUID | None] = field("Pakalpojums", refers_to="service", indexed=True)
    valid_from: Mapped[date | None] = field("Spēkā no", searched=False, section="Spēkā un pārskatīšana")
    valid_to: Mapped[date | None] = field("Spēkā līdz", searched=False, progress=True)
    review_due: Mapped[date | None] = field("Jāpārskata", searched=False, progress=True, indexed=True)
    source: Mapped[str | None] = field(
        "Avots", longest=300, hint="Kur ņemts un no kuras dienas", section="Avots"
    )
    source_on: Mapped[date | None] = field("Avota datums", searched=False)
    url: Mapped[str | None] = field("Saite", longest=500)
    supersedes_id: Mapped[UUID | None] = field("Aizstāj", refers_to="library_item", searched=False)
    must_know: Mapped[bool] = field("Jāiepazīstas visiem", default=False, searched=False)
    training_on: Mapped[date | None] = field(
        "Mācības beidzās",
        searched=False,
        hint="Pēc tām iestāde iesniedz metodisko materiālu",
        section="Ja to gaida no iestādes",
    )
    expected_by: Mapped[date | None] = field("Gaidāms līdz", derived=True, searched=False, indexed=True)
    received_on: Mapped[date | None] = field("Saņemts", searched=False, progress=True)
    note: Mapped[str | None] = field("Piezīmes", kind=Kind.LONG_TEXT, longest=2000)
