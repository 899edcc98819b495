"""This file is the place where the figures of a period are put together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from kacdesk.figures import continuity, delegation, email, feedback, local, presence, training
from kacdesk.figures.at_end import AtEnd
from kacdesk.figures.completeness import Completeness, CompletenessFigures, count_completeness
from kacdesk.figures.continuity import ContinuityFigures, count_continuity
from kacdesk.figures.corrections import CorrectionFigures
from kacdesk.figures.delegation import DelegationFigures, count_delegation
from kacdesk.figures.email import EmailFigures, count_email
from kacdesk.figures.feedback import FeedbackFigures, count_feedback
from kacdesk.figures.institutions import InstitutionFigures, ServicesFigures, by_institution, by_service
from kacdesk.figures.local import LocalFigures, count_local
from kacdesk.figures.period import Period
from kacdesk.figures.phone import PhoneFigures, count_phone
from kacdesk.figures.points import PointFigures, by_point
from kacdesk.figures.presence import PresenceFigures, count_presence
from kacdesk.figures.reads import gathered
from kacdesk.figures.rows import READS, Names, PeriodRows, Voided, select
from kacdesk.figures.times import (
    ChannelFigures,
    DayFigures,
    HandlingTime,
    HourFigures,
    by_channel,
    by_day,
    by_hour,
    visit_handling,
)
from kacdesk.figures.totals import Totals, totals_of
from kacdesk.figures.training import TrainingFigures, count_training
from kacdesk.figures.trend import TrendFigures

REPORT_READS: Final = gathered(
    READS,
    email.READS,
    feedback.READS,
    delegation.READS,
    local.READS,
    presence.READS,
    continuity.READS,
    training.READS,
)
"""What the whole report wants; the totals of other periods want `READS` alone."""


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """All figures of one period and one or more points, without personal data.

    `as_of` the last day of the period, or today while it goes on · `points` whose records these are, by code ·
    `by_point` each of them, empty when it is one · `summary` to `phone` are sections 1–5 of the report, `email` to
    `training` 6–12 · `previous` and `year_ago` are None when nothing was recorded then · `trend` is empty when nobody
    asked for it · `sample` the records are made up, and every page says so · `corrections` what has changed in periods
    that were closed, and was not told before · `recorded_since` the day of the first contact that is recorded: a
    period in which it lies was not recorded whole; None when there is none, or nothing is compared.
    """

    period: Period
    as_of: date
    points: tuple[str, ...]
    sample: bool
    completeness: CompletenessFigures
    by_point: tuple[PointFigures, ...]
    summary: Totals
    previous: Totals | None
    year_ago: Totals | None
    trend: tuple[TrendFigures, ...]
    handling: HandlingTime
    institutions: tuple[InstitutionFigures, ...]
    services: ServicesFigures
    channels: tuple[ChannelFigures, ...]
    days: tuple[DayFigures, ...]
    hours: tuple[HourFigures, ...]
    phone: PhoneFigures
    email: EmailFigures
    feedback: FeedbackFigures
    delegation: DelegationFigures
    local: LocalFigures
    presence: PresenceFigures
    continuity: ContinuityFigures
    training: TrainingFigures
    voided: Voided
    corrections: tuple[CorrectionFigures, ...] = ()
    recorded_since: date | None = None


def count_report(
    period: Period,
    rows: PeriodRows,
    names: Names,
    *,
    points: tuple[str, ...] = (),
    point_titles: Mapping[str, str] = MappingProxyType({}),
    previous: Totals | None,
    year_ago: Totals | None,
    completeness: Completeness,
    trend: tuple[TrendFigures, ...] = (),
    recorded_since: date | None = None,
    sample: bool = False,
    today: date | None = None,
) -> ReportFigures:
    """Count a period from its rows; `previous` and `year_ago` come from `count_totals` of their own rows.

    `today` is the day in Riga on which it is counted, for what stands open and what is overdue; None when the period
    is over.
    """
    counting = select(period, rows)
    end = AtEnd.of(period, today)
    return ReportFigures(
        period=period,
        as_of=end.as_of,
        points=points,
        sample=sample,
        completeness=count_completeness(counting, completeness),
        by_point=by_point(counting, points, point_titles) if len(points) > 1 else (),
        summary=totals_of(counting),
        previous=previous,
        year_ago=year_ago,
        trend=trend,
        handling=visit_handling(counting),
        institutions=by_institution(counting, names),
        services=by_service(counting, names),
        channels=by_channel(counting),
        days=by_day(counting),
        hours=by_hour(counting),
        phone=count_phone(counting, names),
        email=count_email(counting, end),
        feedback=count_feedback(counting, end),
        delegation=count_delegation(counting, end),
        local=count_local(counting, end),
        presence=count_presence(counting, names, end),
        continuity=count_continuity(counting, end),
        training=count_training(counting, end),
        voided=counting.voided,
        recorded_since=recorded_since,
    )
