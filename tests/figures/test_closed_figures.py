"""Closed figures: the same bytes whatever the order of the rows, and corrections that add up over random changes."""

import json
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kacdesk.figures.completeness import Completeness
from kacdesk.figures.corrections import CorrectionFigures, State, compared, corrected
from kacdesk.figures.count import Count
from kacdesk.figures.plain import as_dict, counts, numbers, opened
from kacdesk.figures.report import ReportFigures, count_report
from kacdesk.figures.rows import PeriodRows
from kacdesk.figures.snapshot import (
    BrokenSnapshot,
    Snapshot,
    UnknownSnapshot,
    counted_hash,
    hash_of,
    read,
    state_of,
    written,
)
from tests.figures.made_up_month import (
    NAMES,
    NOVEMBER,
    TOLD,
    a_line,
    a_visit,
    busy_month,
    counted,
    rows_of,
)

PAPER = {"heading": {"municipality": "Parauga novada pašvaldība"}}


def figures_of(rows: PeriodRows, told: Completeness = TOLD) -> ReportFigures:
    return count_report(
        NOVEMBER, rows, NAMES, previous=None, year_ago=None, completeness=told, today=date(2026, 12, 2)
    )


def mutated(rows: PeriodRows, chance: random.Random, *, changes: int) -> PeriodRows:
    """Return a month in which records were voided, corrected, moved to another day and added."""
    made: dict[str, list[dict[str, Any]]] = {
        register: [dict(row) for row in given] for register, given in rows.items()
    }
    for place in range(changes):
        visit, line = chance.choice(made["visit"]), chance.choice(made["visit_service"])
        match chance.randrange(6):
            case 0:
                visit["status"] = "voided"
            case 1:
                visit["channel"] = chance.choice(("EMAIL", "POST", "IN_PERSON"))
            case 2:
                visit["counted_on"] += timedelta(days=chance.choice((-40, 1, 40)))
            case 3:
                line["quantity"] = chance.randrange(1, 9)
            case 4:
                line["institution_id"] = chance.choice([*NAMES.institutions, None])
            case _:
                word = f"late {place} {chance.random()}"
                late = a_visit(word, datetime.combine(chance.choice(NOVEMBER.days), time(11)))
                made["visit"].append(late)
                made["visit_service"].append(a_line(word, late, quantity=chance.randrange(1, 4)))
    return made


def shuffled(rows: PeriodRows, seed: int) -> PeriodRows:
    chance = random.Random(seed)
    return {register: chance.sample(list(given), len(given)) for register, given in rows.items()}


def as_sets(state: State) -> tuple[dict[str, int], dict[str, Counter[Any]]]:
    """Return a state without the order of its rows; what has no line of its own is not told from what has none."""
    told = {key: number for key, number in state.numbers.items() if number is not None}
    return told, {key: Counter(rows) for key, rows in state.rows.items() if rows}


# --- the snapshot ------------------------------------------------------------------------------------------------
def test_a_snapshot_gives_back_every_figure_and_its_rows() -> None:
    figures = counted(contacts=300)
    content = written(Snapshot(figures, 1, PAPER))
    back = read(content)
    assert (back.edition, back.paper) == (1, PAPER)
    assert as_dict(back.figures) == as_dict(figures)
    assert {key: Counter(rows) for key, rows in opened(back.figures).items()} == {
        key: Counter(rows) for key, rows in opened(figures).items()
    }
    assert written(back) == content


@given(st.integers(0, 2**16), st.integers(0, 2**16))
@settings(max_examples=20, deadline=None)
def test_two_desks_that_hold_the_same_records_write_the_same_figures(month: int, order: int) -> None:
    rows = busy_month(NOVEMBER, contacts=60, seed=month)
    here, there = figures_of(rows), figures_of(shuffled(rows, order))
    assert written(Snapshot(here, 1, PAPER)) == written(Snapshot(there, 1, PAPER))
    assert counted_hash(here) == counted_hash(there)


def test_what_a_desk_tells_of_itself_is_in_the_snapshot_and_not_in_what_desks_agree_on() -> None:
    rows = busy_month(NOVEMBER, contacts=60)
    moment = datetime(2026, 12, 3, 8, tzinfo=UTC)
    other = Completeness(unsent=Count(), refused=None, desks=("BALVI-3",), last_contact_at=moment)
    here, there = figures_of(rows), figures_of(rows, other)
    assert counted_hash(here) == counted_hash(there)
    assert hash_of(written(Snapshot(here, 1, PAPER))) != hash_of(written(Snapshot(there, 1, PAPER)))


@given(st.integers(0, 2**16))
@settings(max_examples=20, deadline=None)
def test_any_other_record_gives_another_hash(seed: int) -> None:
    rows = busy_month(NOVEMBER, contacts=40, seed=seed)
    before = figures_of(rows)
    line = next(row for row in rows["visit_service"] if row["status"] != "voided")
    more = a_line(f"one more {seed}", {"id": line["visit_id"]})
    after = figures_of({**rows, "visit_service": [*rows["visit_service"], more]})
    changed = state_of(before) != state_of(after)
    assert (counted_hash(before) != counted_hash(after)) is changed


def _figure_changed(plain: Any) -> None:
    plain["figures"]["summary"]["visits"] += 1


def _row_left_out(plain: Any) -> None:
    plain["opens"]["summary.visits"].pop()


def _row_out_of_range(plain: Any) -> None:
    plain["opens"]["summary.visits"][0] = 10**9


def _figure_without_rows(plain: Any) -> None:
    del plain["opens"]["summary.visits"]


def _identifier_torn(plain: Any) -> None:
    plain["rows"][0][2] = plain["rows"][0][2][:-1]


