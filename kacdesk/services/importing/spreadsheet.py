"""This file is the place where a file from a person becomes a table, by what is in it and not by its name."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kacdesk.core.errors import Unavailable
from kacdesk.core.on_demand import on_demand
from kacdesk.core.text import t
from kacdesk.services.importing.sheet_csv import encoding_of, read_csv
from kacdesk.services.importing.sheet_rows import Fits, Sheet, unreadable

if TYPE_CHECKING:
    from kacdesk.services.importing.sheet_xlsx import read_xlsx
else:
    (read_xlsx,) = on_demand("kacdesk.services.importing.sheet_xlsx", "read_xlsx")


_ZIP = b"PK"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The container of old XLS files, and of XLSX files under a password."""


@contextmanager
def open_sheet(path: Path, fits: Fits) -> Iterator[Sheet]:
    """Open a CSV or XLSX file; its rows are read inside the block, one after the other.

    Raises Usage when there is no such file or it is no table, Unavailable when it may not be read. A `heading`
    without cells means that no row fitted.
    """
    with _opened(path) as file:
        head = file.read(len(_OLE))
        file.seek(0)
        if head == _OLE:
            raise unreadable(
                t("Datne “{name}” ir aizsargāta ar paroli vai vecajā XLS formātā.", name=path.name),
                t("Atveriet to, noņemiet paroli un saglabājiet kā XLSX vai CSV, tad importējiet vēlreiz."),
            )
        if head.startswith(_ZIP):
            yield read_xlsx(file, path, fits)
            return
    with path.open(encoding=encoding_of(path), newline="") as text:
        yield read_csv(text, fits)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except PermissionError as closed:
        if not path.is_dir():
            raise Unavailable(
                t("Datni “{name}” nav atļauts lasīt, vai tā ir atvērta citā programmā.", name=path.name),
                effect=t("Nekas nav importēts."),
                remedy=t(
                    "Aizveriet datni citā programmā vai nokopējiet to uz mapi Dokumenti un mēģiniet vēlreiz."
                ),
            ) from closed
        raise _absent(path) from closed
    except (OSError, ValueError) as lost:
        raise _absent(path) from lost


def _absent(path: Path) -> Exception:
    return unreadable(
        t("Datne “{name}” nav atrodama.", name=path.name),
        t("Pārbaudiet nosaukumu un mapi un norādiet datni vēlreiz."),
    )
