"""This file is the place where docs/fields.md is put together: every field of every register, as files have it."""

from collections.abc import Iterator
from pathlib import Path

from kacdesk.models.catalog import ACCESS_LOG, CATALOG
from kacdesk.spec.field import NUMBERS, FieldSpec, Kind
from kacdesk.spec.register import Direction, Group, RegisterSpec

PAGE = Path(__file__).resolve().parents[2] / "docs" / "fields.md"
_PROSE = """# The fields of every register

Made by `./kac clauses`; do not edit it by hand. These names are the columns of exported CSV files
([exports.md](exports.md)) and the members that `kacdesk add` takes ([cli.md](cli.md)); the labels are what the window
shows and what the heads of spreadsheets say. Names are never changed. A `choice` and a `reference` have one more column
in a CSV file, right after their own: the name with `_label`, holding the words.

R must be given · N must be given while it is asked for · P holds personal data · W may change later without a reason,
because work goes on · D is filled in by the program; `add` refuses it.
"""


def page() -> str:
    """Return the page: a table for each register in the order of the groups, its lines after it."""
    lines = [_PROSE.rstrip("\n")]
    for group in Group:
        for spec in CATALOG.specs:
            if spec.parent is None and spec.group is group:
                lines += _register(spec)
                for child in spec.children:
                    lines += _register(CATALOG.spec(child))
    return "\n".join(lines) + "\n"


def _register(spec: RegisterSpec) -> Iterator[str]:
    yield from ("", f"### `{spec.name}` — {spec.title}", "")
    if told := " ".join(_of(spec)):
        yield from (told, "")
    yield from ("| Column | Kind | Label | | Values |", "|---|---|---|---|---|")
    yield "| `id` | identifier | Ieraksta identifikators | D | |"
    if spec.direction is Direction.BOTH:
        yield "| `point` | code | Punkts | D | |"
    for field in spec.fields:
        cells = (f"`{field.name}`", field.kind.value, field.label, _marks(field), _values(field))
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _of(spec: RegisterSpec) -> Iterator[str]:
    """Yield what is to be known of a register before its fields."""
    if spec.parent is not None:
        yield f"Lines of `{spec.parent}`, by `{spec.parent_field}`."
    if spec.direction is Direction.DOWN:
        yield "Reference data: it comes from the central store, or from the catalogue of a point that works alone."
    if spec.supervised:
        yield "Only a supervisor writes it."
    if spec.by_program:
        yield "Acts of the program write it, such as closing a report: nothing is added, corrected or voided by hand."
    if spec.stands_for:
        yield f"Its records may stand wherever one of `{spec.stands_for}` may."


def _marks(field: FieldSpec) -> str:
    if field.derived:
        return "P D" if field.personal else "D"
    told = {"R": field.required and field.default is None, "N": field.needed}
    told |= {"P": field.personal, "W": field.progress}
    return " ".join(letter for letter, holds in told.items() if holds)


def _values(field: FieldSpec) -> str:
    """Return what the field may hold, when it is asked for and what it gets when it is left out."""
    parts = [_bounds(field)]
    if field.when is not None:
        values = " ".join(f"`{_code(value)}`" for value in field.when.values)
        parts.append(f"asked for while `{field.when.name}` is {values}")
    if field.default is not None and not field.derived:
        parts.append(f"without it `{_code(field.default)}`")
    return "; ".join(part for part in parts if part)


def _bounds(field: FieldSpec) -> str:
    codes = [choice.code for choice in field.choices]
    if ACCESS_LOG in codes:
        return f"the name of a register of the point, or `{ACCESS_LOG}`"
    if field.kind is Kind.CHOICE:
        return " ".join(f"`{code}`" for code in codes)
    if field.kind is Kind.REFERENCE:
        return f"`{field.refers_to}`" if field.refers_to else ""
    if field.kind in NUMBERS:
        return _between(field.least, field.most)
    limited = field.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.CODE, Kind.PARTY_CODE, Kind.PHONE, Kind.EMAIL)
    return f"to {field.longest} characters" if limited and not field.derived else ""


def _between(least: int | None, most: int | None) -> str:
    if least is None and most is None:
        return ""
    if most is None:
        return f"from {least}"
    return f"to {most}" if least is None else f"{least}–{most}"


def _code(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
