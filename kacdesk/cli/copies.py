"""This file is the place where the command line names the medium for copies, lists them, makes one, and begins anew."""

import argparse
from pathlib import Path

from kacdesk.cli.desk import reading_store, unlock_of
from kacdesk.cli.handed_out import slot_of
from kacdesk.cli.output import note, say, say_json
from kacdesk.core.errors import ExitCode
from kacdesk.core.latvian import short_moment
from kacdesk.core.settings import data_folder, new_data_folder
from kacdesk.core.text import t
from kacdesk.store import opening
from kacdesk.store.copies import Copy, doubts, list_copies, make_copy, name_medium
from kacdesk.store.copies_by_it import take_up
from kacdesk.store.restoring import newest_copy
from kacdesk.store.restoring import restore as restore_copy
from kacdesk.store.session import Store
from kacdesk.vault.slots import Unlock, add_slot


def set_folder(asked: argparse.Namespace) -> ExitCode:
    """Name the folder that copies go to from now on, or none."""
    folder = None if asked.folder == "off" else Path(asked.folder).expanduser().absolute()
    store = opening.open_for_writing(data_folder(asked.data), unlock_of(asked))
    try:
        take_up(store)
        name_medium(store, folder)
        if folder is None:
            say(t("Kopijas vairs netiek veidotas; esošās paliek savā vietā."))
            return ExitCode.DONE
        for doubt in doubts(store, folder):
            note(doubt)
        made = make_copy(store)
    finally:
        store.close()
    say(t("Kopijas turpmāk veidos katru stundu; pirmā ir izveidota: {name}.", name=made.path.name))
    return ExitCode.DONE


def now(asked: argparse.Namespace) -> ExitCode:
    """Make a copy now."""
    store = opening.open_for_writing(data_folder(asked.data), unlock_of(asked))
    try:
        take_up(store)
        made = make_copy(store)
    finally:
        store.close()
    if asked.json:
        say_json(_plain(made))
    else:
        say(t("Kopija izveidota un pārbaudīta: {name}.", name=str(made.path)))
    return ExitCode.DONE


def show_all(asked: argparse.Namespace) -> ExitCode:
    """List the copies on the medium, the newest first."""
    with reading_store(asked) as store:
        found = list_copies(store)
    if asked.json:
        say_json([_plain(copy) for copy in found])
        return ExitCode.DONE
    for copy in found:
        say(f"{short_moment(copy.made_at)}  {copy.size}  {copy.path}")
    return ExitCode.DONE


def restore(asked: argparse.Namespace) -> ExitCode:
    """Make a new data folder from a copy."""
    copy, folder = newest_copy(Path(asked.copy).expanduser()), new_data_folder(asked.data)
    handed = slot_of(asked)
    prepare = _keep_in_keyring if handed is not None else None
    done = restore_copy(copy, folder, handed or unlock_of(asked), prepare=prepare)
    if asked.json:
        say_json({"point": done.point, "series": done.series, "copy": str(copy)})
    else:
        say(
            t(
                "Punkts {point} atjaunots no kopijas {name}. Turpmāk dokumentu numuru sērija: {series}.",
                point=done.point,
                name=copy.name,
                series=done.series,
            )
        )
    return ExitCode.DONE


def _keep_in_keyring(store: Store) -> None:
    """Let this user's keyring open a desk whose handed-out slot is good for this once."""
    add_slot(store.path.parent, store.key, Unlock())


def _plain(copy: Copy) -> dict[str, object]:
    return {"path": str(copy.path), "made_at": copy.made_at, "bytes": copy.size}
