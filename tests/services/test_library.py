"""This file is the place where forms, guidance and life situations are shown to be at hand, version after version."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kacdesk.core import clock
from kacdesk.core.errors import Invalid
from kacdesk.core.ids import reference_id
from kacdesk.services import catalog, deadlines, records
from kacdesk.services.catalogue import life_situations, service_card
from kacdesk.services.catalogue.choosing import matching
from kacdesk.services.context import Context
from kacdesk.services.lists import page
from kacdesk.services.papers import attachments
from kacdesk.services.people import accounts
from kacdesk.spec.listing import ListQuery
from tests.helpers import desk


def item(context: Context, **more: Any) -> UUID:
    return records.save(
        context, "library_item", {"title": "Iesnieguma veidlapa (paraugs)", "kind": "FORM", **more}
    ).id


def row_of(context: Context, record: UUID) -> dict[str, Any]:
    return next(row for row in desk.registered(context.store, "library_item") if row["id"] == record)


@pytest.mark.clause("001-32", "003-26", "000-31", "000-46")
def test_the_next_version_ends_the_one_before_and_both_stay_at_hand(context: Context) -> None:
    old = item(context, version="2025", valid_from=date(2025, 1, 1))
    new = item(context, version="2026", valid_from=date(2026, 11, 1), supersedes_id=old)
    assert row_of(context, old)["valid_to"] == date(2026, 10, 31)
    assert row_of(context, new)["valid_to"] is None
    assert page(context, "library_item", ListQuery(text="iesnieguma veidlapa")).ids == [new, old]


def test_a_version_that_has_ended_already_keeps_its_last_day(context: Context) -> None:
    old = item(context, version="1", valid_from=date(2024, 1, 1), valid_to=date(2024, 12, 31))
    item(context, version="2", valid_from=date(2026, 1, 1), supersedes_id=old)
    assert row_of(context, old)["valid_to"] == date(2024, 12, 31)


@pytest.mark.clause("003-09", "000-29", "003-08")
def test_a_blank_form_is_read_back_without_any_line(context: Context, tmp_path: Path) -> None:
    form = tmp_path / "veidlapa.pdf"
    form.write_bytes(b"%PDF-1.4 tuksa veidlapa")
    record = item(context, institution_id=desk.INSTITUTION)
    kept = attachments.attach(context, "library_item", record, form)
    form.unlink()
    opened = attachments.open_file(context, "library_item", record, kept.sha256, purpose="izdruka")
    assert (opened.mime, opened.content) == ("application/pdf", b"%PDF-1.4 tuksa veidlapa")
    assert record in page(context, "library_item", ListQuery(filters={"kind": "FORM"})).ids


@pytest.mark.clause("001-12")
def test_guidance_is_expected_ten_working_days_after_the_training(context: Context) -> None:
    deadlines.seed(context)
    record = item(context, kind="GUIDANCE", training_on=date(2026, 11, 13), institution_id=desk.INSTITUTION)
    assert row_of(context, record)["expected_by"] == date(2026, 11, 30)


@pytest.mark.clause("000-17", "004-18")
def test_rules_that_bind_everybody_are_entered_by_the_supervisor(context: Context) -> None:
    clerk = accounts.act_as(context.store, desk.CLERK)
    mine = [item(clerk, kind="GUIDANCE")]
    for binding in ({"kind": "INTERNAL_RULE"}, {"kind": "FORM", "must_know": True}):
        with pytest.raises(Invalid, match="vadītājs"):
            item(clerk, **binding)
        mine.append(item(context, **binding))
    assert set(mine) == set(page(context, "library_item", ListQuery()).ids)


@pytest.mark.clause("004-01", "004-34")
def test_a_link_card_needs_an_address_of_the_web(context: Context) -> None:
    for url in (None, "javascript:alert(1)", "latvija.lv"):
        with pytest.raises(Invalid):
            item(context, kind="LINK", url=url)
    card = item(context, kind="LINK", url="https://latvija.gov.lv")
    assert row_of(context, card)["url"] == "https://latvija.gov.lv"


@pytest.mark.clause("004-21")
def test_services_are_found_by_the_situation_of_life(context: Context) -> None:
    life_situations.seed(context)
    options = catalog.options(context)["service"]
    found = {option.id for option in matching(options, "berna piedzimsana", {})}
    wanted = {reference_id("service", code) for code in ("VSAA-PIEDZIMSANA", "VSAA-VECAKI", "VSAA-GIMENE")}
    assert wanted <= found
    assert {option.id for option in matching(options, "atlaišana", {})} >= {reference_id("service", "NVA-CV")}
    card = service_card.read(context, reference_id("service", "VSAA-VECAKI"))
    assert card.situations == ("Bērna piedzimšana",)


@pytest.mark.clause("004-21")
def test_the_steps_of_a_situation_stand_in_their_order(context: Context) -> None:
    life_situations.seed(context)
    lost = next(each for each in life_situations.read(context) if each.title == "Darba zaudēšana")
    assert [step.title for step in lost.steps][:2] == ["Bezdarbnieka statuss", "Bezdarbnieka pabalsts"]
    assert lost.steps[0].note == "Vispirms"


def test_a_voided_situation_is_searched_no_longer(context: Context) -> None:
    life_situations.seed(context)
    birth = next(each for each in life_situations.read(context) if each.title == "Pensionēšanās")
    records.void(context, "life_situation", birth.id, reason="nevajag")
    options = catalog.options(context)["service"]
    assert matching(options, "pensionēšanās", {}) == [
        each for each in options if each.id == reference_id("service", "VSAA-VECUMS")
    ]


def test_the_shipped_situations_name_services_of_the_shipped_catalogue(context: Context) -> None:
    life_situations.seed(context)
    assert all(step.title for each in life_situations.read(context) for step in each.steps)
    assert sum(len(each.steps) for each in life_situations.read(context)) == 31


def test_what_must_be_reviewed_has_a_day(context: Context) -> None:
    record = item(context, review_due=clock.today_riga() + timedelta(days=3))
    assert row_of(context, record)["review_due"] == clock.today_riga() + timedelta(days=3)
