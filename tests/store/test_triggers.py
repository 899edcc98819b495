"""This file is the place where the text of capture triggers is held still, so that a change is looked at.

They are made from the registers' descriptions by one rule, so those of a few registers of each make are held: a journal
with its lines, one with numbers, a list of the point.

After a wanted change: `KAC_WRITE_GOLDEN=1 ./kac test tests/store/test_triggers.py`, then read the difference.
"""

import os
import re
from pathlib import Path

from kacdesk.models.catalog import CATALOG
from kacdesk.spec.register import Direction
from kacdesk.store.capture import all_triggers, installed
from kacdesk.store.session import Store

GOLDEN = Path(__file__).with_name("triggers.golden")
HELD = ("visit", "visit_service", "received_document", "staff")


def readable(triggers: dict[str, str]) -> str:
    """Return the triggers one after another, broken where a person reads on."""
    texts = (
        text.replace(" BEGIN ", "\nBEGIN\n  ").replace(";", ";\n  ").replace(",'", "\n    ,'")
        for text in triggers.values()
    )
    return "\n\n".join(line.rstrip() for line in texts) + "\n"


def _of_held() -> set[str]:
    """Return the names of the held registers' triggers: kac_REGISTER_EVENT."""
    return {
        f"kac_{register}_{event}"
        for register in HELD
        for event in ("insert", "update", "delete", "id", "number")
    }


def test_the_triggers_are_the_ones_that_were_looked_at() -> None:
    now = readable({name: text for name, text in all_triggers(CATALOG).items() if name in _of_held()})
    if os.environ.get("KAC_WRITE_GOLDEN"):
        GOLDEN.write_text(now, encoding="utf-8")
    assert now == GOLDEN.read_text(encoding="utf-8")


def test_a_new_store_has_exactly_these_triggers(store: Store) -> None:
    with store.read() as connection:
        assert installed(connection) == all_triggers(CATALOG)


def test_every_register_is_either_captured_or_read_only() -> None:
    names = all_triggers(CATALOG).keys()
    for spec in CATALOG.specs:
        mine = {
            name.removeprefix(f"kac_{spec.name}_") for name in names if name.startswith(f"kac_{spec.name}_")
        }
        assert {"insert", "update", "delete"} <= mine
        assert ("id" in mine) == (spec.direction is Direction.BOTH)


def test_every_synced_field_of_a_captured_register_stands_in_its_triggers() -> None:
    made = all_triggers(CATALOG)
    for spec in CATALOG.captured:
        for field in spec.synced:
            held = re.compile(rf"\b(NEW|OLD)\.{field.name}\b")
            assert held.findall(made[f"kac_{spec.name}_insert"]) != []
            update = held.findall(made[f"kac_{spec.name}_update"].split("BEGIN")[0])
            assert update == ["NEW", "OLD"]
            written = held.findall(made[f"kac_{spec.name}_update"].split("BEGIN")[1])
            assert {"NEW", "OLD"} <= set(written)
