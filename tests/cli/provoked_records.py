"""This file is the place where the failures of adding, showing, importing and exporting are provoked."""

import json
from collections.abc import Sequence
from typing import Any

from kacdesk.cli import records as cli_records
from kacdesk.core.ids import new_id
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.services.papers import slips
from tests.cli.provoked import Bench, Situation
from tests.helpers import desk

AT = "2026-11-02T09:00"


def _add(register: str, given: Any) -> Any:
    """Return a command that adds what is given: bytes and texts as they are, anything else as JSON."""

    def command(bench: Bench) -> Sequence[str]:
        content = given if isinstance(given, bytes | str) else json.dumps(given)
        return ["--data", bench.desk(), "add", register, "--json", bench.file("record.json", content)]

    return command


def _with_desk(*words: str) -> Any:
    """Return a command on a fresh desk; a word that ends with / or has a suffix stands for a path in the folder."""

    def command(bench: Bench) -> Sequence[str]:
        data = bench.desk()
        paths = [str(bench.folder / word) if word.startswith("out/") else word for word in words]
        return ["--data", data, *paths]

    return command


def _no_json_file(bench: Bench) -> Sequence[str]:
    return ["--data", bench.desk(), "add", "visit", "--json", str(bench.folder / "nav.json")]


def _too_large(bench: Bench) -> Sequence[str]:
    bench.patch.setattr(cli_records, "LARGEST_INPUT_BYTES", 20)
    return list(_add("visit", [{"started_at": AT}] * 5)(bench))


def _import(content: bytes | str | None, *more: str, name: str = "log.csv", register: str = "visit") -> Any:
    def command(bench: Bench) -> Sequence[str]:
        path = str(bench.folder / name) if content is None else bench.file(name, content)
        return ["--data", bench.desk(), "import", register, path, *more]

    return command


def _export(*words: str) -> Any:
    return _with_desk("export", "visit", *words, "--format", "csv", "--out", "out/visits.csv")


def _stale(_bench: Bench, context: Context) -> object:
    record = records.save(context, "phone_consultation", desk.call()).id
    for topic in ("Pirmais", "Otrais"):
        records.correct(context, "phone_consultation", record, {"topic": topic}, rev=0, reason="labots")
    return None


def _no_reason(_bench: Bench, context: Context) -> object:
    record = records.save(context, "phone_consultation", desk.call()).id
    return records.correct(context, "phone_consultation", record, {"topic": "x"}, rev=0, reason="")


def _void_without_reason(_bench: Bench, context: Context) -> None:
    record = records.save(context, "phone_consultation", desk.call()).id
    records.void(context, "phone_consultation", record, reason=" ")


def _voided(_bench: Bench, context: Context) -> object:
    record = records.save(context, "phone_consultation", desk.call()).id
    records.void(context, "phone_consultation", record, reason="kļūda")
    return records.correct(context, "phone_consultation", record, {"topic": "x"}, rev=1, reason="x")


def _voided_twice(_bench: Bench, context: Context) -> None:
    record = records.save(context, "phone_consultation", desk.call()).id
    records.void(context, "phone_consultation", record, reason="kļūda")
    records.void(context, "phone_consultation", record, reason="kļūda")


def _long_reason(_bench: Bench, context: Context) -> None:
    records.void(context, "phone_consultation", new_id(), reason="x" * 501)


def _voided_paper(_bench: Bench, context: Context) -> object:
    record = records.save(context, "received_document", desk.document()).id
    records.void(context, "received_document", record, reason="kļūda")
    return slips.stamp(context, record)


