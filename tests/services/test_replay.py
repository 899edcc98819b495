"""This file is the place where the change log is shown to hold everything: played back, it gives the tables (I9)."""

import json
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from kacdesk.core.errors import Refused
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.store import tables
from kacdesk.store.sealing import seal
from kacdesk.wire.codec import encode_values
from kacdesk.wire.line import Line, parse_line
from tests.helpers import desk

BASES = {"visit": desk.visit, "phone_consultation": desk.call, "received_document": desk.document}

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
values = st.fixed_dictionaries({"note": st.none() | texts})
service_lines = st.lists(
    st.builds(lambda text, count: desk.line(service_text=text, quantity=count), texts, st.integers(1, 9)),
    max_size=4,
)
steps = st.lists(
    st.tuples(
        st.sampled_from(["save", "save", "correct", "lines", "progress", "void"]),
        st.sampled_from(sorted(BASES)),
        st.integers(0, 5),
        values,
        service_lines,
    ),
    min_size=1,
    max_size=14,
)


def carry_out(context: Context, known: list[tuple[str, UUID]], step: tuple[Any, ...]) -> None:
    act, register, which, told, lines = step
    if act == "save" or not known:
        child = {"visit_service": lines} if register == "visit" else {}
        known.append((register, records.save(context, register, BASES[register]() | told, child).id))
        return
    register, record = known[which % len(known)]
    with context.store.read() as connection:
        table = context.catalog.table(register)
        (row,) = [row for row in desk.rows(connection, table) if row["id"] == record]
    try:
        if act == "void":
            records.void(context, register, record, reason="kļūda")
        elif act == "progress":
            progress = {"received_document": {"custody": "SENT"}, "visit": {"end_quality": "MEASURED"}}
            changed = progress.get(register, {"outcome": "SERVED"})
            records.correct(context, register, record, changed, rev=row["rev"], reason=None)
        else:
            changed_lines = {"visit_service": lines} if act == "lines" and register == "visit" else None
            records.correct(context, register, record, told, changed_lines, rev=row["rev"], reason="labots")
    except Refused:
        assert row["status"] == "voided"


def contents(context: Context) -> dict[tuple[str, UUID], dict[str, Any]]:
    """Return what the tables hold, in the form of the wire."""
    return {
        (spec.name, row["id"]): {
            name: value for name, value in encode_values(spec, row).items() if value is not None
        }
        for spec in context.catalog.captured
        for row in desk.registered(context.store, spec.name)
    }


def replayed(changes: list[tuple[str, UUID, dict[str, Any]]]) -> dict[tuple[str, UUID], dict[str, Any]]:
    """Play changes back from nothing."""
    state: dict[tuple[str, UUID], dict[str, Any]] = {}
    for register, record, new in changes:
        state.setdefault((register, record), {}).update(new)
    return {key: {k: v for k, v in fields.items() if v is not None} for key, fields in state.items()}


@settings(max_examples=25)
@given(steps)
def test_any_sequence_of_acts_can_be_played_back_from_the_log_and_from_the_lines(done: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder, desk.opened(desk.copy_desk(Path(folder))) as context:
        known: list[tuple[str, UUID]] = []
        for step in done:
            carry_out(context, known, step)
        log = [
            (row["reg"], row["rid"], json.loads(row["new"]))
            for row in desk.all_rows(context.store, tables.change_log)
        ]
        assert replayed(log) == contents(context)
        seal(context.store)
        sent = [parse_line(row["line"]) for row in desk.all_rows(context.store, tables.outbox)]
        lines = [(line.register, line.record, dict(line.fields)) for line in sent if isinstance(line, Line)]
        assert replayed(lines) == contents(context)


@settings(max_examples=10)
@given(steps)
def test_every_logged_change_knows_what_was_there_before(done: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder, desk.opened(desk.copy_desk(Path(folder))) as context:
        known: list[tuple[str, UUID]] = []
        for step in done:
            carry_out(context, known, step)
        seen: dict[UUID, dict[str, Any]] = {}
        for row in desk.all_rows(context.store, tables.change_log):
            before, new, old = seen.setdefault(row["rid"], {}), json.loads(row["new"]), json.loads(row["old"])
            if row["kind"] != "ins":
                assert old.keys() == new.keys()
                assert {name: before.get(name) for name in new} == old
            before.update(new)
