"""This file is the place where sections 10 to 12 of the report are set: presence, opening hours, trainings, survey."""

from reportlab.platypus import Flowable, Spacer

from kacdesk.core.latvian import number, percent
from kacdesk.core.text import t
from kacdesk.figures.presence import PresenceFigures
from kacdesk.figures.report import ReportFigures
from kacdesk.models.registers.training import TRAINING_KIND
from kacdesk.reports.monthly_duties import Line, at_end, coded, during, half, halves, length, room, short_list
from kacdesk.reports.sheet import begin, text
from kacdesk.reports.tables import Cell, figures_table

_MINUTE_S = 60
_APART = 5
"""Points between the table of the institutions and the lists below it."""
_MINUS = "\u2212"


def _time(minutes: int) -> str:
    """Return minutes as hours and minutes, with a sign when something was taken away."""
    told = length(abs(minutes) * _MINUTE_S)
    return f"{_MINUS}{told}" if minutes < 0 else told


def presence(figures: ReportFigures, width: float) -> list[Flowable]:
    """Return section 10: how long the institutions were to be here and were, and their notices."""
    told = figures.presence
    notices = (
        Line(t("Saņemti paziņojumi"), told.notices),
        Line(t("tostarp vēlāk nekā 5 darba dienas iepriekš"), told.late_notices, part=True),
        Line(t("prombūtne bez aizvietotāja"), told.absences, part=True),
        Line(t("aizvietošana"), told.substitutions, part=True),
    )
    posting = (
        Line(t("Laika maiņas, kas bija jāievieto PVS"), told.to_be_posted),
        Line(t("2 darba dienu laikā nav ievietotas"), told.not_posted, part=True),
        Line(t("par tām laikus nav informēta ministrija"), told.ministry_not_told, part=True),
    )
    return [
        *begin(10, t("Iestāžu klātbūtne"), room=room(8)),
        *_by_institution(told, width),
        Spacer(0, _APART),
        halves(
            [short_list(t("Iestāžu paziņojumi"), notices, half(width))],
            [short_list(t("Paziņojumu ievietošana"), posting, half(width))],
            width,
        ),
    ]


def _by_institution(told: PresenceFigures, width: float) -> list[Flowable]:
    if not told.institutions:
        return [text(t("Klātbūtnes grafikā šim periodam nav nevienas iestādes."), "note")]
    rows: list[list[Cell]] = [
        [
            row.abbr or t("nav sarakstā"),
            _time(row.planned_min),
            _time(row.actual_min),
            percent(row.actual_min, row.planned_min),
            _time(row.covered_min),
            number(row.notices),
            number(row.late_notices),
        ]
        for row in told.institutions
    ]
    rows.append(
        [
            t("Kopā"),
            _time(told.planned_min),
            _time(told.actual_min),
            percent(told.actual_min, told.planned_min),
            _time(told.covered_min),
            number(told.notices),
            number(told.late_notices),
        ]
    )
    heads = [
        t("Iestāde"),
        t("Plānots"),
        t("Faktiski"),
        t("Daļa"),
        t("tostarp aizvietojot"),
        t("Paziņojumi"),
        t("novēloti"),
    ]
    return [
        figures_table(
            [heads],
            rows,
            widths=[width * share for share in (0.22, 0.15, 0.15, 0.1, 0.16, 0.12, 0.1)],
            strong=[len(rows) - 1],
        )
    ]


def continuity(figures: ReportFigures, width: float) -> list[Flowable]:
    """Return section 11: how long the point was open, and when nobody was there."""
    told = figures.continuity
    hours = (
        Line(t("Plānots pēc darba laika"), _time(told.planned_min)),
        Line(t("Darba laika izņēmumi"), _time(told.changed_min)),
        Line(t("Atvērts, bet neviena nav darbā"), _time(-told.bare_min)),
        Line(t("Faktiski atvērts"), _time(told.open_min)),
    )
    people = (
        Line(t("Dienas ar pārtraukumu"), told.bare_days),
        Line(t("Saskaņotas prombūtnes darba laikā"), told.absences),
        Line(t("tostarp bez aizvietotāja"), told.without_substitute, part=True),
    )
    notes = []
    if not told.planned_min and not told.changed_min:
        notes.append(t("Darba laiks šim periodam nav ievadīts."))
    if not told.roster_kept:
        notes.append(
            t("Darba grafiks nav ievadīts, tāpēc nav zināms, vai atvērtajās stundās kāds bija darbā.")
        )
    return [
        *begin(11, t("Darba nepārtrauktība"), room=room(len(hours))),
        halves(
            [short_list(t("Darba laiks"), hours, half(width), unit=t("Stundas"))],
            [short_list(t("Darbinieki"), people, half(width))],
            width,
        ),
        *[text(note, "note") for note in notes],
    ]


def training(figures: ReportFigures, width: float) -> list[Flowable]:
    """Return section 12: trainings, guidance and the survey, done and overdue."""
    told = figures.training
    done = (
        Line(t("Notikušas mācības un sanāksmes"), told.held),
        Line(t("to dalībnieki no centra"), told.participants, part=True),
        Line(t("Saņemti metodiskie materiāli"), told.guidance),
        Line(t("Iepazīšanās ar dokumentiem"), told.acknowledged),
        Line(t("Sāktas klientu aptaujas"), told.surveys_begun),
        Line(t("Pabeigtas klientu aptaujas"), told.surveys_closed),
        Line(t("Aptauju atbildes"), told.answers),
    )
    overdue = (
        Line(t("Mācības nav notikušas laikus"), told.overdue),
        Line(t("Iestādes ikgadējās mācības nokavētas"), told.yearly_overdue),
        Line(t("Metodiskie materiāli nav saņemti laikus"), told.guidance_overdue),
        Line(t("Materiāli laikus nav pārskatīti"), told.review_overdue),
        Line(t("Aptauju rezultāti laikus nav nosūtīti"), told.results_overdue),
        Line(t("Aptauja reizi trijos gados nokavēta"), told.survey_overdue),
    )
    return [
        *begin(12, t("Mācības, metodiskie materiāli, aptauja"), room=room(15)),
        halves(
            [short_list(during(), done, half(width))],
            [
                short_list(at_end(figures), overdue, half(width)),
                coded(t("Notikušās mācības pēc veida"), told.held_by_kind, TRAINING_KIND, half(width)),
            ],
            width,
        ),
    ]
