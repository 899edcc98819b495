"""This file is the place where sections 6 to 9 of the report are set: letters, complaints, attestations, services."""

from collections.abc import Sequence
from typing import NamedTuple

from reportlab.platypus import Flowable, Spacer

from kacdesk.core.latvian import duration, money, number, short_date
from kacdesk.core.text import t
from kacdesk.figures.coded import OTHER_CODE, CodeFigures
from kacdesk.figures.feedback import FeedbackFigures
from kacdesk.figures.local import LocalFigures
from kacdesk.figures.report import ReportFigures
from kacdesk.models.feedback_words import FEEDBACK_CATEGORY, FEEDBACK_KIND, FEEDBACK_SOURCE
from kacdesk.models.fees import EXEMPT, FEE_HOW
from kacdesk.models.registers.reception import APPOINTMENT_STATE
from kacdesk.models.registers.residence import CERTIFICATE_KIND
from kacdesk.reports.sheet import begin, text
from kacdesk.reports.tables import Cell, figures_table, side_by_side
from kacdesk.spec.field import Choice

_INDENT = 9


class Line(NamedTuple):
    """A line of a short list: words and a figure, a time already in words; a `part` of the line above is set in."""

    words: str
    value: int | str
    part: bool = False


_HALVES = (0.48, 0.04, 0.48)
_NUMBER_SHARE = 0.17
_APART = 6.0
_LINE, _OPENING = 15.5, 52.0
"""About how high a line of a short list is, and what stands above the first one."""


def during() -> str:
    """Return the head over what happened in the period."""
    return t("Šajā periodā")


def at_end(figures: ReportFigures) -> str:
    """Return the head over what stood at the end of the period, or stands today while it goes on."""
    if figures.as_of == figures.period.last_day:
        return t("Perioda beigās")
    return t("Uz {day}", day=short_date(figures.as_of))


def length(seconds: int) -> str:
    """Return how long something took; nothing at all is no seconds but no time."""
    return duration(seconds) if seconds else t("0 min")


def short_list(head: str, told: Sequence[Line], width: float, *, unit: str = "") -> Flowable:
    """Return figures below each other under a head."""
    rows: list[list[Cell]] = [
        [_words(line), number(line.value) if isinstance(line.value, int) else line.value] for line in told
    ]
    share = _NUMBER_SHARE if all(isinstance(line.value, int) for line in told) else 2 * _NUMBER_SHARE
    return figures_table([[head, unit or t("Skaits")]], rows, widths=[width * (1 - share), width * share])


def _words(line: Line) -> Flowable:
    words = text(line.words, "cell")
    if line.part:
        words.style = words.style.clone("part", leftIndent=_INDENT)
    return words


def halves(left: Sequence[Flowable], right: Sequence[Flowable], width: float) -> Flowable:
    """Return two columns of short lists beside each other."""
    column, gap, other = (width * share for share in _HALVES)
    beside = side_by_side(_apart(left), _apart(right), widths=(column, gap, other))
    beside.spaceAfter = _APART
    return beside


def _apart(tables: Sequence[Flowable]) -> list[Flowable]:
    """Return tables of one column with room between them."""
    return [part for table in tables for part in (Spacer(0, _APART), table)][1:]


def half(width: float) -> float:
    """Return how wide one of two columns is."""
    return width * _HALVES[0]


def room(lines: int) -> float:
    """Return how much room a section of so many lines wants, to stay in one piece."""
    return _OPENING + lines * _LINE


def coded(head: str, rows: Sequence[CodeFigures], choices: Sequence[Choice], width: float) -> Flowable:
    """Return figures by a code, in the words of its vocabulary."""
    words = {OTHER_CODE: t("Cits")} | {choice.code: t(choice.label) for choice in choices}
    return short_list(head, [Line(words[row.key], row.count) for row in rows], width)


def _during_and_at_end(
    figures: ReportFigures, done: Sequence[Line], standing: Sequence[Line], width: float
) -> Flowable:
    """Return what happened in the period beside how it stood at its end."""
    return halves(
        [short_list(during(), done, half(width))],
        [short_list(at_end(figures), standing, half(width))],
        width,
    )


def emails(figures: ReportFigures, width: float) -> list[Flowable]:
    """Return section 6: e-mails, and whether they were answered within three working days."""
    told = figures.email
    left = (
        Line(t("Saņemtas vēstules"), told.received),
        Line(t("tostarp atbilde nav vajadzīga"), told.without_reply, part=True),
        Line(t("Pirmā atbilde 3 darba dienu laikā"), told.answered_in_time),
        Line(t("Pirmā atbilde vēlāk"), told.answered_late),
    )
    right = (
        Line(t("Gaida atbildi"), told.waiting),
        Line(t("tostarp termiņš nokavēts"), told.overdue, part=True),
    )
    return [
        *begin(6, t("E-pasts"), room=room(len(left))),
        _during_and_at_end(figures, left, right, width),
    ]


