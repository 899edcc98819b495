"""This file is the place where it is declared once what is said of a service, by the catalogue or by a point."""

from datetime import date

from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.vocabulary import CENTRE_ROLE
from kacdesk.spec.field import Choice, Kind

SERVICE_STAGE = (
    Choice("INFORMATION", "Informēšana"),
    Choice("ACCEPTANCE", "Pieteikuma pieņemšana"),
    Choice("ACCEPTANCE_AND_ISSUE", "Pieteikuma pieņemšana un rezultāta izsniegšana"),
    Choice("WHOLE", "Viss pakalpojums"),
)
"""Which stage of a service is given at the centre (S001 12)."""

DEMAND_LEVEL = (
    Choice("STATE", "Valsts tiesību akts"),
    Choice("MUNICIPAL", "Pašvaldības saistošie noteikumi"),
)
"""Whose rule demands what is asked of the customer (S004 3.5(8)): the municipality can lighten only its own."""


class ServiceStandard:
    """The service standard (S004 1.2): what, by whom, in which ways, for how much, by when and on what ground.

    `required_documents` lists what may be asked for, `not_asked` what the state or the municipality has already
    (S004 3.3) · `exception_reason` why applications for it are not accepted at the centre (S004 3.2(2)) · `procedure`
    how an application is examined (S002 9) · `published_on` the day on which it was put on the website and the portal.
    """

    title: Mapped[str] = field("Nosaukums", longest=400, section="Pakalpojums", place=-30)
    title_en: Mapped[str | None] = field("Nosaukums angliski", longest=400, place=-29)
    kinds: Mapped[str | None] = field(
        "Sniegšanas veidi", section="Kā to sniedz centrā", hint="Piemēram: Pieteikums, Informācija"
    )
    channels: Mapped[str | None] = field("Kanāli", hint="Piemēram: Klātienē, Tālrunis, E-pasts")
    paper_allowed: Mapped[bool | None] = field("Pieņem papīrā")
    delegation_supported: Mapped[bool | None] = field("Var pieteikt citas personas vārdā")
    centre_role: Mapped[str | None] = field("Centra loma", choices=CENTRE_ROLE)
    stage: Mapped[str | None] = field("Posms centrā", choices=SERVICE_STAGE)
    exception_reason: Mapped[str | None] = field("Kāpēc centrā nepieņem", longest=500)
    required_documents: Mapped[str | None] = field(
        "Ko drīkst prasīt",
        kind=Kind.LONG_TEXT,
        longest=4000,
        synonyms=("Nepieciešamie dokumenti",),
        section="Ko prasa, cik maksā, cik ilgi",
    )
    not_asked: Mapped[str | None] = field("Ko neprasa", longest=1000, hint="Ziņas, kas iestādei jau ir")
    fee_cents: Mapped[int | None] = field("Maksa", kind=Kind.MONEY, least=0, searched=False)
    fee_note: Mapped[str | None] = field("Piezīme par maksu", longest=300)
    term_note: Mapped[str | None] = field("Izpildes termiņš", longest=200)
    procedure: Mapped[str | None] = field("Kā izskata", kind=Kind.LONG_TEXT, longest=2000)
    competent: Mapped[str | None] = field("Kas izlemj", longest=250)
    legal_basis: Mapped[str | None] = field("Tiesiskais pamats", longest=500, section="Pamats un standarts")
    demand_level: Mapped[str | None] = field("Prasības nosaka", choices=DEMAND_LEVEL, searched=False)
    demand_ground: Mapped[str | None] = field("Prasības pamats", longest=300)
    portal_url: Mapped[str | None] = field("Saite portālā", longest=500)
    synonyms: Mapped[str | None] = field("Citi nosaukumi", longest=1000)
    reviewed_on: Mapped[date | None] = field("Standarts pārskatīts", searched=False, place=10)
    published_on: Mapped[date | None] = field("Standarts publicēts", searched=False, place=11)


def codes_of(text: str | None, choices: tuple[Choice, ...]) -> tuple[str, ...]:
    """Return the codes in a list with commas, as the catalogue has it or in the words of the screen as people type it.

    What is neither stays as it was written.
    """
    by_word = {choice.label.casefold(): choice.code for choice in choices}
    parts = [part.strip() for part in (text or "").split(",")]
    return tuple(by_word.get(part.casefold(), part) for part in parts if part)
