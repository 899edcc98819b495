"""This file is the place where the lines of sections 6 to 12 are written down as they must stand on paper."""

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter

from kacdesk.core.latvian import duration, money, number, percent
from kacdesk.figures.coded import OTHER_CODE, CodeFigures
from kacdesk.figures.report import ReportFigures
from kacdesk.models.feedback_words import FEEDBACK_CATEGORY, FEEDBACK_KIND, FEEDBACK_SOURCE
from kacdesk.models.fees import EXEMPT, FEE_HOW
from kacdesk.models.registers.reception import APPOINTMENT_STATE
from kacdesk.models.registers.residence import CERTIFICATE_KIND
from kacdesk.models.registers.training import TRAINING_KIND
from kacdesk.spec.field import Choice

_COUNTS: Mapping[str, str] = {
    "Saņemtas vēstules": "email.received",
    "tostarp atbilde nav vajadzīga": "email.without_reply",
    "Pirmā atbilde 3 darba dienu laikā": "email.answered_in_time",
    "Pirmā atbilde vēlāk": "email.answered_late",
    "Gaida atbildi": "email.waiting",
    "Saņemts": "feedback.received",
    "Atbildēts termiņā": "feedback.answered_in_time",
    "Atbildēts pēc termiņa": "feedback.answered_late",
    "Termiņš pagarināts": "feedback.extended",
    "Pārsūtīts iestādei laikus": "feedback.forwarded_in_time",
    "Pārsūtīts iestādei vēlāk": "feedback.forwarded_late",
    "Atbilde apstrīdēta": "feedback.contested",
    "Saņemts lēmums par apstrīdēto": "feedback.contests_decided",
    "Vēl izskata centrā": "feedback.open",
    "Laikus nav nodots tālāk": "feedback.forward_overdue",
    "Nenovērstas pašu kļūdas": "feedback.errors.open",
    "Pierakstītas": "feedback.errors.noted",
    "klientam atvainojāmies": "feedback.errors.apologised",
    "klients informēts par tiesībām sūdzēties": "feedback.errors.informed",
    "Novērstas": "feedback.errors.remedied",
    "Reģistrēti portālā": "delegation.made",
    "Pakalpojums izpildīts": "delegation.completed",
    "Persona atsaukusi": "delegation.withdrawn",
    "Apliecinājumi iznīcināti": "delegation.destroyed",
    "Glabājas apliecinājumi": "delegation.held",
    "tostarp jau bija jāiznīcina": "delegation.overdue",
    "Pieņemtas dzīvesvietas deklarācijas": "local.declarations",
    "Deklarācijas reģistrētas sistēmā": "local.declarations_registered",
    "Sagatavotas izziņas": "local.certificates",
    "Izsniegtas izziņas": "local.certificates_delivered",
    "Termiņā neizsniegtas izziņas": "local.certificates_overdue",
    "Pierobežas satiksmes iesniegumi": "local.border_applications",
    "Apstiprināti pierobežas saraksti": "local.border_lists_approved",
    "nodoti robežpārstāvim": "local.border_lists_handed",
    "saņemta atbilde": "local.border_lists_answered",
    "Lauku attīstības konsultācijas": "local.rural",
    "Saņemti paziņojumi": "presence.notices",
    "tostarp vēlāk nekā 5 darba dienas iepriekš": "presence.late_notices",
    "prombūtne bez aizvietotāja": "presence.absences",
    "aizvietošana": "presence.substitutions",
    "Laika maiņas, kas bija jāievieto PVS": "presence.to_be_posted",
    "2 darba dienu laikā nav ievietotas": "presence.not_posted",
    "par tām laikus nav informēta ministrija": "presence.ministry_not_told",
    "Dienas ar pārtraukumu": "continuity.bare_days",
    "Saskaņotas prombūtnes darba laikā": "continuity.absences",
    "tostarp bez aizvietotāja": "continuity.without_substitute",
    "Notikušas mācības un sanāksmes": "training.held",
    "to dalībnieki no centra": "training.participants",
    "Saņemti metodiskie materiāli": "training.guidance",
    "Iepazīšanās ar dokumentiem": "training.acknowledged",
    "Sāktas klientu aptaujas": "training.surveys_begun",
    "Pabeigtas klientu aptaujas": "training.surveys_closed",
    "Aptauju atbildes": "training.answers",
    "Mācības nav notikušas laikus": "training.overdue",
    "Iestādes ikgadējās mācības nokavētas": "training.yearly_overdue",
    "Metodiskie materiāli nav saņemti laikus": "training.guidance_overdue",
    "Materiāli laikus nav pārskatīti": "training.review_overdue",
    "Aptauju rezultāti laikus nav nosūtīti": "training.results_overdue",
    "Aptauja reizi trijos gados nokavēta": "training.survey_overdue",
}

