"""This file is the place where the figures of a report become tables of words, each number with the rows behind it.

The window draws them as they come, so that a new figure needs nothing there.
"""

from collections.abc import Callable, Iterable, Sequence

from kacdesk.core.latvian import (
    duration,
    number,
    percent,
)
from kacdesk.core.text import t
from kacdesk.figures.count import Count, together
from kacdesk.figures.institutions import InstitutionFigures
from kacdesk.figures.labels import labelled
from kacdesk.figures.period_words import column_head
from kacdesk.figures.phone import OTHER_STATE
from kacdesk.figures.report import ReportFigures
from kacdesk.figures.shares import rounding_note
from kacdesk.figures.summary_words import partly_recorded, summary_lines
from kacdesk.figures.times import HandlingTime
from kacdesk.figures.totals import Totals
from kacdesk.models.vocabulary import CALL_STATE, CHANNEL
from kacdesk.services.reporting.further_tables import corrections, further_tables
from kacdesk.services.reporting.table import Cell, Line, Table, figure, signed
from kacdesk.services.reporting.time_tables import by_day, by_hour

_ANY = "*"


def tables_of(figures: ReportFigures) -> tuple[Table, ...]:
    """Return the tables in the order of the paper; those of sections 6–12 are made of what figures there are."""
    hours = {(row.weekday, row.hour): row for row in figures.hours}
    return (
        _institutions(figures.institutions),
        _stand_ins(figures.institutions),
        _summary(figures),
        _services(figures),
        _channels(figures),
        by_day(figures),
        by_hour(
            t("Apmeklējumi pa nedēļas dienām un stundām"), {key: row.visits for key, row in hours.items()}
        ),
        _phone(figures),
        _calls_about(figures),
        by_hour(t("Zvani pa nedēļas dienām un stundām"), {key: row.calls for key, row in hours.items()}),
        *further_tables(figures),
        *corrections(figures),
        _completeness(figures),
    )


def _institutions(rows: Sequence[InstitutionFigures]) -> Table:
    columns: tuple[tuple[str, Callable[[InstitutionFigures], Count]], ...] = (
        (t("Pieteikumi"), lambda row: row.applications),
        (t("Konsultācijas"), lambda row: row.consultations),
        (t("tostarp informācija"), lambda row: row.information),
        (t("tostarp e-konsultācijas"), lambda row: row.e_consultations),
        (t("tostarp nosūtīti"), lambda row: row.referrals),
        (t("Kopā"), lambda row: row.total),
        (t("tostarp aizvietojot iestādi"), lambda row: row.stand_in.total),
    )
    lines = [
        Line(row.abbr or row.title or t("nav sarakstā"), tuple(figure(of(row)) for _head, of in columns))
        for row in rows
    ]
    sums = tuple(figure(together(of(row) for row in rows)) for _head, of in columns)
    return Table(
        t("Pieteikumi un konsultācijas pa iestādēm"),
        (t("Iestāde"), *(head for head, _of in columns)),
        (*lines, Line(t("Kopā"), sums, is_sum=True)),
    )


def _stand_ins(rows: Sequence[InstitutionFigures]) -> Table:
    """Return why the municipality stood in for institutions, for those where it did."""
    reasons = ("outside_hours", "absent_no_substitute", "not_present_in_centre", "other")
    heads = [labelled(f"institutions.{_ANY}.stand_in.{name}").words for name in reasons]
    lines = [
        Line(
            row.abbr or row.title or t("nav sarakstā"),
            (*(figure(getattr(row.stand_in, name)) for name in reasons), figure(row.stand_in.total)),
        )
        for row in rows
        if row.stand_in.total
    ]
    title = t("Aizvietošana pa iestādēm")
    if not lines:
        return Table(title, (), (), t("Šajā periodā tādu nav."))
    return Table(title, (t("Iestāde"), *heads, t("Kopā")), tuple(lines))


def _summary(figures: ReportFigures) -> Table:
    period, now = figures.period, figures.summary
    lines = [
        Line(
            title,
            (
                figure(getattr(now, name)),
                *_compared(now, figures.previous, name),
                *_compared(now, figures.year_ago, name),
            ),
            level=level,
        )
        for title, name, level in summary_lines()
    ]
    heads = (column_head(period), column_head(period.previous()), t("Izmaiņa"))
    return Table(
        t("Kopsavilkums"),
        ("", *heads, column_head(period.year_ago()), t("Izmaiņa")),
        (*lines, *_times(t("Apkalpošanas laiks"), figures.handling)),
        _compared_note(figures),
    )


def _compared_note(figures: ReportFigures) -> str:
    asked = figures.period
    nothing = t("Kur salīdzinājuma nav, tajā periodā nekas nav reģistrēts.")
    is_missing = figures.previous is None or figures.year_ago is None
    others = dict.fromkeys((asked.previous(), asked.year_ago()))
    return " ".join(filter(None, (nothing if is_missing else "", partly_recorded(figures, others))))


