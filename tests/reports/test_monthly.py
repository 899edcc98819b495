"""This file is the place where the monthly report is read back from its PDF."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kacdesk.core.latvian import number
from kacdesk.figures.completeness import Completeness
from kacdesk.figures.period import Period
from kacdesk.figures.period_words import report_title
from kacdesk.figures.report import ReportFigures, count_report
from kacdesk.figures.rows import InstitutionName, Names
from kacdesk.figures.totals import count_totals
from kacdesk.reports.monthly import draw_monthly
from kacdesk.reports.monthly_front import signed
from tests.figures.made_up_month import (
    NAMES,
    NOVEMBER,
    a_call,
    a_line,
    a_visit,
    an_id,
    busy_month,
    counted,
    empty,
    rows_of,
)
from tests.reports.pdf_reading import (
    HEADING,
    bookmarks_of,
    facts_of,
    fonts_of,
    ink_share,
    words_of,
    words_of_pages,
)

SECTIONS = (
    "Pieteikumi un konsultācijas pa iestādēm",
    "Kopsavilkums",
    "Pa pakalpojumiem",
    "Kanāli, dienas un stundas",
    "Tālruņa konsultācijas",
    "E-pasts",
    "Sūdzības, jautājumi, priekšlikumi",
    "Pieteikšana citas personas vārdā",
    "Dzīvesvieta, izziņas, saraksti, pieņemšanas",
    "Iestāžu klātbūtne",
    "Darba nepārtrauktība",
    "Mācības, metodiskie materiāli, aptauja",
    "Paraksti",
)
SAMPLE = "PARAUGS — izdomāti dati"


@pytest.fixture(scope="module")
def busy() -> ReportFigures:
    """Return a month of about a thousand contacts."""
    return counted()


@pytest.fixture(scope="module")
def busy_file(busy: ReportFigures, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of that month."""
    out = tmp_path_factory.mktemp("report") / "novembris.pdf"
    draw_monthly(busy, HEADING, out)
    return out


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of a month in which nothing was recorded."""
    out = tmp_path_factory.mktemp("report") / "tukšs.pdf"
    draw_monthly(empty(), HEADING, out)
    return out


def test_the_title_names_the_month_in_the_accusative(busy_file: Path) -> None:
    assert "Pārskats par 2026. gada novembri" in words_of_pages(busy_file)[0]
    assert [report_title(Period.month(2026, month)).split()[-1] for month in (3, 4, 8)] == [
        "martu",
        "aprīli",
        "augustu",
    ]


def test_the_head_says_whose_report_it_is_and_of_which_days(busy_file: Path) -> None:
    first = words_of_pages(busy_file)[0]
    for said in (HEADING.municipality, HEADING.centre, HEADING.point, "Sagatavoja: Ilze Paraudziņa"):
        assert said in first
    assert "no 2026. gada 1. novembra līdz 30. novembrim" in first
    assert "Izveidots: 02.12.2026. plkst. 9.14" in first


def test_every_section_has_its_title_and_a_bookmark_to_its_page(busy_file: Path) -> None:
    pages = words_of_pages(busy_file)
    expected = []
    for place, title in enumerate(SECTIONS, start=1):
        on_page = next(page for page, words in enumerate(pages, start=1) if f"{place}. {title}" in words)
        expected.append(f"{place}. {title} → {on_page}")
    assert bookmarks_of(busy_file) == expected


def test_every_page_says_which_of_how_many_it_is(busy_file: Path) -> None:
    pages = words_of_pages(busy_file)
    assert len(pages) > 2
    assert all(f"Lapa {place}/{len(pages)}" in words for place, words in enumerate(pages, start=1))


def test_every_page_of_a_sample_is_marked_and_of_a_real_month_none(
    busy: ReportFigures, busy_file: Path, tmp_path: Path
) -> None:
    assert all(words.count(SAMPLE) == 2 for words in words_of_pages(busy_file))
    assert ink_share(busy_file, 1, (0, 0, 1, 0.018)) > 0.9
    real = tmp_path / "īsts.pdf"
    draw_monthly(replace(busy, sample=False), HEADING, real)
    assert "PARAUGS" not in words_of(real)
    assert ink_share(real, 1, (0, 0, 1, 0.018)) == 0


def test_the_printed_totals_are_the_counted_ones(busy: ReportFigures, busy_file: Path) -> None:
    words = words_of(busy_file)
    now, before, year_ago = busy.summary, busy.previous, busy.year_ago
    assert before is not None
    assert year_ago is not None
    for label, name in (
        ("Apmeklējumi", "visits"),
        ("Pakalpojumu reģistrācijas", "registrations"),
        ("pieteikumi", "applications"),
        ("konsultācijas un informācija", "consultations"),
        ("neatbildēti", "missed_calls"),
        ("Saņemtie dokumenti", "received_documents"),
    ):
        counts = [number(getattr(totals, name)).replace("\u00a0", " ") for totals in (now, before, year_ago)]
        change = re.escape(signed(getattr(now, name) - getattr(before, name)))
        line = rf"{label} {counts[0]} {counts[1]} {change}( \([+−]\d+%\))? {counts[2]} "
        assert re.search(line, words), line


def test_the_sums_of_the_tables_are_the_totals(busy: ReportFigures, busy_file: Path) -> None:
    words = words_of(busy_file)
    rows = busy.institutions
    applications, *consultations = [
        sum(getattr(row, name) for row in rows)
        for name in ("applications", "information", "e_consultations", "referrals")
    ]
    stand_ins = sum(row.stand_in.total for row in rows)
    published = f"{applications} {sum(consultations)} {busy.summary.registrations}"
    assert applications + sum(consultations) == busy.summary.registrations
    assert f"Kopā {published} {' '.join(map(str, consultations))} {stand_ins} " in words
    assert f"Kopā {busy.summary.registrations} 100%" in words
    assert (
        f"Kopā {busy.summary.visits} 100% {busy.summary.applications} {busy.summary.consultations}" in words
    )
    assert f"Kopā {busy.phone.own_line} {busy.phone.helpline} {busy.phone.total}" in words


def test_every_institution_of_the_basket_is_printed_even_at_zero(busy_file: Path, empty_file: Path) -> None:
    assert "UR Latvijas Republikas Uzņēmumu reģistrs 0 0 0 0 0 0 0 " in words_of(busy_file)
    assert "VSAA Valsts sociālās apdrošināšanas aģentūra 0 0 0 0 0 0 0 " in words_of(empty_file)
    assert "Iestādes šajā mēnesī nav aizvietotas." in words_of(empty_file)


def test_the_data_are_said_to_be_complete_or_not(
    busy: ReportFigures, busy_file: Path, empty_file: Path
) -> None:
    first = words_of_pages(busy_file)[0]
    assert "Nenosūtīti ieraksti Noraidīti centrālajā krātuvē" in first or "Nenosūtīti ieraksti 3" in first
    assert "2 (BALVI-1, BALVI-2)" in first
    assert "02.12.2026. plkst. 9.10" in first
    assert str(busy.completeness.unmapped) in first
    assert "vēl nav bijusi" in words_of_pages(empty_file)[0]


def test_nothing_is_printed_as_zero_that_nobody_counts(busy: ReportFigures, tmp_path: Path) -> None:
    uncounted = replace(busy, summary=replace(busy.summary, issued_documents=None))
    draw_monthly(uncounted, HEADING, tmp_path / "a.pdf")
    assert "Izsniegtie dokumenti netiek uzskaitīts" in words_of(tmp_path / "a.pdf")


def test_an_empty_month_prints_zeros_and_says_that_there_is_nothing_to_compare(empty_file: Path) -> None:
    words = words_of(empty_file)
    assert re.search(r"Apmeklējumi 0 – – ", words)
    assert "Salīdzinājumam nav datu par 2026. gada oktobri un 2025. gada novembri." in words
    assert "Apkalpošanas laiks šajā mēnesī nav mērīts." in words


def test_january_is_compared_with_december_of_the_year_before(tmp_path: Path) -> None:
    january = Period.month(2027, 1)
    december = busy_month(january.previous(), contacts=30)
    figures = count_report(
        january,
        busy_month(january, contacts=30),
        NAMES,
        previous=count_totals(january.previous(), december),
        year_ago=None,
        completeness=Completeness(),
    )
    draw_monthly(figures, HEADING, tmp_path / "janvāris.pdf")
    words = words_of(tmp_path / "janvāris.pdf")
    assert "pret decembri" in words
    assert "2027. gada janvāris 2026. gada decembris" in words
    assert "Salīdzinājumam nav datu par 2026. gada janvāri." in words


def test_a_report_made_too_early_says_so(tmp_path: Path) -> None:
    warning = "Pārskats izveidots, pirms periods ir beidzies"
    for moment, early in (
        (datetime(2026, 11, 30, 21, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 30, 22, tzinfo=UTC), False),
    ):
        draw_monthly(empty(), replace(HEADING, generated_at=moment), tmp_path / "a.pdf")
        assert (warning in words_of(tmp_path / "a.pdf")) is early


def test_the_fonts_are_embedded_and_the_letters_are_there(busy: ReportFigures, tmp_path: Path) -> None:
    busy_file = tmp_path / "a.pdf"
    draw_monthly(busy, replace(HEADING, prepared_by="Čače Paraudziņa"), busy_file)
    fonts = fonts_of(busy_file)
    assert len(fonts) >= 3
    assert all("NotoSans" in name and embedded for name, embedded in fonts.items())
    assert set("āčēģīķļņšūž") <= set(words_of(busy_file).lower())


def test_title_author_language_and_date_stand_in_the_file(busy_file: Path) -> None:
    facts = facts_of(busy_file)
    assert facts["Title"] == "Pārskats par 2026. gada novembri"
    assert facts["Author"] == f"{HEADING.municipality}, {HEADING.centre}"
    assert facts["CreationDate"] == "D:20261202071400+00'00'"
    assert b"/Lang (lv)" in busy_file.read_bytes()


def test_the_same_figures_give_the_same_bytes(busy: ReportFigures, busy_file: Path, tmp_path: Path) -> None:
    again = tmp_path / "another name.pdf"
    draw_monthly(busy, HEADING, again)
    assert again.read_bytes() == busy_file.read_bytes()


def test_a_long_name_wraps_and_what_looks_like_markup_is_printed(tmp_path: Path) -> None:
    long = "Ļoti gara nosaukuma valsts iestāde " * 6 + "<b>&</b> beigas"
    names = Names({an_id("X"): InstitutionName("GARUMS", long.strip(), in_basket=True)}, {})
    visit = a_visit("one", datetime(2026, 11, 2, 9))  # noqa: DTZ001 -- a local time of Riga
    rows = rows_of([visit], [a_line("one", visit, institution_id=an_id("X"), quantity=12345)])
    figures = count_report(NOVEMBER, rows, names, previous=None, year_ago=None, completeness=Completeness())
    draw_monthly(figures, HEADING, tmp_path / "a.pdf")
    words = words_of(tmp_path / "a.pdf")
    assert f"GARUMS {long.strip()}" in words
    assert "12 345" in words.replace("\u00a0", " ")
    assert ink_share(tmp_path / "a.pdf", 1, (0.95, 0.1, 1, 0.9)) == 0


def test_no_name_of_a_customer_reaches_the_report(tmp_path: Path) -> None:
    visit = a_visit("one", datetime(2026, 11, 2, 9), customer_name="Žanis Paraudziņš", note="Slepens")  # noqa: DTZ001
    line = a_line(
        "one", visit, institution_id=None, service_text="Saviem vārdiem slepens", line_note="Slepens"
    )
    figures = count_report(
        NOVEMBER,
        rows_of([visit], [line]),
        NAMES,
        previous=None,
        year_ago=None,
        completeness=Completeness(),
    )
    draw_monthly(figures, HEADING, tmp_path / "a.pdf")
    assert not re.search("Žanis|lepens", words_of(tmp_path / "a.pdf"))


def test_sixty_long_institutions_neither_overflow_nor_lose_their_heads(tmp_path: Path) -> None:
    names = Names(
        {an_id(f"I{n}"): InstitutionName(f"IEST{n}", f"Iestāde {n} " * 6, in_basket=True) for n in range(60)},
        {},
    )
    at = datetime(2026, 11, 2, 9)  # noqa: DTZ001 -- a local time of Riga
    visit = a_visit("one", at)
    rows = rows_of(
        [visit],
        [a_line(str(n), visit, institution_id=an_id(f"I{n}")) for n in range(60)],
        [a_call(f"call {n}", at, institution_id=an_id(f"I{n}")) for n in range(60)],
    )
    figures = count_report(NOVEMBER, rows, names, previous=None, year_ago=None, completeness=Completeness())
    draw_monthly(figures, HEADING, tmp_path / "a.pdf")
    pages = words_of_pages(tmp_path / "a.pdf")
    assert sum("Par kuru iestādi" in words for words in pages) >= 2
    assert all(f"IEST{n} " in " ".join(pages) for n in range(60))
    titled = next(words for words in pages if "5. Tālruņa konsultācijas" in words)
    assert "Centra tālrunis" in titled
