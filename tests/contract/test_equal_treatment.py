"""No attribute of S002 5.3.2 is a field, a filter or a figure, and none is read out of a personal code."""

import ast
import re

import pytest

from kacdesk.core.sorting import fold
from kacdesk.models.catalog import CATALOG
from tests.contract.tree import ROOT

pytestmark = pytest.mark.clause("002-08", "002-11")

NAMES = re.compile(
    r"(^|_)(nationality|sex|gender|race|colour|color|ethnic\w*|origin|religion|faith|politic\w*|minority|wealth|"
    r"birth\w*|born\w*|health|disab\w*|illness|age|orientation|native_language|mother_tongue)(_|$)"
)
LABELS = re.compile(
    r"\b(tautib\w*|dzimum\w*|rase|rases|adas krasa|etnisk\w*|izcelsme\w*|socialais statuss|dzimta valoda|"
    r"religi\w*|ticib\w*|politisk\w*|minoritat\w*|mantisk\w*|dzimsan\w*|dzimis|veselib\w*|invalidit\w*|"
    r"slimib\w*|vecum\w*|seksual\w*)\b"
)
ASKED_BY_TREATY = {("border_traffic_application", "born_on"), ("border_traffic_application", "born_in")}
"""The list for the border representative names people as their passports do (S000 2.1(8)); the service is switched off
unless a point offers it. These two are copied to that list, and serve nothing else: the test below holds them to it."""

FROM_THE_CODE = {"get_birth_date", "get_gender", "get_age"}


def _fields() -> list[tuple[str, str, str]]:
    return [(spec.name, field.name, field.label) for spec in CATALOG.specs for field in spec.fields]


def test_no_field_of_any_register_is_an_attribute_of_unequal_treatment() -> None:
    """Fields are the filters of lists too, and what the exports and figures are made of."""
    found = [
        (register, name, label)
        for register, name, label in _fields()
        if (NAMES.search(name) or LABELS.search(fold(label))) and (register, name) not in ASKED_BY_TREATY
    ]
    assert found == []


def test_what_a_treaty_asks_for_is_personal_and_never_listed() -> None:
    for register, name in ASKED_BY_TREATY:
        spec = CATALOG.spec(register)
        assert spec.by_name[name].personal
        assert name not in spec.listed
        assert spec.counted_from is None, "it would be counted in the month"


def test_no_choice_of_any_field_sorts_people_by_such_an_attribute() -> None:
    """A complaint may be about discrimination; nobody is put down as of one kind or another."""
    kinds = ("virietis", "sieviete", "latvietis", "krievs", "pensionars", "invalids")
    told = [
        (spec.name, field.name, choice.label)
        for spec in CATALOG.specs
        for field in spec.fields
        for choice in field.choices
        if any(re.search(rf"\b{kind}\b", fold(choice.label)) for kind in kinds)
    ]
    assert told == []


def test_the_words_that_are_looked_for_would_be_found() -> None:
    assert NAMES.search("customer_sex")
    assert NAMES.search("birth_date")
    assert LABELS.search(fold("Klienta dzimums"))
    assert LABELS.search(fold("Tautība"))
    assert not NAMES.search("message")
    assert not LABELS.search(fold("Sākums"))


def test_neither_sex_nor_age_is_derived_from_a_personal_code() -> None:
    for path in sorted((ROOT / "kacdesk").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert not FROM_THE_CODE & (called | named), f"{path.relative_to(ROOT)} reads a person out of a code"
