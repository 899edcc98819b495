"""This file is the place where every register is shown to have all that a register has, the next one included."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import pytest
from alembic import command

from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.core.ids import new_id
from kacdesk.models.catalog import CATALOG, REGISTERS, Catalog
from kacdesk.models.fields import field
from kacdesk.models.mapped import Mapped
from kacdesk.models.record import Counted, Record
from kacdesk.models.register import register
from kacdesk.services import exports, lists, point_settings, records
from kacdesk.services.context import Context
from kacdesk.services.lists import MASK
from kacdesk.services.local.switches import switched_off
from kacdesk.services.people import accounts
from kacdesk.spec.field import Choice, Kind
from kacdesk.spec.listing import ListQuery
from kacdesk.spec.register import Direction, RegisterSpec
from kacdesk.store import opening, tables
from kacdesk.store.feed import apply_page
from kacdesk.store.migrate import configuration
from kacdesk.store.revise import generate
from kacdesk.store.sealing import seal
from kacdesk.vault.encrypted import open_engine
from kacdesk.wire.codec import decode_values, encode_values
from kacdesk.wire.line import Line, LineKind, parse_line
from kacdesk.wire.messages import FeedSet
from kacdesk.wire.stamp import stamp_text
from tests.helpers import desk
from tests.helpers.builders import draft_of, lines_of

BY_PROGRAM = [spec.name for spec in CATALOG.roots if spec.by_program]
MADE_HERE = [spec.name for spec in CATALOG.roots if spec.direction is Direction.BOTH and not spec.by_program]
FROM_ABOVE = [spec.name for spec in CATALOG.roots if spec.direction is Direction.DOWN]


@register(
    "Sūdzības (līgums)",
    singular="Sūdzība",
    listed=("received_at", "about", "subject", "person", "lines", "status"),
    counted_from="received_at",
    named_by=("subject",),
    ordered_by="received_at",
)
class ContractComplaint(Counted):
    """A register of the test's own: a class, a line in a catalogue and a generated migration, nothing else."""

    __tablename__ = "contract_complaint"

    received_at: Mapped[datetime] = field("Saņemta")
    about: Mapped[str] = field(
        "Par ko", choices=(Choice("STAFF", "Par darbinieku"), Choice("QUEUE", "Par rindu"))
    )
    subject: Mapped[str] = field("Būtība", longest=120)
    person: Mapped[str | None] = field("Iesniedzējs", personal=True)
    loss: Mapped[int | None] = field("Zaudējums", kind=Kind.MONEY)
    reply_due: Mapped[date | None] = field("Atbildes termiņš", progress=True)
    institution_id: Mapped[UUID | None] = field("Iestāde", refers_to="institution")
    answered: Mapped[bool] = field("Atbildēts", default=False, progress=True)


@register(
    "Sūdzības soļi",
    singular="Solis",
    listed=("what",),
    parent=("contract_complaint", "complaint_id"),
    ordered_by="line_no",
    named_by=("what",),
)
class ContractStep(Record):
    """A line of it."""

    __tablename__ = "contract_step"

    complaint_id: Mapped[UUID] = field(
        "Sūdzība", refers_to="contract_complaint", derived=True, searched=False
    )
    line_no: Mapped[int] = field("Rinda", derived=True, least=1, most=999, searched=False)
    what: Mapped[str] = field("Kas darīts", longest=200)
    who: Mapped[str | None] = field("Ar ko runāts", longest=100, personal=True)


FORMS: tuple[Literal["csv", "xlsx", "pdf"], ...] = ("csv", "xlsx", "pdf")
OWN = Catalog((*REGISTERS, ContractComplaint, ContractStep))
NEW = "contract_complaint"


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generate the new register's migration as a developer does, into a folder of the test's own."""
    folder = tmp_path_factory.mktemp("revised")
    made = folder / "versions"
    made.mkdir()
    engine = open_engine(folder / "scratch.db", bytes(32), create=True)
    with engine.connect() as connection, connection.begin():
        command.upgrade(configuration(connection, CATALOG), "head")
    generate(engine, OWN, "complaints", rev_id="9001", versions=made)
    engine.dispose()
    return made


class SharedDesk:
    """A desk for one test after another: the registers of a test do not disturb each other, so they share it.

    To open a desk costs more than most of the tests do.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open = ExitStack()
        self._test = ""

    def of(self, test: str) -> Context:
        """Return the desk of a test, in which only its registers before this one were used."""
        if test != self._test:
            self.close()
            self._context = self._open.enter_context(desk.opened(desk.copy_desk(self._folder / test)))
            self._test = test
        return self._context

    def close(self) -> None:
        """Close the desk of the last test."""
        self._open.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedDesk]:
    desks = SharedDesk(tmp_path_factory.mktemp("shared"))
    yield desks
    desks.close()


