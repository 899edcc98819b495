"""Reference data come from here alone, and only what changed travels."""

from collections.abc import Mapping
from typing import Any

import pytest

from kacdesk.central.database import Database
from kacdesk.central.reference import Loaded, ReferenceRow, load_reference
from kacdesk.central.store import SqlStore
from kacdesk.core.errors import Invalid
from kacdesk.core.ids import reference_id
from kacdesk.core.resources import resource
from kacdesk.models.catalog import CATALOG
from kacdesk.models.reference_csv import read_catalogue
from kacdesk.wire.messages import FeedSet
from kacdesk.wire.versions import REFERENCE_SCOPE
from tests.central.asking import pull_all, shown
from tests.central.conftest import enrolled


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
