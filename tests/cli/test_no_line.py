"""The commands for desks without a line, for keys in escrow and for other points, from end to end."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kacdesk.central.__main__ import run as central_run
from kacdesk.cli.main import run
from kacdesk.core.errors import ExitCode
from kacdesk.services import records
from kacdesk.services.people import accounts
from kacdesk.store import opening
from kacdesk.vault.slot_file import load_slots, write_slots
from kacdesk.vault.slots import Unlock
from tests.helpers.desk import copy_desk, opened, visit
from tests.helpers.server_process import running_server

PHRASE = "zilonis upe lapa sniegs"
CHEAP = (1024, 1)


class Office:
    """A desk, a central store behind a real process, an administrator, and a folder that stands for a stick."""

    def __init__(self, folder: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.url, self.capsys = folder, url, capsys
        self.database = ["--database", f"sqlite:///{folder / 'central' / 'central.db'}", "--key-beside-data"]
        self.signed = ["--as", "Paraugs Uzturētājs", "--key", str(folder / "admin.key")]

    def central(self, *words: str, code: int = 0) -> str:
        assert central_run([*words, *self.database]) == code, self.capsys.readouterr().err
        return self.capsys.readouterr().out.strip()

    def desk(self, data: Path, *words: str, code: int = 0) -> str:
        got = run(["--data", str(data), *words])
        told = self.capsys.readouterr()
        assert got == code, told.err
        return told.out.strip() or told.err.strip()

    def enrol(self, data: Path, point: str = "BALVI") -> None:
        ticket = self.central("desk", "code", point)
        told = json.loads(self.desk(data, "enrol", ticket, "--central", self.url, "--json"))
        device = json.loads(self.central("desk", "list", "--json"))[-1]["device"]
        self.central("desk", "confirm", device, "--fingerprint", told["fingerprint"])


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Office]:
    (tmp_path / "central").mkdir()
    url = f"sqlite:///{tmp_path / 'central' / 'central.db'}"
    with running_server(["serve", "--database", url, "--key-beside-data"]) as running:
        made = Office(tmp_path, running.url, capsys)
        for code in ("BALVI", "VILAKA"):
            made.central("point", "add", code)
        central_run(["admin", "key", str(tmp_path / "admin.key")])
        public = capsys.readouterr().out.strip()
        made.central("admin", "add", "Paraugs Uzturētājs", "--public", public)
        yield made


def test_a_desk_without_a_line_exchanges_by_files(office: Office, tmp_path: Path) -> None:
    data = copy_desk(tmp_path)
    office.enrol(data)
    with opened(data) as context:
        records.save(context, "visit", visit())
    parcel, answer = str(tmp_path / "out.kac"), str(tmp_path / "back.kac")
    written = json.loads(office.desk(data, "sync", "--to-file", parcel, "--json"))
    assert written["changes"] > 0
    assert json.loads(office.desk(data, "status", "--json"))["only_here"] == written["changes"]
    done = json.loads(office.central("import", parcel, "--reply-to", answer, "--json"))
    assert done["lines"] == written["changes"]
    told = json.loads(office.desk(data, "sync", "--from-file", answer, "--json"))
    assert told["acknowledged"] == written["changes"]
    assert json.loads(office.desk(data, "status", "--json"))["all_sent"]


def test_an_open_window_keeps_files_from_being_carried_past_it(office: Office, tmp_path: Path) -> None:
    data = copy_desk(tmp_path)
    office.enrol(data)
    with opened(data):
        words = office.desk(data, "sync", "--to-file", str(tmp_path / "x"), code=ExitCode.UNAVAILABLE)
    assert "jau izmanto" in words


def test_a_dead_pc_is_drained_with_a_key_from_escrow(office: Office, tmp_path: Path) -> None:
    office.central("escrow", "new", "--out", str(tmp_path / "escrow.key"), *office.signed)
    data, own = tmp_path / "real", Unlock(passphrase=PHRASE, cost=CHEAP)
    store = opening.create(data, own, opening.PointInfo("BALVI", "Balvi", "regional"))
    accounts.add_first_person(store, "Paraugs Vadītājs")
    store.close()
    phrase = tmp_path / "phrase.txt"
    phrase.write_text(PHRASE, encoding="utf-8")
    os.chmod(phrase, 0o600)  # noqa: PTH101 -- the same call on every system
    with_phrase = ["--passphrase-file", str(phrase)]
    ticket = office.central("desk", "code", "BALVI")
    office.desk(data, "enrol", ticket, "--central", office.url, *with_phrase)
    office.desk(data, "sync", *with_phrase)
    office.desk(data, "sync", *with_phrase)
    listed = json.loads(office.central("escrow", "list", "--json"))
    assert [row["escrow"] for row in listed] == ["current"]
    store = opening.open_for_writing(data, own)
    records.save(accounts.act_as(store), "visit", visit())
    store.close()
    file = load_slots(data)
    file.slots = [slot for slot in file.slots if slot.kind == "escrow"]
    write_slots(data, file)
    way = str(tmp_path / "way.slot")
    code = office.central(
        "escrow",
        "open",
        listed[0]["device"],
        "--private",
        str(tmp_path / "escrow.key"),
        "--out",
        way,
        *office.signed,
    )
    kept = tmp_path / "code.txt"
    kept.write_text(code.lower(), encoding="utf-8")
    slot = ["--slot", way, "--code-file", str(kept)]
    told = json.loads(office.desk(data, "drain", "--from", str(data), *slot, "--json"))
    assert (told["sent"], told["unsent"]) == (1, 0)
    office.desk(data, "rekey-slot", *slot, "--new-passphrase-file", str(phrase))
    office.desk(data, "status", *with_phrase)
    acts = [row["act"] for row in json.loads(office.central("admin", "acts", "--json"))]
    assert {"escrow-new", "escrow-open"} <= set(acts)


def test_another_point_is_read_with_its_code_and_never_written(office: Office, tmp_path: Path) -> None:
    data = copy_desk(tmp_path)
    office.enrol(data)
    device = json.loads(office.central("desk", "list", "--json"))[0]["device"]
    office.central("desk", "grant", device, "VILAKA", *office.signed)
    office.desk(data, "sync")
    found = json.loads(office.desk(data, "find", "visit", "--point", "VILAKA", "--json"))
    assert found["rows"] == []
    assert json.loads(office.desk(data, "find", "institution", "--point", "BALVI", "--json"))["rows"]
    words = office.desk(data, "add", "visit", "--json", "-", "--point", "VILAKA", code=ExitCode.USAGE)
    assert words
    record = tmp_path / "visit.json"
    record.write_text(json.dumps({"started_at": "2026-05-04T09:00"}), encoding="utf-8")
    words = office.desk(
        data, "add", "visit", "--json", str(record), "--point", "VILAKA", code=ExitCode.REFUSED
    )
    assert "drīkst tikai lasīt" in words
    office.central("desk", "ungrant", device, "VILAKA", *office.signed)
    office.desk(data, "sync")
    assert "nedrīkst lasīt" in office.desk(data, "find", "visit", "--point", "VILAKA", code=ExitCode.USAGE)


def test_copies_are_named_made_listed_and_switched_off(office: Office, tmp_path: Path) -> None:
    data, stick = copy_desk(tmp_path), tmp_path / "stick"
    stick.mkdir()
    assert "pirmā ir izveidota" in office.desk(data, "copies", "set", str(stick))
    assert json.loads(office.desk(data, "status", "--json"))["only_here"] == 0
    made_now = json.loads(office.desk(data, "copies", "now", "--json"))
    listed = json.loads(office.desk(data, "copies", "list", "--json"))
    assert listed[0] == made_now
    assert len(listed) == 2
    findings = json.loads(office.desk(data, "doctor", "--json", code=ExitCode.ATTENTION))["findings"]
    (found,) = [finding for finding in findings if finding["name"] == "copies"]
    assert "tajā pašā diskā" in found["words"]
    office.desk(data, "copies", "set", "off")
    assert "Nav norādīts" in office.desk(data, "copies", "now", code=ExitCode.REFUSED)