@pytest.mark.parametrize(
    "change",
    [_figure_changed, _row_left_out, _row_out_of_range, _figure_without_rows, _identifier_torn],
)
def test_figures_that_do_not_agree_with_their_rows_are_not_taken(change: Any) -> None:
    plain = json.loads(written(Snapshot(counted(contacts=60), 1, PAPER)))
    change(plain)
    with pytest.raises(BrokenSnapshot):
        read(json.dumps(plain).encode())


def test_bytes_of_something_else_are_no_snapshot() -> None:
    content = written(Snapshot(counted(contacts=60), 1, PAPER))
    for torn in (b"", b"[]", b"null", content[:-10], b"%PDF-1.7"):
        with pytest.raises(BrokenSnapshot):
            read(torn)
    newer = json.loads(content) | {"format": 2}
    with pytest.raises(UnknownSnapshot):
        read(json.dumps(newer).encode())


def test_a_large_month_is_kept_small() -> None:
    content = written(Snapshot(counted(contacts=3000), 1, PAPER))
    rows = sum(len(each) for each in opened(counted(contacts=3000)).values())
    assert len(content) < 12 * rows


# --- corrections -------------------------------------------------------------------------------------------------
@given(st.integers(0, 2**16), st.integers(1, 12))
@settings(max_examples=40, deadline=None)
def test_what_was_closed_and_its_corrections_give_what_is_counted_now(seed: int, changes: int) -> None:
    chance = random.Random(seed)
    rows = busy_month(NOVEMBER, contacts=60, seed=seed)
    states = [state_of(figures_of(rows))]
    told: list[CorrectionFigures] = []
    for _report in range(3):
        rows = mutated(rows, chance, changes=changes)
        states.append(state_of(figures_of(shuffled(rows, seed))))
        found = compared("2026-11", 1, "", before=corrected(states[0], told), now=states[-1])
        told += [found] if found is not None else []
        assert as_sets(corrected(states[0], told)) == as_sets(states[-1])
    assert compared("2026-11", 1, "", before=corrected(states[0], told), now=states[-1]) is None


@given(st.integers(0, 2**16))
@settings(max_examples=40, deadline=None)
def test_every_changed_sum_is_its_rows_that_came_less_those_that_went(seed: int) -> None:
    rows = busy_month(NOVEMBER, contacts=60, seed=seed)
    before = state_of(figures_of(rows))
    now = state_of(figures_of(mutated(rows, random.Random(seed), changes=8)))
    found = compared("2026-11", 1, "", before=before, now=now)
    for change in found.changed if found is not None else ():
        assert (change.was, change.now) == (before.numbers.get(change.key), now.numbers.get(change.key))
        if change.key in before.rows or change.key in now.rows:
            assert (change.was or 0) + change.came - change.went == (change.now or 0)
    same = before.numbers.keys() & now.numbers.keys()
    changed = {each.key for each in found.changed} if found is not None else set()
    assert {key for key in same if before.numbers[key] != now.numbers[key]} <= changed


def test_records_that_came_went_and_changed_are_told_by_register() -> None:
    days = [datetime.combine(day, time(10)) for day in NOVEMBER.days[1:5]]
    stays, goes, changes, comes = (a_visit(f"visit {day.day}", day) for day in days)
    lines = [a_line(f"{n}", visit) for n, visit in enumerate((stays, goes, changes, comes))]
    before = figures_of(rows_of([stays, goes, changes], lines[:3]))
    went, emailed = {**goes, "status": "voided"}, {**changes, "channel": "EMAIL"}
    now = figures_of(rows_of([stays, went, emailed, comes], lines))
    found = compared("2026-11", 1, "", before=state_of(before), now=state_of(now))
    assert found is not None
    visits = {each.key: each for each in found.records}["visit"]
    assert [row.id for row in visits.came.rows] == [comes["id"]]
    assert [row.id for row in visits.changed.rows] == [changes["id"]]
    assert [row.id for row in visits.went.rows] == [goes["id"]]


def test_a_service_that_is_asked_for_more_changes_no_record_of_another() -> None:
    """The sixteenth service goes out of the list of fifteen; its records are as they were."""
    day = datetime.combine(NOVEMBER.days[1], time(10))
    visits = [a_visit(f"visit {place}", day) for place in range(16)]
    services = list(NAMES.services)[:16]
    lines = [
        a_line(f"{place}", visit, service_id=service, quantity=20 - place)
        for place, (visit, service) in enumerate(zip(visits, services, strict=True))
    ]
    before = figures_of(rows_of(visits, lines))
    more = a_visit("visit more", day)
    now = figures_of(
        rows_of([*visits, more], [*lines, a_line("more", more, service_id=services[15], quantity=9)])
    )
    found = compared("2026-11", 1, "", before=state_of(before), now=state_of(now))
    assert found is not None
    assert {each.key: (int(each.came), int(each.went), int(each.changed)) for each in found.records} == {
        "visit": (1, 0, 0),
        "visit_service": (1, 0, 0),
    }


def test_corrections_have_keys_of_their_own_and_are_no_figures_of_the_month() -> None:
    rows = busy_month(NOVEMBER, contacts=60)
    before = figures_of(rows)
    now = figures_of(mutated(rows, random.Random(3), changes=6))
    found = compared("2026-11", 1, "f" * 64, before=state_of(before), now=state_of(now))
    assert found is not None
    report = replace(before, corrections=(found,))
    keys = [key for key in counts(report) if key.startswith("corrections.2026-11.")]
    assert "corrections.2026-11.records.visit.came" in keys
    assert any(key.endswith(".came") and ".changed." in key for key in keys)
    assert numbers(report) == numbers(before)
    assert read(written(Snapshot(report, 1, PAPER))).figures.corrections == (found,)
