"""This file is the place where the commands are shown that tell what a person must look at, and where a record is."""

import json
from pathlib import Path
from uuid import UUID

import pytest

from kacdesk.cli.main import run
from kacdesk.core import clock
from kacdesk.core.ids import new_id
from kacdesk.services import records
from kacdesk.services.lists import MASK
from kacdesk.store import marks, tables
from kacdesk.store.feed import apply_page
from kacdesk.wire.messages import FeedConflict
from tests.helpers import desk


@pytest.fixture
def record(data: Path) -> UUID:
    """Make a visit with a conflict on its note, and a forked stream; return the visit."""
    with desk.opened(data) as context:
        made = records.save(context, "visit", desk.visit(note="rāda"), {"visit_service": [desk.line()]}).id
        win, lose = new_id().hex, new_id().hex
        conflict = FeedConflict(
            c=1, r="visit", rid=made.hex, field="note", win=win, lose=lose, value="zaudēja"
        )
        apply_page(context.store, "p:BALVI", [conflict])
        marks.fork(context.store)
    return made


def told(capsys: pytest.CaptureFixture[str], data: Path, *words: str) -> tuple[int, str]:
    capsys.readouterr()
    code = run(["--data", str(data), *words])
    return code, capsys.readouterr().out


def test_what_waits_for_a_person_is_listed_without_personal_data(
    capsys: pytest.CaptureFixture[str], data: Path, record: UUID
) -> None:
    code, out = told(capsys, data, "attention", "--json")
    items = {item["kind"]: item for item in json.loads(out)}
    assert code == 1
    assert (items["conflict"]["value"], items["conflict"]["other"]) == (MASK, MASK)
    assert items["incident"]["code"] == "forked"
    _, shown = told(capsys, data, "attention", "--purpose", "strīds")
    assert "rāda “rāda”, zaudēja “zaudēja”" in shown
    assert "Apmeklējums" in shown
    assert " Piezīmes: rāda" in shown
    assert "visit" not in shown
    assert "sākta jauna dokumentu sērija" in shown
    assert "    Nekas nav zudis." in shown


def test_a_refusal_says_in_words_what_is_wrong_and_what_to_do(
    capsys: pytest.CaptureFixture[str], data: Path
) -> None:
    with desk.opened(data) as context:
        made = records.save(context, "visit", desk.visit(), {"visit_service": [desk.line()]}).id
        refused = {"op": made, "reg": "visit", "rid": made, "outcome": "quarantined", "code": "required"}
        with context.store.unit(context.actor.id, applying=True) as unit:
            unit.connection.execute(
                tables.exception.insert().values(**refused, field="started_at", at=clock.now_utc())
            )
    code, out = told(capsys, data, "attention")
    assert code == 1
    words, advice = out.splitlines()
    assert f"Apmeklējums {made}: Krātuvei vajag, lai lauks “Sākums” būtu aizpildīts." in words
    assert advice.strip().startswith("Sūtiet ierakstu vēlreiz")


def test_what_is_closed_is_not_listed_any_more(
    capsys: pytest.CaptureFixture[str], data: Path, record: UUID
) -> None:
    _, out = told(capsys, data, "attention", "--json")
    for item in json.loads(out):
        taking = ["--take-mine", "--reason", "tā ir pareizi"] if item["kind"] == "conflict" else []
        assert told(capsys, data, "attention", "settle", item["id"][:12], *taking)[0] == 0
    assert told(capsys, data, "attention") == (0, "Nav nekā, kas jāapskata.\n")
    with desk.looked_at(data) as store:
        (row,) = [row for row in desk.registered(store, "visit") if row["id"] == record]
        kinds = [row["kind"] for row in desk.all_rows(store, tables.capture)]
    assert row["note"] == "zaudēja"
    assert kinds[-2:] == ["set", "settle"]


def test_it_is_told_where_a_record_is(capsys: pytest.CaptureFixture[str], data: Path, record: UUID) -> None:
    code, out = told(capsys, data, "where", str(record))
    assert code == 1, "its conflict is open"
    assert out.startswith(f"Apmeklējums {record}\n")
    assert "Izveidots: tikai šajā datorā, gaida sūtīšanu" in out
    code, out = told(capsys, data, "where", str(record), "--json")
    assert [step["kind"] for step in json.loads(out)["steps"]] == ["ins"]
    assert told(capsys, data, "where", "BALVI-AAA/2026/1-1/9")[0] == 2


def test_status_counts_incidents(capsys: pytest.CaptureFixture[str], data: Path, record: UUID) -> None:
    code, out = told(capsys, data, "status", "--json")
    assert (code, json.loads(out)["incidents"]) == (1, 1)
