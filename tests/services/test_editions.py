"""This file is the place where a new edition of the catalogue is shown to be told, dated, and acknowledged by each."""

from datetime import timedelta
from pathlib import Path

import pytest

from kacdesk.core import clock
from kacdesk.core.errors import Invalid, Missing, Refused
from kacdesk.core.ids import reference_id
from kacdesk.models.catalogue_changes import Happened
from kacdesk.services import catalog, records, today
from kacdesk.services.catalogue import acknowledging, editions, reference_data, service_card
from kacdesk.services.catalogue.choosing import matching
from kacdesk.services.context import Context
from kacdesk.services.lists import page
from kacdesk.services.people import accounts
from kacdesk.spec.listing import ListQuery
from tests.helpers import desk
from tests.helpers.desk import hold_clock
from tests.helpers.editions import MERGED_FROM, second_edition


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """Return a second edition: one service new, one ends, one is renamed, two become one."""
    return second_edition(tmp_path)


def clerk(context: Context) -> Context:
    return accounts.act_as(context.store, desk.CLERK)


@pytest.mark.clause("003-05")
def test_an_import_tells_what_changed(context: Context, second: Path) -> None:
    loaded = reference_data.load(context.store, second)
    told = editions.news(context)
    assert told is not None
    assert (told.version, loaded.edition, told.is_news) == ("2027.01", "2027.01", True)
    assert dict(told.counts) == {
        Happened.ADDED: 1,
        Happened.ENDED: 3,
        Happened.MERGED: 1,
        Happened.CHANGED: 1,
    }
    rows = {(row.happened, row.title): row.about for row in told.rows}
    assert rows[Happened.ADDED, "Jauns pabalsts (paraugs)"] == ""
    assert rows[Happened.CHANGED, "Pensijas saņemšanas konta maiņa"] == "Nosaukums"
    assert rows[Happened.MERGED, "Vienots atbalsts (paraugs)"].startswith(
        "agrāk: Valsts atbalsts ar celiakiju"
    )
    assert sorted(loaded.changes.told, key=str) == sorted(loaded.changes.told, key=str)
    assert loaded.changes.count(Happened.ENDED) == 3


def test_the_first_edition_is_no_news_and_the_same_one_again_is_none_either(context: Context) -> None:
    first = editions.news(context)
    assert first is not None
    assert not first.is_news
    assert reference_data.load(context.store, reference_data.shipped_catalogue()).changes.told == ()
    assert len(desk.registered(context.store, "catalogue_edition")) == 1
    with pytest.raises(Missing):
        editions.news(context, "2031-77")


def test_another_catalogue_under_the_same_version_is_an_edition_of_its_own(
    context: Context, second: Path
) -> None:
    edition = second / "edition.toml"
    edition.write_text(
        edition.read_text(encoding="utf-8").replace('"2027.01"', '"2026.11.21"'), encoding="utf-8"
    )
    assert reference_data.load(context.store, second).edition == "2026.11.21/2"


@pytest.mark.clause("001-02", "003-01")
def test_records_keep_the_edition_and_the_service_they_were_made_under(
    context: Context, second: Path
) -> None:
    old = reference_id("service", MERGED_FROM[0])
    line = desk.line(service_id=old, institution_id=None)
    before = records.save(context, "visit", desk.visit(), {"visit_service": [line]}).id
    reference_data.load(context.store, second)
    after = records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()]}).id
    made = {row["visit_id"]: row for row in desk.registered(context.store, "visit_service")}
    assert (made[before]["catalogue_edition"], made[before]["service_id"]) == ("2026.11.21", old)
    assert made[after]["catalogue_edition"] == "2027.01"
    assert before in page(context, "visit", ListQuery(text="celiakiju")).ids


@pytest.mark.clause("001-02")
def test_a_merged_service_is_found_by_its_former_names_and_the_former_one_is_no_longer_offered(
    context: Context, second: Path
) -> None:
    reference_data.load(context.store, second)
    options = catalog.options(context)["service"]
    found = [option.label for option in matching(options, "celiakij", {})]
    assert found == ["Vienots atbalsts (paraugs)"]
    assert [option.label for option in matching(options, "bezglutēna", {})] == found
    former = service_card.read(context, reference_id("service", MERGED_FROM[0]))
    assert former.became == ("Vienots atbalsts (paraugs)",)
    assert not former.in_force
    assert len(service_card.read(context, reference_id("service", "VSAA-ATBALSTS")).former) == 2


@pytest.mark.clause("003-05", "002-01")
def test_each_clerk_is_asked_until_she_has_acknowledged(context: Context, second: Path) -> None:
    her = clerk(context)
    assert acknowledging.asked(her) == ()
    reference_data.load(context.store, second)
    (asked,) = today.today(her).to_know
    assert asked.sentence == "Katalogs mainījies: 1 jauns, 3 beidzas, 1 apvienots, 1 mainīts."
    acknowledging.acknowledge(her, asked)
    assert acknowledging.asked(her) == ()
    assert [each.subject for each in acknowledging.asked(context)] == ["2027.01"]
    (standing,) = acknowledging.standing(context)
    assert (standing.known_by, standing.missing) == ((desk.CLERK,), (desk.SUPERVISOR,))


