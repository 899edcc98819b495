"""This file is the place where sections 6 to 12 of the printed report are held against their figures."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kacdesk.core.latvian import NO_BREAK, duration, money, number
from kacdesk.figures.coded import CodeFigures
from kacdesk.figures.completeness import Completeness
from kacdesk.figures.count import Count
from kacdesk.figures.report import ReportFigures, count_report
from kacdesk.reports.monthly import draw_monthly
from tests.figures.made_up_month import NAMES, NOVEMBER, counted, empty, rows_of
from tests.reports.pdf_reading import HEADING, words_of


@pytest.fixture(scope="module")
def busy() -> ReportFigures:
    return counted(contacts=60)


@pytest.fixture(scope="module")
def words(busy: ReportFigures, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("duties") / "busy.pdf"
    draw_monthly(busy, HEADING, file)
    return words_of(file)


def printed(figures: ReportFigures, folder: Path) -> str:
    draw_monthly(figures, HEADING, folder / "report.pdf")
    return words_of(folder / "report.pdf")


def test_every_figure_stands_behind_its_words(busy: ReportFigures, words: str) -> None:
    email, feedback, delegation = busy.email, busy.feedback, busy.delegation
    local, training, presence = busy.local, busy.training, busy.presence
    told = {
        "Saņemtas vēstules": email.received,
        "Pirmā atbilde 3 darba dienu laikā": email.answered_in_time,
        "Pirmā atbilde vēlāk": email.answered_late,
        "Gaida atbildi": email.waiting,
        "Atbildēts pēc termiņa": feedback.answered_late,
        "Pārsūtīts iestādei vēlāk": feedback.forwarded_late,
        "Atbilde apstrīdēta": feedback.contested,
        "Laikus nav nodots tālāk": feedback.forward_overdue,
        "Nenovērstas pašu kļūdas": feedback.errors.open,
        "Reģistrēti portālā": delegation.made,
        "Glabājas apliecinājumi": delegation.held,
        "tostarp jau bija jāiznīcina": delegation.overdue,
        "Pieņemtas dzīvesvietas deklarācijas": local.declarations,
        "Termiņā neizsniegtas izziņas": local.certificates_overdue,
        "Lauku attīstības konsultācijas": local.rural,
        "tostarp vēlāk nekā 5 darba dienas iepriekš": presence.late_notices,
        "2 darba dienu laikā nav ievietotas": presence.not_posted,
        "par tām laikus nav informēta ministrija": presence.ministry_not_told,
        "Dienas ar pārtraukumu": busy.continuity.bare_days,
        "Notikušas mācības un sanāksmes": training.held,
        "Metodiskie materiāli nav saņemti laikus": training.guidance_overdue,
        "Aptauja reizi trijos gados nokavēta": training.survey_overdue,
    }
    missing = [
        f"{line} {number(value)}" for line, value in told.items() if f"{line} {number(value)}" not in words
    ]
    assert missing == []


def test_times_and_money_stand_in_their_own_words(busy: ReportFigures, words: str) -> None:
    paid = sum(row.count for row in busy.local.paid)
    assert f"Kopā {number(paid)} {money(busy.local.paid_cents)}".replace(NO_BREAK, " ") in words
    assert f"Plānots pēc darba laika {duration(busy.continuity.planned_min * 60)}" in words
    planned, actual = busy.presence.planned_min, busy.presence.actual_min
    assert f"Kopā {duration(planned * 60)} {duration(actual * 60)}" in words


def test_a_code_of_a_newer_version_is_printed_as_other(busy: ReportFigures, tmp_path: Path) -> None:
    kinds = (*busy.feedback.by_kind[:-1], CodeFigures("OTHER", Count.told(7)))
    received = replace(busy.feedback, received=Count.told(7), by_kind=kinds)
    assert "Cits 7" in printed(replace(busy, feedback=received), tmp_path)


def test_time_that_was_taken_away_has_a_minus(busy: ReportFigures, tmp_path: Path) -> None:
    words = printed(replace(busy, continuity=replace(busy.continuity, bare_min=Count.told(75))), tmp_path)
    assert f"Atvērts, bet neviena nav darbā \u2212{duration(75 * 60)}".replace(NO_BREAK, " ") in words
    assert "Darba laiks šim periodam nav ievadīts." not in words


def test_nothing_at_all_is_said_in_sentences(tmp_path: Path) -> None:
    words = printed(empty(), tmp_path)
    assert "Sūdzību, jautājumu un priekšlikumu šajā periodā nav." in words
    assert "Klātbūtnes grafikā šim periodam nav nevienas iestādes." in words
    assert "Darba grafiks nav ievadīts, tāpēc nav zināms" in words
    assert "Faktiski atvērts 0 min" in words
    assert "Darba laiks šim periodam nav ievadīts." in words
    assert "netiek uzskaitīts" not in words


def test_a_period_that_goes_on_says_of_which_day_it_tells(tmp_path: Path) -> None:
    told = count_report(
        NOVEMBER,
        rows_of(),
        NAMES,
        previous=None,
        year_ago=None,
        completeness=Completeness(),
        today=date(2026, 11, 4),
    )
    words = printed(told, tmp_path)
    assert "Uz 04.11.2026." in words
    assert "Perioda beigās" not in words
