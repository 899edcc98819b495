"""This file is the place where what clerks type is held to finding the service they mean, in the shipped catalogue."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.services import catalog
from kacdesk.services.catalog import Choices, Option
from kacdesk.services.catalogue.choosing import Favourites, Typed, matching, typed
from kacdesk.services.catalogue.word_search import Rank, WordIndex, Wording, left_after_mistake, words_of
from tests.helpers.desk import copy_desk, opened

BEST = [
    # the code itself, and the code with a hyphen left out
    ("VSAA-VECUMS", "VSAA-VECUMS"),
    ("vsaa vecums", "VSAA-VECUMS"),
    ("bnp-dzivesvieta", "BNP-DZIVESVIETA"),
    # the beginning of the name, without garumzīmes
    ("vecuma", "VSAA-VECUMS"),
    ("slimib", "VSAA-SLIMIBA"),
    ("apbed", "VSAA-APBEDISANA"),
    ("maternit", "VSAA-MATERNITATE"),
    ("paternitātes", "VSAA-PATERNITATE"),
    ("VECAKU", "VSAA-VECAKI"),
    ("specialā", "VSAA-SPEC-PENSIJA"),
    ("mans konts", "VZD-KONTS"),
    ("gada ien", "VID-DEKLARACIJA"),
    ("dzivesvietas dek", "BNP-DZIVESVIETA"),
    ("rekin", "BNP-REKINI"),
    ("karjeras", "NVA-KARJERA"),
    # words of the name, in any order
    ("pens vec", "VSAA-VECUMS"),
    ("pensija invalid", "VSAA-INVALIDITATE"),
    ("pabalsts valsts gim", "VSAA-GIMENE"),
    ("zaudejuma", "VSAA-APGADNIEKS"),
    ("statuss bezdarb", "NVA-BEZDARBNIEKS"),
    ("maksajumu plat", "LAD-PLATIBAS"),
    ("kadastra datu", "VZD-AKTUALIZACIJA"),
    ("uzmeris", "VZD-UZMERISANA"),
    ("celiakiju", "VSAA-CELIAKIJA"),
    ("socialajai rehab", "SIVA-SOCIALA"),
    ("rehab prof", "SIVA-PROFESIONALA"),
    ("tiesibam darba", "VDI-KONSULTACIJA"),
    # the institution, by its abbreviation or a word of its name
    ("vsaa slim", "VSAA-SLIMIBA"),
    ("slim vsaa", "VSAA-SLIMIBA"),
    ("pmlp pas", "PMLP-PASE"),
    ("vid gram", "VID-GRAMATINA"),
    ("nva kursi", "NVA-MACIBAS"),
    ("nodarbinatibas kar", "NVA-KARJERA"),
    ("pasvaldiba rekinu", "BNP-REKINI"),
    ("ur", "UR-KONSULTACIJA"),
    ("uznemumu registrs", "UR-KONSULTACIJA"),
    ("vdeavk", "VDEAVK-EKSPERTIZE"),
    # other and former names
    ("dekrets", "VSAA-MATERNITATE"),
    ("bernu nauda", "VSAA-GIMENE"),
    ("bēru pab", "VSAA-APBEDISANA"),
    ("atraitne", "VSAA-LAULATAIS"),
    ("černobiļa", "VSAA-CAES"),
    ("mernieciba", "VZD-UZMERISANA"),
    ("gid", "VID-DEKLARACIJA"),
    ("ceki", "VID-DEKLARACIJA"),
    ("eds", "VID-EDS"),
    ("pasnodarb", "VID-SAIMNIECISKA"),
    ("pase", "PMLP-PASE"),
    ("id karte", "PMLP-PASE"),
    ("088/u", "VDEAVK-EKSPERTIZE"),
    ("buvatlauja", "BIS-IESNIEGUMS"),
    ("suns", "LDC-DZIVNIEKI"),
    ("mikrocips", "LDC-DZIVNIEKI"),
    ("eadrese", "VRAA-EADRESE"),
    ("e-adrese", "VRAA-EADRESE"),
    ("smartid", "VRAA-EPAKALPOJUMS"),
    ("latvija.lv", "VRAA-EPAKALPOJUMS"),
    ("gimenes sastavs", "BNP-IZZINA"),
    ("ires maksa", "BNP-REKINI"),
    ("izpilddirektors", "BNP-PIENEMSANA"),
    ("pensija", "VSAA-VECUMS"),
    # a letter too many, too few, another, or two swapped; also in what is typed so far, also the first one
    ("vecumma", "VSAA-VECUMS"),
    ("vecma", "VSAA-VECUMS"),
    ("vexuma", "VSAA-VECUMS"),
    ("vceuma", "VSAA-VECUMS"),
    ("bvecuma", "VSAA-VECUMS"),
    ("ecuma", "VSAA-VECUMS"),
    ("wecuma", "VSAA-VECUMS"),
    ("slimbas", "VSAA-SLIMIBA"),
    ("silmib", "VSAA-SLIMIBA"),
    ("vecm pens", "VSAA-VECUMS"),
    ("vecuma psen", "VSAA-VECUMS"),
    ("berna nauda", "VSAA-GIMENE"),
    ("dekrtes", "VSAA-MATERNITATE"),
    ("mikročibs", "LDC-DZIVNIEKI"),
    ("nav karjeras", "NVA-KARJERA"),
    ("deklaracjia", "VID-DEKLARACIJA"),
    ("kadastrala uzmerisnaa", "VZD-UZMERISANA"),
]


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Option, ...]]:
    """Return the services of the shipped catalogue as the window gets them, at a desk without a history."""
    with opened(copy_desk(tmp_path_factory.mktemp("search"))) as context:
        yield catalog.options(context)["service"]


@pytest.mark.parametrize(("text", "code"), BEST)
def test_enter_takes_the_service_that_is_meant(services: tuple[Option, ...], text: str, code: str) -> None:
    assert [option.wording.code for option in matching(services, text, {})][:1] == [code]


@pytest.mark.parametrize(
    "text", ["zvejas licence", "xyzzy", "vecuma zveja", "covid", "apkure", "vvecumma", "nvaxx", "…", "“ ”"]
)
def test_what_is_not_offered_is_not_found(services: tuple[Option, ...], text: str) -> None:
    assert matching(services, text, {}) == []


def test_what_is_in_force_no_more_is_known_and_not_offered(services: tuple[Option, ...]) -> None:
    ended = next(option for option in services if option.wording.code == "NVD-COVID")
    assert ended.retired
    assert ended not in matching(services, "", {})


def test_an_institution_is_found_by_its_code_before_its_words(tmp_path: Path) -> None:
    with opened(copy_desk(tmp_path)) as context:
        institutions = catalog.options(context)["institution"]
    assert [option.short for option in matching(institutions, "vid", {})][:1] == ["VID"]
    assert [option.short for option in matching(institutions, "ienemumu", {})] == ["VID"]


def _made(*labels: str, other: str = "") -> Choices:
    return Choices(
        Option(_ID[place], label, label, Wording(label, other=other if place == 0 else ""))
        for place, label in enumerate(labels)
    )


_ID = [UUID(int=number) for number in range(9)]


def test_among_equals_what_is_used_most_comes_first() -> None:
    choices = _made("Pabalsts bērnam", "Pabalsts bērēm")
    used = Favourites((_ID[1],), {_ID[1]: 3})
    assert [option.id for option in matching(choices, "pab", {})] == [_ID[0], _ID[1]]
    assert [option.id for option in matching(choices, "pab", {}, used)] == [_ID[1], _ID[0]]


def test_a_favourite_stands_with_the_names_that_begin_so() -> None:
    choices = _made("Pensionāra apliecība", "Vecuma pensija", "Invalīda pensija")
    used = Favourites((_ID[1],), {_ID[1]: 5, _ID[2]: 1})
    assert [option.id for option in matching(choices, "pens", {}, used)] == [_ID[1], _ID[0], _ID[2]]


def test_no_use_lifts_another_name_over_the_name_itself() -> None:
    choices = _made("Atļauja", "Zvejas karte", other="zvejas licence")
    used = Favourites((_ID[0],), {_ID[0]: 50})
    assert [option.id for option in matching(choices, "zvejas", {}, used)] == [_ID[1], _ID[0]]


def test_a_chosen_institution_narrows_unless_that_leaves_nothing(services: tuple[Option, ...]) -> None:
    nva = next(option for option in services if option.wording.code == "NVA-CV").belongs
    assert {option.detail for option in matching(services, "konsultācijas", nva)} == {"NVA"}
    assert [option.wording.code for option in matching(services, "vecuma pensija", nva)] == ["VSAA-VECUMS"]
    assert {option.detail for option in matching(services, "", nva)} == {"NVA"}


@pytest.mark.parametrize(
    ("text", "words", "count"),
    [
        ("pens x3", "pens", 3),
        ("3x pens", "pens", 3),
        ("3 x pens", "pens", 3),
        ("3xpens", "pens", 3),
        ("pens *3", "pens", 3),
        ("pens*3", "pens", 3),
        ("pens × 12", "pens", 12),
        ("pens X3", "pens", 3),
        ("x3 ", "", 3),
        ("3x", "", 3),
        ("pens x", "pens", None),
        ("pens *", "pens", None),
        ("pens x0", "pens", None),
        ("id karte 3", "id karte 3", None),
        ("088/u", "088/u", None),
        ("max 3", "max 3", None),
        ("pens", "pens", None),
    ],
)
def test_how_many_is_read_out_of_what_is_typed(text: str, words: str, count: int | None) -> None:
    assert typed(text) == Typed(words, count)


WORD = st.text(alphabet="abcdž", min_size=4, max_size=8)


@given(WORD, st.data())
def test_every_single_mistake_is_forgiven(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdž"))
    mistakes = {
        word[:at] + letter + word[at:],
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    }
    rest = data.draw(st.text(alphabet="abcdž", max_size=4))
    assert all(left_after_mistake(mistake, word + rest) is not None for mistake in mistakes)


@given(WORD, WORD)
def test_only_what_is_one_letter_off_is_forgiven(typed_word: str, word: str) -> None:
    left = [len(word) - end for end in range(len(word) + 1) if _distance(typed_word, word[:end]) <= 1]
    told = left_after_mistake(typed_word, word)
    assert (told is None) == (left == [])
    assert told is None or told in left


def _distance(left: str, right: str) -> int:
    """Return how many letters differ, by the textbook (optimal string alignment)."""
    rows = [list(range(len(right) + 1))]
    for i, mine in enumerate(left, start=1):
        row = [i]
        for j, theirs in enumerate(right, start=1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (mine != theirs))
            if i > 1 and j > 1 and mine == right[j - 2] and left[i - 2] == theirs:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


@given(st.lists(WORD, min_size=1, max_size=8), WORD)
def test_no_word_that_is_one_letter_off_is_passed_over(words: list[str], text: str) -> None:
    folded, asked = [words_of(word)[0] for word in words], words_of(text)[0]
    found = {hit.place for hit in WordIndex([Wording(word) for word in words]).find(text)}
    alike = {place for place, word in enumerate(folded) if left_after_mistake(asked, word) is not None}
    begun = {place for place, word in enumerate(folded) if word.startswith(asked)}
    assert found == (alike if len(begun) < 3 else begun)


@given(
    st.lists(st.text(alphabet="abcdē -", max_size=12), max_size=6), st.text(alphabet="abcdē -", max_size=6)
)
def test_the_sorted_words_find_what_a_plain_look_finds(labels: list[str], text: str) -> None:
    index = WordIndex([Wording(label) for label in labels])
    found = {hit.place for hit in index.find(text) if hit.rank is not Rank.MISSPELT}
    asked = words_of(text)
    plain = {
        place
        for place, label in enumerate(labels)
        if asked
        and all(any(word.startswith(each) for word in [*words_of(label), *_joined(label)]) for each in asked)
    }
    assert found == plain


def _joined(label: str) -> list[str]:
    return ["".join(words_of(part)) for part in label.split() if part.strip("-").count("-")]
