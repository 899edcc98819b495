"""This file is the place where docs/clauses.md, registers.md and fields.md are written: `python -m tests.clauses`."""

import sys
from collections import Counter
from collections.abc import Sequence

from tests.clauses import PAGE, Row, fields, proofs, registers, requirements, served

_DOCUMENTS = {
    "000": "S000 — Balvi by-law (2021)",
    "001": "S001 — Cabinet draft (2017), became Regulation 401",
    "002": "S002 — Jaunpiebalga conduct rules (2017)",
    "003": "S003 — Cabinet draft (2016)",
    "004": "S004 — Ilūkste one-stop concept (about 2011)",
}
_MOST_NAMED = 3
"""How many tests of a row are named; the rest are counted."""


def faults() -> list[str]:
    """Return what is missing: a core row without a test, a row that nothing is said of, a test that names no row."""
    rows, by, tests = requirements(), served(), proofs()
    known = {row.row for row in rows}
    found = [
        f"no test proves {row.row} ({row.demand})" for row in rows if row.fit == "M" and row.row not in tests
    ]
    found += [f"nothing is said of what serves {row.row}" for row in rows if not _by(row, by)]
    found += [f"{tests[row][0]} names {row}, which is no row" for row in tests if row not in known]
    features = {feature for row in rows for feature in row.features}
    return found + [
        f"served.csv speaks of {key}, which is no row and no feature" for key in by.keys() - known - features
    ]


def page() -> str:
    """Return the page: every row, what serves it, which tests prove it."""
    rows, by, tests = requirements(), served(), proofs()
    fits = Counter(row.fit for row in rows)
    proved = Counter(row.fit for row in rows if row.row in tests)
    lines = [
        "# What the source documents ask, and what answers",
        "",
        "Made by `./kac clauses`; do not edit it by hand. The fit tells how near a clause is to us: **M** the",
        "core, **S** useful and small, **L** a light touch, **N** nothing. docs/architecture.md names the documents.",
        "",
        "| Fit | Rows | Rows that tests prove |",
        "|---|---|---|",
        *(f"| {fit} | {fits[fit]} | {proved[fit]} |" for fit in "MSLN"),
    ]
    for document, title in _DOCUMENTS.items():
        lines += [
            "",
            f"## {title}",
            "",
            "| Row | Clause | Asks for | Fit | Served by | Proved by |",
            "|---|---|---|---|---|---|",
        ]
        for row in rows:
            if row.row.startswith(document):
                cells = (
                    row.row,
                    row.clause,
                    row.demand,
                    row.fit,
                    _by(row, by),
                    _proved(tests.get(row.row, [])),
                )
                lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


PAGES = {PAGE: page, registers.PAGE: registers.page, fields.PAGE: fields.page}
"""Each page that is made, and what puts it together."""


def _by(row: Row, by: dict[str, str]) -> str:
    """Return what serves a row: its own words, else those of its features."""
    return by.get(row.row) or "; ".join(dict.fromkeys(by[each] for each in row.features if each in by))


def _proved(tests: list[str]) -> str:
    told = [f"`{test.removeprefix('tests/')}`" for test in tests[:_MOST_NAMED]]
    more = len(tests) - len(told)
    return ", ".join(told) + (f" and {more} more" if more > 0 else "") if told else "—"


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with `--check` only say what is wrong with them."""
    wrong = faults()
    for path, put_together in PAGES.items():
        text = put_together()
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            wrong.append(f"docs/{path.name} is not up to date")
    for fault in wrong:
        sys.stderr.write(fault + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
