"""This file is the place where the worklist of what PVS should hold is worked through on the command line."""

import csv
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from kacdesk.cli.main import run
from kacdesk.core import clock
from kacdesk.services import records
from tests.helpers import desk

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def kac(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that carries out a command line: exit code, stdout, stderr."""

    def carry_out(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run([str(word) for word in words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return carry_out


@pytest.fixture
def waiting(data: Path) -> Path:
    """Return the data folder of a desk at which two registrations wait."""
    today = clock.today_riga()
    with desk.opened(data) as context:
        records.save(
            context, "point_settings", {"centre_type": "regional", "pvs_since": today - timedelta(days=9)}
        )
        table = context.catalog.table("service")
        with context.store.read() as connection:
            service = connection.scalars(select(table.c.id).where(table.c.category == "BASKET")).first()
        for _ in range(2):
            lines = {"visit_service": [desk.line(service_id=service)]}
            records.save(context, "visit", desk.visit(customer_name="Ģertrūde Izdomātā"), lines)
    return data


def test_the_list_is_shown_and_noted(kac: Run, waiting: Path) -> None:
    code, out, err = kac("--data", waiting, "pvs", "--json")
    told = json.loads(out)
    assert (code, err, told["count"]) == (0, "", 2)
    assert "Ģertrūde" not in out
    first, second = (row["id"] for row in told["rows"])
    assert kac("--data", waiting, "pvs", "done", first, "--number", "118/4")[0] == 0
    assert kac("--data", waiting, "pvs", "done", first)[0] != 0
    assert kac("--data", waiting, "pvs", "skip", second, "--reason", "jau ievadīts")[0] == 0
    assert "Kopā gaida: 0" in kac("--data", waiting, "pvs")[1]
    assert kac("--data", waiting, "pvs", "reopen", second)[0] == 0
    assert second in kac("--data", waiting, "pvs")[1]
    code, _, err = kac("--data", waiting, "pvs", "done", "nekas")
    assert code != 0
    assert "kacdesk pvs" in err


def test_the_file_for_handing_over_names_nobody_without_a_purpose(
    kac: Run, waiting: Path, tmp_path: Path
) -> None:
    out, today = tmp_path / "pvs.csv", clock.today_riga()
    words = (
        "--data",
        waiting,
        "pvs",
        "export",
        "--from",
        today - timedelta(days=1),
        "--to",
        today,
        "--out",
        out,
    )
    code, said, _ = kac(*words)
    assert (code, "vēl jāievada 2" in said) == (0, True)
    assert "Ģertrūde" not in out.read_text(encoding="utf-8-sig")
    assert kac(*words, "--purpose", "nodošana")[0] == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert {row["customer"] for row in csv.DictReader(file, delimiter=";")} == {"Ģertrūde Izdomātā"}
    assert kac("--data", waiting, "pvs", "export", "--from", "vakar", "--to", today, "--out", out)[0] != 0
