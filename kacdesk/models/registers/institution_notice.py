"""This file is the place where what an institution tells of its officers and hours is a register with its terms."""

from datetime import date, datetime
from uuid import UUID

from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.models.checks import ends_later, not_before
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Record
from kacdesk.models.register import register
from kacdesk.models.vocabulary import CHANNEL, choices_of
from kacdesk.spec.field import Kind, When
from kacdesk.spec.register import Clock, Group, Values

NOTICE_KIND = choices_of(
    ("A_ASSIGNED_OFFICER", "Norīkots darbinieks"),
    ("B_HOURS_CHANGE", "Mainās pieņemšanas laiks"),
    ("C_UNCOVERED_ABSENCE", "Prombūtne bez aizvietotāja"),
    ("D_SUBSTITUTION", "Aizvietošana"),
)
"""S001 19.1 to 19.4."""

_ABSENCES = ("C_UNCOVERED_ABSENCE", "D_SUBSTITUTION")
_NAMED = ("A_ASSIGNED_OFFICER", *_ABSENCES)


def substitution_names_its_period(values: Values) -> Problem | None:
    """Ask until when somebody is substituted (S001 19.4: the planned period)."""
    if values.get("kind") == "D_SUBSTITUTION" and values.get("effective_to") is None:
        return Problem("effective_to", t("Norādiet, līdz kurai dienai aizvieto."), "required")
    return None


def assigned_officer_is_named(values: Values) -> Problem | None:
    """Ask for the name and post of an officer who begins work (S001 19.1)."""
    if values.get("kind") != "A_ASSIGNED_OFFICER" or values.get("officer_id"):
        return None
    for name in ("officer_name", "officer_post"):
        if not values.get(name):
            return Problem(name, t("Norādiet norīkotā darbinieka vārdu, uzvārdu un amatu."), "required")
    return None


def substitute_is_named(values: Values) -> Problem | None:
    """Ask for the name and post of the substitute (S001 19.4, S003 26.2.5)."""
    if values.get("kind") != "D_SUBSTITUTION" or values.get("substitute_id"):
        return None
    for name in ("substitute_name", "substitute_post"):
        if not values.get(name):
            return Problem(name, t("Norādiet aizvietotāja vārdu, uzvārdu un amatu."), "required")
    return None


@register(
    "Iestāžu paziņojumi",
    singular="Iestādes paziņojums",
    listed=(
        "received_at",
        "institution_id",
        "kind",
        "effective_from",
        "effective_to",
        "in_time",
        "post_by",
        "posted_on",
        "ministry_informed_on",
        "status",
    ),
    checks=(
        not_before("effective_from", "effective_to"),
        ends_later("from_time", "to_time"),
        substitution_names_its_period,
        assigned_officer_is_named,
        substitute_is_named,
    ),
    named_by=("received_at", "kind"),
    ordered_by="received_at",
    group=Group.INSTITUTIONS,
    clocks=(
        Clock(
            due="post_by",
            what="Ievietot iestādes paziņojumu PVS",
            while_={"posted_on": (None,)},
            ahead=2,
        ),
        Clock(
            due="post_by",
            what="Informēt ministriju par iestādes paziņojumu",
            while_={"ministry_informed_on": (None,)},
            ahead=2,
        ),
    ),
)
class InstitutionNotice(Record):
    """A notice of an institution: who will work here, when it will receive, who is away, who stands in.

    S001 19.1–19.4, S003 26.2.2–26.2.5; within two working days a change of hours is placed in PVS and told to the
    ministry (S003 26.1.9bis). The program fills by when the notice had to come and whether it did.
    """

    __tablename__ = "institution_notice"

    received_at: Mapped[datetime] = field("Saņemts", section="Paziņojums", synonyms=("Saņemšanas datums",))
    institution_id: Mapped[UUID] = field("Iestāde", refers_to="institution")
    kind: Mapped[str] = field(
        "Veids", choices=NOTICE_KIND, default="B_HOURS_CHANGE", synonyms=("Paziņojuma veids",)
    )
    channel: Mapped[str] = field("Kā saņemts", choices=CHANNEL, default="EMAIL", searched=False)
    effective_from: Mapped[date] = field(
        "No kuras dienas", hint="Darba sākums, jaunā laika pirmā diena vai prombūtnes sākums"
    )
    effective_to: Mapped[date | None] = field(
        "Līdz kurai dienai", hint="Prombūtne bez beigu dienas ir vienu dienu"
    )
    from_time: Mapped[str | None] = field(
        "No plkst.",
        kind=Kind.TIME,
        longest=5,
        hint="Ja prombūtne nav visu dienu",
        when=When("kind", _ABSENCES),
        searched=False,
    )
    to_time: Mapped[str | None] = field(
        "Līdz plkst.", kind=Kind.TIME, longest=5, when=When("kind", _ABSENCES), searched=False
    )
    officer_id: Mapped[UUID | None] = field(
        "Iestādes darbinieks",
        refers_to="specialist",
        section="Par ko",
        when=When("kind", _NAMED),
        hint="Tukšs, ja prombūtnē ir visa iestāde",
    )
    officer_name: Mapped[str | None] = field(
        "Darbinieka vārds, uzvārds", longest=120, when=When("kind", _NAMED)
    )
    officer_post: Mapped[str | None] = field("Darbinieka amats", longest=160, when=When("kind", _NAMED))
    substitute_id: Mapped[UUID | None] = field(
        "Aizvietotājs", refers_to="specialist", when=When("kind", ("D_SUBSTITUTION",))
    )
    substitute_name: Mapped[str | None] = field(
        "Aizvietotāja vārds, uzvārds", longest=120, when=When("kind", ("D_SUBSTITUTION",))
    )
    substitute_post: Mapped[str | None] = field(
        "Aizvietotāja amats", longest=160, when=When("kind", ("D_SUBSTITUTION",))
    )
    hours_text: Mapped[str | None] = field(
        "Plānotais pieņemšanas laiks",
        longest=500,
        when=When("kind", ("B_HOURS_CHANGE",)),
        needed=True,
        hint="Piemēram: O. 9:00–12:00, C. 13:00–17:00",
    )
    note: Mapped[str | None] = field("Piezīmes", longest=1000)
    required_by: Mapped[date | None] = field("Bija jāsaņem līdz", derived=True, searched=False)
    in_time: Mapped[bool | None] = field("Saņemts laikus", derived=True, searched=False)
    post_by: Mapped[date | None] = field("Jāievieto līdz", derived=True, searched=False, indexed=True)
    posted_on: Mapped[date | None] = field(
        "Ievietots PVS",
        progress=True,
        when=When("kind", ("B_HOURS_CHANGE",)),
        section="Izpilde",
    )
    ministry_informed_on: Mapped[date | None] = field(
        "Ministrija informēta", progress=True, when=When("kind", ("B_HOURS_CHANGE",))
    )
    timetable_changed_on: Mapped[date | None] = field(
        "Grafiks izmainīts", progress=True, when=When("kind", ("A_ASSIGNED_OFFICER", "B_HOURS_CHANGE"))
    )
