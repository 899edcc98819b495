"""This file is the place where every sentence the program says is held to have its English."""

from pathlib import Path

import pytest

from kacdesk.core.text import t, use_language
from tests.translate import PO, catalogue, compiled, faults, kept, main, wanted


def test_every_sentence_has_its_english_with_the_same_places() -> None:
    assert faults(wanted(), kept()) == [], "bring the catalogue in step: ./kac translate"


def test_the_compiled_catalogue_is_the_written_one() -> None:
    assert compiled(catalogue(wanted(), kept())) == PO.with_suffix(".mo").read_bytes()
    assert main(["--check"]) == 0


@pytest.mark.parametrize(
    ("sentences", "translations", "fault"),
    [
        ({"Saglabāt": {"a.py"}}, {}, "not in the catalogue"),
        ({}, {"Saglabāt": "Save"}, "nowhere said"),
        ({"Saglabāt": {"a.py"}}, {"Saglabāt": ""}, "not translated"),
        ({"Gaida {count}": {"a.py"}}, {"Gaida {count}": "Waiting"}, "other places"),
    ],
)
def test_a_fault_of_the_catalogue_is_seen(
    sentences: dict[str, set[str]], translations: dict[str, str], fault: str
) -> None:
    assert [told.startswith(fault) for told in faults(sentences, translations)] == [True]


def test_the_program_speaks_the_language_it_was_told() -> None:
    use_language("en", settled=False)
    english = t("Saglabāt")
    use_language("lv", settled=False)
    assert (english, t("Saglabāt")) == ("Save", "Saglabāt")


def test_a_catalogue_that_is_not_there_yet_is_empty(tmp_path: Path) -> None:
    assert kept(tmp_path / "none.po") == {}
