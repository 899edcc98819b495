"""This file is the place where a person says where a file is to be kept, and under which name."""

import re
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from kacdesk.core.text import t

_ENDING = re.compile(r"\*(\.\w+)")


def ask_where(page: QWidget, name: str, *kinds: str, title: str = "") -> Path | None:
    """Return where a file is to be kept, None when that was given up; `name` is proposed in the person's own folder.

    `kinds` as the dialog offers them: "PDF dokuments (*.pdf)". A name that ends in none of their endings gets that of
    the kind chosen, also one with another dot in it. Where that makes it the name of a file which is there, the dialog
    asks again: it had not been asked about that one.
    """
    kinds = kinds or (f"*{Path(name).suffix}",)
    endings = [ending for kind in kinds for ending in _ENDING.findall(kind)]
    proposed = Path.home() / name
    while True:
        chosen, kind = QFileDialog.getSaveFileName(
            page, title or t("Kur saglabāt"), str(proposed), ";;".join(kinds)
        )
        if not chosen:
            return None
        path = Path(chosen)
        if not endings or path.suffix.lower() in endings:
            return path
        proposed = path.with_name(path.name + next(iter(_ENDING.findall(kind)), endings[0]))
        if not proposed.exists():
            return proposed
