"""This file is the place where a person says which period a report is about."""

from collections.abc import Iterator
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from kacdesk.core.clock import today_riga
from kacdesk.core.text import later, t
from kacdesk.figures.period import LONGEST_DAYS, Period, Span
from kacdesk.figures.period_words import column_head
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.ui.fields.times import DayInput
from kacdesk.ui.look.buttons import label, plain_button
from kacdesk.ui.look.calm_combo import CalmCombo
from kacdesk.ui.look.flow import Flow
from kacdesk.ui.look.theme import INPUT_HEIGHT

_OFFERED = {Span.MONTH: 60, Span.QUARTER: 20, Span.YEAR: 10}
"""How many periods of a kind are offered, the one that runs now included."""

_SPANS = {
    Span.MONTH: later("Mēnesis"),
    Span.DAY: later("Diena"),
    Span.WEEK: later("Nedēļa"),
    Span.QUARTER: later("Ceturksnis"),
    Span.YEAR: later("Gads"),
    Span.FREE: later("Brīvi izvēlēts"),
}
_DAY = FieldSpec("day", later("Diena"), Kind.DAY)
_SINCE = FieldSpec("since", later("No dienas"), Kind.DAY)
_UNTIL = FieldSpec("until", later("Līdz dienai"), Kind.DAY)


class PeriodChoice(QWidget):
    """A kind of period, and which one: chosen from a list, or by its days. The last whole month stands at first.

    Signals: `chosen(Period)` another period is wanted.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.period = Period.of(today_riga()).previous()
        self.span = CalmCombo()
        self.which = CalmCombo()
        self.day, self.since, self.until = DayInput(_DAY), DayInput(_SINCE), DayInput(_UNTIL)
        self._which_label = label("", "label")
        self._parts: dict[QWidget, QWidget] = {}
        self._problem = label("", "problem", wrap=True)
        self._build()
        self._show()
        self.span.activated.connect(lambda _index: self._take_span(Span(self.span.currentData())))
        self.which.activated.connect(lambda _index: self.choose(self.which.currentData()))
        for day in (self.day, self.since, self.until):
            day.line.editingFinished.connect(self._take_days)
            day.edited.connect(self._take_picked)

    def _build(self) -> None:
        row = Flow(self)
        self.span.setMinimumHeight(INPUT_HEIGHT)
        self.span.setAccessibleName(t("Periods"))
        for span, words in _SPANS.items():
            self.span.addItem(t(words), str(span))
        self.which.setMinimumHeight(INPUT_HEIGHT)
        self.before = plain_button(
            "", lambda: self.choose(self.period.previous()), icon_name="back", tip=t("Periods pirms tā")
        )
        self.after = plain_button(
            "", lambda: self.choose(self.period.following()), icon_name="next", tip=t("Periods pēc tā")
        )
        row.addWidget(_labelled(label(t("Periods"), "label"), self.span, self.span))
        self._parts[self.which] = _labelled(self._which_label, self.which, self.which)
        for day in (self.day, self.since, self.until):
            day.line.setAccessibleName(t(day.spec.label))
            self._parts[day] = _labelled(label(t(day.spec.label), "label"), day, day.line)
        row.addWidget(self._between_arrows())
        row.addWidget(self._problem)

    def _between_arrows(self) -> QWidget:
        """Return the inputs between their arrows: of them one is shown, of a free period two, which may be parted."""
        whole = QWidget()
        row = Flow(whole)
        row.addWidget(
            _beside(self.before, *(self._parts[part] for part in (self.which, self.day, self.since)))
        )
        row.addWidget(_beside(self._parts[self.until], self.after))
        return whole

    # --- choosing ------------------------------------------------------------------------------------------------
    def choose(self, period: Period) -> None:
        """Choose a period as a person would."""
        self.period = period
        self._show()
        self.chosen.emit(period)

    def _take_span(self, span: Span) -> None:
        """Go to the period of another kind that ends where this one ends, or to the last whole one."""
        if span is Span.FREE:
            self._show(span)
            self.since.line.setFocus()
            return
        period = Period.of(min(self.period.last_day, today_riga()), span)
        self.choose(period if period.last_day < today_riga() or span is Span.DAY else period.previous())

    def _take_picked(self) -> None:
        """Take a day that was picked in a calendar; what is being typed waits until it is left."""
        if not any(day.line.hasFocus() for day in (self.day, self.since, self.until)):
            self._take_days()

    def _take_days(self) -> None:
        span = Span(self.span.currentData())
        if span is Span.FREE:
            self._take_free(self.since.value(), self.until.value())
            return
        day = self.day.value()
        self._tell(self.day.trouble())
        if isinstance(day, date) and day not in self.period:
            self.choose(Period.of(day, span))

    def _take_free(self, since: date | None, until: date | None) -> None:
        self._tell(self.since.trouble() or self.until.trouble())
        if since is None or until is None:
            return
        if until < since:
            self._tell(t("Perioda beigas ir pirms tā sākuma."))
        elif (until - since).days >= LONGEST_DAYS:
            self._tell(t("Periods ir garāks par desmit gadiem; pārbaudiet abus datumus."))
        elif (since, until) != (self.period.first_day, self.period.last_day):
            self.choose(Period(since, until))

    # --- showing -------------------------------------------------------------------------------------------------
    def _show(self, asked: Span | None = None) -> None:
        """Show the period, as one of the kind that is asked for or the kind it is."""
        period = self.period
        free = asked is Span.FREE or (Span(self.span.currentData()) is Span.FREE and asked is None)
        span = Span.FREE if free else period.span
        self._tell("")
        self.span.setCurrentIndex(self.span.findData(str(span)))
        listed = span in _OFFERED
        for part, shown in (
            (self.which, listed),
            (self.day, span in (Span.DAY, Span.WEEK)),
            (self.since, span is Span.FREE),
            (self.until, span is Span.FREE),
        ):
            self._parts[part].setVisible(shown)
        if listed:
            self._offer(span)
        self.day.set_value(period.first_day)
        self.since.set_value(period.first_day)
        self.until.set_value(period.last_day)

    def _offer(self, span: Span) -> None:
        """Offer the periods of a kind up to now, and the one that is chosen."""
        offered = list(_back(Period.of(today_riga(), span), _OFFERED[span]))
        if self.period not in offered:
            offered = sorted([*offered, self.period], reverse=True)
        self.which.clear()
        for period in offered:
            self.which.addItem(column_head(period).replace("\n", " "), period)
        self.which.setCurrentIndex(offered.index(self.period))
        self.which.fit_words()
        words = t(_SPANS[span])
        self._which_label.setText(words)
        self.which.setAccessibleName(words)

    def _tell(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))


def _labelled(words: QLabel, part: QWidget, takes: QWidget) -> QWidget:
    """Return an input with its label before it, never parted; `takes` is what has the keyboard in it."""
    words.setBuddy(takes)
    return _beside(words, part)


def _beside(*parts: QWidget) -> QWidget:
    """Return parts that always stand in one row."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        row.addWidget(part)
    return whole


def _back(period: Period, count: int) -> Iterator[Period]:
    """Yield a period and those before it."""
    for _ in range(count):
        yield period
        period = period.previous()
