"""This file is the place where tests of the first page make up a morning, and walk to a row with the arrows."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from PySide6.QtCore import Qt

from kacdesk.core import clock
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.store import incidents, sealing, tables
from kacdesk.store.feed import apply_page
from kacdesk.ui.today.block import Block
from kacdesk.ui.today.page import TodayPage
from kacdesk.ui.today.row import Row
from kacdesk.wire.messages import FeedConflict
from tests.helpers.desk import all_rows, call, captured, document, line, registered, visit
from tests.ui.hands import Hands


def today_of(hands: Hands) -> TodayPage:
    page = hands.window.pages["today"]
    assert isinstance(page, TodayPage)
    return page


def focused_row(hands: Hands) -> str:
    focused = hands.window.focusWidget()
    return focused.line.spoken if isinstance(focused, Row) else ""


def walk_to(hands: Hands, block: Block, place: int = 0) -> None:
    """Go with the arrows from the first row of the page to a row of a block."""
    today_of(hands).enter()
    for _ in range(60):
        if hands.focused() is block.rows[place]:
            return
        hands.press(Qt.Key.Key_Down)
    raise AssertionError(f"the arrows never came to {block.heading}")


def paper(context: Context, *, received: int, due: int | None) -> UUID:
    due_on = clock.today_riga() + timedelta(days=due) if due is not None else None
    values = document(received_at=clock.now_utc() - timedelta(days=received), due_on=due_on, kind="OTHER")
    return records.save(context, "received_document", values).id


def refused_call(context: Context, **more: Any) -> UUID:
    """Save a call of which the central store refuses the duration."""
    record = records.save(context, "phone_consultation", call(duration_s=5, **more)).id
    refuse(context, record, field="duration_s", code="range")
    return record


def refuse(
    context: Context, record: UUID, *, field: str | None, code: str, outcome: str = "quarantined"
) -> None:
    sealing.seal(context.store)
    op = next(row["op"] for row in all_rows(context.store, tables.outbox) if row["rid"] == record)
    with context.store.unit(context.actor.id, applying=True) as unit:
        incidents.keep_exception(
            unit.connection, op=op, outcome=outcome, code=code, field=field, now=clock.now_utc()
        )


def disputed_visit(context: Context, *, field: str, value: Any, **more: Any) -> UUID:
    """Save a visit of which another desk's value of a field lost against ours."""
    record = records.save(context, "visit", visit(**more), {"visit_service": [line()]}).id
    ours = captured(context.store, record)[0]["op"]
    told = FeedConflict(
        c=1, r="visit", rid=record.hex, field=field, win=ours.hex, lose=uuid4().hex, value=value
    )
    apply_page(context.store, "p:BALVI", [told])
    return record


def value_of(context: Context, register: str, record: UUID, name: str) -> Any:
    return next(row[name] for row in registered(context.store, register) if row["id"] == record)
