"""This file is the place where Latvian order and folding for search are proven."""

import random
import sqlite3
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.core.sorting import fold, latvian_key, latvian_order

NAMES = [
    "Adams",
    "Ādams",
    "Anna",
    "Cīrulis",
    "Čakste",
    "Dace",
    "Egils",
    "Ēriks",
    "Eva",
    "Gunta",
    "Ģirts",
    "Harijs",
    "Ilze",
    "Yolanda",
    "Ivars",
    "Īvars",
    "Jānis",
    "Kārlis",
    "Ķēniņš",
    "Laima",
    "Ļaudona",
    "Māra",
    "Normunds",
    "Ņina",
    "Oskars",
    "Roberts",
    "Ŗ",
    "Sandra",
    "Šteins",
    "Tālis",
    "Ūdris",
    "Uģis",
    "Uldis",
    "Zane",
    "Zigmārs",
    "Žanis",
]
"""Equal to QCollator's `lv` order with Qt 6.12 on Linux."""


SHORT = st.text(max_size=8)


def test_names_stand_in_the_order_that_icu_gives() -> None:
    shuffled = random.Random(4).sample(NAMES, len(NAMES))
    assert sorted(shuffled, key=latvian_key) == NAMES


def test_sqlite_sorts_by_the_same_order() -> None:
    connection = sqlite3.connect(":memory:")
    connection.create_collation("LATVIAN", latvian_order)
    connection.execute("CREATE TABLE person (name TEXT)")
    connection.executemany("INSERT INTO person VALUES (?)", [(name,) for name in reversed(NAMES)])
    found = [name for (name,) in connection.execute("SELECT name FROM person ORDER BY name COLLATE LATVIAN")]
    connection.close()
    assert found == NAMES


@pytest.mark.parametrize(
    "ordered",
    [
        ["C", "cz", "Č", "D"],
        ["lz", "ļa", "m"],
        ["kaste", "kāste", "kastes"],
        ["anna", "Anna", "annas"],
        ["iva", "īva", "yva", "ívas", "iz"],
        ["Müller", "Mullers", "Mulliņa"],
        ["Lukasz", "Łukasz", "Lukin"],
        ["(bez vārda)", "2. iela", "Abrene"],
        ["1. pagasts", "2. pagasts", "Ābeļi", "Яков"],
    ],
)
def test_letters_accents_and_capitals_are_weighed_in_turn(ordered: list[str]) -> None:
    backwards = ordered[::-1]
    assert sorted(backwards, key=latvian_key) == ordered


def test_a_composed_and_a_decomposed_letter_are_one() -> None:
    assert latvian_order("Kārlis", "Ka\u0304rlis") == 0
    assert latvian_order("S\u030cteins", "Šteins") == 0


@pytest.mark.parametrize("char", ["²", "İ", "½", "٣", "ﬁ", "\u0301", "", "Ǆ", "💡"])
def test_odd_characters_get_a_place(char: str) -> None:
    assert latvian_order(char, char + "a") < 0


@given(SHORT, SHORT, SHORT)
def test_the_order_is_total(one: str, two: str, three: str) -> None:
    assert latvian_order(one, two) == -latvian_order(two, one)
    low, middle, high = sorted([one, two, three], key=latvian_key)
    assert latvian_order(low, middle) <= 0
    assert latvian_order(middle, high) <= 0
    assert latvian_order(low, high) <= 0
    assert (latvian_order(one, two) == 0) == (normalize("NFC", one) == normalize("NFC", two))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Bērziņš", "berzins"),
        ("ŠĶŪŅU IELA 7", "skunu iela 7"),
        ("Łukasz Sørensen", "lukasz sorensen"),
        ("Weiß, Müller", "weiss, muller"),
        ("İstanbul", "istanbul"),
        ("Ļ\u0101", "la"),
        ("L\u0327a\u0304", "la"),
        ("Ёлкин", "елкин"),
        ("12\u00a0345", "12 345"),
        ("", ""),
    ],
)
def test_folding_drops_case_and_every_diacritic(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(), st.text())
def test_folding_keeps_a_part_a_part(before: str, after: str) -> None:
    assert fold(before) in fold(before + after)


def test_folding_is_stable_for_every_character_of_european_scripts() -> None:
    letters = "".join(
        chr(point) for point in (*range(0x0600), *range(0x1C80, 0x2200), *range(0xFB00, 0xFB50))
    )
    assert fold(fold(letters)) == fold(letters)
