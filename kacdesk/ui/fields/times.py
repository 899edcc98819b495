"""This file is the place where days, moments and durations are typed, measured and shown."""

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QDate, QPoint, QSize, Qt, QTimer
from PySide6.QtWidgets import QCalendarWidget, QMenu, QToolButton, QWidgetAction

from kacdesk.core.clock import Stopwatch, riga_day, today_riga
from kacdesk.core.latvian import short_date
from kacdesk.core.text import t
from kacdesk.spec.field import FieldSpec
from kacdesk.ui.fields.plain import ReadInput, TextInput
from kacdesk.ui.fields.typed import read_day, read_duration, read_moment, show_duration, show_moment
from kacdesk.ui.look.buttons import label
from kacdesk.ui.look.theme import INPUT_HEIGHT, icon

_SECOND_MS = 1000
_AROUND_WORDS = 24
"""Pixels that the edge of a line and its cursor take beside the words."""


class DayInput(TextInput):
    """A day, typed or picked from a calendar."""

    _WIDEST = "00.00.0000."

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec)
        self.line.setPlaceholderText(t("dd.mm.gggg."))
        self.line.editingFinished.connect(self._tidy)
        self._row.addWidget(self._calendar_button())

    def minimumSizeHint(self) -> QSize:
        """Return the room in which the whole of it can be read, beside its button."""
        words = self.line.fontMetrics().horizontalAdvance(self._WIDEST)
        return QSize(words + _AROUND_WORDS + INPUT_HEIGHT, super().minimumSizeHint().height())

    def value(self) -> Any:
        return read_day(self.line.text()) if self.line.text().strip() else None

    def set_value(self, value: Any) -> None:
        self.line.setText("" if value is None else short_date(value))

    def trouble(self) -> str:
        text = self.line.text().strip()
        if not text or self.value() is not None:
            return ""
        return t("“{text}” nav datums; rakstiet, piemēram, 13.11.2026.", text=text)

    def _tidy(self) -> None:
        day = self.value()
        if day is not None:
            self.set_value(day)

    def _calendar_button(self) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon("expand"))
        button.setMinimumHeight(INPUT_HEIGHT)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setAccessibleName(t("Izvēlēties dienu kalendārā: {label}", label=t(self.spec.label)))
        button.clicked.connect(lambda _checked=False: self._show_calendar(button))
        return button

    def _show_calendar(self, button: QToolButton) -> None:
        menu = QMenu(button)
        calendar = QCalendarWidget()
        calendar.setAccessibleName(t("Kalendārs"))
        calendar.setSelectedDate(_qdate(self._shown_day()))
        action = QWidgetAction(menu)
        action.setDefaultWidget(calendar)
        menu.addAction(action)
        calendar.activated.connect(lambda picked: self._pick(picked, menu))
        calendar.clicked.connect(lambda picked: self._pick(picked, menu))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _shown_day(self) -> date:
        value = self.value()
        if value is None:
            return today_riga()
        return riga_day(value) if isinstance(value, datetime) else value

    def _pick(self, picked: QDate, menu: QMenu) -> None:
        self._take_day(date(picked.year(), picked.month(), picked.day()))
        menu.close()
        self.edited.emit()
        self.line.setFocus()

    def _take_day(self, day: date) -> None:
        self.set_value(day)


class MomentInput(DayInput):
    """A moment of Riga's clock. The milliseconds of a measured one are kept as long as nobody edits it."""

    _WIDEST = "00.00.0000. 00:00"

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec)
        self.line.setPlaceholderText(t("dd.mm.gggg. hh:mm"))
        self._exact: datetime | None = None
        self._exact_text = ""
        self._assumed: date | None = None

    def value(self) -> Any:
        text = self.line.text().strip()
        if not text:
            return None
        if text == self._exact_text:
            return self._exact
        return read_moment(text, day=riga_day(self._exact) if self._exact else self._assumed or today_riga())

    def assume_day(self, day: date) -> None:
        """Take a time without a day for one of that day; until another value is shown."""
        self._assumed = day

    def set_value(self, value: Any) -> None:
        self._assumed = None
        self._exact = value
        self._exact_text = "" if value is None else show_moment(value)
        self.line.setText(self._exact_text)

    def trouble(self) -> str:
        text = self.line.text().strip()
        if not text or self.value() is not None:
            return ""
        return t("“{text}” nav laiks; rakstiet, piemēram, 13.11.2026. 14:30 vai tikai 14:30.", text=text)

    def _tidy(self) -> None:
        moment = self.value()
        if moment is not None:
            self.line.setText(show_moment(moment))

    def _take_day(self, day: date) -> None:
        time = self.line.text().strip().rpartition(" ")[2] if self.value() is not None else "00:00"
        self.line.setText(f"{short_date(day)} {time}")


class DurationInput(ReadInput):
    """A duration as mm:ss. A running one counts up until the person types over it or the record is saved."""

    def __init__(self, spec: FieldSpec) -> None:
        super().__init__(spec, read=read_duration, show=show_duration, example="3:20")
        self.line.setPlaceholderText(t("mm:ss"))
        self._watch: Stopwatch | None = None
        self._before_s = 0
        self._runs = label(t("skaita"), "hint")
        self._runs.hide()
        self._row.addWidget(self._runs)
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND_MS)
        self._timer.timeout.connect(self._show_elapsed)
        self.line.textEdited.connect(self._stop)

    @property
    def is_running(self) -> bool:
        """Say whether the time is being measured now."""
        return self._watch is not None

    @property
    def measured_s(self) -> int | None:
        """Return what the running stopwatch has measured, None when none runs."""
        return self._before_s + self._watch.elapsed_s() if self._watch is not None else None

    def run(self, *, from_s: int = 0) -> None:
        """Begin to measure, or go on from what was measured before."""
        self._before_s = from_s
        self._watch = Stopwatch()
        self._runs.show()
        self._show_elapsed()
        self._timer.start()

    def value(self) -> Any:
        return self.measured_s if self._watch is not None else super().value()

    def set_value(self, value: Any) -> None:
        self._stop()
        super().set_value(value)

    def _tidy(self) -> None:
        if self._watch is None:
            super()._tidy()

    def _stop(self) -> None:
        self._watch = None
        self._runs.hide()
        self._timer.stop()

    def _show_elapsed(self) -> None:
        if self.measured_s is not None:
            self.line.setText(show_duration(self.measured_s))


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
