"""This file is the place where sections 2 to 5 of the monthly report are set: who, what, when, by phone."""

from collections.abc import Sequence
from datetime import date, timedelta

from reportlab.platypus import Flowable, KeepTogether, Paragraph, Spacer

from kacdesk.core.latvian import counted, duration, number, percent, weekday_name
from kacdesk.core.text import t
from kacdesk.figures.institutions import NOT_LISTED, InstitutionFigures
from kacdesk.figures.monthly import MonthlyFigures
from kacdesk.figures.phone import OTHER_STATE, PhoneFigures
from kacdesk.models.vocabulary import CALL_STATE, CHANNEL, STAND_IN
from kacdesk.reports.charts import Bar, heat_map, stacked_bars, stacked_columns
from kacdesk.reports.look import MUTED, styles
from kacdesk.reports.sheet import begin, text, unmarked
from kacdesk.reports.tables import Cell, figures_table, group_title, side_by_side

_OFFICE_HOURS = range(8, 18)
"""Hours that the map always shows; others only when something happened then."""
_COUNT_SHARES = (0.095, 0.101, 0.09, 0.08, 0.07, 0.068, 0.078, 0.066, 0.072)
"""Widths of the nine columns of figures by institution: as wide as their heads need."""
_OFFICE_DAYS = 5
_SATURDAY = 5
_MONDAY = date(2024, 1, 1)
_MOST_BESIDE = 30
"""Longer tables stand below each other, because two side by side do not break over a page."""
_OPENING_ROOM, _ROW_ROOM = 120.0, 16.0


def institutions(figures: MonthlyFigures, width: float) -> list[Flowable]:
    """Return section 2: every institution of the basket, even at 0, and every other that occurs."""
    heads = [
        ["", "", "", "", "", "", t("tostarp aizvietojot iestādi"), "", "", ""],
        [
            t("Iestāde"),
            t("Pieteikumi"),
            t("Informācija"),
            t("E-konsul-\ntācijas"),
            t("Nosūtīti"),
            t("Kopā"),
            t("ārpus laika"),
            t("nav dar-\nbinieka"),
            t("nav centrā"),
            t("cits iemesls"),
        ],
    ]
    basket = [row for row in figures.institutions if row.in_basket]
    others = [row for row in figures.institutions if not row.in_basket]
    rows: list[list[Cell]] = []
    groups: list[int] = []
    for title, part in (
        (t("Minimālais pakalpojumu grozs"), basket),
        (t("Pašvaldība un citas iestādes"), others),
    ):
        if part:
            groups.append(len(rows))
            rows.append([group_title(title), *[""] * 9])
            rows.extend(_institution_row(row) for row in part)
    rows.append([t("Kopā"), *_sums(figures.institutions)])
    widths = [width * share for share in (0.28, *_COUNT_SHARES)]
    reasons = "; ".join(
        f"{short} — {choice.label[:1].lower()}{choice.label[1:]}"
        for short, choice in zip(
            (t("ārpus laika"), t("nav darbinieka"), t("nav centrā"), t("cits iemesls")), STAND_IN, strict=True
        )
    )
    bars = [Bar(row.abbr or t("nav sarakstā"), _parts(row)) for row in figures.institutions]
    legend = (t("pieteikumi"), t("informācija"), t("e-konsultācijas"), t("nosūtīšana"))
    picture = stacked_bars(t("Reģistrācijas pa iestādēm"), bars, legend, width=width)
    return [
        *begin(2, t("Pa iestādēm"), room=300),
        figures_table(
            heads, rows, widths=widths, groups=groups, strong=[len(rows) - 1], spans=[(0, 6, 9)], size=8.2
        ),
        text(t("Aizvietošanas iemesli: {reasons}.", reasons=reasons), "small"),
        *([Spacer(0, 6), picture] if figures.summary.registrations else []),
    ]


def _institution_row(row: InstitutionFigures) -> list[Cell]:
    counts = (*_parts(row), row.total, *_reasons(row))
    return [_institution_name(row), *[number(count) for count in counts]]


def _institution_name(row: InstitutionFigures) -> Paragraph:
    if row.key == NOT_LISTED:
        return text(t("nav sarakstā"), "cell")
    grey = f"#{MUTED.hexval()[2:]}"
    return Paragraph(
        f'<b>{unmarked(row.abbr)}</b> <font size="7" color="{grey}">{unmarked(row.title)}</font>',
        styles()["cell"],
    )


def _parts(row: InstitutionFigures) -> tuple[int, int, int, int]:
    return row.applications, row.information, row.e_consultations, row.referrals


