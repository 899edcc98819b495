"""A desk that is killed while it closes a month has it open, or closed with its figures and its paper."""

import hashlib
import shutil
import subprocess
import sys
from datetime import datetime, time
from pathlib import Path

import pytest

from kacdesk.core import clock
from kacdesk.figures.period import Period
from kacdesk.services import records
from kacdesk.services.reporting import closing
from kacdesk.store import tables
from kacdesk.store.files import PAPER, SNAPSHOT
from tests.helpers.desk import all_rows, copy_desk, line, opened, registered, visit
from tests.helpers.doomed import ROOT

DESKS = 6

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(sys.platform == "win32", reason="no process is forked there"),
]


def test_a_month_is_open_or_wholly_closed_whenever_the_power_goes(tmp_path: Path) -> None:
    month = Period.of(clock.today_riga()).previous()
    started = clock.from_riga(datetime.combine(month.first_day, time(10)))
    with opened(copy_desk(tmp_path)) as context:
        records.save(context, "visit", visit(started_at=started), {"visit_service": [line()]})
    desks = [tmp_path / f"desk-{number}" for number in range(DESKS)]
    for data in desks:
        shutil.copytree(tmp_path / "desk", data)
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.closing_desk", str(month), *map(str, desks)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    told = done.stdout.split()
    assert len(told) == DESKS
    assert {"closed", "cut"} == set(told)
    for data, said in zip(desks, told, strict=True):
        with opened(data) as context:
            held = closing.state(context, month).closing
            assert held is not None or said == "cut"
            named = sorted(row["role"] for row in all_rows(context.store, tables.attachment))
            assert named == (sorted([SNAPSHOT, PAPER]) if held is not None else [])
            assert len(registered(context.store, "closed_report")) == int(held is not None)
            if held is None and data is not desks[1]:
                continue
            closed = held or closing.close(context, month)
            assert closing.closed_figures(context, month).summary.visits == 1
            assert hashlib.sha256(closing.closed_paper(context, month)).hexdigest() == closed.paper_hash
            assert closed.number == f"{month}/1"
