"""All registers are asked at once: which hold anything, and which holds a record."""

from kacdesk.core.ids import new_id
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.store.held import register_of, registers_in_use
from tests.helpers import desk


def test_only_the_registers_that_hold_a_record_are_in_use(context: Context) -> None:
    with context.store.read() as connection:
        before = [spec.name for spec in registers_in_use(connection, context.catalog)]
    records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()]})
    with context.store.read() as connection:
        after = [spec.name for spec in registers_in_use(connection, context.catalog)]
    assert "visit" not in before
    assert set(after) - set(before) == {"visit", "visit_service"}
    assert after == [spec.name for spec in context.catalog.captured if spec.name in after]


def test_reference_data_are_not_the_desks_own(context: Context) -> None:
    with context.store.read() as connection:
        found = {spec.name for spec in registers_in_use(connection, context.catalog)}
        institution = register_of(connection, context.catalog, desk.INSTITUTION)
    assert "institution" not in found
    assert institution is None


def test_a_record_is_found_in_its_register_and_a_line_in_its_own(context: Context) -> None:
    visit = records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()]}).id
    (line,) = desk.registered(context.store, "visit_service")
    with context.store.read() as connection:
        assert register_of(connection, context.catalog, visit) == "visit"
        assert register_of(connection, context.catalog, line["id"]) == "visit_service"
        assert register_of(connection, context.catalog, new_id()) is None
