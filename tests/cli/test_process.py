"""This file is the place where the program is started as people start it: a process with pipes and an exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

import kacdesk
from tests.contract.tree import ROOT
from tests.helpers import desk

pytestmark = pytest.mark.journey
MANY = [{"started_at": "2026-11-02T09:00", "topic": f"Zvans {n} " + "x" * 200} for n in range(400)]


def start(*words: object) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "kacdesk", *map(str, words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
    )


def finish(*words: object, given: bytes = b"") -> tuple[int, str, str]:
    process = start(*words)
    out, err = process.communicate(given)
    return process.returncode, out.decode(), err.decode()


def test_records_come_in_through_a_pipe_and_latvian_goes_out_whatever_the_console(tmp_path: Path) -> None:
    data = desk.copy_desk(tmp_path)
    given = json.dumps({"started_at": "2026-11-02T09:00", "topic": "Ģimenes pabalsts"}, ensure_ascii=False)
    code, out, err = finish("--data", data, "add", "phone_consultation", "--json", "-", given=given.encode())
    assert (code, err) == (0, "")
    assert json.loads(out)["number"] is None
    code, out, _ = finish("find", "phone_consultation", "gimenes", "--data", data)
    assert code == 0
    assert "Ģimenes pabalsts" in out


def test_a_refusal_is_three_sentences_on_stderr_and_nothing_on_stdout(tmp_path: Path) -> None:
    code, out, err = finish("--data", tmp_path / "nekur", "status")
    assert (code, out) == (4, "")
    assert len(err.splitlines()) == 3
    assert "Mapē nav kacdesk datu: nekur." in err


def test_the_version_is_told(tmp_path: Path) -> None:
    assert finish("--version")[:2] == (0, f"kacdesk {kacdesk.__version__}\n")


def test_a_reader_that_goes_away_leaves_whole_records_and_is_told_so(tmp_path: Path) -> None:
    """As `kacdesk add … | head -1`."""
    data = desk.copy_desk(tmp_path)
    (tmp_path / "many.json").write_text(json.dumps(MANY))
    process = start("--data", data, "add", "phone_consultation", "--json", tmp_path / "many.json")
    assert process.stdout is not None
    assert process.stderr is not None
    first = json.loads(process.stdout.readline())
    process.stdout.close()
    err = process.stderr.read().decode()
    process.stderr.close()
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait() == 1
    assert "Tālākie ieraksti nav saglabāti." in err
    assert "Exception" not in err
    assert "Traceback" not in err
    with desk.looked_at(data) as store:
        kept = desk.registered(store, "phone_consultation")
    assert kept[0]["id"] == UUID(first["id"])
    assert 1 <= len(kept) < len(MANY)
    assert f"[{len(kept)}]" in err


def test_a_listing_whose_reader_goes_away_ends_quietly(tmp_path: Path) -> None:
    data = desk.copy_desk(tmp_path)
    (tmp_path / "many.json").write_text(json.dumps(MANY))
    assert finish("--data", data, "add", "phone_consultation", "--json", tmp_path / "many.json")[0] == 0
    process = start("--data", data, "find", "phone_consultation", "--limit", "400")
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdin is not None
    process.stdin.close()
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), err) == (0, b"")
