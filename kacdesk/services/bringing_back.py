"""This file is the place where a desk is brought back from a copy at the first start: looked into, restored, opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kacdesk.core.errors import DeskError, Usage
from kacdesk.core.text import t
from kacdesk.services.first_run import as_kept
from kacdesk.store import copies, cut_off, opening, restoring
from kacdesk.store.restoring import Contents as Contents
from kacdesk.store.session import Store
from kacdesk.vault.keyrings import NoKeyring
from kacdesk.vault.slots import Unlock, WrongKey, add_slot, asks_passphrase


@dataclass(frozen=True)
class Found:
    """A copy on a medium: where, when it was made (None where the folder's name does not say), bytes without files."""

    path: Path
    made_at: datetime | None
    size_bytes: int


@dataclass(frozen=True)
class Brought:
    """The desk that a copy became, open for writing; `series` numbers its documents from now on."""

    store: Store
    point: str
    series: str


def copies_in(folder: Path) -> Sequence[Found]:
    """Return the copies in a folder, the newest first; Usage when there is none."""
    return [
        Found(path, copies.made_at(path.name), (path / opening.STORE_NAME).stat().st_size)
        for path in restoring.all_copies(folder)
    ]


def opens_alone(copy: Found) -> bool:
    """Say whether this computer's user opens a copy without typing anything."""
    if asks_passphrase(copy.path):
        return False
    try:
        restoring.look_into(copy.path, Unlock())
    except (WrongKey, NoKeyring):
        return False
    return True


def look_into(copy: Found, phrase: str) -> Contents:
    """Say what a copy holds, opened with a passphrase or a recovery key, '' where none is needed."""
    return restoring.look_into(copy.path, _way(phrase))


def bring_back(folder: Path, copy: Found, phrase: str) -> Brought:
    """Make the desk anew from a copy and open it; a new stream and a new series of documents begin.

    Where this user has a keyring, it opens the desk from now on. What fails leaves no desk behind.
    """
    way = _way(phrase)
    done = restoring.restore(copy.path, folder, way, prepare=_keep_in_keyring if phrase else None)
    return Brought(opening.open_for_writing(folder, way), done.point, done.series)


def was_cut_off(folder: Path) -> bool:
    """Say whether a desk was being brought back into this folder and the program ended meanwhile."""
    return cut_off.restore_cut_off(folder)


def _way(phrase: str) -> Unlock:
    return Unlock(passphrase=as_kept(phrase.strip())) if phrase.strip() else Unlock()


def _keep_in_keyring(store: Store) -> None:
    """Let the keyring open the desk; where there is none, the phrase goes on to be asked."""
    try:
        add_slot(store.path.parent, store.key, Unlock())
    except NoKeyring:
        return
    except DeskError as error:
        raise Usage(t("Atslēgu glabātuve neatbild."), effect=str(error)) from error
