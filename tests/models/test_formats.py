"""This file is the place where the forms of phones, e-mail addresses and codes are checked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.core.phones import shown_phone
from kacdesk.models.formats import FORMATS, tidied, warnings_of
from kacdesk.spec.field import Kind

SPECIAL = [Kind.PARTY_CODE, Kind.PHONE, Kind.EMAIL, Kind.CODE, Kind.TIME]
NEARLY = st.one_of(st.text(), st.text("0123456789+-() .@LVa", max_size=24))


@pytest.mark.parametrize(
    "typed",
    ["64522453", "+371 64522453", "00371 6452 2453", "371 64 522 453", "645-22-453", "(+371) 64522453"],
)
def test_latvian_phones_become_one_number(typed: str) -> None:
    assert FORMATS[Kind.PHONE](typed) == ""
    assert tidied(Kind.PHONE, typed) == "+37164522453"


@pytest.mark.parametrize(
    "typed", ["669 54845", "66954818", "20000000", "80000000", "81000000", "90000000", "78000000"]
)
def test_known_ranges_need_no_confirming(typed: str) -> None:
    assert FORMATS[Kind.PHONE](typed) == ""
    assert warnings_of(Kind.PHONE, typed) == []


def test_an_unknown_latvian_range_is_to_be_confirmed() -> None:
    assert FORMATS[Kind.PHONE]("51234567") == ""
    assert warnings_of(Kind.PHONE, "51234567") == [
        "Latvijas tālruņa numurs parasti sākas ar 2 vai 6 — pārbaudiet ciparus."
    ]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("+44 (20) 7946-0958", "+442079460958"),
        ("0044 20 7946 0958", "+442079460958"),
        ("+370 5 200 0000", "+37052000000"),
        ("+44 20 7946 0958 ext. 12", "+44 20 7946 0958 ext. 12"),
    ],
)
def test_foreign_phones_are_free_behind_a_plus(typed: str, stored: str) -> None:
    assert FORMATS[Kind.PHONE](typed) == ""
    assert tidied(Kind.PHONE, typed) == stored
    assert warnings_of(Kind.PHONE, stored) == []


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "112",
        "6452245",
        "645224531",
        "+371 6452245",
        "00371645",
        "+371 645224534 x",
        "zvanīt",
        "+",
        "+1234",
    ],
)
def test_what_is_no_phone_is_refused_and_left_as_typed(typed: str) -> None:
    assert "8 ciparus" in FORMATS[Kind.PHONE](typed)
    assert tidied(Kind.PHONE, typed) == typed


def test_a_stored_phone_is_shown_in_groups() -> None:
    assert shown_phone("+37164522453") == "64 522 453"
    assert shown_phone("+442079460958") == "+442079460958"


@pytest.mark.parametrize(
    "address",
    [
        "anna@example.lv",
        "a.b+c@sub.example.lv",
        "ANNA@EXAMPLE.LV",
        "jānis@piemērs.lv",
        f"{'a' * 64}@example.lv",
    ],
)
def test_plain_addresses_are_accepted(address: str) -> None:
    assert FORMATS[Kind.EMAIL](address) == ""


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "anna@example",
        "@example.lv",
        "anna@@example.lv",
        "anna @example.lv",
        "anna@exa mple.lv",
        ".anna@example.lv",
        "anna.@example.lv",
        "an..na@example.lv",
        "anna@.lv",
        "anna@example.l",
        "anna@example.lv,berta@example.lv",
        "Anna <anna@example.lv>",
        f"{'a' * 65}@example.lv",
        f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 60}.lv",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    assert "piemēram" in FORMATS[Kind.EMAIL](address)


def test_the_domain_of_an_address_is_stored_in_small_letters() -> None:
    assert tidied(Kind.EMAIL, "Anna.B@Example.LV") == "Anna.B@example.lv"
    assert tidied(Kind.EMAIL, "Anna") == "Anna"


@pytest.mark.parametrize("code", ["VSAA", "4-7/123", "BALVI/2026/4-7/KTR-12", "A_B.C", "0"])
def test_codes_of_plain_capitals_digits_and_signs_are_accepted(code: str) -> None:
    assert FORMATS[Kind.CODE](code) == ""


@pytest.mark.parametrize("code", ["", "vsaa", "ĢD", "A B", "A:B", "A\n"])
def test_other_signs_in_a_code_are_refused(code: str) -> None:
    assert FORMATS[Kind.CODE](code) != ""


def test_a_code_typed_in_small_letters_becomes_capitals() -> None:
    assert tidied(Kind.CODE, "vsaa-2") == "VSAA-2"
    assert tidied(Kind.CODE, "straße") == "straße"


@pytest.mark.parametrize(
    "code", ["150348-11015", "15034811016", "320000-00001", "40003521600", "40003521601"]
)
def test_party_codes_of_either_kind_are_accepted(code: str) -> None:
    assert FORMATS[Kind.PARTY_CODE](code) == ""


def test_a_disagreeing_check_digit_is_to_be_confirmed() -> None:
    sentences = ["Kontrolcipars nesakrīt — salīdziniet ar dokumentu."]
    assert warnings_of(Kind.PARTY_CODE, "150348-11016") == sentences
    assert warnings_of(Kind.PARTY_CODE, "40003521601") == sentences
    assert warnings_of(Kind.PARTY_CODE, "150348-11015") == []
    assert warnings_of(Kind.PARTY_CODE, "320000-00001") == []


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("161375-19997", "datums nav iespējams"),
        ("400000-00001", "datums nav iespējams"),
        ("161175-1999", "11 ciparus"),
    ],
)
def test_a_refused_party_code_is_explained_without_repeating_it(code: str, part: str) -> None:
    sentence = FORMATS[Kind.PARTY_CODE](code)
    assert part in sentence
    assert code not in sentence
    assert code[:6] not in sentence


def test_a_personal_code_is_stored_with_its_hyphen() -> None:
    assert tidied(Kind.PARTY_CODE, "15034811015") == "150348-11015"


def test_texts_of_other_kinds_are_left_alone() -> None:
    assert tidied(Kind.TEXT, "vsaa 64522453") == "vsaa 64522453"
    assert warnings_of(Kind.TEXT, "51234567") == []


@given(st.sampled_from(SPECIAL), NEARLY)
def test_tidying_is_stable_and_never_makes_a_good_text_bad(kind: Kind, typed: str) -> None:
    tidy = tidied(kind, typed)
    assert tidied(kind, tidy) == tidy
    assert FORMATS[kind](typed) or not FORMATS[kind](tidy)
    assert FORMATS[kind](typed) or kind is Kind.CODE or warnings_of(kind, typed) == warnings_of(kind, tidy)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("830", "08:30"), ("8.30", "08:30"), ("8", "08:00"), ("17:00", "17:00"), ("0905", "09:05")],
)
def test_times_of_day_become_one_form(typed: str, stored: str) -> None:
    assert tidied(Kind.TIME, typed) == stored
    assert FORMATS[Kind.TIME](stored) == ""


@pytest.mark.parametrize("typed", ["", "24:00", "8:60", "rīts", "8:3", "٨:٣٠"])
def test_what_is_no_time_of_day_is_told(typed: str) -> None:
    assert "8:30" in FORMATS[Kind.TIME](typed)
    assert tidied(Kind.TIME, typed) == typed
