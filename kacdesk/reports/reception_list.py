"""This file is the place where the list is drawn of those whom an official receives on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kacdesk.core.latvian import counted, weekday_name
from kacdesk.core.text import t
from kacdesk.reports.official import Facts, Official, Rows, Words, draw_official
from kacdesk.reports.sheet import Heading


@dataclass(frozen=True, slots=True)
class Booked:
    """One appointment as the official sees it; `at` as "09:20", empty texts are left out."""

    at: str
    customer: str
    contact: str
    matter: str
    form: str


@dataclass(frozen=True, slots=True)
class ReceptionList:
    """A day of an official. `hours` and `place` as the reception times say, empty when none stands there."""

    official: str
    post: str
    day: date
    hours: str
    place: str
    booked: Sequence[Booked]
    sample: bool = False


def draw_reception_list(told: ReceptionList, heading: Heading) -> bytes:
    """Draw the list and return the PDF. It names customers: it is for the official alone."""
    facts = [(t("Amatpersona"), ", ".join(part for part in (told.official, told.post) if part))]
    if told.hours:
        facts.append((t("Pieņemšanas laiks"), f"{weekday_name(told.day)}, {told.hours}"))
    if told.place:
        facts.append((t("Vieta"), told.place))
    count = counted(len(told.booked), t("pierakstu"), t("pieraksts"), t("pieraksti"))
    return draw_official(
        Official(
            t("Pierakstītie pieņemšanai"),
            heading,
            (
                Facts(facts),
                Rows(
                    (t("Laiks"), t("Klients"), t("Saziņai"), t("Jautājums"), t("Kā"), t("Ieradās")),
                    [
                        (each.at, each.customer, each.contact, each.matter, each.form, "")
                        for each in told.booked
                    ],
                    shares=(0.08, 0.22, 0.2, 0.3, 0.11, 0.09),
                    texts=6,
                    empty=t("Šai dienai neviens nav pierakstījies."),
                ),
                Words(t("Kopā {count}.", count=count)),
                Words(
                    t("Saraksts satur personas datus. Pēc pieņemšanas iznīciniet to vai atdodiet centram.")
                ),
            ),
            day=told.day,
            sample=told.sample,
        )
    )
