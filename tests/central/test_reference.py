"""Reference data come from here alone, and only what changed travels."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kacdesk.central.catalogue import load_catalogue
from kacdesk.central.database import Database
from kacdesk.central.reference import Loaded, ReferenceRow, load_reference
from kacdesk.central.store import SqlStore
from kacdesk.core.errors import Invalid
from kacdesk.core.ids import reference_id
from kacdesk.core.resources import resource
from kacdesk.models.catalog import CATALOG
from kacdesk.models.catalogue_changes import Happened
from kacdesk.models.reference_csv import read_catalogue
from kacdesk.wire.messages import FeedSet
from kacdesk.wire.versions import REFERENCE_SCOPE
from tests.central.asking import pull_all, shown
from tests.central.conftest import enrolled
from tests.helpers.editions import second_edition


def _load(database: Database, rows: list[ReferenceRow]) -> Loaded:
    with database.whole() as connection:
        return load_reference(connection, database, CATALOG, rows, now_ms=1_790_000_000_000)


def _institution(code: str, **more: Any) -> tuple[str, str, Mapping[str, Any]]:
    return "institution", code, {"abbr": code, "title": f"Iestāde {code}", **more}


def test_every_point_pulls_the_same_rows_with_the_same_ids(database: Database, store: SqlStore) -> None:
    assert _load(database, [_institution("AAA"), _institution("BBB")]) == Loaded(read=2, changed=2)
    for point in ("BALVI", "VILAKA"):
        _, desk = enrolled(database, point)
        entries = pull_all(store, database, desk, scope=REFERENCE_SCOPE)
        assert shown(entries, reference_id("institution", "AAA")) == {"abbr": "AAA", "title": "Iestāde AAA"}
        assert [entry.c for entry in entries] == [1, 2]


def test_only_changed_fields_of_changed_rows_make_entries(database: Database, store: SqlStore) -> None:
    _load(database, [_institution("AAA"), _institution("BBB")])
    assert _load(database, [_institution("AAA"), _institution("BBB")]) == Loaded(read=2, changed=0)
    assert _load(database, [_institution("AAA"), _institution("BBB", phone="60000000")]).changed == 1
    _, desk = enrolled(database, "BALVI")
    last = pull_all(store, database, desk, scope=REFERENCE_SCOPE)[-1]
    assert isinstance(last, FeedSet)
    assert (last.c, last.do, last.f) == (3, "set", {"phone": "60000000"})


def test_one_bad_row_loads_nothing(database: Database, store: SqlStore) -> None:
    with pytest.raises(Invalid, match="BBB"):
        _load(database, [_institution("AAA"), _institution("BBB", title="ā" * 500)])
    _, desk = enrolled(database, "BALVI")
    assert pull_all(store, database, desk, scope=REFERENCE_SCOPE) == []


def test_the_catalogue_that_is_delivered_loads_whole(database: Database) -> None:
    catalogue = read_catalogue(resource("catalogue"))
    loaded = _load(database, list(catalogue.rows))
    assert loaded.read == loaded.changed == len(catalogue.rows) > 50


@pytest.mark.clause("003-05", "001-02", "003-01")
def test_an_edition_tells_every_point_what_it_changed(
    database: Database, store: SqlStore, tmp_path: Path
) -> None:
    with database.whole() as connection:
        first = load_catalogue(
            connection, database, CATALOG, read_catalogue(resource("catalogue")), now_ms=1_790_000_000_000
        )
        second = load_catalogue(
            connection, database, CATALOG, read_catalogue(second_edition(tmp_path)), now_ms=1_790_100_000_000
        )
        again = load_catalogue(
            connection, database, CATALOG, read_catalogue(tmp_path / "second"), now_ms=1_790_200_000_000
        )
    assert (first.version, second.version, again.changes.told) == ("2026.11.21", "2027.01", ())
    assert second.changes.count(Happened.MERGED) == 1
    _, desk = enrolled(database, "BALVI")
    told = shown(
        pull_all(store, database, desk, scope=REFERENCE_SCOPE), reference_id("catalogue_edition", "2027.01")
    )
    assert (told["added"], told["ended"], told["changed"], told["merged"]) == (1, 3, 1, 1)
    assert "merged\tservice\tVSAA-ATBALSTS\tVSAA-CELIAKIJA,VSAA-ASISTENTS" in told["details"]
