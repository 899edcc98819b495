"""This file is the place where every command is shown to do its work, with its exit code and the shape of its JSON."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

import kacdesk
from kacdesk.care.doctor import CHECKS
from kacdesk.cli.main import run
from kacdesk.core.text import use_language
from kacdesk.services import records
from kacdesk.services.lists import MASK
from kacdesk.store import tables
from tests.cli.provoked import PHRASE
from tests.helpers import desk

VISIT = {
    "started_at": "2026-11-02T09:00",
    "customer_name": "Ģirts Paraugs",
    "visit_service": [{"institution_id": "vsaa", "kind": "Pieteikums", "quantity": 1}],
}
DOCUMENT = {"received_at": "02.11.2026. 10:15", "title": "Iesniegums", "submitter_name": "Ieva Izdomāta"}

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _in_latvian() -> Iterator[None]:
    yield
    use_language("lv")


@pytest.fixture
def kac(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that carries out a command line: exit code, stdout, stderr."""

    def carry_out(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run([str(word) for word in words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return carry_out


def as_file(folder: Path, value: Any, name: str = "records.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def added(kac: Run, data: Path, register: str, *items: dict[str, Any]) -> list[dict[str, Any]]:
    code, out, err = kac("--data", data, "add", register, "--json", as_file(data.parent, list(items)))
    assert (code, err) == (0, "")
    return [json.loads(line) for line in out.splitlines()]


def test_init_makes_an_encrypted_store_with_catalogue_and_supervisor(kac: Run, tmp_path: Path) -> None:
    phrase = tmp_path / "phrase.txt"
    phrase.write_text(PHRASE, encoding="utf-8")
    phrase.chmod(0o600)
    data, by_phrase = tmp_path / "data", ("--passphrase-file", phrase)
    code, out, err = kac(
        "--data", data, *by_phrase, "init", "--point", "balvi", "--name", "Balvu centrs",
        "--supervisor", "Anna P", "--json",
    )  # fmt: skip
    assert (code, err) == (0, "")
    made = json.loads(out)
    assert made.keys() == {"point", "series", "device", "catalogue"}
    assert made["point"] == "BALVI"
    code, out, _ = kac("status", "--json", "--data", data, *by_phrase)
    told = json.loads(out)
    assert (code, told["sample"], told["records"]["staff"], told["enrolled"]) == (0, False, 1, False)
    assert told["point_title"] == "Balvu centrs"
    assert not (data / "desk.db").read_bytes().startswith(b"SQLite")
    code, out, _ = kac("--data", data, "find", "staff", "anna", "--json", *by_phrase)
    assert [row["name"] for row in json.loads(out)["rows"]] == ["Anna P"]


def test_add_prints_a_line_for_each_record_when_it_is_durable(kac: Run, data: Path) -> None:
    told = added(kac, data, "received_document", DOCUMENT, DOCUMENT)
    assert [line.keys() for line in told] == [{"id", "number"}] * 2
    assert [line["number"].rpartition("/")[2] for line in told] == ["1", "2"]
    with desk.looked_at(data) as store:
        kept = [row["id"] for row in desk.registered(store, "received_document")]
    assert kept == [UUID(line["id"]) for line in told]


def test_add_goes_on_after_a_record_that_breaks_a_rule(kac: Run, data: Path) -> None:
    items = as_file(data.parent, [DOCUMENT, DOCUMENT | {"title": ""}, DOCUMENT])
    code, out, err = kac("--data", data, "add", "received_document", "--json", items)
    assert code == 1
    assert len(out.splitlines()) == 2
    assert err.startswith("[2] title: ")
    code, out, err = kac("--data", data, "add", "visit", "--json", as_file(data.parent, [{}, {}]))
    assert (code, out) == (3, "")
    assert "[1] started_at: " in err
    assert "[2] started_at: " in err


def test_add_of_an_empty_list_does_nothing(kac: Run, data: Path) -> None:
    assert kac("--data", data, "add", "visit", "--json", as_file(data.parent, [])) == (0, "", "")


@pytest.mark.parametrize(
    "content", ["[", '{"a":NaN}', '{"a":1e}', "null", "7", '"x"', "[[]]", "", "[" * 100_000]
)
def test_what_is_no_record_is_refused_as_usage(kac: Run, data: Path, content: str) -> None:
    path = data.parent / "bad.json"
    path.write_text(content)
    code, out, err = kac("--data", data, "add", "visit", "--json", path)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 3


@pytest.mark.parametrize(
    "values",
    [
        {"note": [1]}, {"note": {"a": 1}}, {"note": True}, {"started_at": 20261102}, {"started_at": True},
        {"ended_at": "2026-11-02T25:00"}, {"informed_of_e_channel": "varbūt"}, {"visit_service": {}},
        {"visit_service": [7]}, {"visit_service": [{"quantity": 1.5, "institution_id": "VSAA"}]},
        {"visit_service": [{"quantity": 10**30, "institution_id": "VSAA"}]}, {"note": "a\ud800"}, {"\ud800": 1},
        {"id": "x"}, {"status": "voided"}, {"counted_on": "2026-11-02"},
    ],
)  # fmt: skip
def test_a_json_value_of_another_kind_is_a_problem_of_its_field(
    kac: Run, data: Path, values: dict[str, Any]
) -> None:
    path = data.parent / "bad.json"
    path.write_text(json.dumps({"started_at": "2026-11-02T09:00"} | values))
    code, out, err = kac("--data", data, "add", "visit", "--json", path)
    assert (code, out) == (3, "")
    assert err.startswith("[1] ")
    with desk.looked_at(data) as store:
        assert desk.registered(store, "visit") == []


def test_show_masks_without_a_purpose_and_logs_with_one(kac: Run, data: Path) -> None:
    (visit,) = added(kac, data, "visit", VISIT)
    code, out, _ = kac("--data", data, "show", "visit", visit["id"], "--json")
    told = json.loads(out)
    assert (code, told["masked"], told["customer_name"]) == (0, True, MASK)
    assert told["visit_service"][0]["kind"] == "APPLICATION"
    assert [entry.keys() for entry in told["history"]] == [{"at", "who", "register", "kind", "reason"}] * 2
    assert told["started_at"] == "2026-11-02T07:00:00.000Z"
    assert told["counted_on"] == "2026-11-02"
    code, out, _ = kac("--data", data, "show", "visit", visit["id"], "--json", "--purpose", "pārbaude")
    assert json.loads(out)["customer_name"] == "Ģirts Paraugs"
    with desk.looked_at(data) as store:
        assert [row["purpose"] for row in desk.all_rows(store, tables.access_log)] == ["pārbaude"]


def test_show_tells_its_history_in_words(kac: Run, data: Path) -> None:
    (visit,) = added(kac, data, "visit", VISIT)
    with desk.opened(data) as context:
        records.void(context, "visit", UUID(visit["id"]), reason="divreiz")
    _, out, _ = kac("--data", data, "show", "visit", visit["id"])
    first, line, last = [text.partition(": ")[2] for text in out.splitlines()[-3:]]
    assert first == "Izveidots"
    assert re.fullmatch("Izveidots: pakalpojuma rinda “.*Pieteikums.*”", line)
    assert last == "Anulēts (divreiz)"
    assert not re.search(r"\b(visit|visit_service|ins|void)\b", out)
    _, out, _ = kac("--data", data, "--language", "en", "show", "visit", visit["id"])
    assert "\nService line 1: " in out
    assert "Created: service line" in out


def test_a_reason_that_names_somebody_is_shown_with_a_purpose_only(kac: Run, data: Path) -> None:
    (visit,) = added(kac, data, "visit", VISIT)
    why = "Lūdza Ģirts Paraugs"
    with desk.opened(data) as context:
        records.void(context, "visit", UUID(visit["id"]), reason=why)
    show = ("--data", data, "show", "visit", visit["id"], "--json")
    told = [
        json.loads(kac(*asked)[1])["history"][-1]["reason"]
        for asked in (show, (*show, "--purpose", "pārbaude"))
    ]
    assert told == [MASK, why]


def test_show_takes_a_document_number(kac: Run, data: Path) -> None:
    (document,) = added(kac, data, "received_document", DOCUMENT)
    code, out, _ = kac("--data", data, "show", "received_document", document["number"], "--json")
    assert (code, json.loads(out)["id"]) == (0, document["id"])
    assert kac("--data", data, "show", "received_document", document["number"])[0] == 0


def test_find_finds_without_case_and_diacritics_and_masks(kac: Run, data: Path) -> None:
    visit, _ = added(kac, data, "visit", VISIT, {"started_at": "2026-11-03T09:00"})
    code, out, _ = kac("--data", data, "find", "visit", "girts", "--json")
    told = json.loads(out)
    assert told.keys() == {"register", "rows", "more", "masked"}
    assert [row["customer_name"] for row in told["rows"]] == [MASK]
    _, out, _ = kac("--data", data, "find", "visit", "--limit", "1", "--json")
    assert (json.loads(out)["more"], len(json.loads(out)["rows"])) == (True, 1)
    code, out, _ = kac("--data", data, "find", "visit", "girts", "--purpose", "pārbaude")
    assert code == 0
    assert "Ģirts Paraugs" in out
    assert out.splitlines()[0].startswith("Sākums\t")
    assert out.splitlines()[1].rpartition("\t")[2] == visit["id"], "what `show` asks for"
    with desk.looked_at(data) as store:
        assert [(row["act"], row["rows"]) for row in desk.all_rows(store, tables.access_log)] == [("find", 1)]


def test_status_tells_what_waits(kac: Run, data: Path) -> None:
    added(kac, data, "received_document", DOCUMENT)
    code, out, _ = kac("--data", data, "status", "--json")
    told = json.loads(out)
    assert code == 0
    assert told.keys() == {
        "version", "schema", "point", "point_title", "device", "series", "sample", "records", "unsent",
        "oldest_unsent_at", "refused", "conflicts", "enrolled", "central_url", "contacted_at", "receipt_at",
        "all_sent", "trouble", "epoch", "incidents", "only_here", "copied_at", "copies_late", "files_waiting",
        "files_bytes", "locked",
    }  # fmt: skip
    assert (told["version"], told["records"]["received_document"]) == (kacdesk.__version__, 1)
    assert (told["enrolled"], told["all_sent"], told["unsent"] > 0) == (False, False, True)
    code, out, _ = kac("--data", data, "status")
    assert out.startswith("Balvu paraugs (BALVI-")
    assert "\n  Saņemtie dokumenti (received_document): 1\n" in out


def test_status_says_when_something_needs_a_person(kac: Run, data: Path) -> None:
    with desk.opened(data) as context:
        saved = records.save(context, "phone_consultation", desk.call())
        with context.store.unit(context.actor.id, applying=True) as unit:
            values = {"op": saved.id, "reg": "visit", "rid": saved.id, "outcome": "parked", "code": "x"}
            unit.connection.execute(tables.exception.insert(), values | {"at": desk.an_hour_ago()})
    code, out, _ = kac("--data", data, "status", "--json")
    assert (code, json.loads(out)["refused"]) == (1, 1)
    assert kac("--data", data, "doctor")[0] == 1


def test_doctor_finds_nothing_wrong_with_a_good_desk(kac: Run, data: Path) -> None:
    added(kac, data, "visit", VISIT)
    code, out, _ = kac("--data", data, "doctor", "--json")
    told = json.loads(out)
    assert told.keys() == {"version", "findings"}
    assert {finding["name"] for finding in told["findings"]} == {check.name for check in CHECKS}
    assert {frozenset(finding) for finding in told["findings"]} == {
        frozenset({"name", "state", "words", "remedy", "code", "detail"})
    }
    red = {finding["name"] for finding in told["findings"] if finding["state"] != "ok"}
    assert red <= {"printer", "disk"}  # what the computer that runs the tests has
    assert code == (1 if red else 0)
    _, out, _ = kac("--data", data, "doctor")
    assert "[ok] data: " in out


def test_doctor_reports_damage_inside_its_json(kac: Run, data: Path) -> None:
    added(kac, data, "visit", *[VISIT | {"note": "x" * 3000}] * 40)
    raw = bytearray((data / "desk.db").read_bytes())
    raw[-3 * 4096 + 99] ^= 1
    (data / "desk.db").write_bytes(raw)
    code, out, _ = kac("--data", data, "doctor", "--json")
    assert code == 5
    assert "bad" in {finding["state"] for finding in json.loads(out)["findings"]}


def test_doctor_before_install_needs_no_data(kac: Run, tmp_path: Path) -> None:
    code, out, _ = kac("--data", tmp_path / "none", "doctor", "--before-install", "--json")
    states = {finding["name"]: finding["state"] for finding in json.loads(out)["findings"]}
    assert states.keys() == {check.name for check in CHECKS if check.early}
    assert states["keyring"] == "attention"
    assert code == 0
    cloud = tmp_path / "OneDrive" / "none"
    code, _, _ = kac("doctor", "--before-install", "--passphrase-file", "x", "--data", cloud)
    assert code == 3
    assert not (tmp_path / "none").exists()


def test_import_export_and_report_write_what_they_say(kac: Run, data: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(
        "Sākums;Kanāls;Klients;Nav sarakstā\n2.11.2026. 9:00;Klātienē;Ģirts;Malka\n", encoding="utf-8"
    )
    code, out, _ = kac("--data", data, "import", "visit", log, "--json")
    assert (code, json.loads(out)["added"]) == (0, 1)
    code, out, _ = kac("--data", data, "import", "visit", log, "--json", "--dry-run")
    assert (code, json.loads(out)["added"]) == (0, 0)
    exported = tmp_path / "visits.csv"
    code, _, _ = kac(
        "--data", data, "export", "visit", "--from", "2026-11-01", "--to", "30.11.2026", "--format", "csv",
        "--out", exported,
    )  # fmt: skip
    assert code == 0
    assert "Malka" in exported.read_text(encoding="utf-8-sig")
    assert "Ģirts" not in exported.read_text(encoding="utf-8-sig")
    pdf, figures = tmp_path / "report.pdf", tmp_path / "report.json"
    assert kac("--data", data, "report", "2026-11", "--out", pdf, "--json", figures)[0] == 0
    assert pdf.read_bytes().startswith(b"%PDF")
    assert json.loads(figures.read_text(encoding="utf-8"))


def test_a_catalogue_is_imported_into_a_point_that_works_alone(kac: Run, data: Path) -> None:
    code, out, _ = kac(
        "--data", data, "import", "institution", Path("resources/catalogue").absolute(), "--json"
    )
    told = json.loads(out)
    assert (code, told.keys()) == (0, {"edition", "added", "changed", "same", "changes"})
    assert (told["added"], told["changed"]) == (0, 0)


@pytest.mark.parametrize("place", ["before", "after"])
def test_options_may_stand_before_and_after_the_command(kac: Run, data: Path, place: str) -> None:
    options = ["--data", data, "--as", desk.CLERK, "--language", "lv"]
    words = ["find", "staff", "--json"]
    code, out, _ = kac(*options, *words) if place == "before" else kac(*words, *options)
    assert (code, len(json.loads(out)["rows"])) == (0, 2)


def test_the_data_folder_may_stand_in_the_environment(
    kac: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KACDESK_DATA", str(data))
    assert kac("status")[0] == 0
    assert kac("status", "--data", data.parent / "other")[0] == 4


def test_who_acts_is_who_signs(kac: Run, data: Path) -> None:
    path = as_file(data.parent, VISIT)
    assert kac("add", "visit", "--json", path, "--data", data, "--as", "izdomata darbiniece")[0] == 0
    with desk.looked_at(data) as store:
        people = {row["id"]: row["name"] for row in desk.registered(store, "staff")}
        assert [people[row["made_by"]] for row in desk.registered(store, "visit")] == [desk.CLERK]


def test_an_unknown_language_is_a_complaint_not_a_crash(kac: Run, data: Path) -> None:
    code, _, err = kac("--data", data, "status", "--language", "xx")
    assert (code, len(err.splitlines())) == (2, 3)


def test_the_month_that_has_no_record_still_has_a_report(kac: Run, data: Path, tmp_path: Path) -> None:
    month = f"{date(2019, 2, 1):%Y-%m}"
    assert kac("--data", data, "report", month, "--out", tmp_path / "r.pdf")[0] == 0
