"""This file is the place where the failures of carried files, copies, other points and ending are provoked."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.cli.provoked import Bench, Situation


def _to_file(bench: Bench) -> Sequence[str]:
    return ["--data", bench.desk(), "sync", "--to-file", "out.kac"]


def _without_the_stores_key(bench: Bench) -> Sequence[str]:
    bench.desk()
    bench.alter("UPDATE sync_state SET token='x',central_url='https://central.example.lv',epoch=zeroblob(16)")
    return ["--data", str(bench.data), "sync", "--to-file", "out.kac"]


def _no_answer_there(bench: Bench) -> Sequence[str]:
    return ["--data", bench.desk(), "sync", "--from-file", "back.kac"]


def _not_an_answer(bench: Bench) -> Sequence[str]:
    return ["--data", bench.desk(), "sync", "--from-file", bench.file("list.txt", "no parcel")]


def _foreign_answer(bench: Bench) -> Sequence[str]:
    raw = b"KACDESK-ANSWER-1\n" + bytes(16) + bytes(200)
    return ["--data", bench.desk(), "sync", "--from-file", bench.file("back.kac", raw)]


def _copies_nowhere(bench: Bench) -> Sequence[str]:
    return ["--data", bench.desk(), "copies", "set", str(bench.folder / "stick")]


def _copies_at_home(bench: Bench) -> Sequence[str]:
    bench.desk()
    return ["--data", str(bench.data), "copies", "set", str(bench.data)]


def _copies_unnamed(bench: Bench) -> Sequence[str]:
    return ["--data", bench.desk(), "copies", "now"]


def _medium_away(bench: Bench) -> Sequence[str]:
    bench.desk()
    stick = bench.folder / "stick"
    bench.alter(f"UPDATE sync_state SET copies_folder='{stick.as_posix()}'")
    return ["--data", str(bench.data), "copies", "now"]


def _restore_over_data(bench: Bench) -> Sequence[str]:
    bench.desk()
    shutil.copytree(bench.data, bench.folder / "copy")
    return ["--data", str(bench.data), "restore", str(bench.folder / "copy")]


def _restore_cut_off(bench: Bench) -> Sequence[str]:
    (bench.data / "restoring").mkdir(parents=True)
    return ["--data", str(bench.data), "status"]


def _restore_from_nothing(bench: Bench) -> Sequence[str]:
    (bench.folder / "stick").mkdir()
    return ["--data", str(bench.folder / "new"), "restore", str(bench.folder / "stick")]


def _retire_alone(bench: Bench) -> Sequence[str]:
    return ["--data", bench.desk(), "retire"]


def _retire_without_words(bench: Bench) -> Sequence[str]:
    return ["--data", bench.desk(), "retire", "--even-so", "jā"]


def _wrong_code(bench: Bench) -> Sequence[str]:
    return [
        "--data",
        bench.desk(),
        "rekey-slot",
        "--slot",
        "way.slot",
        "--code-file",
        bench.file("code.txt", "ABCD"),
    ]


def _point_not_granted(bench: Bench) -> Sequence[str]:
    return ["--data", bench.desk(), "find", "visit", "--point", "VILAKA"]


def _write_elsewhere(bench: Bench) -> Sequence[str]:
    given = bench.file("visit.json", json.dumps({"started_at": "2026-05-04T09:00"}))
    return ["--data", bench.desk(), "add", "visit", "--json", given, "--point", "VILAKA"]


def _drain_nothing(bench: Bench) -> Sequence[str]:
    (bench.folder / "old").mkdir()
    return ["drain", "--from", str(Path(bench.folder) / "old")]


SITUATIONS = (
    Situation("Parcel before enrolment", "This desk is not enrolled; the records are safe here.", _to_file),
    Situation(
        "Parcel before the store's key is known",
        "The store's key is not known yet: sync once over a line.",
        _without_the_stores_key,
    ),
    Situation("Answer not found", "The file is not there.", _no_answer_there),
    Situation("File that is no answer", "This is not an answer of the central store.", _not_an_answer),
    Situation("Answer for another desk", "This parcel is for somebody else.", _foreign_answer),
    Situation("Copies to a missing folder", "The folder is not there.", _copies_nowhere),
    Situation("Copies into the data folder", "Copies there would protect nothing.", _copies_at_home),
    Situation("Copy without a place", "No place for copies was named.", _copies_unnamed),
    Situation("Medium for copies pulled out", "The place for copies is away; nothing is lost.", _medium_away),
    Situation("Restore over data", "This folder has data; they are unchanged.", _restore_over_data),
    Situation(
        "Restore that was cut off", "No data here yet; the copy is whole; restore again.", _restore_cut_off
    ),
    Situation("Restore from no copy", "There is no copy in this folder.", _restore_from_nothing),
    Situation("Retire before enrolment", "This desk is not enrolled; nothing is erased.", _retire_alone),
    Situation(
        "Retire without a reason", "The reason is too short; nothing is erased.", _retire_without_words
    ),
    Situation("Code of a key file wrong", "The code cannot be one.", _wrong_code),
    Situation("Point that was not granted", "This computer may not read that point.", _point_not_granted),
    Situation("Record into another point", "Another point may only be read.", _write_elsewhere),
    Situation("Drain from a folder without data", "There are no kacdesk data.", _drain_nothing),
)