@pytest.fixture
def context(request: pytest.FixtureRequest, shared: SharedDesk, tmp_path: Path) -> Iterator[Context]:
    """Open a desk; for the new register one that held records before, brought up by the generated migration."""
    name = request.getfixturevalue("name")
    if name != NEW:
        context = shared.of(request.function.__name__)
        if name in switched_off(point_settings.of(context.store)):
            records.save(context, "point_settings", {"centre_type": "regional", "border_traffic": True})
        yield context
        return
    data = desk.copy_desk(tmp_path)
    with desk.opened(data) as before:
        records.save(before, "visit", desk.visit(), {"visit_service": [desk.line()]})
    store = opening.open_for_writing(
        data, desk.BESIDE, catalog=OWN, versions=request.getfixturevalue("versions")
    )
    try:
        yield accounts.act_as(store)
    finally:
        store.close()


def saved(context: Context, name: str) -> tuple[RegisterSpec, UUID, dict[str, Any]]:
    """Save a draft built from the description; return the record and what is kept of it."""
    spec = context.catalog.spec(name)
    record = records.save(context, name, draft_of(context, spec), lines_of(context, spec)).id
    return spec, record, kept(context, name, record)


def kept(context: Context, name: str, record: UUID) -> dict[str, Any]:
    return next(row for row in desk.registered(context.store, name) if row["id"] == record)


def a_text(spec: RegisterSpec) -> str:
    """Return a text field that is no progress, so that its change is a correction."""
    return next(f.name for f in spec.entered if f.kind in (Kind.TEXT, Kind.LONG_TEXT) and not f.progress)


EVERY = pytest.mark.parametrize("name", [*MADE_HERE, NEW])


@pytest.mark.clause("000-01")
@EVERY
def test_a_register_keeps_what_was_given(context: Context, name: str) -> None:
    spec = context.catalog.spec(name)
    draft = draft_of(context, spec)
    record = records.save(context, name, draft, lines_of(context, spec)).id
    row = kept(context, name, record)
    assert {field: row[field] for field in draft} == draft
    assert (row["status"], row["made_by"], row["point"]) == ("registered", context.actor.id, "BALVI")
    if spec.counted_from:
        assert row["counted_on"] == clock.riga_day(row[spec.counted_from])
    if spec.numbered:
        assert row["sequence"] == 1
    for child in spec.children:
        lines = lists.open_record(context, name, record, purpose="pārbaude").lines[child]
        assert [line["line_no"] for line in lines] == [1, 2]


@EVERY
def test_a_register_is_listed_and_searched(context: Context, name: str) -> None:
    spec, record, row = saved(context, name)
    page = lists.page(context, name, ListQuery())
    assert page.columns == spec.listed
    assert record in page.ids
    word = str(row[a_text(spec)]).split()[0]
    assert record in lists.page(context, name, ListQuery(text=word.upper())).ids
    assert lists.page(context, name, ListQuery(text="navtādavārda")).ids == []


@EVERY
def test_a_register_masks_what_is_personal(context: Context, name: str) -> None:
    spec, record, row = saved(context, name)
    masked = lists.open_record(context, name, record, purpose=None)
    assert {field for field, value in masked.values.items() if value == MASK} == {
        field for field in spec.personal if row[field] is not None
    }
    cells = dict(zip(spec.listed, lists.page(context, name, ListQuery(), masked=True).cells[0], strict=True))
    assert all(cells[field] == MASK for field in spec.personal & cells.keys() if row[field] is not None)
    assert (
        lists.open_record(context, name, record, purpose="pārbaude").values[a_text(spec)] == row[a_text(spec)]
    )
    assert desk.all_rows(context.store, tables.access_log)[-1]["rid"] == record


@pytest.mark.clause("003-07")
@EVERY
def test_a_register_is_corrected_and_voided_with_a_history(context: Context, name: str) -> None:
    spec, record, _ = saved(context, name)
    field = a_text(spec)
    with pytest.raises(Refused):
        records.correct(context, name, record, {field: "Labots"}, rev=0, reason=None)
    records.correct(context, name, record, {field: "Labots"}, rev=0, reason="precizēts")
    assert (kept(context, name, record)[field], kept(context, name, record)["status"]) == (
        "Labots",
        "corrected",
    )
    records.void(context, name, record, reason="kļūda")
    assert kept(context, name, record)["status"] == "voided"
    kinds = [entry.kind for entry in lists.history(context, name, record) if entry.register == name]
    assert kinds == ["ins", "set", "void"]


@EVERY
def test_a_register_travels_as_lines_that_give_the_same_values(context: Context, name: str) -> None:
    spec, record, row = saved(context, name)
    records.void(context, name, record, reason="kļūda")
    seal(context.store)
    lines = [parse_line(sent["line"]) for sent in desk.all_rows(context.store, tables.outbox)]
    mine = [line for line in lines if isinstance(line, Line) and line.record == record]
    assert [line.kind for line in mine] == [LineKind.INS, LineKind.VOID]
    decoded = decode_values(spec, mine[0].fields)
    assert decoded.unknown == {}
    assert decoded.values == {f.name: row[f.name] for f in spec.synced if row[f.name] is not None}
    children = [line for line in lines if isinstance(line, Line) and line.register in spec.children]
    assert len(children) == 2 * len(spec.children)


