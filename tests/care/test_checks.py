"""Each look of the doctor is green on a desk that is in order, and red when the thing is broken for real."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from kacdesk.care.doctor import CHECKS, examine, worst
from kacdesk.care.finding import State
from kacdesk.care.ground import Ground
from kacdesk.care.line import Reached, reach
from kacdesk.central.database import Database
from kacdesk.central.http import build_app
from kacdesk.central.store import SqlStore
from kacdesk.core import clock
from kacdesk.core.errors import ExitCode
from kacdesk.store import opening
from kacdesk.store.copies import make_copy
from kacdesk.store.copies_by_it import take_up
from tests.care import broken_data, broken_line, broken_machine
from tests.care.bench import Bench, Break, look
from tests.care.broken_line import Site, Way
from tests.contract.tree import ROOT
from tests.helpers import desk
from tests.helpers.authority import new_authority
from tests.helpers.machine_policy import obey, settings
from tests.helpers.rough_line import ConnectProxy, listening
from tests.helpers.thread_server import served

BREAKS = (*broken_machine.BREAKS, *broken_data.BREAKS)
PAGE = ROOT / "docs" / "doctor.md"


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    made = Bench(tmp_path, monkeypatch)
    yield made
    made.clear()


@pytest.mark.parametrize("broken", BREAKS, ids=[broken.label for broken in BREAKS])
def test_a_look_is_green_until_its_thing_is_broken_and_then_says_what_to_do(
    broken: Break, bench: Bench
) -> None:
    broken.ready(bench)
    before = look(broken.check, bench.ground())
    assert (before.state, before.code) == (State.OK, ExitCode.DONE)
    told = look(broken.check, broken.do(bench))
    assert (told.state, told.detail) == (broken.state, broken.detail)
    assert told.remedy.endswith((".", ")"))
    assert told.words
    assert told.code == ExitCode.ATTENTION if broken.state is State.ATTENTION else told.code >= ExitCode.USAGE


@pytest.mark.parametrize("way", broken_line.WAYS, ids=[way.detail for way in broken_line.WAYS])
def test_the_way_to_the_central_store_names_the_stage_that_fails(
    way: Way, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(tmp_path, new_authority(), new_authority(), monkeypatch)
    with way.lay(site) as asked:
        told = look("line", bench.ground(central=asked.central, authority=asked.authority))
    assert (told.state, told.detail) == (way.state, way.detail)
    assert told.remedy
    assert told.code != ExitCode.DONE


def _certified(folder: Path, host: str) -> tuple[Path, dict[str, str]]:
    """Return the file of an authority and what a server of its that calls itself `host` is started with."""
    authority, now = new_authority(), clock.now_utc()
    given = folder / "given.pem"
    given.write_text(authority.pem)
    day = timedelta(days=1)
    return given, authority.issue(folder / "tls", hosts=[host], start=now - day, end=now + day)


def test_the_real_central_store_is_reached_through_a_proxy_and_its_clock_is_compared(
    bench: Bench, store: SqlStore, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, files = _certified(tmp_path, "central.test")
    with served(build_app(store), **files) as server:
        proxy = ConnectProxy(("127.0.0.1", urlsplit(server.url).port or 0))
        with listening(proxy.behave) as address:
            monkeypatch.setenv("HTTPS_PROXY", f"http://{address}")
            ground = bench.ground(central="https://central.test", authority=given)
            assert look("line", ground).state is State.OK
            assert look("clock", ground).detail == ""
    assert len(proxy.asked) == 1


def test_a_computer_whose_clock_differs_from_the_answer_is_told_so(
    bench: Bench, store: SqlStore, tmp_path: Path
) -> None:
    given, files = _certified(tmp_path, "127.0.0.1")
    ahead = format_datetime(clock.now_utc() + timedelta(minutes=7), usegmt=True)
    more: dict[str, Any] = {"headers": [("Date", ahead)], "date_header": False}
    with served(build_app(store), **files, **more) as server:
        ground = bench.ground(central=server.url, authority=given)
        assert look("clock", ground).detail == "not-compared"
        assert look("line", ground).state is State.OK
        told = look("clock", ground)
    assert (told.state, told.detail) == (State.ATTENTION, "off")
    assert "7 min" in told.words


def test_a_proxy_that_it_has_set_is_looked_up_with_the_policy(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    obey(monkeypatch, settings(proxy="http://nowhere.invalid:3128"))
    told = look("line", bench.ground(central="https://central.test"))
    assert told.detail == "proxy-name"
    assert "“kacdesk policy”" in told.remedy
    assert "HTTPS_PROXY" not in told.remedy


def test_an_address_that_is_not_safe_is_a_finding_too(bench: Bench) -> None:
    told = look("line", bench.ground(central="http://central.test"))
    assert (told.state, told.detail) == (State.BAD, "setting")
    assert reach.__doc__ is not None
    assert Reached(None).by_proxy is False


def test_copies_that_it_has_set_are_made_by_the_program_and_moved_by_it_alone(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bench.as_program("UPDATE desk SET sample=0")
    obey(monkeypatch, settings(copies_folder=str(bench.other_disk())))
    told = look("copies", bench.ground())
    assert (told.state, told.detail) == (State.ATTENTION, "none")
    assert "copies now" in told.remedy
    with desk.opened(bench.data) as context:
        take_up(context.store)
        make_copy(context.store)
    assert look("copies", bench.ground()).state is State.OK
    shutil.rmtree(bench.other_disk())
    assert "Lūdziet IT" in look("copies", bench.ground()).remedy


def test_a_desk_in_order_is_green_throughout_and_every_look_is_made(bench: Bench) -> None:
    findings = examine(bench.ground())
    assert [finding.name for finding in findings] == [check.name for check in CHECKS]
    assert {finding.state for finding in findings} == {State.OK}
    assert worst(findings) == ExitCode.DONE


def test_before_there_are_data_only_what_can_be_green_then_is_looked_at(bench: Bench) -> None:
    ground = bench.ground(folder=bench.folder / "none")
    findings = {finding.name: finding.state for finding in examine(ground, before_install=True)}
    assert findings.keys() == {check.name for check in CHECKS if check.early}
    assert set(findings.values()) <= {State.OK, State.ATTENTION}
    assert not (bench.folder / "none").exists()


@pytest.mark.parametrize("spoilt", ["foreign database", "emptied", "no key", "no revision", "no tables"])
def test_whatever_is_broken_gives_findings_and_never_a_traceback(spoilt: str, bench: Bench) -> None:
    if spoilt == "foreign database":
        bench.overwrite("desk.db", lambda raw: b"SQLite format 3\x00" + raw[16:])
    elif spoilt == "emptied":
        bench.overwrite("desk.db", lambda _raw: b"")
    elif spoilt == "no key":
        (bench.data / "key.slots").unlink()
    elif spoilt == "no revision":
        bench.alter("DROP TABLE alembic_version")
    else:
        bench.alter("DROP TABLE desk")
    findings = examine(bench.ground())
    by_name = {finding.name: finding for finding in findings}
    assert by_name["data"].state is State.BAD
    assert all(finding.told.remedy for finding in findings if finding.state is not State.OK)
    assert worst(findings) >= ExitCode.REFUSED
    json.dumps([finding.plain() for finding in findings])


def test_a_look_that_breaks_itself_is_a_finding(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> int:
        raise ZeroDivisionError

    bench.borders["printers"] = broken
    by_name = {finding.name: finding.told for finding in examine(bench.ground())}
    assert (by_name["printer"].detail, by_name["printer"].code) == ("broke", ExitCode.DAMAGED)
    assert "ZeroDivisionError" in by_name["printer"].words
    assert [record.getMessage() for record in caplog.records] == [
        "a look broke name=printer kind=ZeroDivisionError"
    ]
    caplog.clear()


def test_the_doctor_looks_beside_an_open_window_and_changes_nothing(bench: Bench) -> None:
    before = (bench.data / opening.STORE_NAME).read_bytes()
    store = opening.open_for_writing(bench.data, bench.ground().unlock)
    try:
        assert {finding.state for finding in examine(bench.ground())} == {State.OK}
        assert {finding.state for finding in examine(bench.ground(given=store))} == {State.OK}
        assert store.is_for_writing
    finally:
        store.close()
    assert (bench.data / opening.STORE_NAME).read_bytes() == before


# --- the list of looks --------------------------------------------------------------------------------------------


def test_every_look_has_a_test_that_breaks_its_thing() -> None:
    """Each of those tests also sees it green first."""
    assert {broken.check for broken in BREAKS} | {"line"} == {check.name for check in CHECKS}


def _rows_of_the_page() -> dict[str, str]:
    """Return name → row of the table in docs/doctor.md."""
    rows = re.findall(r"^\| `(\w+)` \|(.*)\|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(rows)


def test_the_page_for_it_has_a_row_for_every_look_in_their_order() -> None:
    assert list(_rows_of_the_page()) == [check.name for check in CHECKS]


def test_the_page_names_every_way_in_which_a_look_turns_red() -> None:
    rows = _rows_of_the_page()
    told = {(broken.check, broken.detail) for broken in BREAKS if broken.detail != "wrongkey"}
    told |= {("line", way.detail) for way in broken_line.WAYS}
    assert {(name, detail) for name, detail in told if f"`{detail}`" not in rows[name]} == set()


def test_the_page_says_what_can_be_green_before_there_are_data() -> None:
    rows = _rows_of_the_page()
    assert {name for name, row in rows.items() if row.split("|")[0].strip() == "yes"} == {
        check.name for check in CHECKS if check.early
    }


def test_ground_for_nothing_is_nothing(tmp_path: Path) -> None:
    assert not Ground(tmp_path).has_data
