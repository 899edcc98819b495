"""This file is the place where a file under `resources/` is found, however the program was installed."""

from importlib.resources import files
from pathlib import Path


def resource(name: str) -> Path:
    """Return the path of a file under `resources/`, from a checkout, a wheel or a frozen program alike."""
    package = Path(str(files("kacdesk")))
    for root in (package / "_resources", package.parent / "resources"):
        if root.is_dir():
            return root / name
    return package / "_resources" / name
