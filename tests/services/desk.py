"""This file is the place where tests of the services get a real desk: an encrypted store with the shipped catalogue."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from kacdesk.services import records
from kacdesk.services.catalogue import reference_data
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from kacdesk.spec.register import RegisterSpec
from kacdesk.store import opening
from kacdesk.vault.slots import Unlock

SUPERVISOR = "Anna Paraugs"
CLERK = "Ilze Piemēra"
BESIDE = Unlock(beside_data=True)


@cache
def _template() -> tempfile.TemporaryDirectory[str]:
    """Make the folder that every desk is copied from, once; it goes when the process ends."""
    home = tempfile.TemporaryDirectory()
    point = opening.PointInfo("BALVI", "Balvu centrs", "regional", sample=True)
    store = opening.create(Path(home.name) / "desk", BESIDE, point)
    context = accounts.add_first_person(store, SUPERVISOR)
    records.save(context, "staff", {"name": CLERK, "role": "CLERK", "active": True})
    reference_data.load(store, reference_data.shipped_catalogue())
    store.close()
    return home


def copy_desk(folder: Path) -> Path:
    """Put a fresh desk into `folder` and return its data folder."""
    return Path(shutil.copytree(Path(_template().name) / "desk", folder / "desk"))


@contextmanager
def open_desk(data: Path, *, actor: str = SUPERVISOR) -> Iterator[Context]:
    """Open a desk's data folder for writing as one of its people."""
    store = opening.open_for_writing(data, BESIDE)
    try:
        yield accounts.act_as(store, actor)
    finally:
        store.close()


def rows_of(context: Context, register: str) -> list[dict[str, Any]]:
    """Return all rows of a register in the order in which they went in."""
    table = context.catalog.table(register)
    with context.store.read() as connection:
        return [dict(row._mapping) for row in connection.execute(select(table).order_by(table.c.n))]


def entered(spec: RegisterSpec, row: dict[str, Any]) -> dict[str, Any]:
    """Return what a person gave of a row."""
    return {field.name: row[field.name] for field in spec.entered}
