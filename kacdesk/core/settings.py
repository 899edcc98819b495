"""This file is the place where it is settled which folders the program uses."""

import os
from pathlib import Path

from platformdirs import user_data_path, user_log_path

from kacdesk.core import policy
from kacdesk.core.errors import Refused
from kacdesk.core.text import t

_NAME = "kacdesk"


def data_folder(given: str | None) -> Path:
    """Return the data folder: the one given, else IT's, else KACDESK_DATA, else the system's place for this user.

    Refused when IT has named one that cannot be used: work would begin in another place.
    """
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
    return Path(given).expanduser() if given else user_data_path(f"{_NAME}-sample", appauthor=False)


def log_folder() -> Path:
    """Return where log files go."""
    return user_log_path(_NAME, appauthor=False)