def _reasons(row: InstitutionFigures) -> tuple[int, int, int, int]:
    reasons = row.stand_in
    return reasons.outside_hours, reasons.absent_no_substitute, reasons.not_present_in_centre, reasons.other


def _sums(rows: Sequence[InstitutionFigures]) -> list[str]:
    columns = [(*_parts(row), row.total, *_reasons(row)) for row in rows] or [(0,) * 9]
    return [number(sum(column)) for column in zip(*columns, strict=True)]


def services(figures: MonthlyFigures, width: float) -> list[Flowable]:
    """Return section 3: the most requested services, and what is left, up to the registrations of the month."""
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
    ]


def channels_and_times(figures: MonthlyFigures, width: float) -> list[Flowable]:
    """Return section 4: channels, days of the month, hours of the week."""
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
    return [
        *begin(4, t("Kanāli, dienas un stundas"), room=190),
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
        KeepTogether([Spacer(0, 6), *_days(figures, width)]),
        *_hours(t("Apmeklējumi pa nedēļas dienām un stundām"), visits, width),
    ]


def _days(figures: MonthlyFigures, width: float) -> list[Flowable]:
    bars = [
        Bar(str(row.day.day), (row.visits, row.calls), quiet=row.day.weekday() >= _SATURDAY)
        for row in figures.days
    ]
    tables: list[Flowable] = []
    half = (len(figures.days) + 1) // 2
    label, step = width * 0.15, width * 0.85 / half
    for part in (figures.days[:half], figures.days[half:]):
        blank = [""] * (half - len(part))
        lines = (
            (t("Apmeklējumi"), [row.visits for row in part]),
            (t("Reģistrācijas"), [row.registrations for row in part]),
            (t("Tālruņa zvani"), [row.calls for row in part]),
            (t("Dokumenti"), [row.received_documents for row in part]),
        )
        rows: list[list[Cell]] = [
            [text(title, "small"), *[number(count) for count in counts], *blank] for title, counts in lines
        ]
        heads = [[t("Diena"), *[f"{row.day.day}." for row in part], *blank]]
        tables.append(figures_table(heads, rows, widths=[label, *[step] * half], size=7.2))
    title = t("Pa mēneša dienām")
    if not figures.summary.visits + figures.summary.calls:
        return [text(title, "caption"), text(t("Šajā mēnesī nav ne apmeklējumu, ne zvanu."), "note"), *tables]
    picture = stacked_columns(title, bars, (t("apmeklējumi"), t("tālruņa zvani")), width=width)
    return [picture, Spacer(0, 4), *tables]


def _hours(title: str, counts: dict[tuple[int, int], int], width: float) -> list[Flowable]:
    """Return the map of hours under its title; nothing when nothing happened, which the tables say."""
    happened = [place for place, count in counts.items() if count]
    if not happened:
        return []
    hours = sorted({*_OFFICE_HOURS, *(hour for _, hour in happened)})
    last_day = max([_OFFICE_DAYS, *(weekday for weekday, _ in happened)])
    rows = [weekday_name(_MONDAY + timedelta(days=place)) for place in range(last_day)]
    picture = heat_map(counts, rows=rows, columns=range(hours[0], hours[-1] + 1), width=width)
    return [KeepTogether([text(title, "caption"), picture])]


def phone(figures: MonthlyFigures, width: float) -> list[Flowable]:
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
    length = text(_call_sentence(section), "note")
    if beside:
        tables: list[Flowable] = [side_by_side([states, length], [by_institution], widths=(left, gap, right))]
    else:
        tables = [states, length, by_institution]
    room = _OPENING_ROOM + _ROW_ROOM * (max(len(section.institutions), len(section.states)) if beside else 0)
    return [
        *begin(5, t("Tālruņa konsultācijas"), room=room),
        *tables,
        *_hours(t("Zvani pa nedēļas dienām un stundām"), calls, width),
    ]


def _call_sentence(section: PhoneFigures) -> str:
    handling = section.handling
    if handling.median_s is None or handling.ninetieth_s is None:
        return t("Sarunu ilgums šajā mēnesī nav mērīts.")
    return t(
        "Ilgums zināms {calls}: puse ilga ne vairāk kā {median}, deviņas no desmit — ne vairāk kā {most}.",
        calls=counted(handling.measured, t("sarunām"), t("sarunai"), t("sarunām")),
        median=duration(handling.median_s),
        most=duration(handling.ninetieth_s),
    )