@pytest.mark.clause("003-05")
def test_who_was_away_for_two_editions_is_asked_for_both_and_who_came_between_for_the_later(
    context: Context, second: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = hold_clock(monkeypatch.setattr, clock.now_utc() + timedelta(days=10))
    reference_data.load(context.store, second)
    held.at += timedelta(days=1)
    records.save(context, "staff", {"name": "Jauna Kolēģe", "role": "CLERK", "active": True})
    held.at += timedelta(days=1)
    reference_data.load(context.store, _third_edition(second))
    her, newcomer = clerk(context), accounts.act_as(context.store, "Jauna Kolēģe")
    assert [each.subject for each in acknowledging.asked(newcomer)] == ["2027.02"]
    first, later = acknowledging.asked(her)
    assert (first.subject, later.subject) == ("2027.01", "2027.02")
    assert first.sentence == "Katalogs mainījies: 1 jauns, 3 beidzas, 1 apvienots, 1 mainīts."
    missing = {each.matter.subject: each.missing for each in acknowledging.standing(context)}
    assert missing["2027.01"] == (desk.SUPERVISOR, desk.CLERK)
    acknowledging.acknowledge(her, later)
    assert acknowledging.asked(her) == (first,)
    for matter in acknowledging.asked(context):
        acknowledging.acknowledge(context, matter)
    acknowledging.acknowledge(her, first)
    assert [each.matter.subject for each in acknowledging.standing(context)] == ["2027.02"]


@pytest.mark.clause("003-05", "001-02")
def test_a_service_that_became_two_is_told_as_split(context: Context, second: Path) -> None:
    services = second / "services.csv"
    text = services.read_bytes().decode("utf-8-sig")
    split = "".join(
        text.splitlines(keepends=True)[:1]
    )  # the heads, and two lines like that of the merged one
    merged = next(line for line in text.splitlines(keepends=True) if "VSAA-ATBALSTS" in line)
    for code in ("A", "B"):
        line = merged.replace("VSAA-ATBALSTS", f"VSAA-{code}").replace("Vienots atbalsts", f"Daļa {code}")
        split += line.replace('"VSAA-CELIAKIJA,VSAA-ASISTENTS"', "VSAA-KONTS").replace(
            ",".join(MERGED_FROM), "VSAA-KONTS"
        )
    services.write_bytes(split.encode("utf-8-sig"))
    reference_data.load(context.store, second)
    told = editions.news(context)
    assert told is not None
    assert dict(told.split) == {"VSAA-KONTS": 2}
    assert acknowledging.changed_words(told) == "Katalogs mainījies: 1 sadalīts."
    former = service_card.read(context, reference_id("service", "VSAA-KONTS"))
    assert sorted(former.became) == ["Daļa A (paraugs)", "Daļa B (paraugs)"]


def _third_edition(folder: Path) -> Path:
    """Let the second edition be followed by one in which a service has another name."""
    for name, old, new in (
        ("edition.toml", '"2027.01"', '"2027.02"'),
        ("services.csv", "Pensijas saņemšanas konta maiņa", "Konta maiņa (paraugs)"),
    ):
        text = (folder / name).read_bytes().decode("utf-8")
        assert old in text
        (folder / name).write_bytes(text.replace(old, new).encode("utf-8"))
    return folder


def test_nothing_is_asked_of_nobody_and_of_it(context: Context, second: Path) -> None:
    reference_data.load(context.store, second)
    records.save(context, "staff", {"name": "Dators Paraugs", "role": "IT", "active": True})
    assert acknowledging.asked(accounts.act_as(context.store, "Dators Paraugs")) == ()


@pytest.mark.clause("002-01", "000-17", "001-37", "003-37")
def test_a_document_that_all_must_know_is_asked_for_in_its_newest_version(context: Context) -> None:
    first = records.save(
        context,
        "library_item",
        {
            "title": "Klientu apkalpošanas noteikumi (paraugs)",
            "kind": "INTERNAL_RULE",
            "version": "1",
            "must_know": True,
        },
    ).id
    her = clerk(context)
    (asked,) = acknowledging.asked(her)
    assert (asked.what, asked.item) == ("RULES", first)
    acknowledging.acknowledge(her, asked)
    second_version = {
        "title": "Klientu apkalpošanas noteikumi (paraugs)",
        "kind": "INTERNAL_RULE",
        "version": "2",
        "must_know": True,
        "valid_from": clock.today_riga(),
        "supersedes_id": first,
    }
    newer = records.save(context, "library_item", second_version).id
    assert [each.item for each in acknowledging.asked(her)] == [newer]


@pytest.mark.clause("001-43")
def test_an_institutions_employee_is_acquainted_by_name_with_the_day(context: Context) -> None:
    values = {
        "what": "SAFETY",
        "subject": "Ugunsdrošības instrukcija (paraugs)",
        "person": "Paraudziņš Izdomāts",
        "institution_id": desk.INSTITUTION,
        "acknowledged_on": clock.today_riga(),
        "signed": True,
    }
    made = records.save(clerk(context), "acknowledgement", values).id
    assert made in page(context, "acknowledgement", ListQuery(text="paraudziņš")).ids
    with pytest.raises(Invalid):
        records.save(context, "acknowledgement", {**values, "person": None})


def test_nobody_acknowledges_for_a_colleague_but_the_supervisor(context: Context) -> None:
    values = {
        "what": "RULES",
        "subject": "Noteikumi (paraugs)",
        "staff_id": context.actor.id,
        "acknowledged_on": clock.today_riga(),
    }
    with pytest.raises(Invalid, match="vadītājs"):
        records.save(clerk(context), "acknowledgement", values)
    made = records.save(context, "acknowledgement", {**values, "staff_id": clerk(context).actor.id}).id
    assert made in page(context, "acknowledgement", ListQuery()).ids


def test_a_desk_that_is_told_by_the_central_store_does_not_load_itself(context: Context) -> None:
    with pytest.raises(Refused):
        records.save(context, "catalogue_edition", {"version": "x", "title": "x"})
