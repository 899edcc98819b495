"""This file is the place where it is settled which folders the program uses."""

import os
from pathlib import Path

from platformdirs import user_data_path, user_log_path

_NAME = "kacdesk"


def data_folder(given: str | None) -> Path:
    """Return the data folder: the one given, else KACDESK_DATA, else the system's place for this user."""
    chosen = given or os.environ.get("KACDESK_DATA")
    return Path(chosen).expanduser() if chosen else user_data_path(_NAME, appauthor=False)


def sample_folder(given: str | None) -> Path:
    """Return the folder of the made-up sample, apart from real data."""
    return Path(given).expanduser() if given else user_data_path(f"{_NAME}-sample", appauthor=False)


def log_folder() -> Path:
    """Return where log files go."""
    return user_log_path(_NAME, appauthor=False)
