"""This file is the place where the list of persons entitled to a local border traffic permit is drawn (S000 2.1(8))."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kacdesk.core.latvian import counted, period, short_date
from kacdesk.core.text import t
from kacdesk.reports.official import Official, Rows, Signatures, Words, draw_official
from kacdesk.reports.sheet import Heading


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One person of the list; days are None where they are not known."""

    name: str
    born: str
    passport: str
    passport_valid_to: date | None
    residence: str
    entitled_as: str
    purpose: str


@dataclass(frozen=True, slots=True)
class TrafficList:
    """A list as it is handed over. `approved` who approved it, '' while nobody has; `persons` in their order."""

    title: str
    number: str
    neighbour: str
    first: date
    last: date
    persons: Sequence[ListedPerson]
    approved: str = ""
    approved_on: date | None = None
    sample: bool = False


def draw_traffic_list(listed: TrafficList, heading: Heading) -> bytes:
    """Draw a list, lying, and return the PDF."""
    heads = (
        t("Nr."),
        t("Vārds, uzvārds"),
        t("Dzimšanas diena un vieta"),
        t("Pase, derīga līdz"),
        t("Dzīvesvieta"),
        t("Tiesības kā"),
        t("Brauciena mērķis"),
    )
    rows = [
        (
            f"{place}.",
            person.name,
            person.born,
            _joined(person.passport, person.passport_valid_to),
            person.residence,
            person.entitled_as,
            person.purpose,
        )
        for place, person in enumerate(listed.persons, start=1)
    ]
    told = counted(len(rows), t("personu"), t("persona"), t("personas"))
    about = t(
        "{neighbour} · iesniegumi {period}",
        neighbour=listed.neighbour,
        period=period(listed.first, listed.last),
    )
    shares = (0.5, 2.2, 2, 1.8, 3, 1.8, 2.2)
    approved = t("Sarakstu apstiprināja")
    if listed.approved_on is not None:
        approved = t("Sarakstu apstiprināja {day}", day=short_date(listed.approved_on))
    return draw_official(
        Official(
            listed.title,
            heading,
            [
                Rows(heads, rows, shares, empty=t("Sarakstā vēl nav nevienas personas.")),
                Words(t("Kopā sarakstā: {count}.", count=told)),
                Signatures([(approved, listed.approved), (t("Sarakstu saņēma"), "")]),
            ],
            about=about,
            number=listed.number,
            day=listed.approved_on,
            sample=listed.sample,
            lying=True,
            notes=[
                t("Sarakstā ir personas dati: nododiet to tikai robežpārstāvim un glabājiet drošā vietā.")
            ],
        )
    )


def _joined(words: str, day: date | None) -> str:
    return f"{words}, {short_date(day)}" if day is not None else words
