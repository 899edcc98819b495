"""This file is the place where a desk finds what has changed in closed periods and was not reported yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from kacdesk.figures.corrections import CorrectionFigures, compared, corrected
from kacdesk.figures.period import Period
from kacdesk.figures.report import ReportFigures
from kacdesk.figures.snapshot import state_of
from kacdesk.services.context import Context
from kacdesk.services.reporting import counting
from kacdesk.services.reporting.closed_files import DamagedReport, NotHereYet, is_here, read_snapshot
from kacdesk.services.reporting.closings import Closing, ReportState, all_closed
from kacdesk.services.reporting.recounts import Compared, remembered, told_by


def with_corrections(context: Context, figures: ReportFigures, *, whole: bool = False) -> ReportFigures:
    """Return counted figures with what `corrections` finds."""
    return replace(figures, corrections=corrections(context, figures, whole=whole))


def corrections(
    context: Context, figures: ReportFigures, *, whole: bool = False
) -> tuple[CorrectionFigures, ...]:
    """Return what the report of a period has to tell of closed ones of its kind, the earliest first. Any thread.

    Of each earlier one what has changed since it was closed and stands in no other closed report; of the period itself,
    when it was closed and opened again, what has changed against that edition. Each of them is counted anew, unless
    nothing in it was touched since it last was (`recounts`). A closing whose files have not come to this desk, or are
    damaged here, is left out; with `whole` it raises NotHereYet or DamagedReport.
    """
    states = _of_its_kind(context, figures.period)
    told = _Told(context, states)
    found = []
    for each in sorted(states, key=lambda each: each.period):
        if _is_compared(each, figures.period):
            try:
                found.append(told.against(each, figures))
            except (NotHereYet, DamagedReport):
                if whole:
                    raise
    return tuple(each for each in found if each is not None)


def waiting_for(context: Context, period: Period) -> tuple[Closing, ...]:
    """Return the closings whose files have not come to this desk, so that nobody can say what has changed in them."""
    states = _of_its_kind(context, period)
    needed = [each.editions[0] for each in states if _is_compared(each, period)]
    needed += [each.closing for each in states if each.closing is not None]
    return tuple(each for each in dict.fromkeys(needed) if not is_here(context, each))


def _of_its_kind(context: Context, period: Period) -> list[ReportState]:
    return [each for each in all_closed(context) if each.period.span is period.span]


def _is_compared(state: ReportState, period: Period) -> bool:
    if state.period == period:
        return state.closing is None
    return state.period < period and state.closing is not None


@dataclass
class _Told:
    """What closed reports of one kind have told."""

    context: Context
    states: Sequence[ReportState]
    _known: dict[UUID, tuple[CorrectionFigures, ...]] = field(default_factory=dict)

    def against(self, state: ReportState, counted: ReportFigures) -> CorrectionFigures | None:
        """Compare what was closed last of a period with how it is now: `counted` is the report that asks.

        Its own edition before is compared as it was on paper, another period with what was told of it since.
        """
        closing, period = state.editions[0], str(state.period)
        if state.period == counted.period:
            before = state_of(read_snapshot(self.context, closing).figures)
            return compared(period, closing.edition, closing.hash, before=before, now=state_of(counted))
        since = self._since(closing)

        def compare() -> Compared:
            before = corrected(
                state_of(read_snapshot(self.context, closing).figures), (each for _by, each in since)
            )
            now = state_of(counting.figures(self.context, state.period, alone=True))
            found = compared(period, closing.edition, closing.hash, before=before, now=now)
            return found, frozenset(row.id for rows in now.rows.values() for row in rows)

        key = (closing.id, *(by for by, _each in since))
        return remembered(self.context, key, state.period, compare)

    def _since(self, closing: Closing) -> list[tuple[UUID, CorrectionFigures]]:
        """Return what closed reports have told of a closing, and which of them, in the order of their closing."""
        later = [
            each.closing for each in self.states if each.closing is not None and each.period != closing.period
        ]
        return [
            (each.id, correction)
            for each in sorted(later, key=lambda each: (each.closed_at, each.id))
            for correction in self._corrections(each)
            if correction.closing == closing.hash
        ]

    def _corrections(self, closing: Closing) -> tuple[CorrectionFigures, ...]:
        if closing.id not in self._known:
            self._known[closing.id] = told_by(
                self.context, closing.id, lambda: read_snapshot(self.context, closing).figures.corrections
            )
        return self._known[closing.id]
