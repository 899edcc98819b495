"""This file is the place where the holidays of the law and the table of moved days are checked."""

from datetime import date
from pathlib import Path

import pytest
from holidays import country_holidays

from kacdesk.core.calendar import (
    Calendar,
    MovedDay,
    parse_moved_days,
    public_holidays,
    read_moved_days,
    shipped_moved_days,
)
from kacdesk.core.errors import Missing, Usage
from kacdesk.core.workdays import is_working_day

HEADER = "day_off,worked_instead,source\n"


@pytest.mark.parametrize(
    ("good_friday", "easter_monday", "mothers_day", "pentecost", "substitute"),
    [
        (date(2025, 4, 18), date(2025, 4, 21), date(2025, 5, 11), date(2025, 6, 8), date(2025, 5, 5)),
        (date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 10), date(2026, 5, 24), None),
        (date(2027, 3, 26), date(2027, 3, 29), date(2027, 5, 9), date(2027, 5, 16), None),
        (date(2028, 4, 14), date(2028, 4, 17), date(2028, 5, 14), date(2028, 6, 4), date(2028, 11, 20)),
        (date(2029, 3, 30), date(2029, 4, 2), date(2029, 5, 13), date(2029, 5, 20), date(2029, 11, 19)),
        (date(2030, 4, 19), date(2030, 4, 22), date(2030, 5, 12), date(2030, 6, 9), date(2030, 5, 6)),
    ],
)
def test_movable_holidays_fall_on_their_dates(
    good_friday: date, easter_monday: date, mothers_day: date, pentecost: date, substitute: date | None
) -> None:
    names = public_holidays(good_friday.year)
    assert names[good_friday] == "Lielā Piektdiena"
    assert names[easter_monday] == "Otrās Lieldienas"
    assert names[mothers_day] == "Mātes diena"
    assert names[pentecost] == "Vasarsvētki"
    assert [day for day, name in names.items() if name.endswith("(brīvdiena)")] == [substitute] * bool(
        substitute
    )


def test_fixed_holidays_are_those_of_the_law() -> None:
    fixed = {(1, 1), (5, 1), (5, 4), (6, 23), (6, 24), (11, 18), (12, 24), (12, 25), (12, 26), (12, 31)}
    movable = {(4, 3), (4, 5), (4, 6), (5, 10), (5, 24)}
    assert {(day.month, day.day) for day in public_holidays(2026)} == fixed | movable


@pytest.mark.parametrize("day", [date(2018, 7, 9), date(2023, 7, 10), date(2018, 9, 24), date(2023, 5, 29)])
def test_festival_mondays_and_one_offs_are_days_off_for_everybody(day: date) -> None:
    assert day.weekday() == 0
    assert not is_working_day(Calendar(follows_moved_days=False), day)


@pytest.mark.parametrize("pair", shipped_moved_days(), ids=lambda pair: pair.off_on.isoformat())
def test_a_moved_day_is_no_holiday_of_the_law(pair: MovedDay) -> None:
    assert pair.off_on not in public_holidays(pair.off_on.year)
    assert is_working_day(Calendar(), pair.off_on)
    assert not is_working_day(Calendar(), pair.worked_on)


@pytest.mark.parametrize("pair", shipped_moved_days(), ids=lambda pair: pair.off_on.isoformat())
def test_the_table_agrees_with_the_orders_that_the_library_lists(pair: MovedDay) -> None:
    listed = country_holidays("LV", years=pair.off_on.year, language="lv")
    assert listed.get(pair.off_on) == f"Brīvdiena (pārcelta no {pair.worked_on:%d.%m.%Y})"
    assert pair.worked_on in listed.weekend_workdays


def test_the_table_holds_twelve_pairs_and_marks_what_nobody_looked_up() -> None:
    pairs = shipped_moved_days()
    assert len(pairs) == 12
    assert [pair.off_on for pair in pairs if not pair.confirmed] == [date(2026, 6, 22)]
    assert pairs[0] == MovedDay(date(2017, 5, 5), date(2017, 5, 13), "ovv.lv")


def test_a_day_off_has_its_name() -> None:
    calendar = Calendar({date(2026, 8, 7): "Novada svētki"})
    assert calendar.holiday_name(date(2026, 6, 24)) == "Jāņu diena"
    assert calendar.holiday_name(date(2026, 8, 7)) == "Novada svētki"
    assert calendar.holiday_name(date(2026, 8, 6)) is None


@pytest.mark.parametrize("locale", ["en_US.UTF-8", "lv_LV.UTF-8", "C"])
def test_holidays_do_not_depend_on_the_language_of_the_computer(
    locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", locale)
    monkeypatch.setenv("LANG", locale)
    public_holidays.cache_clear()
    assert public_holidays(2026)[date(2026, 1, 1)] == "Jaungada diena"
    assert date(2026, 1, 2) not in public_holidays(2026)


@pytest.mark.parametrize(
    ("row", "line", "reason"),
    [
        ("02.01.2026,2026-01-17,x", 2, "nav datums"),
        ("2026-01-02,2026-01-32,x", 2, "nav datums"),
        ("2026-01-02,2026-01-17", 2, "3 kolonnas"),
        ("2026-01-02,2026-01-17,", 2, "avots"),
        ("2026-01-03,2026-01-17,x", 2, "jau ir brīvdiena"),
        ("2026-06-23,2026-06-27,x", 2, "jau ir brīvdiena"),
        ("2026-01-02,2026-01-16,x", 2, "nav parasta sestdiena"),
        ("2026-01-02,2026-12-26,x", 2, "nav parasta sestdiena"),
        ("2026-01-02,2026-01-17,x\n\n2026-01-02,2026-01-24,x", 4, "atkārtojas"),
    ],
)
def test_a_bad_row_is_named_with_its_line(row: str, line: int, reason: str) -> None:
    with pytest.raises(Usage) as caught:
        parse_moved_days(HEADER + row, named="parceltas.csv")
    assert f"“parceltas.csv” {line}. rinda" in caught.value.what
    assert reason in caught.value.what
    assert len(caught.value.sentences()) == 3


@pytest.mark.parametrize("text", ["", "2026-01-02,2026-01-17,x", "day_off;worked_instead;source"])
def test_a_table_without_its_heading_is_refused(text: str) -> None:
    with pytest.raises(Usage, match=r"1\. rinda"):
        parse_moved_days(text, named="parceltas.csv")


def test_a_table_saved_by_a_spreadsheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "moved.csv"
    path.write_bytes(
        b"\xef\xbb\xbf" + HEADER.replace("\n", "\r\n").encode() + b"2026-01-02, 2026-01-17 ,MK\r\n,,\r\n"
    )
    assert read_moved_days(path) == (MovedDay(date(2026, 1, 2), date(2026, 1, 17), "MK"),)


def test_an_absent_or_unreadable_file_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="nav atrasta"):
        read_moved_days(tmp_path / "nav.csv")
    (tmp_path / "ansi.csv").write_bytes(
        "day_off,worked_instead,source\n2026-01-02,2026-01-17,Rīga".encode("cp1257")
    )
    with pytest.raises(Usage, match="UTF-8"):
        read_moved_days(tmp_path / "ansi.csv")