@EVERY
def test_a_register_takes_what_another_desk_made(context: Context, name: str) -> None:
    spec, _, row = saved(context, name)
    told = encode_values(spec, {f.name: row[f.name] for f in spec.synced})
    record = new_id()
    read = sum(row["cur"] for row in desk.all_rows(context.store, tables.scope_cursor))
    entry = FeedSet(c=read + 1, r=name, rid=record.hex, f=told, id=new_id().hex, st=stamp_text(1))
    apply_page(context.store, "p:BALVI", [entry])
    theirs = kept(context, name, record)
    assert {f.name: theirs[f.name] for f in spec.synced} == {f.name: row[f.name] for f in spec.synced}
    word = str(row[a_text(spec)]).split()[0]
    assert record in lists.page(context, name, ListQuery(text=word)).ids


@EVERY
def test_a_register_is_exported_without_and_with_personal_columns(
    context: Context, name: str, tmp_path: Path
) -> None:
    spec, _, row = saved(context, name)
    files: dict[tuple[str, str | None], bytes] = {}
    for form in FORMS:
        for purpose in (None, "pārbaude"):
            out = tmp_path / f"{purpose}.{form}"
            done = exports.export(context, name, ListQuery(), format=form, out=out, purpose=purpose)
            assert done.rows >= 1
            files[form, purpose] = out.read_bytes()
    assert all(files.values())
    whole, bare = (files["csv", purpose].decode("utf-8-sig") for purpose in ("pārbaude", None))
    columns, fewer = (set(re.split("[;,]", text.splitlines()[0])) for text in (whole, bare))
    assert {f.name for f in spec.entered} <= columns
    assert fewer.isdisjoint(spec.personal)
    for f in spec.fields:
        if f.personal and row[f.name] is not None:
            assert str(row[f.name]) in whole
            assert str(row[f.name]) not in bare


@pytest.mark.parametrize("name", FROM_ABOVE)
def test_reference_data_are_listed_searched_and_exported_but_never_made_here(
    context: Context, name: str, tmp_path: Path
) -> None:
    spec = context.catalog.spec(name)
    page = lists.page(context, name, ListQuery(limit=3))
    assert len(page.ids) == min(3, len(desk.registered(context.store, name)))
    row = kept(context, name, page.ids[-1])
    code = str(row[spec.natural_key or ""])
    assert page.ids[-1] in lists.page(context, name, ListQuery(text=code)).ids
    opened = lists.open_record(context, name, page.ids[-1], purpose=None)
    assert opened.values[spec.natural_key or ""] == code
    out = tmp_path / "reference.csv"
    done = exports.export(context, name, ListQuery(), format="csv", out=out, purpose=None)
    assert done.rows == len(desk.registered(context.store, name))
    with pytest.raises(Refused):
        records.save(context, name, draft_of(context, spec))


@pytest.mark.parametrize("name", BY_PROGRAM)
def test_what_the_program_writes_is_never_made_by_hand(context: Context, name: str) -> None:
    spec = context.catalog.spec(name)
    assert spec.entered == ()
    for act in (
        lambda: records.save(context, name, {}),
        lambda: records.correct(context, name, new_id(), {}, rev=0, reason="precizēts"),
        lambda: records.void(context, name, new_id(), reason="kļūda"),
    ):
        with pytest.raises(Refused, match="raksta pati programma"):
            act()


@pytest.mark.parametrize("name", [NEW])
def test_a_new_register_leaves_the_old_records_as_they_were(context: Context, name: str) -> None:
    assert name in context.catalog
    (visit,) = desk.registered(context.store, "visit")
    assert visit["status"] == "registered"
    assert lists.page(context, "visit", ListQuery(text="informacija")).ids == [visit["id"]]
    log = [row for row in desk.all_rows(context.store, tables.change_log) if row["rid"] == visit["id"]]
    assert json.loads(log[0]["new"])["channel"] == "IN_PERSON"


def test_the_generated_migration_names_no_class_of_the_program(versions: Path) -> None:
    (made,) = versions.glob("*.py")
    text = made.read_text(encoding="utf-8")
    assert "kacdesk" not in text
    assert 'op.create_table("contract_complaint"' in text.replace("'", '"').replace("(\n        ", "(")


def test_what_is_personal_can_be_emptied_when_its_time_is_over() -> None:
    never_empty = {
        f"{spec.name}.{field.name}"
        for spec in CATALOG.specs
        for field in spec.fields
        if field.personal and field.required
    }
    assert never_empty == set()
