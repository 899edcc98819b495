"""This file is the place where the list is drawn that goes with papers to their addressee, with two signatures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kacdesk.core.latvian import Case, counted, long_date, short_date
from kacdesk.core.text import t
from kacdesk.reports.official import Facts, Official, Rows, Signatures, Words, draw_official
from kacdesk.reports.sheet import Heading


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """One paper as the list names it: no customer. `number` and `received_on` are empty for what is not registered."""

    number: str
    received_on: date | None
    what: str
    pages: int | None = None
    originals: int | None = None


@dataclass(frozen=True, slots=True)
class TransmittalList:
    """What goes with a batch. `addressee` and `how` as a person reads them · `sent_on` None while it is prepared ·
    `handed_over_by` and `received_by` names that are known already, else written by hand."""

    number: str
    addressee: str
    how: str
    papers: Sequence[ListedPaper]
    prepared_on: date
    sent_on: date | None = None
    carrier: str = ""
    handed_over_by: str = ""
    received_by: str = ""
    sample: bool = False


def draw_transmittal_list(told: TransmittalList, heading: Heading) -> bytes:
    """Draw the list and return the PDF; it is signed by whoever gives and by whoever takes."""
    facts = [(t("Adresāts"), told.addressee), (t("Kā nodod"), told.how)]
    if told.carrier:
        facts.append((t("Kas nogādā"), told.carrier))
    sent = long_date(told.sent_on, Case.LOCATIVE) if told.sent_on is not None else ""
    facts.append((t("Nosūtīts"), sent))
    count = counted(len(told.papers), t("dokumentu"), t("dokuments"), t("dokumenti"))
    sheets = sum(paper.pages or 0 for paper in told.papers)
    whole = t("Sarakstā ir {papers}, kopā {pages}.", papers=count, pages=_pages(sheets))
    return draw_official(
        Official(
            t("Dokumentu nodošanas saraksts"),
            heading,
            (
                Facts(facts),
                Rows(
                    (
                        t("Nr."),
                        t("Reģistrācijas Nr."),
                        t("Saņemts"),
                        t("Dokuments"),
                        t("Oriģināli"),
                        t("Lapas"),
                    ),
                    [_row(place, paper) for place, paper in enumerate(told.papers, start=1)],
                    shares=(0.06, 0.25, 0.13, 0.38, 0.09, 0.09),
                    texts=4,
                    empty=t("Sūtījumā vēl nav neviena papīra."),
                ),
                Words(whole),
                Words(
                    t("Lūdzam pārbaudīt papīrus pēc saraksta un vienu parakstītu eksemplāru atdot centram.")
                ),
                Signatures(((t("Nodeva"), told.handed_over_by), (t("Saņēma"), told.received_by))),
            ),
            number=told.number,
            day=told.sent_on or told.prepared_on,
            sample=told.sample,
        )
    )


def _row(place: int, paper: ListedPaper) -> tuple[str, ...]:
    received = short_date(paper.received_on) if paper.received_on is not None else ""
    return (
        f"{place}.",
        paper.number,
        received,
        paper.what,
        "" if paper.originals is None else str(paper.originals),
        "" if paper.pages is None else str(paper.pages),
    )


def _pages(count: int) -> str:
    return counted(count, t("lapu"), t("lapa"), t("lapas"))