def opinions(figures: ReportFigures, width: float) -> list[Flowable]:
    """Return section 7: complaints, questions and proposals, and the centre's own mistakes."""
    told, own = figures.feedback, figures.feedback.errors
    left = (
        Line(t("Saņemts"), told.received),
        Line(t("Atbildēts termiņā"), told.answered_in_time),
        Line(t("Atbildēts pēc termiņa"), told.answered_late),
        Line(t("Termiņš pagarināts"), told.extended),
        Line(t("Pārsūtīts iestādei laikus"), told.forwarded_in_time),
        Line(t("Pārsūtīts iestādei vēlāk"), told.forwarded_late),
        Line(t("Atbilde apstrīdēta"), told.contested),
        Line(t("Saņemts lēmums par apstrīdēto"), told.contests_decided),
    )
    right = (
        Line(t("Vēl izskata centrā"), told.open),
        Line(t("tostarp termiņš nokavēts"), told.open_overdue, part=True),
        Line(t("Laikus nav nodots tālāk"), told.forward_overdue),
        Line(t("Nenovērstas pašu kļūdas"), own.open),
    )
    errors = (
        Line(t("Pierakstītas"), own.noted),
        Line(t("klientam atvainojāmies"), own.apologised, part=True),
        Line(t("klients informēts par tiesībām sūdzēties"), own.informed, part=True),
        Line(t("Novērstas"), own.remedied),
    )
    return [
        *begin(7, t("Sūdzības, jautājumi, priekšlikumi"), room=room(len(left))),
        halves(
            [short_list(during(), left, half(width))],
            [
                short_list(at_end(figures), right, half(width)),
                short_list(t("Pašu kļūdas šajā periodā"), errors, half(width)),
            ],
            width,
        ),
        *_received(told, width),
    ]


def _received(told: FeedbackFigures, width: float) -> list[Flowable]:
    """Return what was received by kind, subject and source; one sentence when nothing was."""
    if not told.received:
        return [text(t("Sūdzību, jautājumu un priekšlikumu šajā periodā nav."), "note")]
    subjects = (*told.by_category, CodeFigures("", told.unnamed))
    choices = (*FEEDBACK_CATEGORY, Choice("", t("Temats nav norādīts")))
    return [
        halves(
            [
                coded(t("Saņemts pēc veida"), told.by_kind, FEEDBACK_KIND, half(width)),
                coded(t("Saņemts pēc avota"), told.by_source, FEEDBACK_SOURCE, half(width)),
            ],
            [coded(t("Saņemts pēc temata"), subjects, choices, half(width))],
            width,
        )
    ]


def delegated(figures: ReportFigures, width: float) -> list[Flowable]:
    """Return section 8: e-services applied for in another person's name, and the attestations kept of them."""
    told = figures.delegation
    left = (
        Line(t("Reģistrēti portālā"), told.made),
        Line(t("Pakalpojums izpildīts"), told.completed),
        Line(t("Persona atsaukusi"), told.withdrawn),
        Line(t("Apliecinājumi iznīcināti"), told.destroyed),
    )
    right = (
        Line(t("Glabājas apliecinājumi"), told.held),
        Line(t("tostarp jau bija jāiznīcina"), told.overdue, part=True),
    )
    return [
        *begin(8, t("Pieteikšana citas personas vārdā"), room=room(len(left))),
        _during_and_at_end(figures, left, right, width),
    ]


def local_services(figures: ReportFigures, width: float) -> list[Flowable]:
    """Return section 9: the municipality's own services at the centre, receptions, payments."""
    told = figures.local
    residence = (
        Line(t("Pieņemtas dzīvesvietas deklarācijas"), told.declarations),
        Line(t("Deklarācijas reģistrētas sistēmā"), told.declarations_registered),
        Line(t("Sagatavotas izziņas"), told.certificates),
        Line(t("Izsniegtas izziņas"), told.certificates_delivered),
        Line(t("Termiņā neizsniegtas izziņas"), told.certificates_overdue),
    )
    others = (
        Line(t("Pierobežas satiksmes iesniegumi"), told.border_applications),
        Line(t("Apstiprināti pierobežas saraksti"), told.border_lists_approved),
        Line(t("nodoti robežpārstāvim"), told.border_lists_handed, part=True),
        Line(t("saņemta atbilde"), told.border_lists_answered, part=True),
        Line(t("Lauku attīstības konsultācijas"), told.rural),
        Line(t("to kopējais ilgums"), length(told.rural_s), part=True),
    )
    receptions, kinds = told.appointments_by_state, told.certificates_by_kind
    return [
        *begin(9, t("Dzīvesvieta, izziņas, saraksti, pieņemšanas"), room=room(18)),
        halves(
            [
                short_list(t("Dzīvesvieta"), residence, half(width)),
                coded(t("Sagatavotās izziņas pēc veida"), kinds, CERTIFICATE_KIND, half(width)),
                _payments(told, half(width)),
            ],
            [
                short_list(t("Saraksti un konsultācijas"), others, half(width)),
                coded(t("Pieņemšanas pie amatpersonām"), receptions, APPOINTMENT_STATE, half(width)),
            ],
            width,
        ),
    ]


def _payments(told: LocalFigures, width: float) -> Flowable:
    words = {OTHER_CODE: t("Cits")} | {choice.code: t(choice.label) for choice in FEE_HOW}
    rows: list[list[Cell]] = [
        [words[row.key], number(row.count), "" if row.key == EXEMPT else money(row.cents)]
        for row in told.paid
    ]
    rows.append([t("Kopā"), number(sum(row.count for row in told.paid)), money(told.paid_cents)])
    return figures_table(
        [[t("Maksājumi un nodevas"), t("Skaits"), t("Summa")]],
        rows,
        widths=[width * share for share in (0.52, 0.18, 0.3)],
        strong=[len(rows) - 1],
    )
