"""This file is the place where the report is measured: counting a month and a year, and drawing each as a PDF.

    python -m benchmarks.report_drawing --contacts 250000 --folder FOLDER [--keep OUT]

A folder that already holds a filled store of that size is used again. `--keep` leaves the PDFs, to be looked at.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.measure import measured, told
from benchmarks.store import prepared
from kacdesk.figures.period import Period
from kacdesk.reports.monthly import draw_monthly
from kacdesk.services.context import Context
from kacdesk.services.letterhead import letterhead
from kacdesk.services.people.accounts import act_as
from kacdesk.services.reporting.counting import figures

PERIODS = {"month": Period.month(2026, 10), "year": Period.year(2026)}
RUNS = 15


def report(context: Context, period: Period, out: Path) -> dict[str, Any]:
    """Return what counting and drawing take; a first run of each warms what is read and loaded once."""
    counted = figures(context, period)
    heading = letterhead(context)
    draw_monthly(counted, heading, out)
    return {
        "visits": int(counted.summary.visits),
        "registrations": int(counted.summary.registrations),
        "calls": int(counted.summary.calls),
        "counting_ms": asdict(told(measured(lambda: figures(context, period), runs=RUNS))),
        "drawing_ms": asdict(told(measured(lambda: draw_monthly(counted, heading, out), runs=RUNS))),
        "file_kib": round(out.stat().st_size / 2**10),
    }


def main() -> None:
    """Measure each size and print one JSON document."""
    parser = argparse.ArgumentParser(description="Measure the report of a month and of a year.")
    parser.add_argument("--contacts", type=int, action="append", required=True)
    parser.add_argument("--folder", type=Path, required=True, help="where the filled stores are kept")
    parser.add_argument("--keep", type=Path, help="folder for the drawn files; none are kept without it")
    asked = parser.parse_args()
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as passing:
        outs = asked.keep or Path(passing)
        outs.mkdir(parents=True, exist_ok=True)
        for contacts in asked.contacts:
            store = prepared(asked.folder / str(contacts), contacts)
            context = act_as(store)
            results[str(contacts)] = {
                name: report(context, period, outs / f"{name}-{contacts}.pdf")
                for name, period in PERIODS.items()
            }
            store.close()
    sys.stdout.write(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