SITUATIONS = (
    Situation(
        "Command unknown",
        "The command line is not understood; --help lists commands.",
        lambda _: ["--data", "desk", "pievienot"],
    ),
    Situation(
        "Option missing", "The command line is not understood.", lambda _: ["--data", "desk", "add", "visit"]
    ),
    Situation("Register unknown", "There is no such register; these there are.", _add("complaint", {})),
    Situation("JSON file missing", "The file cannot be read.", _no_json_file),
    Situation("JSON broken", "The file is not JSON, at line and column.", _add("visit", '[{"a": 1},\n {]')),
    Situation("JSON in another encoding", "The file is not JSON.", _add("visit", b'{"note":"\xff"}')),
    Situation("JSON of another shape", "One record or a list of records is wanted.", _add("visit", "[1, 2]")),
    Situation("JSON too large", "The file is too large; cut it.", _too_large),
    Situation(
        "Required fields missing",
        "Each is named; the record was not saved.",
        _add("received_document", {"pages": 2}),
    ),
    Situation(
        "Values break rules",
        "Each problem by its field; choices are listed.",
        _add("phone_consultation", {"started_at": AT, "topic": "x", "call_state": "LOST", "duration_s": -4}),
    ),
    Situation(
        "End before start",
        "The end is before the start.",
        _add("visit", {"started_at": AT, "ended_at": "2026-11-02T08:00"}),
    ),
    Situation(
        "Day unreadable", "The field cannot be read; an example.", _add("visit", {"started_at": "31.02.2026"})
    ),
    Situation(
        "Moment in the future",
        "The time is in the future.",
        _add("visit", {"started_at": "2190-01-01T10:00"}),
    ),
    Situation(
        "Moment that the clock skipped",
        "That night had no such time.",
        _add("visit", {"started_at": "2026-03-29T03:30"}),
    ),
    Situation(
        "Field unknown", "The register has no such field.", _add("visit", {"started_at": AT, "mood": "good"})
    ),
    Situation(
        "Reference unknown",
        "What the field names is not in the list.",
        _add("phone_consultation", {"started_at": AT, "topic": "x", "institution_id": "NAV"}),
    ),
    Situation(
        "Line breaks a rule",
        "The path says which line.",
        _add(
            "visit",
            {"started_at": AT, "visit_service": [{"institution_id": "VSAA", "quantity": 0}, {"kind": "X"}]},
        ),
    ),
    Situation(
        "Lines of another shape",
        "A list of lines is wanted.",
        _add("visit", {"started_at": AT, "visit_service": 7}),
    ),
    Situation(
        "Reference data added by hand",
        "These come from the central store.",
        _add("institution", {"abbr": "X"}),
    ),
    Situation("Record missing", "There is no such record.", _with_desk("show", "visit", "0" * 32)),
    Situation(
        "Number missing", "There is no such record.", _with_desk("show", "received_document", "BALVI-AAA/1")
    ),
    Situation(
        "Limit out of range", "1 to 10000; export gives more.", _with_desk("find", "visit", "--limit", "0")
    ),
    Situation(
        "Correction of a changed record", "Somebody else changed it meanwhile.", action=_stale, said="correct"
    ),
    Situation(
        "Correction without a reason", "A correction needs a reason.", action=_no_reason, said="correct"
    ),
    Situation("Void without a reason", "Voiding needs a reason.", action=_void_without_reason, said="void"),
    Situation("Reason too long", "The reason is too long.", action=_long_reason, said="void"),
    Situation(
        "Correction of a voided record", "A voided record stays as it is.", action=_voided, said="correct"
    ),
    Situation("Voided twice", "It is voided already.", action=_voided_twice, said="void"),
    Situation("Import file missing", "The file was not found.", _import(None)),
    Situation(
        "Import file is no table", "The file cannot be read as a table.", _import(b"\x00\x01\x02" * 40)
    ),
    Situation(
        "Import file is no workbook",
        "The file cannot be read as a table.",
        _import(b"PK\x03\x04 no", name="log.xlsx"),
    ),
    Situation("Import without the columns", "Columns of this register are missing.", _import("a;b\n1;2\n")),
    Situation(
        "Import by a clerk",
        "Only a supervisor imports.",
        _import("Sākums\n2.11.2026. 9:00\n", "--as", desk.CLERK),
    ),
    Situation(
        "Import where every row is rejected",
        "Line, column and reason of each; nothing was added.",
        _import("Sākums;Kanāls\nrīt;Klātienē\n2.11.2026. 9:00;Dūmi\n"),
    ),
    Situation(
        "Catalogue file missing",
        "There is no such file.",
        _import(None, register="institution", name="katalogs"),
    ),
    Situation(
        "Catalogue of another shape",
        "The columns of a catalogue are missing.",
        _import("a;b\n1;2\n", register="service", name="services.csv"),
    ),
    Situation("Export day unreadable", "A date is wanted.", _export("--from", "vakar", "--to", "2026-11-30")),
    Situation(
        "Export ends before it begins",
        "Check both days.",
        _export("--from", "2026-11-30", "--to", "2026-11-01"),
    ),
    Situation(
        "Export to a folder that is not there",
        "The file cannot be written.",
        _export("--from", "2026-11-01", "--to", "2026-11-30"),
    ),
    Situation(
        "Period unreadable",
        "A month as 2026-11 is wanted.",
        _with_desk("report", "2026-13", "--out", "out/report.pdf"),
    ),
    Situation(
        "Report to a folder that is not there",
        "The file cannot be written.",
        _with_desk("report", "2026-11", "--out", "out/report.pdf"),
    ),
    Situation(
        "Code of a slip mistyped",
        "The code cannot be right; compare it with the slip.",
        _with_desk("find", "--code", "K7M-2QX-9T6"),
    ),
    Situation(
        "Code of a slip of another point",
        "No record of this desk has the code.",
        _with_desk("find", "--code", "K7M-2QX-9T5"),
    ),
    Situation("Search without a register", "A register or a code is wanted.", _with_desk("find")),
    Situation(
        "Slip of what is no contact",
        "The register has no slips.",
        _with_desk("slip", "staff", str(desk.INSTITUTION), "--out", "out/slip.pdf"),
    ),
    Situation(
        "Stamp of a voided document",
        "The record is voided; no papers are given of it.",
        action=_voided_paper,
        said="print the stamp of a document",
    ),
)
