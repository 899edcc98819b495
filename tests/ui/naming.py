"""This file is the place where the box in which a service is named is found, and what was saved by it read."""

from kacdesk.services.context import Context
from kacdesk.ui.fields.reference import ReferenceInput
from tests.helpers.desk import registered
from tests.ui.hands import Hands


def box(hands: Hands, line: int | None = 0) -> ReferenceInput:
    """Return the box of a line of the open form, of the form itself with None."""
    field = hands.field("Pakalpojums", line=line).input
    assert isinstance(field, ReferenceInput)
    return field


def saved_lines(context: Context) -> list[tuple[object, object, object]]:
    """Return service, own words and number of every line of a visit that is saved."""
    rows = registered(context.store, "visit_service")
    return [(row["service_id"], row["service_text"], row["quantity"]) for row in rows]
