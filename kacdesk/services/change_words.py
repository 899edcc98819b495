"""This file is the place where the kinds of changes in a record's history have their words."""

from kacdesk.core.text import later, t
from kacdesk.wire.line import LineKind

_WORDS: dict[str, str] = {
    LineKind.INS: later("Izveidots"),
    LineKind.SET: later("Labots"),
    LineKind.VOID: later("Anulēts"),
    LineKind.RESTORE: later("Atjaunots"),
    LineKind.FORGET: later("Personas dati dzēsti"),
    LineKind.FILE: later("Pievienota datne"),
    LineKind.SETTLE: later("Izlemts"),
}


def change_words(kind: str) -> str:
    """Return what a change was; a kind that this version does not know is shown as itself."""
    return t(_WORDS.get(kind, kind))
