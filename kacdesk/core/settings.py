"""This file is the place where it is settled which folders the program uses."""

import os
from pathlib import Path

from platformdirs import user_data_path, user_log_path

from kacdesk.core import policy
from kacdesk.core.errors import Refused, Unavailable
from kacdesk.core.text import t

_NAME = "kacdesk"
_ANY_FILE = "key.slots"


def data_folder(given: str | None) -> Path:
    """Return the data folder: the one given, else IT's, else KACDESK_DATA, else the system's place for this user.

    Refused when IT has named one that cannot be used: work would begin in another place. Unavailable for one that this
    user of the computer may not look into.
    """
    return _entered(named_data_folder(given))


def named_data_folder(given: str | None) -> Path:
    """Return the same where it is no matter yet whether this user may look into it."""
    if given:
        return Path(given).expanduser()
    set_by_it = policy.in_force()
    if policy.Name.DATA_FOLDER in set_by_it.broken:
        raise policy.not_known()
    if set_by_it.data_folder is not None:
        return set_by_it.data_folder
    chosen = os.environ.get("KACDESK_DATA")
    return Path(chosen).expanduser() if chosen else user_data_path(_NAME, appauthor=False)


def usual_data_folder() -> Path:
    """Return the system's place for this user's data, whatever was set."""
    return user_data_path(_NAME, appauthor=False)


def window_folder(given: str | None) -> Path:
    """Return the data folder of the window. Refused for another one than IT's, where IT has named one."""
    own = policy.in_force().data_folder
    if given and own is not None and Path(given).expanduser().resolve() != own.resolve():
        raise Refused(
            t("Datu mapi noteicis IT, un logs atver tikai to."),
            effect=t("Nekas nav atvērts."),
            remedy=t("Palaidiet programmu bez --data; komandām citu mapi norādīt drīkst."),
        )
    return data_folder(given)


def new_data_folder(given: str | None) -> Path:
    """Return where a new desk is made. Refused where it is not known whether IT wants its data elsewhere."""
    if not given and policy.in_force().closes_new_data:
        raise policy.not_known()
    return data_folder(given)


def sample_folder(given: str | None) -> Path:
    """Return the folder of the made-up sample, apart from real data."""
    return _entered(Path(given).expanduser() if given else user_data_path(f"{_NAME}-sample", appauthor=False))


def no_entry(folder: Path) -> Unavailable:
    """Return the failure of a folder that this user of the computer may not look into."""
    return Unavailable(
        t("Datu mapē “{name}” šis datora lietotājs nedrīkst ieiet.", name=folder.name),
        effect=t("Nekas nav atvērts."),
        remedy=t("Lūdziet IT piešķirt tiesības šai mapei vai norādiet citu mapi (--data)."),
    )


def may_enter(folder: Path) -> bool:
    """Say whether this user of the computer may look into a folder; one that is not there yet counts as open."""
    try:
        (folder / _ANY_FILE).exists()
    except PermissionError:
        return False
    return True


def _entered(folder: Path) -> Path:
    if may_enter(folder):
        return folder
    raise no_entry(folder)


def log_folder() -> Path:
    """Return where log files go."""
    return user_log_path(_NAME, appauthor=False)
