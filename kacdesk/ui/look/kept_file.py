"""This file is the place where a file that was just written is told of, and opened, or the folder it lies in."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from kacdesk.core.text import t
from kacdesk.ui.look.strip import Action, Tone

Say = Callable[[str, Tone, Sequence[Action]], None]
"""Tells a sentence with buttons, as the strip does."""


def tell_kept(say: Say, path: Path, told: str = "", *, opening: str = "") -> None:
    """Tell that a file is there, and offer to open it and its folder.

    `told` is the sentence where more is to be said than its name · `opening` the words on the button that opens it.
    What this computer has no program for is told when it is tried.
    """
    actions: list[Action] = [
        (opening or t("Atvērt datni"), partial(_open, say, path)),
        (t("Atvērt mapi"), partial(_open, say, path.parent)),
    ]
    say(told or t("Saglabāts: {name}", name=path.name), Tone.DONE, actions)


def _open(say: Say, path: Path) -> None:
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        told = t("Šajā datorā nav programmas, kas atver “{name}”; atveriet to citur.", name=path.name)
        say(told, Tone.QUESTION, ())
