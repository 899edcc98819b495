"""This file is the place where a recovery key that the program drew is handed to whoever gave the command.

The pages of the first start show it; a script that makes many desks has it written to a file for each, or printed.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kacdesk.core.durable import force_names
from kacdesk.core.errors import Refused, Unavailable
from kacdesk.core.text import t
from kacdesk.services.first_run import new_recovery_key

PRINTED = "-"


@contextmanager
def recovery_key(asked: str | None, folder: Path) -> Iterator[str]:
    """Yield a new key, '' where none was asked for; what fails meanwhile takes the file away again.

    It stands in the file, forced to the disk and readable by its owner only, before it opens anything: a desk whose key
    nobody has read is not made. Refused for a file that is there already or would lie in the data folder `folder`,
    Unavailable where it cannot be written.
    """
    if not asked:
        yield ""
        return
    key = new_recovery_key()
    if asked == PRINTED:
        yield key
        return
    path = Path(asked).expanduser().absolute()
    if path.resolve().is_relative_to(folder.absolute().resolve()):
        raise Refused(
            t("Atjaunošanas atslēgas datne atrastos datu mapē, kur to nozagtu kopā ar datiem."),
            effect=t("Nekas nav izveidots."),
            remedy=t("Norādiet datni citā mapē vai datu nesējā."),
        )
    _write_new(path, key)
    try:
        yield key
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _write_new(path: Path, key: str) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii", newline="\n") as stream:
            stream.write(key + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        force_names(path.parent)
    except FileExistsError as error:
        raise Refused(
            t("Datne “{name}” jau ir.", name=path.name),
            effect=t("Tā nav pārrakstīta; nekas nav izveidots."),
            remedy=t("Atjaunošanas atslēgai norādiet datni, kuras vēl nav: katram datoram savu."),
        ) from error
    except OSError as error:
        raise Unavailable(
            t("Atjaunošanas atslēgas datni “{name}” nevar ierakstīt.", name=path.name),
            effect=t("Nekas nav izveidots."),
            remedy=t("Pārbaudiet, vai mape ir pieejama un tajā drīkst rakstīt."),
        ) from error
