"""This file is the place where figures that have no table of their own become tables: by their keys and their labels.

A section that is added to the report is shown without a line here.
"""

from collections.abc import Iterable, Iterator, Mapping

from kacdesk.core.latvian import NOTHING, duration, money, number
from kacdesk.core.text import t
from kacdesk.figures.corrections import CorrectionFigures
from kacdesk.figures.count import Count
from kacdesk.figures.labels import FigureLabel, Unit, heading_of, labels
from kacdesk.figures.period import Period
from kacdesk.figures.period_words import after_about
from kacdesk.figures.plain import counts
from kacdesk.figures.report import ReportFigures
from kacdesk.models.catalog import CATALOG
from kacdesk.services.reporting.table import Cell, Line, Table, figure, signed

_SHOWN_OTHERWISE = frozenset(
    (
        *(
            "summary",
            "previous",
            "year_ago",
            "handling",
            "institutions",
            "services",
            "channels",
            "days",
            "hours",
        ),
        *("phone", "completeness", "voided", "corrections", "trend"),
    )
)
_OF_ONE_DAY = ("days.", "hours.")
_SECONDS_OF_A_MINUTE = 60


def further_tables(figures: ReportFigures) -> Iterator[Table]:
    """Yield a table for the figures of each section, and one for each list in it."""
    found = {
        key: count for key, count in counts(figures).items() if key.partition(".")[0] not in _SHOWN_OTHERWISE
    }
    told = labels(list(found), figures)
    for section in dict.fromkeys(label.section for label in told.values()):
        own = {key: label for key, label in told.items() if label.section == section}
        yield from _of_section(own, found)


def _of_section(told: Mapping[str, FigureLabel], found: Mapping[str, Count]) -> Iterator[Table]:
    title = next(iter(told.values())).section_words
    alone = [
        Line(label.words, (in_unit(found[key], label.unit),))
        for key, label in told.items()
        if not label.table
    ]
    if alone:
        yield Table(title, (t("Kas skaitīts"), t("Skaits")), tuple(alone))
    for name in dict.fromkeys(label.table for label in told.values() if label.table):
        yield _of_list(title, name, {key: label for key, label in told.items() if label.table == name}, found)


def _of_list(title: str, name: str, told: Mapping[str, FigureLabel], found: Mapping[str, Count]) -> Table:
    """Return a list with a line for each of its rows and a column for each measure."""
    measures = dict.fromkeys((label.measure, label.words) for label in told.values())
    rows = dict.fromkeys((label.row, label.row_words) for label in told.values())
    cells = {(label.row, label.measure): (key, label.unit) for key, label in told.items()}

    def cell(row: str, measure: str) -> Cell:
        if (row, measure) not in cells:
            return Cell(NOTHING)
        key, unit = cells[row, measure]
        return in_unit(found[key], unit)

    return Table(
        t("{section}: {list}", section=title, list=heading_of(name).lower()),
        (heading_of(name), *(words for _measure, words in measures)),
        tuple(Line(words, tuple(cell(row, measure) for measure, _ in measures)) for row, words in rows),
    )


def in_unit(count: Count, unit: Unit) -> Cell:
    """Return a figure in the words of what it is counted in."""
    return Cell(_worded(count, unit), count)


def _worded(value: int | None, unit: Unit) -> str:
    """Return a number, a time or an amount; what is not counted is a dash."""
    match unit:
        case _ if value is None:
            return NOTHING
        case Unit.MINUTES:
            return _time(value * _SECONDS_OF_A_MINUTE)
        case Unit.SECONDS:
            return _time(value)
        case Unit.CENTS:
            return money(value)
        case _:
            return number(value)


def _time(seconds: int) -> str:
    """Return how long something took; hours may also have been taken away."""
    if not seconds:
        return t("0 min")
    return f"{signed(seconds)[0] if seconds < 0 else ''}{duration(abs(seconds))}"


def corrections(figures: ReportFigures) -> Iterator[Table]:
    """Yield what has changed in closed periods since: their records, then their figures."""
    for correction in figures.corrections:
        about = after_about(Period.parse(correction.period))
        title = t("Labojumi par {period}", period=about)
        against = t("Salīdzināts ar noslēgtā pārskata {edition}. redakciju.", edition=correction.edition)
        heads = (t("Ieraksti"), t("Pienākuši vēlāk"), t("Vairs neskaitās"), t("Mainīti"))
        records = tuple(
            Line(t(CATALOG.spec(each.key).title), tuple(map(figure, (each.came, each.went, each.changed))))
            for each in correction.records
        )
        yield Table(title, heads, records, against)
        changed = tuple(_changed(correction, figures))
        if changed:
            over = (t("Skaitlis"), t("Bija"), t("Ir"), t("Izmaiņa"), t("Pienācis klāt"), t("Atkritis"))
            yield Table(t("{title}: skaitļi", title=title), over, changed)


def _changed(correction: CorrectionFigures, figures: ReportFigures) -> Iterable[Line]:
    """Return the figures that are others now, but for those of single days and hours, which say the same once more."""
    shown = [each for each in correction.changed if not each.key.startswith(_OF_ONE_DAY)]
    told = labels([each.key for each in shown], figures)
    return [
        Line(
            told[each.key].whole,
            (
                Cell(_worded(each.was, told[each.key].unit)),
                Cell(_worded(each.now, told[each.key].unit)),
                Cell(_change(each.was, each.now, told[each.key].unit)),
                _rows_of(each.came, each.went, told[each.key].unit),
                _rows_of(each.went, each.came, told[each.key].unit),
            ),
        )
        for each in shown
        if told[each.key].is_known
    ]


def _rows_of(count: Count, other: Count, unit: Unit) -> Cell:
    """Return what came or went; a dash for what is no sum of rows, such as a median."""
    return in_unit(count, unit) if count.rows or other.rows else Cell(NOTHING)


def _change(was: int | None, now: int | None, unit: Unit) -> str:
    if was is None or now is None:
        return NOTHING
    change = now - was
    return f"{signed(change)[0] if change else ''}{_worded(abs(change), unit)}"