def _compared(now: Totals, other: Totals | None, name: str) -> tuple[Cell, Cell]:
    """Return the figure of another period and the change since."""
    value: Count | None = getattr(now, name)
    earlier: Count | None = getattr(other, name) if other is not None else None
    if value is None or earlier is None:
        return figure(earlier), Cell("")
    change = value - earlier
    share = f" ({signed(change)[0]}{percent(abs(change), earlier)})" if earlier and change else ""
    return figure(earlier), Cell(f"{signed(change)}{share}")


def _times(title: str, handling: HandlingTime) -> Iterable[Line]:
    """Return how long something took; nothing when it was not measured."""
    if handling.median_s is None or handling.ninetieth_s is None:
        return ()
    return (
        Line(t("{what}: mērīts", what=title), (figure(handling.measured),)),
        Line(t("puse ilga ne vairāk kā"), (Cell(duration(handling.median_s), handling.measured),), level=1),
        Line(
            t("deviņi no desmit — ne vairāk kā"),
            (Cell(duration(handling.ninetieth_s), handling.measured),),
            level=1,
        ),
    )


def _services(figures: ReportFigures) -> Table:
    given, total = figures.services, figures.summary.registrations
    rest = (
        (t("Pārējie pakalpojumi ({count})", count=number(given.other_services)), given.other_count),
        (t("Nav sarakstā, aprakstīti saviem vārdiem"), given.free_text),
        (t("Norādīta tikai iestāde"), given.unnamed),
    )

    def line(title: str, institution: str, count: Count, *, is_sum: bool = False) -> Line:
        return Line(title, (Cell(institution), figure(count), Cell(percent(count, total))), is_sum=is_sum)

    return Table(
        t("Pa pakalpojumiem"),
        (t("Pakalpojums"), t("Iestāde"), t("Skaits"), t("Daļa")),
        (
            *(
                line(row.title or t("nezināms pakalpojums"), row.institution, row.count)
                for row in given.most_requested
            ),
            *(line(title, "", count) for title, count in rest),
            line(t("Kopā"), "", total, is_sum=True),
        ),
        rounding_note(
            [*(row.count for row in given.most_requested), *(count for _title, count in rest)], total
        ),
    )


def _channels(figures: ReportFigures) -> Table:
    labels = {choice.code: t(choice.label) for choice in CHANNEL}
    total = figures.summary
    lines = [
        Line(
            labels.get(row.channel, row.channel),
            tuple(map(figure, (row.visits, row.applications, row.consultations, row.registrations))),
        )
        for row in figures.channels
    ]
    sums = tuple(map(figure, (total.visits, total.applications, total.consultations, total.registrations)))
    return Table(
        t("Kanāli"),
        (t("Kanāls"), t("Apmeklējumi"), t("Pieteikumi"), t("Konsultācijas"), t("Reģistrācijas")),
        (*lines, Line(t("Kopā"), sums, is_sum=True)),
    )


def _phone(figures: ReportFigures) -> Table:
    labels = {choice.code: t(choice.label) for choice in CALL_STATE} | {OTHER_STATE: t("Cits stāvoklis")}
    phone = figures.phone
    lines = [
        Line(labels[row.call_state], tuple(map(figure, (row.own_line, row.helpline, row.total))))
        for row in phone.states
    ]
    sums = tuple(map(figure, (phone.own_line, phone.helpline, phone.total)))
    return Table(
        t("Tālruņa konsultācijas"),
        (t("Zvans"), t("Centra tālrunis"), t("Latvija.lv palīdzības tālrunis"), t("Kopā")),
        (*lines, Line(t("Kopā"), sums, is_sum=True), *_times(t("Sarunas ilgums"), phone.handling)),
    )


def _calls_about(figures: ReportFigures) -> Table:
    lines = [
        Line(row.abbr or t("nav norādīta vai nav sarakstā"), (figure(row.calls),))
        for row in figures.phone.institutions
    ]
    return Table(
        t("Zvani pa iestādēm"),
        (t("Par kuru iestādi"), t("Zvani")),
        (*lines, Line(t("Kopā"), (figure(figures.phone.total),), is_sum=True)),
    )


def _completeness(figures: ReportFigures) -> Table:
    told, voided = figures.completeness, figures.voided
    facts = (
        (t("Nenosūtīti ieraksti"), told.unsent),
        (t("Noraidīti centrālajā krātuvē"), told.refused),
        (t("Ievadīti vēlāk"), told.entered_later),
        (t("Palikuši atvērti"), told.left_open),
        (t("Pakalpojumi ārpus saraksta"), told.unmapped),
        (t("Anulēti apmeklējumi"), voided.visits),
        (t("Anulētas pakalpojumu rindas"), voided.visit_services),
        (t("Anulēti zvani"), voided.phone_consultations),
        (t("Anulēti dokumenti"), voided.received_documents),
    )
    return Table(
        t("Datu pilnība"),
        (t("Kas jāzina par skaitļiem"), t("Skaits")),
        tuple(Line(title, (figure(count),)) for title, count in facts),
        t("Anulētie ieraksti citos skaitļos nav ieskaitīti."),
    )
