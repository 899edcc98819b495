"""This file is the place where an act of destruction is drawn: what, by which rule, with whose approval, signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kacdesk.core.latvian import Case, counted, long_date, period, short_date
from kacdesk.core.text import t
from kacdesk.reports.official import Facts, Official, Part, Rows, Signatures, Words, draw_official
from kacdesk.reports.sheet import Heading


@dataclass(frozen=True, slots=True)
class GoneItem:
    """One record or file of an act; it names nobody. `kept_until` is the last day on which it had to be kept."""

    what: str
    number: str
    started_on: date | None
    kept_until: date | None


@dataclass(frozen=True, slots=True)
class DestructionPaper:
    """An act. `papers` whether paper was destroyed, else personal data in the program · `approved_by` '' for what the
    program does by itself or nobody approved yet · `count` records, which may be more than the items listed."""

    number: str
    act_on: date
    papers: bool
    what: str
    count: int
    items: Sequence[GoneItem]
    rule: str = ""
    period: tuple[date, date] | None = None
    approved_by: str = ""
    automatic: bool = False
    approval_needed: bool = False
    approval_no: str = ""
    method: str = ""
    done_on: date | None = None
    sample: bool = False


def draw_destruction_act(told: DestructionPaper, heading: Heading) -> bytes:
    """Draw the act and return the PDF. What is not known yet is a line to be filled in by hand."""
    title = t("Iznīcināšanas akts") if told.papers else t("Personas datu dzēšanas akts")
    units = counted(told.count, t("vienību"), t("vienība"), t("vienības"))
    parts: list[Part] = [
        Facts(_facts(told)),
        Rows(
            (t("Nr."), t("Sadaļa"), t("Numurs vai nosaukums"), t("Sākums"), t("Jāglabā līdz")),
            [_row(place, item) for place, item in enumerate(told.items, start=1)],
            shares=(0.08, 0.27, 0.35, 0.15, 0.15),
            texts=5,
            title=t("Kas iznīcināts") if told.papers else t("Kuru ierakstu personas dati dzēsti"),
            empty=t("Aktā ir tikai kopskaits."),
        ),
        Words(t("Pavisam: {units}.", units=units)),
        Words(_closing(told)),
        Signatures(_signers(told)),
    ]
    return draw_official(
        Official(
            title,
            heading,
            parts,
            about=told.what,
            number=told.number,
            day=told.act_on,
            sample=told.sample,
            notes=(t("Aktā nav personas datu: ieraksti nosaukti ar numuru, kodu vai identifikatoru."),),
        )
    )


def _facts(told: DestructionPaper) -> list[tuple[str, str]]:
    facts = [(t("Pamats"), told.rule or t("Glabāšanas termiņš beidzies"))]
    if told.period is not None:
        facts.append((t("Laikposms"), period(*told.period)))
    facts.append((t("Kā iznīcina"), told.method))
    if told.approval_needed or told.approval_no:
        facts.append((t("Arhīva saskaņojums"), told.approval_no))
    facts.append((t("Iznīcināts"), long_date(told.done_on, Case.LOCATIVE) if told.done_on else ""))
    return facts


def _closing(told: DestructionPaper) -> str:
    if not told.papers:
        return t(
            "Dzēsti personas dati un cilvēku rakstīti iemesli; uzskaites dati, kas nevienu nenosauc, ir saglabāti, "
            "tāpēc pārskati nemainās."
        )
    return t("Dokumenti iznīcināti tā, ka tos atjaunot nav iespējams.")


def _signers(told: DestructionPaper) -> tuple[tuple[str, str], ...]:
    approved = t("programma pēc noteikuma") if told.automatic else told.approved_by
    return (
        (t("Apstiprināja"), approved),
        (t("Iznīcināja") if told.papers else t("Pārbaudīja"), ""),
        (t("Klāt bija"), ""),
    )


def _row(place: int, item: GoneItem) -> tuple[str, ...]:
    started, kept = (short_date(day) if day else "" for day in (item.started_on, item.kept_until))
    return (f"{place}.", item.what, item.number, started, kept)
