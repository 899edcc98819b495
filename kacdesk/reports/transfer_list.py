"""This file is the place where the list is drawn with which long-term and permanent files go to the archive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kacdesk.core.latvian import Case, counted, long_date, short_date
from kacdesk.core.text import t
from kacdesk.reports.official import Facts, Official, Rows, Signatures, Words, draw_official
from kacdesk.reports.sheet import Heading


@dataclass(frozen=True, slots=True)
class HandedFile:
    """One file of the list: its index in the file plan, title, year, outermost dates, sheets."""

    index: str
    title: str
    year: int
    volume: int
    first_on: date | None
    last_on: date | None
    sheets: int | None
    kept: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class TransferPaper:
    """A hand-over to the archive; `accepted_by` the post of whoever takes, written by hand when it is empty."""

    number: str
    transfer_on: date
    recipient: str
    files: Sequence[HandedFile]
    ground: str = ""
    approval_no: str = ""
    handed_by: str = ""
    accepted_by: str = ""
    accepted_on: date | None = None
    sample: bool = False


def draw_transfer_list(told: TransferPaper, heading: Heading) -> bytes:
    """Draw the list on A4 lying and return the PDF; whoever gives and whoever takes sign it."""
    facts = [(t("Kam nodod"), told.recipient), (t("Pamats"), told.ground or t("Arhīvu likums"))]
    if told.approval_no:
        facts.append((t("Arhīva saskaņojums"), told.approval_no))
    facts.append((t("Pieņemts"), long_date(told.accepted_on, Case.LOCATIVE) if told.accepted_on else ""))
    files = counted(len(told.files), t("lietu"), t("lieta"), t("lietas"))
    sheets = counted(sum(each.sheets or 0 for each in told.files), t("lapu"), t("lapa"), t("lapas"))
    heads = (
        t("Nr."),
        t("Indekss"),
        t("Lietas nosaukums"),
        t("Gads"),
        t("Sējums"),
        t("Pirmais un pēdējais dokuments"),
        t("Glabāšana"),
        t("Piezīme"),
        t("Lapas"),
    )
    return draw_official(
        Official(
            t("Lietu nodošanas akts"),
            heading,
            (
                Facts(facts),
                Rows(
                    heads,
                    [_row(place, each) for place, each in enumerate(told.files, start=1)],
                    shares=(0.05, 0.08, 0.28, 0.06, 0.07, 0.18, 0.11, 0.1, 0.07),
                    texts=8,
                    empty=t("Aktā vēl nav nevienas lietas."),
                ),
                Words(t("Pavisam: {files}, {sheets}.", files=files, sheets=sheets)),
                Signatures(((t("Nodeva"), told.handed_by), (t("Pieņēma"), told.accepted_by))),
            ),
            about=t("Ilgstoši un pastāvīgi glabājamo dokumentu nodošana arhīvā"),
            number=told.number,
            day=told.transfer_on,
            sample=told.sample,
            lying=True,
        )
    )


def _row(place: int, each: HandedFile) -> tuple[str, ...]:
    days = " – ".join(short_date(day) for day in (each.first_on, each.last_on) if day)
    sheets = "" if each.sheets is None else str(each.sheets)
    return (
        f"{place}.",
        each.index,
        each.title,
        str(each.year),
        str(each.volume),
        days,
        each.kept,
        each.note,
        sheets,
    )
