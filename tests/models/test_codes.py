"""This file is the place where codes of persons and organisations are held against known ones.

All personal codes here are synthetic: made from the published formula.
"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.models.codes import (
    PartyCode,
    classify_party,
    classify_personal_code,
    classify_registration_number,
    fits_kind,
    tidy_party_code,
)

TODAY = date(2026, 11, 20)
LEGACY = [
    "150348-11015",
    "010100-20078",
    "290296-15121",
    "311299-19993",
    "071165-12342",
    "181118-10010",
    "050505-20550",
    "111190-11115",
    "161175-19997",
]
NEW = ["320000-00001", "399999-99999"]
REGISTRATION = [
    "40003521600",
    "40003032949",
    "40003009497",
    "90000069281",
    "90001669496",
    "90000270634",
    "90000030432",
    "90001840100",
    "90001733697",
    "90009115622",
    "90000043649",
]
TEN_DIGITS = st.text("0123456789", min_size=10, max_size=10)
BORN_BEFORE_TODAY = st.dates(date(1800, 1, 1), TODAY)


def legacy_stem(born_on: date, running: int) -> str:
    """Return the first ten digits of a legacy code."""
    return f"{born_on:%d%m}{born_on.year % 100:02}{born_on.year // 100 - 18}{running:03}"


def check_digit(first_ten: str) -> int:
    """Return the other published form of the check digit: 0 to 10."""
    weights = (1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return (1101 - sum(w * int(d) for w, d in zip(weights, first_ten, strict=True))) % 11


@pytest.mark.parametrize("code", LEGACY)
def test_known_legacy_codes_are_accepted(code: str) -> None:
    assert classify_personal_code(code, today=TODAY) is PartyCode.LEGACY
    assert classify_personal_code(code.replace("-", ""), today=TODAY) is PartyCode.LEGACY


@pytest.mark.parametrize("code", NEW)
def test_new_codes_have_nothing_to_check(code: str) -> None:
    assert classify_personal_code(code, today=TODAY) is PartyCode.NEW


@pytest.mark.parametrize("code", ["328673-00679", "328673-00677"])
def test_a_new_code_is_not_held_against_a_check_digit(code: str) -> None:
    assert classify_personal_code(code, today=TODAY) is PartyCode.NEW


@pytest.mark.parametrize(
    "code", ["161375-19997", "310000-00001", "400000-00001", "290295-15121", "000150-10000"]
)
def test_an_impossible_date_is_an_error(code: str) -> None:
    assert classify_personal_code(code, today=TODAY) is PartyCode.ERROR_DATE


@pytest.mark.parametrize("code", ["150348-31015", "150348-91015"])
def test_an_unknown_century_is_an_error(code: str) -> None:
    assert classify_personal_code(code, today=TODAY) is PartyCode.ERROR_DATE


def test_a_birth_tomorrow_is_an_error_and_today_is_not() -> None:
    code = legacy_stem(TODAY, 1) + "0"
    assert not classify_personal_code(code, today=TODAY).is_error
    assert classify_personal_code(code, today=date(2026, 11, 19)) is PartyCode.ERROR_DATE


@pytest.mark.parametrize(
    "code",
    [
        "",
        "15034811015x",
        "1503481101",
        "150348110155",
        "15034-811015",
        "150348--11015",
        "150348-1101५",
        "-15034811015",
    ],
)
def test_what_is_not_eleven_digits_is_an_error(code: str) -> None:
    assert classify_personal_code(code, today=TODAY) is PartyCode.ERROR_FORMAT


@pytest.mark.parametrize("code", [" 150348 - 11015 ", "150348\u00a0-11015", "150348–11015", "150348 11015"])
def test_blanks_and_long_dashes_are_forgiven(code: str) -> None:
    assert classify_personal_code(code, today=TODAY) is PartyCode.LEGACY


def test_a_check_digit_that_disagrees_is_only_a_warning() -> None:
    found = classify_personal_code("150348-11016", today=TODAY)
    assert found is PartyCode.LEGACY_CHECK_WARNING
    assert found.is_warning
    assert not found.is_error


@given(BORN_BEFORE_TODAY, st.integers(0, 999), st.integers(0, 9))
def test_exactly_the_published_check_digit_passes_without_a_warning(
    born_on: date, running: int, last: int
) -> None:
    stem = legacy_stem(born_on, running)
    expected = PartyCode.LEGACY if check_digit(stem) == last else PartyCode.LEGACY_CHECK_WARNING
    assert classify_personal_code(f"{stem}{last}", today=TODAY) is expected


def test_remainder_ten_is_a_warning_whatever_the_last_digit() -> None:
    stem = next(
        stem for running in range(1000) if check_digit(stem := legacy_stem(date(1970, 1, 1), running)) == 10
    )
    found = {classify_personal_code(f"{stem}{last}", today=TODAY) for last in range(10)}
    assert found == {PartyCode.LEGACY_CHECK_WARNING}


@pytest.mark.parametrize("code", REGISTRATION)
def test_known_registration_numbers_are_accepted(code: str) -> None:
    assert classify_registration_number(code) is PartyCode.REGISTRATION
    assert classify_registration_number(f"LV {code[:4]} {code[4:]}") is PartyCode.REGISTRATION


def test_a_registration_number_that_disagrees_is_only_a_warning() -> None:
    assert classify_registration_number("40003521601") is PartyCode.REGISTRATION_CHECK_WARNING


@pytest.mark.parametrize(
    "code", ["", "4000352160", "400035-21600", "30003521600", "L40003521600", "150348-11015"]
)
def test_what_is_no_registration_number_is_an_error(code: str) -> None:
    assert classify_registration_number(code) is PartyCode.ERROR_FORMAT


@given(TEN_DIGITS.filter(lambda digits: digits[0] > "3"))
def test_at_most_one_last_digit_fits_a_registration_number(stem: str) -> None:
    fitting = [
        last for last in range(10) if classify_registration_number(f"{stem}{last}") is PartyCode.REGISTRATION
    ]
    weights = (9, 1, 4, 8, 3, 10, 2, 5, 7, 6)
    digit = (3 - sum(w * int(d) for w, d in zip(weights, stem, strict=True))) % 11
    assert fitting == ([digit] if digit < 10 else [])


@pytest.mark.parametrize(
    ("code", "kind", "found"),
    [
        ("150348-11015", None, PartyCode.LEGACY),
        ("150348-11015", "NATURAL", PartyCode.LEGACY),
        ("150348-11015", "LEGAL", PartyCode.ERROR_KIND),
        ("320000-00001", "LEGAL", PartyCode.ERROR_KIND),
        ("40003521600", None, PartyCode.REGISTRATION),
        ("40003521600", "LEGAL", PartyCode.REGISTRATION),
        ("40003521600", "NATURAL", PartyCode.ERROR_KIND),
        ("40003521601", "LEGAL", PartyCode.REGISTRATION_CHECK_WARNING),
        ("400000-00001", None, PartyCode.ERROR_DATE),
        ("161375-19997", "LEGAL", PartyCode.ERROR_DATE),
        ("abc", "NATURAL", PartyCode.ERROR_FORMAT),
    ],
)
def test_a_code_is_judged_by_the_kind_of_its_party(code: str, kind: str | None, found: PartyCode) -> None:
    assert classify_party(code, kind, today=TODAY) is found


def test_only_a_readable_code_can_be_of_the_wrong_kind() -> None:
    assert fits_kind("150348-11015", "NATURAL")
    assert not fits_kind("150348-11015", "LEGAL")
    assert not fits_kind("40003521600", "NATURAL")
    assert fits_kind("abc", "LEGAL")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("15034811015", "150348-11015"),
        (" 150348 – 11015", "150348-11015"),
        ("150348-11016", "150348-11016"),
        ("32000000001", "320000-00001"),
        ("lv 40003521600", "40003521600"),
        ("4000 352 1600", "40003521600"),
        ("400000-00001", "400000-00001"),
        ("16137519997", "16137519997"),
        ("nav", "nav"),
    ],
)
def test_codes_are_stored_in_one_form(typed: str, stored: str) -> None:
    assert tidy_party_code(typed) == stored


@given(
    st.one_of(st.text(), TEN_DIGITS.map(lambda stem: f"{stem}7"), TEN_DIGITS.map(lambda stem: f"LV{stem}7"))
)
def test_tidying_is_stable_and_changes_no_verdict(typed: str) -> None:
    tidy = tidy_party_code(typed)
    assert tidy_party_code(tidy) == tidy
    assert classify_party(tidy) is classify_party(typed)
