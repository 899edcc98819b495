"""This file is the place where sections 3 to 5 of the report are set: services, channels and times, phone."""

from collections.abc import Sequence

from reportlab.platypus import Flowable

from kacdesk.core.latvian import counted, duration, number, percent
from kacdesk.core.text import t
from kacdesk.figures.period import Period
from kacdesk.figures.period_words import in_this
from kacdesk.figures.phone import OTHER_STATE, PhoneFigures
from kacdesk.figures.report import ReportFigures
from kacdesk.figures.shares import rounding_note
from kacdesk.models.vocabulary import CALL_STATE, CHANNEL
from kacdesk.reports.monthly_times import days, hours, is_by_month
from kacdesk.reports.sheet import begin, text
from kacdesk.reports.tables import Cell, figures_table, side_by_side

_MOST_BESIDE = 30
"""Longer tables stand below each other, because two side by side do not break over a page."""
_OPENING_ROOM, _TITLE_ROOM, _ROW_ROOM = 120.0, 60.0, 16.0


def services(figures: ReportFigures, width: float) -> list[Flowable]:
    """Return section 3: the most requested services, and what is left, up to all registrations."""
    counted_services, total = figures.services, figures.summary.registrations
    rows: list[list[Cell]] = [
        [
            f"{place}.",
            row.title or t("nezināms pakalpojums"),
            row.institution,
            number(row.count),
            percent(row.count, total),
        ]
        for place, row in enumerate(counted_services.most_requested, start=1)
    ]
    rest = (
        (
            t("Pārējie pakalpojumi ({count})", count=number(counted_services.other_services)),
            counted_services.other_count,
        ),
        (t("Nav sarakstā, aprakstīti saviem vārdiem"), counted_services.free_text),
        (t("Norādīta tikai iestāde"), counted_services.unnamed),
        (t("Kopā"), total),
    )
    rows += [["", label, "", number(count), percent(count, total)] for label, count in rest]
    return [
        *begin(3, t("Pa pakalpojumiem"), room=150),
        figures_table(
            [["", t("Pakalpojums"), t("Iestāde"), t("Skaits"), t("Daļa")]],
            rows,
            widths=[width * share for share in (0.05, 0.63, 0.14, 0.09, 0.09)],
            texts=3,
            strong=[len(rows) - 1],
        ),
        *_rounded(
            [row.count for row in counted_services.most_requested] + [count for _, count in rest[:-1]], total
        ),
    ]


def _rounded(parts: Sequence[int], whole: int) -> list[Flowable]:
    note = rounding_note(parts, whole)
    return [text(note, "note")] if note else []


def channels_and_times(figures: ReportFigures, width: float) -> list[Flowable]:
    """Return section 4: channels, days or months, hours of the week."""
    labels = {choice.code: choice.label for choice in CHANNEL}
    total = figures.summary
    rows: list[list[Cell]] = [
        [
            labels[row.channel],
            number(row.visits),
            percent(row.visits, total.visits),
            number(row.applications),
            number(row.consultations),
            number(row.registrations),
        ]
        for row in figures.channels
    ]
    sums = (total.applications, total.consultations, total.registrations)
    rows.append([t("Kopā"), number(total.visits), percent(total.visits, total.visits), *map(number, sums)])
    visits = {(row.weekday, row.hour): row.visits for row in figures.hours}
    title = t("Kanāli, mēneši un stundas") if is_by_month(figures.period) else t("Kanāli, dienas un stundas")
    return [
        *begin(4, title, room=_TITLE_ROOM + _ROW_ROOM * len(rows)),
        figures_table(
            [
                [
                    t("Kanāls"),
                    t("Apmeklējumi"),
                    t("Daļa"),
                    t("Pieteikumi"),
                    t("Konsultācijas"),
                    t("Reģistrācijas"),
                ]
            ],
            rows,
            widths=[width * share for share in (0.25, 0.15, 0.12, 0.16, 0.16, 0.16)],
            strong=[len(rows) - 1],
        ),
        *_rounded([row.visits for row in figures.channels], total.visits),
        *days(figures, width),
        *hours(figures, t("Apmeklējumi pa nedēļas dienām un stundām"), visits, width),
    ]


def phone(figures: ReportFigures, width: float) -> list[Flowable]:
    """Return section 5: calls by state, the helpline apart, by institution, and by hour."""
    section = figures.phone
    labels = {choice.code: choice.label for choice in CALL_STATE} | {OTHER_STATE: t("Cits stāvoklis")}
    rows: list[list[Cell]] = [
        [labels[row.call_state], number(row.own_line), number(row.helpline), number(row.total)]
        for row in section.states
    ]
    rows.append([t("Kopā"), number(section.own_line), number(section.helpline), number(section.total)])
    beside = len(section.institutions) <= _MOST_BESIDE
    left, gap, right = (width * share for share in ((0.56, 0.05, 0.39) if beside else (1, 0, 1)))
    states = figures_table(
        [[t("Zvans"), t("Centra tālrunis"), t("Latvija.lv palīdzības tālrunis"), t("Kopā")]],
        rows,
        widths=[left * share for share in (0.37, 0.21, 0.25, 0.17)],
        strong=[len(rows) - 1],
    )
    about: list[list[Cell]] = [
        [row.abbr or t("nav norādīta vai nav sarakstā"), number(row.calls)] for row in section.institutions
    ]
    about.append([t("Kopā"), number(section.total)])
    by_institution = figures_table(
        [[t("Par kuru iestādi"), t("Zvani")]],
        about,
        widths=[right * 0.75, right * 0.25],
        strong=[len(about) - 1],
    )
    calls = {(row.weekday, row.hour): row.calls for row in figures.hours}
    length = text(_call_sentence(section, figures.period), "note")
    if beside:
        tables: list[Flowable] = [side_by_side([states, length], [by_institution], widths=(left, gap, right))]
    else:
        tables = [states, length, by_institution]
    room = _OPENING_ROOM + _ROW_ROOM * (max(len(section.institutions), len(section.states)) if beside else 0)
    return [
        *begin(5, t("Tālruņa konsultācijas"), room=room),
        *tables,
        *hours(figures, t("Zvani pa nedēļas dienām un stundām"), calls, width),
    ]


def _call_sentence(section: PhoneFigures, asked: Period) -> str:
    handling = section.handling
    if handling.median_s is None or handling.ninetieth_s is None:
        return t("Sarunu ilgums {in_period} nav mērīts.", in_period=in_this(asked))
    return t(
        "Ilgums zināms {calls}: puse ilga ne vairāk kā {median}, deviņas no desmit — ne vairāk kā {most}.",
        calls=counted(handling.measured, t("sarunām"), t("sarunai"), t("sarunām")),
        median=duration(handling.median_s),
        most=duration(handling.ninetieth_s),
    )
