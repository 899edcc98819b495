"""This file is the place where a point that works alone is shown to load its catalogue, again and again."""

import shutil
from pathlib import Path

import pytest

from kacdesk.core.errors import DeskError, Refused
from kacdesk.core.ids import reference_id
from kacdesk.services import lists
from kacdesk.services.catalogue import reference_data
from kacdesk.services.context import Context
from kacdesk.spec.listing import ListQuery
from kacdesk.store import tables
from tests.helpers import desk


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    return Path(shutil.copytree(reference_data.shipped_catalogue(), tmp_path / "catalogue"))


def rewrite(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_catalogue_is_there_with_its_edition(context: Context) -> None:
    assert len(desk.registered(context.store, "institution")) > 10
    assert len(desk.registered(context.store, "service")) > 50
    assert reference_data.edition(context.store)


@pytest.mark.clause("003-09")
def test_basket_institutions_and_centres_are_listed_without_a_network(context: Context) -> None:
    basket = lists.page(context, "service", ListQuery(filters={"category": "BASKET"}))
    assert len(basket.ids) > 30
    holders = [row for row in desk.registered(context.store, "institution") if row["in_basket"]]
    reached = {row["abbr"] for row in holders if row["phone"] or row["email"] or row["website"]}
    assert reached == {"LAD", "NVA", "PMLP", "UR", "VSAA", "VZD"}  # of VID nothing has been found yet
    centres = lists.page(context, "service_point", ListQuery())
    assert len(centres.ids) == 5
    told = desk.registered(context.store, "service_point")
    assert all(row["address"] for row in told)
    assert {"phone", "email"} <= told[0].keys()


def test_loading_the_same_catalogue_again_changes_nothing(context: Context) -> None:
    before = desk.registered(context.store, "service")
    loaded = reference_data.load(context.store, reference_data.shipped_catalogue())
    assert (loaded.added, loaded.changed, loaded.bad_rows) == (0, 0, ())
    assert loaded.same > 50
    assert desk.registered(context.store, "service") == before


def test_a_changed_title_is_changed_in_place_and_found(context: Context, catalogue: Path) -> None:
    title = next(
        row["title"] for row in desk.registered(context.store, "institution") if row["abbr"] == "VSAA"
    )
    rewrite(catalogue, "institutions.csv", title, "Pārsauktā aģentūra")
    loaded = reference_data.load(context.store, catalogue)
    assert (loaded.added, loaded.changed) == (0, 1)
    row = next(
        row
        for row in desk.registered(context.store, "institution")
        if row["id"] == reference_id("institution", "VSAA")
    )
    assert (row["title"], row["rev"]) == ("Pārsauktā aģentūra", 1)
    assert lists.page(context, "institution", ListQuery(text="parsaukta")).ids == [row["id"]]


def test_a_row_that_left_the_file_stays_because_records_refer_to_it(
    context: Context, catalogue: Path
) -> None:
    before = len(desk.registered(context.store, "service_point"))
    points = catalogue / "points.csv"
    points.write_text(points.read_text(encoding="utf-8-sig").splitlines()[0] + "\n", encoding="utf-8")
    reference_data.load(context.store, catalogue)
    assert len(desk.registered(context.store, "service_point")) == before > 0


def test_reference_data_are_not_captured_for_sending(context: Context, catalogue: Path) -> None:
    before = len(desk.all_rows(context.store, tables.capture))
    rewrite(catalogue, "edition.toml", reference_data.edition(context.store) or "", "2031-01")
    reference_data.load(context.store, catalogue)
    assert reference_data.edition(context.store) == "2031-01"
    assert len(desk.all_rows(context.store, tables.capture)) == before


def test_an_enrolled_point_takes_its_catalogue_from_the_central_store(context: Context) -> None:
    with context.store.unit(context.actor.id, applying=True) as unit:
        unit.connection.execute(tables.sync_state.update().values(token="x"))
    with pytest.raises(Refused, match="no centrālās krātuves"):
        reference_data.load(context.store, reference_data.shipped_catalogue())


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe\x00", b"a;b;c\n1;2;3\n"])
def test_a_file_that_is_no_catalogue_is_refused_and_changes_nothing(
    context: Context, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "services.csv"
    if content is not None:
        file.write_bytes(content)
    before = reference_data.edition(context.store)
    with pytest.raises(DeskError) as refused:
        reference_data.load(context.store, file)
    assert refused.value.exit_code == 2
    assert reference_data.edition(context.store) == before
