"""The support bundle says what helps to find a fault, and nothing of anybody."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from kacdesk.care.bundle import Bundle, as_shown, bundle, bundle_of_desk, save
from kacdesk.care.doctor import CHECKS
from kacdesk.cli.main import run
from kacdesk.core.errors import ExitCode, Refused
from kacdesk.models.catalog import CATALOG
from kacdesk.services.context import Context
from kacdesk.store.shape import newest
from tests.care.bench import Bench
from tests.care.canaries import CANARIES, NAME, forms, logged, seeded, with_words
from tests.helpers import desk

MEMBERS = [
    "about.txt", "doctor.json", "versions.json", "database.json", "settings.json", "counts.json", "exchange.json",
    "incidents.json", "log.txt",
]  # fmt: skip


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    home = tmp_path / NAME
    home.mkdir()
    return Bench(home, monkeypatch)


def _told(members: Bundle, name: str) -> Any:
    return json.loads(members[name])


def test_no_canary_gets_into_the_bundle_whatever_it_was_put_into(
    bench: Bench, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with desk.opened(bench.data) as context:
        had = seeded(context)
    assert with_words() - had == set()
    dropped = logged(bench.borders["logs"])
    caplog.clear()
    raw = (bench.borders["logs"] / "kacdesk.log").read_text(encoding="utf-8")
    assert NAME in raw  # the canaries really lie where the bundle reads
    members = bundle(bench.ground(central=f"https://{NAME}.invalid"))
    out = tmp_path / "out.zip"
    save(members, out)
    with zipfile.ZipFile(out) as packed:
        assert packed.namelist() == MEMBERS == list(members)
        heard = {name: packed.read(name) for name in packed.namelist()}
    assert heard == {name: text.encode() for name, text in members.items()}
    heard["the file itself"] = out.read_bytes()
    found = {
        (name, word)
        for name, told in heard.items()
        for word in CANARIES
        for form in forms(word)
        if form in told
    }
    assert found == set()
    log = members["log.txt"].splitlines()
    assert log[0] == f"lines left out: {dropped}"
    assert log[-1].endswith("qt: ***")
    sessions = _told(members, "exchange.json")["sessions"]
    assert [session["sent"] for session in sessions] == list(range(24, 4, -1))
    assert _told(members, "exchange.json")["trouble"] == "***"
    assert _told(members, "incidents.json")["incidents"] == [["***", "***", "open", 1]]


def test_the_canaries_are_found_where_they_are() -> None:
    """A search that finds nothing anywhere would prove nothing."""
    for word in CANARIES:
        assert any(form in f'{{"a": "x {word} y"}}'.encode() for form in forms(word))
        assert any(form in json.dumps(word).encode() for form in forms(word))
        assert any(form in word.encode("utf-16-le") for form in forms(word))


def test_it_holds_what_somebody_who_looks_for_a_fault_needs(bench: Bench) -> None:
    members = bundle(bench.ground())
    findings = _told(members, "doctor.json")["findings"]
    assert [finding["name"] for finding in findings] == [check.name for check in CHECKS]
    assert _told(members, "versions.json")["revision"] == newest()
    assert _told(members, "counts.json")["registers"]["staff"] == {"registered": 2}
    assert _told(members, "counts.json")["registers"].keys() == {spec.name for spec in CATALOG.specs}
    signs = _told(members, "database.json")["signs"]
    assert (signs["revision"], signs["same_triggers"], len(signs["triggers"])) == (newest(), True, 16)
    assert _told(members, "settings.json")["language"] == "lv"
    assert as_shown(members).count("===") == 2 * len(members)


def test_it_can_be_made_of_a_desk_that_does_not_open(bench: Bench) -> None:
    bench.overwrite("desk.db", lambda raw: raw[:100] + bytes([raw[100] ^ 1]) + raw[101:])
    members = bundle(bench.ground())
    assert _told(members, "counts.json") == {"left_out": "Damaged"}
    states = {finding["name"]: finding["state"] for finding in _told(members, "doctor.json")["findings"]}
    assert states["data"] == "bad"


def test_a_clerk_makes_none_in_the_window(bench: Bench) -> None:
    with desk.opened(bench.data, actor=desk.CLERK) as context, pytest.raises(Refused, match="vadītājs"):
        bundle_of_desk(context)
    with desk.opened(bench.data) as context:
        assert list(bundle_of_desk(context)) == MEMBERS


def test_the_command_shows_before_it_writes(
    context: Context, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    context.store.close()
    data, out = str(context.store.path.parent), tmp_path / "pakete.zip"
    assert run(["--data", data, "support-bundle", "--preview"]) == ExitCode.DONE
    shown = capsys.readouterr().out
    assert [line for line in shown.splitlines() if line.startswith("===")] == [
        f"=== {name} ===" for name in MEMBERS
    ]
    assert run(["--data", data, "support-bundle", "--out", str(out)]) == ExitCode.DONE
    assert "pakete.zip" in capsys.readouterr().out
    with zipfile.ZipFile(out) as packed:
        assert packed.namelist() == MEMBERS
    inside = ["--data", data, "support-bundle", "--out", f"{data}/x.zip"]
    assert run(inside) == ExitCode.REFUSED
