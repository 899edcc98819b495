"""This file is the place where the floors that keep and carry records are shown to know no register by its name."""

import ast
from collections.abc import Iterator
from pathlib import Path

from kacdesk.models.catalog import CATALOG
from kacdesk.spec.register import Direction
from tests.contract.tree import PACKAGE, name_of, parse, python_files

FLOORS = ("kacdesk/store", "kacdesk/sync", "kacdesk/central", "kacdesk/vault", "kacdesk/wire")
FROM_ABOVE = {spec.name for spec in CATALOG.specs if spec.direction is Direction.DOWN}
"""The catalogue's own registers: the central store loads and tells them, so it has to know them."""

OTHER_MEANINGS = {("kacdesk/store/tables.py", "staff")}
"""A column of a table of the desk's own, not the register of that name."""


def _named(path: Path, names: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the registers that a file names, in any text of its code."""
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Constant) and node.value in names:
            yield name_of(path), str(node.value)


def _files() -> list[Path]:
    """Return the files of the floors without shipped migrations, which say what the tables were."""
    return [path for path in python_files(*FLOORS) if path.parent.name != "versions"]


def test_store_sync_and_central_know_no_register_of_the_regulations_by_name() -> None:
    of_points = {spec.name for spec in CATALOG.specs} - FROM_ABOVE
    found = {each for path in _files() for each in _named(path, of_points)}
    assert found - OTHER_MEANINGS == set()


def test_no_desk_floor_knows_a_register_of_the_catalogue_either() -> None:
    at_the_desk = [path for path in _files() if not path.is_relative_to(PACKAGE / "central")]
    assert {each for path in at_the_desk for each in _named(path, FROM_ABOVE)} == set()


def test_a_register_that_is_named_would_be_found() -> None:
    named = {register for _file, register in _named(PACKAGE / "figures" / "rows.py", {"visit_service"})}
    assert named == {"visit_service"}
