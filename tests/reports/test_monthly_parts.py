"""This file is the place where the parts of the report that only some reports have are read back: any period, arms,
trend, points, corrections; and that a page is read from its head to its foot."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from kacdesk.figures.corrections import ChangedFigure, CorrectedRecords, CorrectionFigures
from kacdesk.figures.count import Count
from kacdesk.figures.period import Period
from kacdesk.figures.points import PointFigures
from kacdesk.figures.report import ReportFigures
from kacdesk.figures.totals import count_totals
from kacdesk.figures.trend import trend_months, trend_of
from kacdesk.reports.letterhead import letterhead
from kacdesk.reports.monthly import draw_monthly
from kacdesk.reports.sheet import Heading
from kacdesk.services.reporting.tables import tables_of
from tests.figures.made_up_month import NOVEMBER, busy_month, counted
from tests.reports.pdf_reading import HEADING, bookmarks_of, ink_share, with_arms, words_of, words_of_pages

ARMS_PLACE = (0.08, 0.045, 0.16, 0.11)
"""Where the arms stand on the first page, in shares of its size."""


@pytest.fixture(scope="module")
def busy() -> ReportFigures:
    """Return a month of about three hundred contacts."""
    return counted(contacts=300)


def drawn(figures: ReportFigures, folder: Path, heading: Heading = HEADING) -> Path:
    out = folder / "a.pdf"
    draw_monthly(figures, heading, out)
    return out


def test_a_page_is_read_from_its_head_to_its_foot(busy: ReportFigures, tmp_path: Path) -> None:
    first, second, *_ = words_of_pages(drawn(busy, tmp_path))
    in_order(
        first,
        [
            HEADING.municipality,
            HEADING.centre,
            HEADING.point,
            "Pārskats par 2026. gada novembri",
            "Periods: no 2026. gada 1. novembra",
            "Pieteikumi",
            "pret oktobri",
            "Datu pilnība",
            "1. Pieteikumi un konsultācijas pa iestādēm",
            "Minimālais pakalpojumu grozs",
            "LAD Lauku atbalsta dienests",
            "Kopā",
            "Izveidots 02.12.2026. plkst. 9.14",
            "Lapa 1/",
        ],
    )
    in_order(second, [HEADING.municipality, "Pārskats par 2026. gada novembri", "Lapa 2/"])


def in_order(words: str, said: Sequence[str]) -> None:
    place = 0
    for each in said:
        found = words.find(each, place)
        assert found >= 0, f"{each!r} does not follow in {words[place:]!r}"
        place = found + len(each)


@pytest.mark.parametrize(
    ("written", "says", "says_not"),
    [
        ("2026-11-20", "Pārskats par 2026. gada 20. novembri", "Pa dienām"),
        ("2026-W47", "Diena 16. 17. 18. 19. 20. 21. 22. Apmeklējumi", "Pa mēnešiem"),
        ("2026-11-25..2026-12-04", "Diena 25.11. 26.11. 27.11. 28.11. 29.11. 30.11. 1.12.", "Pa mēnešiem"),
        ("2026-Q3", "2026 jūl. aug. sept. Apmeklējumi", "Diena 1."),
        ("2026", "2026 janv. febr. marts apr. maijs jūn. jūl. aug. sept. okt. nov. dec.", "Diena 1."),
        ("2025-11-10..2026-02-10", "2025 nov. dec. Apmeklējumi", "Diena 1."),
    ],
)
def test_a_period_is_shown_by_days_or_by_months(
    written: str, says: str, says_not: str, tmp_path: Path
) -> None:
    asked = Period.parse(written)
    figures = counted(asked, contacts=200)
    words = words_of(drawn(figures, tmp_path))
    assert says in words
    assert says_not not in words
    months = [sum(row.visits for row in figures.days if row.day in month) for month in asked.months]
    if asked.length > 31 and len({month.first_day.year for month in asked.months}) == 1:
        assert f"Apmeklējumi {' '.join(map(str, months))} " in words


def test_days_that_have_not_come_are_not_told_as_zero(busy: ReportFigures, tmp_path: Path) -> None:
    on_friday = replace(busy, as_of=date(2026, 11, 27))
    visits = [str(row.visits) for row in busy.days[15:27]]
    assert f"Apmeklējumi {' '.join(visits)} – – – Reģistrācijas" in words_of(drawn(on_friday, tmp_path))
    assert "– – – Reģistrācijas" not in words_of(drawn(busy, tmp_path))
    in_june = replace(counted(Period.year(2026), contacts=100), as_of=date(2026, 6, 15))
    assert " – – – – – – Reģistrācijas" in words_of(drawn(in_june, tmp_path))


def test_a_year_is_compared_with_the_year_before_once(tmp_path: Path) -> None:
    words = words_of(drawn(counted(Period.year(2026), contacts=100), tmp_path))
    assert "2026. gads 2025. gads Izmaiņa Apmeklējumi" in words
    assert words.count("2025. gads") == 1


@pytest.mark.parametrize(
    ("since", "told"),
    [
        (
            date(2026, 10, 15),
            "Pirmais ieraksts ir par 15.10.2026., tāpēc salīdzinājums ar 2026. gada oktobri nav",
        ),
        (date(2026, 10, 1), ""),
        (date(2026, 11, 2), ""),
        (None, ""),
    ],
)
def test_a_comparison_with_a_period_that_was_not_recorded_whole_says_so(
    busy: ReportFigures, since: date | None, told: str, tmp_path: Path
) -> None:
    figures = replace(busy, recorded_since=since)
    assert told in words_of(drawn(figures, tmp_path))
    assert ("Pirmais ieraksts" in words_of(tmp_path / "a.pdf")) is bool(told)
    (note,) = (table.note for table in tables_of(figures) if table.title == "Kopsavilkums")
    assert note == (f"{told} pilnīgs." if told else "")


def test_shares_that_do_not_add_up_are_said_to_be_rounded(busy: ReportFigures, tmp_path: Path) -> None:
    service = busy.services.most_requested[0]

    def of(*many: int) -> ReportFigures:
        named = tuple(replace(service, key=str(place), count=Count.told(n)) for place, n in enumerate(many))
        none = {name: Count.told(0) for name in ("other_count", "free_text", "unnamed")}
        totals = replace(busy.summary, registrations=Count.told(sum(many)))
        return replace(busy, summary=totals, services=replace(busy.services, most_requested=named, **none))

    for figures, is_told in ((of(1, 1, 1), True), (of(1, 1, 2), False), (of(), False)):
        words = (
            words_of(drawn(figures, tmp_path)).partition("3. Pa pakalpojumiem")[2].partition("4. Kanāli")[0]
        )
        (table,) = (table for table in tables_of(figures) if table.title == "Pa pakalpojumiem")
        assert ("Daļas ir noapaļotas" in words) is is_told
        assert bool(table.note) is is_told


def test_the_trend_shows_thirteen_months_and_none_before_the_first_record(
    busy: ReportFigures, tmp_path: Path
) -> None:
    months = trend_months(NOVEMBER)
    totals = [count_totals(month, busy_month(month, contacts=60) if place > 2 else {}) for place, month in
              enumerate(months)]  # fmt: skip
    figures = replace(busy, trend=trend_of(zip(months, totals, strict=True)))
    words = words_of(drawn(figures, tmp_path))
    assert "2025 2026 nov. dec. janv. febr. marts apr. maijs jūn. jūl. aug. sept. okt. nov." in words
    visits = " ".join(str(each.visits) for each in totals[3:])
    assert f"Apmeklējumi – – – {visits} " in words
    assert "Reģistrācijas 13 mēnešos" not in words_of(drawn(busy, tmp_path))


def test_several_points_stand_beside_each_other_once(busy: ReportFigures, tmp_path: Path) -> None:
    told = [Count.told(number) for number in (10, 30, 20, 10, 7, 5)]
    points = (
        PointFigures("BALVI", "Balvu centrs", *told),
        PointFigures("VILAKA", "", *[Count.told(0)] * 6),
    )
    words = words_of(drawn(replace(busy, by_point=points), tmp_path))
    assert words.count("Pa punktiem") == 1
    assert "Balvu centrs (BALVI) 10 20 10 30 7 5 VILAKA 0 0 0 0 0 0 Kopā" in words


def test_corrections_of_a_closed_report_stand_before_the_signatures(
    busy: ReportFigures, tmp_path: Path
) -> None:
    one, nothing = Count.told(1), Count()
    insurer = next(row for row in busy.institutions if row.abbr == "VSAA")
    correction = CorrectionFigures(
        "2026-09",
        2,
        "ab" * 32,
        (
            ChangedFigure("summary.visits", 412, 415, Count.told(4), one),
            ChangedFigure("summary.missed_calls", 12, 11, nothing, one),
            ChangedFigure("summary.issued_documents", None, 3, nothing, nothing),
            ChangedFigure(f"institutions.{insurer.key}.total", 30, 30, one, one),
            ChangedFigure("handling.median_s", 700, 640, nothing, nothing),
            ChangedFigure("days.2026-09-02.visits", 1, 2, one, nothing),
        ),
        (CorrectedRecords("visit", Count.told(4), one, nothing),),
    )
    out = drawn(replace(busy, corrections=(correction,)), tmp_path)
    words = words_of(out)
    in_order(
        words,
        [
            "13. Labojumi par jau noslēgtiem pārskatiem",
            "Labojumi par 2026. gada septembri",
            "2. redakciju",
            "Apmeklējumi 4 1 0",
            "Apmeklējumi 412 415 +3",
            "Tālruņa zvani: neatbildēti 12 11 −1",
            "Izsniegtie dokumenti – 3 –",
            "VSAA — Kopā 30 30 citi ieraksti",
            "Apkalpošanas laiks",
            "12 min 11 min −1 min",
            "Mainījušies vēl citi skaitļi (1)",
            "14. Paraksti",
        ],
    )
    assert [each.split(" → ")[0] for each in bookmarks_of(out)[-2:]] == [
        "13. Labojumi par jau noslēgtiem pārskatiem",
        "14. Paraksti",
    ]


def test_a_long_name_stands_whole_between_the_title_and_its_line(busy: ReportFigures, tmp_path: Path) -> None:
    name = "Anna Marija Ķeizarliene-Šķēršļopviļņa-Žurnālparaudziņa-Ģenerāļmaksvēta"
    draw_monthly(busy, replace(HEADING, prepared_by=name), tmp_path / "a.pdf")
    with closing(pdfium.PdfDocument(tmp_path / "a.pdf")) as document:
        text = document[len(document) - 1].get_textpage()
        _title, title_foot, *_rest = _box(text, "Paraksti")
        _name, name_foot, _right, name_head = _box(text, "Anna Marija")
        assert title_foot - name_head > 6, "the name does not run into the rule below the title"
        assert name_foot > _box(text, "vārds, uzvārds")[3]
    for part in name.replace("-", " ").split():
        assert part in words_of(tmp_path / "a.pdf")


def _box(text: pdfium.PdfTextPage, words: str) -> tuple[float, float, float, float]:
    """Return left, foot, right and head of the first letter of the words, in points."""
    place = text.search(words).get_next()
    assert place is not None
    left, foot, right, head = text.get_charbox(place[0])
    return left, foot, right, head


def test_what_the_closing_marks_stands_below_the_title(busy: ReportFigures, tmp_path: Path) -> None:
    words = words_of(drawn(busy, tmp_path, replace(HEADING, mark="Noslēgts paraugs ab12")))
    in_order(words, ["Pārskats par 2026. gada novembri", "Noslēgts paraugs ab12", "Datu pilnība"])


def test_the_arms_stand_at_the_head_without_any_transparency(busy: ReportFigures, tmp_path: Path) -> None:
    plain = ink_share(drawn(busy, tmp_path), 0, ARMS_PLACE)
    out = drawn(busy, tmp_path, with_arms(HEADING))
    assert ink_share(out, 0, ARMS_PLACE) > plain + 0.15
    with pikepdf.open(out) as pdf:
        (picture,) = pdf.pages[0].resources.XObject.values()
        assert "/SMask" not in picture
        assert str(picture.ColorSpace) == "/DeviceRGB"
    assert out.read_bytes() == drawn(busy, tmp_path, with_arms(HEADING)).read_bytes()


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\nbroken", b"GIF89a", b"\xff\xd8\xff\xe0 cut"])
def test_a_picture_that_cannot_be_read_leaves_the_words_alone(
    content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("WARNING"):
        assert len(letterhead(replace(HEADING, arms=content), 400)) == 3
    assert "arms were left out" in caplog.text
