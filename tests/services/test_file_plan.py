"""The file plan numbers, says how long files are kept, and its files go by an act: destroyed, or to the archive."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kacdesk.core.errors import Invalid, Refused
from kacdesk.services import records, steps
from kacdesk.services.context import Context
from kacdesk.services.keeping import destruction_acts
from kacdesk.services.record_papers import paper
from tests.helpers import desk as made
from tests.helpers.desk import FixedClock, hold_clock
from tests.reports.pdf_reading import words_of

pytestmark = pytest.mark.clause("000-15", "000-20")

PLAN: dict[str, Any] = {
    "file_index": "4-7",
    "title": "Iesniegumi",
    "register": "received_document",
    "numbers": True,
    "retention_class": "SHORT",
    "keep_count": 5,
    "keep_unit": "YEARS",
    "kept_from": "YEAR_CLOSED",
    "valid_from": date(2026, 1, 1),
}


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> FixedClock:
    """The wall clock, which the test moves."""
    return hold_clock(monkeypatch.setattr, datetime(2026, 11, 21, 9, tzinfo=UTC))


def _row(context: Context, register: str) -> dict[str, Any]:
    return made.registered(context.store, register)[-1]


def _volume(context: Context, file: UUID, **more: Any) -> UUID:
    values = {"file_id": file, "year": 2020, "volume": 1, "form": "PAPER", "closed_on": date(2020, 12, 30)}
    return records.save(context, "file_volume", {**values, **more}).id


def test_a_row_of_the_plan_numbers_its_register_from_its_day_on(held: FixedClock, desk: Context) -> None:
    before = records.save(desk, "received_document", made.document()).number
    records.save(desk, "file_plan", PLAN)
    first, second = (records.save(desk, "received_document", made.document()).number for _ in range(2))
    assert "/4-7/" not in str(before)
    assert [str(number).split("/")[2:] for number in (first, second)] == [["4-7", "1"], ["4-7", "2"]]


def test_one_register_is_numbered_under_one_index_at_a_time(held: FixedClock, desk: Context) -> None:
    records.save(desk, "file_plan", {**PLAN, "valid_to": date(2026, 12, 31)})
    other = {**PLAN, "file_index": "4-8"}
    with pytest.raises(Invalid):
        records.save(desk, "file_plan", other)
    records.save(desk, "file_plan", {**other, "valid_from": date(2027, 1, 1)})
    records.save(desk, "file_plan", {**other, "file_index": "4-9", "numbers": False})


@pytest.mark.parametrize(
    ("more", "closed", "until", "archive"),
    [
        ({}, date(2020, 12, 30), date(2025, 12, 31), None),
        ({"kept_from": "COMPLETION"}, date(2020, 3, 5), date(2025, 3, 5), None),
        (
            {"retention_class": "LONG", "keep_count": 75},
            date(2020, 3, 5),
            date(2095, 12, 31),
            date(2025, 12, 31),
        ),
        (
            {"retention_class": "PERMANENT", "keep_count": None, "keep_unit": None},
            date(2020, 3, 5),
            None,
            date(2025, 12, 31),
        ),
        ({}, None, None, None),
    ],
)
def test_a_closed_file_is_kept_as_long_as_the_plan_says(
    held: FixedClock,
    desk: Context,
    more: dict[str, Any],
    closed: date | None,
    until: date | None,
    archive: date | None,
) -> None:
    file = records.save(desk, "file_plan", {**PLAN, **more, "archive_years": 5}).id
    _volume(desk, file, closed_on=closed)
    row = _row(desk, "file_volume")
    assert (row["kept_until"], row["archive_by"]) == (until, archive)


def _read(folder: Path, pdf: bytes) -> str:
    (folder / "paper.pdf").write_bytes(pdf)
    told: str = words_of(folder / "paper.pdf")
    return told


def test_an_act_over_files_is_approved_printed_carried_out_and_marks_them(
    held: FixedClock, desk: Context, tmp_path: Path
) -> None:
    file = records.save(desk, "file_plan", PLAN).id
    _volume(desk, file)
    _volume(desk, file, closed_on=date(2025, 12, 30))
    saved = destruction_acts.draw_up_volumes(desk)
    act = _row(desk, "destruction_act")
    assert (act["count"], act["approval_needed"], act["done_on"]) == (1, True, None)
    with pytest.raises(Refused):
        destruction_acts.draw_up_volumes(desk)
    told = _read(tmp_path, paper(desk, "destruction_act", saved.id, "act"))
    for words in ("Iznīcināšanas akts", "4-7", "31.12.2025.", "Apstiprināja", str(saved.number)):
        assert words in told
    with pytest.raises(Invalid):
        steps.take(desk, "destruction_act", saved.id, "done")
    records.correct(desk, "destruction_act", saved.id, {"approval_no": "LNA 7"}, rev=act["rev"], reason=None)
    steps.take(desk, "destruction_act", saved.id, "done")
    gone = [row for row in made.registered(desk.store, "file_volume") if row["gone_on"] is not None]
    assert [(row["gone_on"], row["act_number"]) for row in gone] == [(date(2026, 11, 21), saved.number)]
    assert destruction_acts.due_volumes(desk) == []


def test_files_go_to_the_archive_by_a_list_and_are_marked_when_it_took_them(
    held: FixedClock, desk: Context, tmp_path: Path
) -> None:
    plan = {**PLAN, "retention_class": "PERMANENT", "keep_count": None, "keep_unit": None}
    file = records.save(desk, "file_plan", {**plan, "archive_years": 5}).id
    volume = _volume(desk, file)
    line = {
        "file_id": file,
        "year": 2020,
        "volume": 1,
        "form": "PAPER",
        "retention_class": "PERMANENT",
        "sheets": 21,
        "volume_id": volume,
    }
    values = {"transfer_on": date(2026, 11, 20), "recipient": "Izdomātais arhīvs"}
    act = records.save(desk, "archive_transfer", values, {"archive_transfer_line": [line]})
    told = _read(tmp_path, paper(desk, "archive_transfer", act.id, "list"))
    for words in (
        "Lietu nodošanas akts",
        "Izdomātais arhīvs",
        "Iesniegumi",
        "Pavisam: 1 lieta, 21 lapa.",
        "Pieņēma",
    ):
        assert words in told
    assert _row(desk, "file_volume")["gone_on"] is None
    steps.take(desk, "archive_transfer", act.id, "accepted")
    row = _row(desk, "file_volume")
    assert (row["gone_on"], row["act_number"]) == (date(2026, 11, 21), act.number)
