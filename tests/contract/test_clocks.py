"""This file is the place where every clock of every register is held against what the first page needs of it."""

import pytest

from kacdesk.models.catalog import CATALOG
from kacdesk.spec.field import Kind
from kacdesk.spec.register import Clock, RegisterSpec

CLOCKS = [
    pytest.param(spec, each, id=f"{spec.name}.{each.due}") for spec in CATALOG.specs for each in spec.clocks
]


@pytest.mark.parametrize(("spec", "each"), CLOCKS)
def test_the_day_of_a_clock_is_a_day_with_an_index(spec: RegisterSpec, each: Clock) -> None:
    """The first page asks for it every minute, of registers that grow for ten years."""
    assert spec.by_name[each.due].kind is Kind.DAY
    assert each.due in {next(iter(index.columns)).name for index in CATALOG.table(spec.name).indexes}


@pytest.mark.parametrize(("spec", "each"), CLOCKS)
def test_a_clock_can_be_stopped(spec: RegisterSpec, each: Clock) -> None:
    """What it waits for is a field with other values than those that keep it running."""
    assert each.what
    assert each.ahead >= 0
    for name, values in each.while_.items():
        field = spec.by_name[name]
        if field.kind is Kind.CHOICE:
            codes = {choice.code for choice in field.choices}
            assert {value for value in values if value is not None} <= codes
            assert set(values) < {*codes, None}
        elif field.kind is Kind.FLAG:
            assert set(values) <= {True, False, None}


def test_there_are_clocks() -> None:
    assert {"absence", "publication"} <= {spec.name for spec in CATALOG.specs if spec.clocks}
