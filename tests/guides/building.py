"""This file is the place where the site is built from its list of pages, strictly: what is missing stops it."""

import logging
from pathlib import Path

from properdocs.commands.build import build
from properdocs.config import load_config

ROOT = Path(__file__).parents[2]
LIST = ROOT / "properdocs.yml"


def build_site(out: Path) -> list[str]:
    """Build the site into a folder and return the builder's complaints; with any the site is not to be used."""
    heard = _Heard()
    log = logging.getLogger("properdocs")
    log.addHandler(heard)
    try:
        build(load_config(str(LIST), site_dir=str(out), strict=False))
    finally:
        log.removeHandler(heard)
    return heard.words


class _Heard(logging.Handler):
    """Keeps every warning."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.words: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.words.append(record.getMessage())
