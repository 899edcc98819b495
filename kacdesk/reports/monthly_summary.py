"""This file is the place where section 2 of the report is set: the totals, compared, and the months before."""

from collections.abc import Sequence

from reportlab.platypus import Flowable, KeepTogether, Paragraph, Spacer

from kacdesk.core.latvian import NOTHING, counted, duration, month_short, number, percent
from kacdesk.core.text import t
from kacdesk.figures.period import Period
from kacdesk.figures.period_words import after_about, column_head, in_this
from kacdesk.figures.report import ReportFigures
from kacdesk.figures.summary_words import partly_recorded, summary_lines
from kacdesk.figures.times import HandlingTime
from kacdesk.figures.totals import Totals
from kacdesk.figures.trend import TrendFigures
from kacdesk.reports.charts import Bar, stacked_columns
from kacdesk.reports.monthly_front import signed
from kacdesk.reports.sheet import begin, text
from kacdesk.reports.tables import Cell, figure, figures_table

_TREND_LABELS = 62.0
"""The width before the first month, in the picture as in the table below it, in points."""


def summary(figures: ReportFigures, width: float) -> list[Flowable]:
    """Return section 2: the totals beside those of the period before and of a year ago, and 13 months."""
    asked = figures.period
    others = _others(figures)
    heads = ["", column_head(asked)]
    for other, _ in others:
        heads += [column_head(other), t("Izmaiņa")]
    rows: list[list[Cell]] = [
        [
            _indented(label, level),
            figure(value),
            *[cell for _, totals in others for cell in _compared(value, totals, name)],
        ]
        for label, name, level in summary_lines()
        if name != "other_calls"
        for value in (getattr(figures.summary, name),)
    ]
    shares = (0.4, 0.11, *(0.11, 0.135) * len(others))
    widths = [width * share for share in shares]
    return [
        *begin(2, t("Kopsavilkums"), room=330),
        figures_table([heads], rows, widths=widths),
        *_comparison_notes(figures),
        text(_handling_sentence(figures.handling, asked), "note"),
        *_trend(figures, width),
    ]


def _others(figures: ReportFigures) -> Sequence[tuple[Period, Totals | None]]:
    """Return what the period is compared with: of a year, the year before and a year ago are one."""
    asked = figures.period
    before, year_ago = (asked.previous(), figures.previous), (asked.year_ago(), figures.year_ago)
    return (before,) if before[0] == year_ago[0] else (before, year_ago)


def _indented(words: str, level: int) -> Paragraph:
    line = text(words, "cell" if level else "strong_cell")
    line.style = line.style.clone(f"indented-{level}", leftIndent=level * 9)
    return line


def _compared(value: int | None, other: Totals | None, name: str) -> tuple[Cell, Cell]:
    if other is None:
        return NOTHING, ""
    earlier: int | None = getattr(other, name)
    if earlier is None or value is None:
        return figure(earlier), ""
    change = signed(value - earlier)
    share = percent(abs(value - earlier), earlier)
    if not earlier or share == percent(0, earlier):
        return number(earlier), change
    return number(earlier), f"{change} ({change[0]}{share})"


def _comparison_notes(figures: ReportFigures) -> list[Flowable]:
    """Say of which periods there is nothing to compare with, and which were not recorded whole."""
    others = _others(figures)
    missing = [after_about(other) for other, totals in others if totals is None]
    none = t("Salīdzinājumam nav datu par {periods}.", periods=t(" un ").join(missing)) if missing else ""
    notes = (none, partly_recorded(figures, [other for other, _totals in others]))
    return [text(note, "note") for note in notes if note]


def _handling_sentence(handling: HandlingTime, asked: Period) -> str:
    if handling.median_s is None or handling.ninetieth_s is None:
        return t("Apkalpošanas laiks {in_period} nav mērīts.", in_period=in_this(asked))
    return t(
        "Apkalpošanas laiks mērīts {visits}: puse ilga ne vairāk kā {median}, deviņi no desmit — ne vairāk kā {most}.",
        visits=counted(handling.measured, t("apmeklējumos"), t("apmeklējumā"), t("apmeklējumos")),
        median=duration(handling.median_s),
        most=duration(handling.ninetieth_s),
    )


def _has_records(month: TrendFigures) -> bool:
    return bool(month.visits or month.registrations or month.calls)


def _trend(figures: ReportFigures, width: float) -> list[Flowable]:
    """Return the months as columns, and below each its figures; none before the first record and in the future."""
    trend = figures.trend
    months = [Period.parse(month.month).first_day for month in trend]
    recorded = [day for month, day in zip(trend, months, strict=True) if _has_records(month)]
    if not recorded:
        return []
    known = [recorded[0] <= day <= figures.as_of for day in months]
    bars = [
        Bar("", (month.applications, month.consultations) if is_known else ())
        for month, is_known in zip(trend, known, strict=True)
    ]
    title = t("Reģistrācijas {months} mēnešos", months=len(trend))
    picture = stacked_columns(
        title, bars, (t("pieteikumi"), t("konsultācijas")), width=width, height=74, before=_TREND_LABELS
    )
    lines = (
        (t("Pieteikumi"), "applications"),
        (t("Konsultācijas"), "consultations"),
        (t("Apmeklējumi"), "visits"),
        (t("Tālruņa zvani"), "calls"),
    )
    rows: list[list[Cell]] = [
        [
            text(label, "small"),
            *[
                number(getattr(month, name)) if is_known else NOTHING
                for month, is_known in zip(trend, known, strict=True)
            ],
        ]
        for label, name in lines
    ]
    step = (width - _TREND_LABELS) / len(trend)
    firsts = [place for place, day in enumerate(months) if place == 0 or day.month == 1]
    lasts = [*[place - 1 for place in firsts[1:]], len(months) - 1]
    table = figures_table(
        [
            ["", *[str(day.year) if place in firsts else "" for place, day in enumerate(months)]],
            ["", *[month_short(day.month) for day in months]],
        ],
        rows,
        widths=[_TREND_LABELS, *[step] * len(trend)],
        size=7.2,
        spans=[(0, first + 1, last + 1) for first, last in zip(firsts, lasts, strict=True)],
        centred=True,
    )
    return [KeepTogether([Spacer(0, 6), picture, table])]
