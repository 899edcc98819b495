"""Scans of records whose time is over: which go from the disk, which stay, and what is said of it."""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kacdesk.core import clock
from kacdesk.services import deadlines, records
from kacdesk.services.context import Context
from kacdesk.services.keeping import retention_run
from kacdesk.services.keeping.retention_due import due_records
from kacdesk.services.keeping.retention_rules import rules_in_force
from kacdesk.services.papers import attachments
from kacdesk.store import files, session, tables
from tests.helpers import desk as made
from tests.helpers.desk import FixedClock
from tests.services.test_keeping import held, ruled
from tests.store.test_purging import CANARY

__all__ = ["held", "ruled"]

pytestmark = pytest.mark.clause("000-20", "002-11")


def _visit(context: Context, **more: Any) -> UUID:
    return records.save(context, "visit", made.visit(customer_name=CANARY, **more)).id


def _scanned(context: Context, record: UUID, content: bytes = b"%PDF-1.4 paraugs") -> bytes:
    """Attach a scan to a visit and return its hash."""
    return attachments.attach_content(context, "visit", record, content).sha256


def _copies(context: Context) -> list[Path]:
    folder = files.folder_of(context.store)
    return sorted(folder.iterdir()) if folder.is_dir() else []


def test_scans_of_a_forgotten_record_go_from_the_disk_and_the_act_says_so(
    ruled: Context, held: FixedClock
) -> None:
    record, bare = _visit(ruled), _visit(ruled)
    _scanned(ruled, record)
    detached = _scanned(ruled, record, b"%PDF-1.4 nejausi")
    attachments.detach(ruled, "visit", record, detached, reason="cita lieta")
    held.at = datetime(2028, 2, 1, 9, tzinfo=UTC)
    done = retention_run.run_automatic(ruled.store)
    assert (done.records, done.files) == (2, 2), "what a person had taken out of sight as well"
    assert attachments.attachments(ruled, record) == []
    assert _copies(ruled) == []
    assert made.all_rows(ruled.store, tables.file) == made.all_rows(ruled.store, tables.attachment) == []
    (act,) = made.registered(ruled.store, "destruction_act")
    assert "pievienotās datnes" in act["what"]
    lines = made.registered(ruled.store, "destruction_act_line")
    assert {line["record"] for line in lines} == {record.hex, bare.hex}
    assert retention_run.run_automatic(ruled.store).records == 0, "nothing is left to be forgotten"


def test_a_scan_goes_with_the_last_record_that_needs_it(ruled: Context, held: FixedClock) -> None:
    first = _visit(ruled)
    sha = _scanned(ruled, first)
    held.at = datetime(2027, 3, 10, 9, tzinfo=UTC)
    second = _visit(ruled)
    assert _scanned(ruled, second) == sha
    held.at = datetime(2028, 2, 1, 9, tzinfo=UTC)
    assert retention_run.run_automatic(ruled.store).files == 1
    assert attachments.open_file(ruled, "visit", second, sha, purpose="pārbaude").content
    held.at = datetime(2028, 4, 1, 9, tzinfo=UTC)
    assert retention_run.run_automatic(ruled.store).files == 1
    assert _copies(ruled) == []


def test_scans_of_a_record_on_hold_stay(ruled: Context, held: FixedClock) -> None:
    record = _visit(ruled)
    sha = _scanned(ruled, record)
    held.at = datetime(2028, 2, 1, 9, tzinfo=UTC)
    retention_run.hold(ruled, "visit", record, reason="CONTEST")
    assert retention_run.run_automatic(ruled.store).files == 0
    assert attachments.open_file(ruled, "visit", record, sha, purpose="pārbaude").content


def test_a_scan_alone_is_due_when_no_word_of_the_record_is(ruled: Context, held: FixedClock) -> None:
    record = records.save(ruled, "visit", made.visit()).id
    _scanned(ruled, record)
    held.at = datetime(2028, 2, 1, 9, tzinfo=UTC)
    today = clock.today_riga()
    (rule,) = (each for each in rules_in_force(ruled.store, today) if each.register == "visit")
    assert [each.record for each in due_records(ruled, rule, today)] == [record]
    assert retention_run.run_automatic(ruled.store).files == 1
    assert _copies(ruled) == []


def test_scans_that_an_earlier_version_only_hid_go_with_the_next_run(
    ruled: Context, held: FixedClock
) -> None:
    record = _visit(ruled)
    sha = _scanned(ruled, record)
    with ruled.store.unit(ruled.actor.id, reason="laiks beidzies") as unit:
        unit.update("visit", record, {"customer_name": None})
        hidden = files.find_file(unit.connection, unit.files, sha)
        assert hidden is not None
        files.name_file(unit, "visit", record, hidden, files.REMOVED)
    held.at = datetime(2028, 2, 1, 9, tzinfo=UTC)
    assert retention_run.run_automatic(ruled.store).files == 1
    assert _copies(ruled) == []


def test_a_rule_of_some_fields_leaves_the_scans_where_they_are(ruled: Context, held: FixedClock) -> None:
    record = _visit(ruled, note="Piezīme")
    sha = _scanned(ruled, record)
    values = {
        "register": "visit",
        "action": "FORGET",
        "keep_count": 1,
        "keep_unit": "MONTHS",
        "counted_to": "DAY",
        "fields_told": "Piezīmes",
        "automatic": True,
        "approval_needed": False,
        "valid_from": date(2027, 1, 1),
    }
    records.save(ruled, "retention_rule", values)
    held.at = datetime(2027, 5, 1, 9, tzinfo=UTC)
    done = retention_run.run_automatic(ruled.store)
    assert (done.records, done.fields, done.files) == (1, 1, 0)
    assert attachments.open_file(ruled, "visit", record, sha, purpose="pārbaude").content
    assert retention_run.run_automatic(ruled.store).records == 0


def test_a_kill_between_the_forgetting_and_the_disk_leaves_nothing_that_can_be_read_or_that_stays(
    held: FixedClock, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with made.opened(data) as context:
        deadlines.seed(context)
        _scanned(context, _visit(context))
        held.at = datetime(2028, 2, 1, 9, tzinfo=UTC)
        with monkeypatch.context() as killed:
            killed.setattr(session, "remove_copies", lambda _copies: None)  # right after the commit
            assert retention_run.run_automatic(context.store).files == 1
        (left,) = _copies(context)
        assert made.all_rows(context.store, tables.file) == [], "its key is gone"
        long_ago_s = datetime(2027, 1, 10, tzinfo=UTC).timestamp()
        os.utime(left, (long_ago_s, long_ago_s))
    with made.opened(data) as context:
        assert _copies(context) == []