_CODED: Mapping[str, Sequence[Choice]] = {
    "local.certificates_by_kind": CERTIFICATE_KIND,
    "local.appointments_by_state": APPOINTMENT_STATE,
    "training.held_by_kind": TRAINING_KIND,
}
_CODED_OPINIONS: Mapping[str, Sequence[Choice]] = {
    "feedback.by_kind": FEEDBACK_KIND,
    "feedback.by_source": FEEDBACK_SOURCE,
    "feedback.by_category": FEEDBACK_CATEGORY,
}
"""Printed only when something was received."""


def duty_lines(figures: ReportFigures) -> Iterator[str]:
    """Yield the lines of the tables of sections 6 to 12: words, then figures in order."""
    for words, key in _COUNTS.items():
        yield f"{words} {number(attrgetter(key)(figures))}"
    opinions = _CODED_OPINIONS if figures.feedback.received else {}
    for key, choices in (*_CODED.items(), *opinions.items()):
        yield from _coded(attrgetter(key)(figures), choices)
    if opinions:
        yield f"Temats nav norādīts {number(figures.feedback.unnamed)}"
    # Two lines have the same words: letters and opinions whose term was over.
    yield f"Gaida atbildi {number(figures.email.waiting)} tostarp termiņš nokavēts {number(figures.email.overdue)}"
    open_, overdue = figures.feedback.open, figures.feedback.open_overdue
    yield f"Vēl izskata centrā {number(open_)} tostarp termiņš nokavēts {number(overdue)}"
    yield from _paid(figures)
    yield from _times(figures)


def _coded(rows: Sequence[CodeFigures], choices: Sequence[Choice]) -> Iterator[str]:
    words = {OTHER_CODE: "Cits"} | {choice.code: choice.label for choice in choices}
    for row in rows:
        yield f"{words[row.key]} {number(row.count)}"


def _paid(figures: ReportFigures) -> Iterator[str]:
    words = {OTHER_CODE: "Cits"} | {choice.code: choice.label for choice in FEE_HOW}
    for row in figures.local.paid:
        yield f"{words[row.key]} {number(row.count)} {'' if row.key == EXEMPT else money(row.cents)}"
    yield f"Kopā {number(sum(row.count for row in figures.local.paid))} {money(figures.local.paid_cents)}"


def _times(figures: ReportFigures) -> Iterator[str]:
    yield f"to kopējais ilgums {_length(figures.local.rural_s)}"
    open_ = figures.continuity
    yield f"Plānots pēc darba laika {_length(open_.planned_min * 60)}"
    yield f"Darba laika izņēmumi {_length(open_.changed_min * 60)}"
    yield f"Atvērts, bet neviena nav darbā {_length(-open_.bare_min * 60)}"
    yield f"Faktiski atvērts {_length(open_.open_min * 60)}"
    for row in figures.presence.institutions:
        yield " ".join(
            (
                row.abbr or "nav sarakstā",
                _length(row.planned_min * 60),
                _length(row.actual_min * 60),
                percent(row.actual_min, row.planned_min),
                _length(row.covered_min * 60),
                number(row.notices),
                number(row.late_notices),
            )
        )


def _length(seconds: int) -> str:
    told = duration(abs(seconds)) if seconds else "0 min"
    return f"\u2212{told}" if seconds < 0 else told
