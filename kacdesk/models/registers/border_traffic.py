"""This file is the place where applications for a local border traffic permit, and their lists, are registers.

S000 2.1(8); the fields are those of the municipality's own service (latvija.lv p6659). Free of charge.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index

from kacdesk.models.checks import not_before
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.numbered import NumberedRecord, index_numbers
from kacdesk.models.record import Record
from kacdesk.models.register import register, table_of
from kacdesk.spec.field import Choice, Kind, When
from kacdesk.spec.register import Clock, Group

NEIGHBOUR = (Choice("RU", "Krievijas Federācija"), Choice("BY", "Baltkrievijas Republika"))

ENTITLED_AS = (
    Choice("RESIDENT", "Pierobežas iedzīvotājs"),
    Choice("SPOUSE", "Laulātais"),
    Choice("CHILD", "Nepilngadīgs bērns"),
    Choice("DEPENDANT", "Apgādājamais vai aizbildnībā esošais"),
)
"""Only a resident must have lived in the border territory for a number of years."""

TRAVEL_PURPOSE = (
    Choice("RELATIVES", "Radinieku apciemošana"),
    Choice("GRAVES", "Kapu kopšana"),
    Choice("PROPERTY", "Īpašuma apsaimniekošana"),
    Choice("CULTURE", "Kultūras, izglītības, zinātnes vai sporta pasākumi"),
    Choice("RITES", "Vietējās tradīcijas un reliģiski rituāli"),
    Choice("ECONOMIC", "Saimnieciski sakari bez algota darba"),
    Choice("EMERGENCY", "Neatliekams ģimenes gadījums"),
    Choice("OTHER", "Cits mērķis"),
)

WAITING, LISTED, WITHDRAWN = "WAITING", "LISTED", "WITHDRAWN"
APPLICATION_STATE = (
    Choice(WAITING, "Gaida sarakstu"),
    Choice(LISTED, "Iekļauta sarakstā"),
    Choice("GRANTED", "Atļauja piešķirta"),
    Choice("DECLINED", "Atteikts"),
    Choice(WITHDRAWN, "Atsaukta"),
)

DRAFT, APPROVED, HANDED_OVER, ANSWERED = "DRAFT", "APPROVED", "HANDED_OVER", "ANSWERED"
LIST_STATE = (
    Choice(DRAFT, "Top"),
    Choice(APPROVED, "Apstiprināts"),
    Choice(HANDED_OVER, "Nodots robežpārstāvim"),
    Choice(ANSWERED, "Saņemta atbilde"),
)

_STATE = 60


@register(
    "Pierobežas satiksmes saraksti",
    singular="Pierobežas satiksmes saraksts",
    listed=("number", "title", "neighbour", "period_from", "period_to", "included", "state", "status"),
    checks=(
        not_before("period_from", "period_to"),
        not_before("period_to", "approved_on"),
        not_before("approved_on", "handed_on"),
        not_before("handed_on", "answered_on"),
    ),
    group=Group.DOCUMENTS,
    numbered=True,
    file_index="2-8",
    named_by=("number", "title"),
    ordered_by="period_from",
    clocks=(
        Clock(
            due="answer_due_on",
            what="Saņemt robežpārstāvja atbildi par sarakstu",
            while_={"state": (HANDED_OVER,)},
            ahead=3,
        ),
    ),
)
class BorderTrafficList(NumberedRecord):
    """A list of the persons entitled to a local border traffic permit, handed to the authorised border representative.

    Answers come once a quarter. Its applications are those that name it (`border_traffic_application.list_id`).
    """

    __tablename__ = "border_traffic_list"

    title: Mapped[str] = field(
        "Nosaukums", longest=160, default="Vietējās pierobežas satiksmes atļauju saraksts", section="Saraksts"
    )
    neighbour: Mapped[str] = field("Kaimiņvalsts", choices=NEIGHBOUR, default="RU")
    years_needed: Mapped[int] = field(
        "Gadi pierobežā",
        least=0,
        most=99,
        default=3,
        searched=False,
        hint="Cik gadus pierobežā jābūt deklarētam pašam iedzīvotājam",
    )
    period_from: Mapped[date] = field("Iesniegumi no", indexed=True)
    period_to: Mapped[date] = field("Iesniegumi līdz")
    gathered_at: Mapped[datetime | None] = field("Iesniegumi iekļauti", progress=True, searched=False)
    included: Mapped[int | None] = field("Personas sarakstā", derived=True, searched=False)
    state: Mapped[str] = field(
        "Gaita", choices=LIST_STATE, default=DRAFT, progress=True, section="Gaita", place=_STATE
    )
    approved_by: Mapped[str | None] = field(
        "Apstiprināja",
        longest=120,
        progress=True,
        when=When("state", (APPROVED, HANDED_OVER, ANSWERED)),
        place=_STATE + 1,
    )
    approved_on: Mapped[date | None] = field(
        "Apstiprināts", progress=True, when=When("state", (APPROVED, HANDED_OVER, ANSWERED)), place=_STATE + 2
    )
    handed_on: Mapped[date | None] = field(
        "Nodots", progress=True, when=When("state", (HANDED_OVER, ANSWERED)), place=_STATE + 3
    )
    answer_due_on: Mapped[date | None] = field(
        "Atbilde gaidāma",
        progress=True,
        searched=False,
        indexed=True,
        when=When("state", (HANDED_OVER, ANSWERED)),
        place=_STATE + 4,
    )
    answered_on: Mapped[date | None] = field(
        "Atbilde saņemta", progress=True, when=When("state", (ANSWERED,)), place=_STATE + 5
    )
    note: Mapped[str | None] = field(
        "Piezīmes", kind=Kind.LONG_TEXT, longest=2000, personal=True, place=_STATE + 6
    )


@register(
    "Pierobežas satiksmes iesniegumi",
    singular="Pierobežas satiksmes iesniegums",
    listed=("applied_on", "person_name", "entitled_as", "years_resident", "neighbour", "state", "status"),
    checks=(not_before("born_on", "passport_valid_to"),),
    group=Group.REQUESTS,
    named_by=("applied_on", "person_name"),
    ordered_by="applied_on",
)
class BorderTrafficApplication(Record):
    """An application to be put on the list: submission and questionnaire, with the passport at hand.

    To be kept until the list is answered and a year more: `kept_from` is the day of the answer, or of the withdrawal.
    """

    __tablename__ = "border_traffic_application"

    person_name: Mapped[str | None] = field(
        "Vārds, uzvārds", longest=160, personal=True, needed=True, section="Iesniedzējs"
    )
    born_on: Mapped[date | None] = field("Dzimšanas diena", personal=True)
    born_in: Mapped[str | None] = field("Dzimšanas vieta", longest=160, personal=True, hint="Kā pasē")
    passport_no: Mapped[str | None] = field("Pases sērija un numurs", longest=30, personal=True, needed=True)
    passport_valid_to: Mapped[date | None] = field("Pase derīga līdz", personal=True)
    contact: Mapped[str | None] = field("Saziņai", longest=200, personal=True)
    entitled_as: Mapped[str] = field(
        "Tiesības kā", choices=ENTITLED_AS, default="RESIDENT", searched=False, section="Tiesības un mērķis"
    )
    residence: Mapped[str | None] = field("Dzīvesvieta", longest=250, personal=True, needed=True)
    years_resident: Mapped[int | None] = field(
        "Cik gadus deklarēts pierobežā",
        least=0,
        most=120,
        searched=False,
        when=When("entitled_as", ("RESIDENT",)),
        needed=True,
    )
    family_of: Mapped[str | None] = field(
        "Kā ģimenes loceklis",
        longest=160,
        personal=True,
        when=When("entitled_as", ("SPOUSE", "CHILD", "DEPENDANT")),
        needed=True,
    )
    neighbour: Mapped[str] = field("Kaimiņvalsts", choices=NEIGHBOUR, default="RU")
    purpose: Mapped[str] = field("Brauciena mērķis", choices=TRAVEL_PURPOSE, default="RELATIVES")
    purpose_text: Mapped[str | None] = field(
        "Kāds mērķis", longest=200, personal=True, when=When("purpose", ("OTHER",)), needed=True
    )
    stays_at: Mapped[str | None] = field("Uzturēšanās vieta kaimiņvalstī", longest=250, personal=True)
    applied_on: Mapped[date | None] = field(
        "Saņemts", indexed=True, hint="Tukšu aizpilda ar šodienas datumu", section="Gaita", place=_STATE
    )
    state: Mapped[str] = field(
        "Gaita", choices=APPLICATION_STATE, default=WAITING, progress=True, place=_STATE
    )
    list_id: Mapped[UUID | None] = field(
        "Saraksts",
        refers_to="border_traffic_list",
        progress=True,
        searched=False,
        when=When("state", (LISTED, "GRANTED", "DECLINED")),
        place=_STATE + 1,
    )
    kept_from: Mapped[date | None] = field(
        "Glabā, skaitot no", derived=True, searched=False, place=_STATE + 5
    )
    visit_id: Mapped[UUID | None] = field("Apmeklējums", refers_to="visit", searched=False, place=_STATE + 2)
    clerk_id: Mapped[UUID | None] = field("Pieņēma", refers_to="staff", place=_STATE + 3)
    note: Mapped[str | None] = field(
        "Piezīmes", kind=Kind.LONG_TEXT, longest=2000, personal=True, place=_STATE + 4
    )


_columns = table_of(BorderTrafficApplication).c
Index("ix_border_traffic_application_list", _columns.list_id, _columns.state)
index_numbers(BorderTrafficList)
