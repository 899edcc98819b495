"""This file is the place where every sentence the program says is held to have its English."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from kacdesk.core.text import t, use_language
from tests.translate import PO, ROOT, catalogue, compiled, faults, kept, main, wanted


def test_every_sentence_has_its_english_with_the_same_places() -> None:
    assert faults(wanted(), kept()) == [], "bring the catalogue in step: ./kac translate"


def test_the_compiled_catalogue_is_the_written_one() -> None:
    assert compiled(catalogue(wanted(), kept())) == PO.with_suffix(".mo").read_bytes()
    assert main(["--check"]) == 0


def _is_call(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def _bare_words(source: str) -> Iterator[str]:
    """Yield the values of a module's tables that go through `t()` by a key, and do not stand in `later()`."""
    tree = ast.parse(source)
    tables = {
        place.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for place in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(place, ast.Name) and isinstance(node.value, ast.Dict)
    }
    said = {
        part.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _is_call(node, "t")
        for part in ast.walk(node.args[0])
        if isinstance(part, ast.Name)
    }
    for name in said & tables.keys():
        for value in tables[name].values:
            if isinstance(value, ast.Constant):
                yield f"{name}: {value.value!r}"


def test_what_stands_in_a_table_is_collected_for_translation() -> None:
    planted = (
        '_KINDS = {"a": "Labots", "b": later("Izlemts")}\nt(_KINDS.get(kind, kind))\n_CODES = {"a": "b"}\n'
    )
    assert list(_bare_words(planted)) == ["_KINDS: 'Labots'"]
    sources = sorted((ROOT / "kacdesk").rglob("*.py"))
    assert [words for path in sources for words in _bare_words(path.read_text(encoding="utf-8"))] == []


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
