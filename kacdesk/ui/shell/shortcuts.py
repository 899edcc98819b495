"""This file is the place where every key of the window is listed, for the window and for its help sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kacdesk.core.text import later, t
from kacdesk.spec.register import RegisterSpec


class Act(StrEnum):
    """What a key does; new records and pages have keys of their own beside these."""

    HELP = "help"
    SEARCH = "search"
    EVERYWHERE = "everywhere"
    SAVE = "save"
    BACK = "back"
    CORRECT = "correct"
    LINE = "line"
    CUSTOMER = "customer"
    PARK = "park"
    EARLIER = "earlier"
    UNDO = "undo"
    REPORTS = "reports"
    SYNC = "sync"
    REFRESH = "refresh"
    LOOK = "look"
    LOCK = "lock"
    GO_TO = "go_to"
    STEP = "step"
    ONWARD = "onward"


class Task(StrEnum):
    """What a person is about when a key is wanted; the help sheet groups by it."""

    BEGIN = later("Sākt ierakstu")
    FORM = later("Aizpildīt un saglabāt")
    FIND = later("Atrast un atvērt")
    DESK = later("Visur programmā")


@dataclass(frozen=True, slots=True)
class Key:
    """A key, what the help sheet says of it and under which task."""

    sequence: str
    words: str
    task: Task = Task.DESK


KEYS: dict[Act, Key] = {
    Act.HELP: Key("F1", later("Palīdzība un visi taustiņi")),
    Act.SEARCH: Key("Ctrl+F", later("Meklēt sarakstā"), Task.FIND),
    Act.EVERYWHERE: Key("Ctrl+Shift+F", later("Meklēt visos žurnālos un sarakstos"), Task.FIND),
    Act.SAVE: Key("Ctrl+S", later("Saglabāt"), Task.FORM),
    Act.BACK: Key("Esc", later("Atpakaļ uz sarakstu; iesāktais paliek"), Task.FORM),
    Act.GO_TO: Key("Ctrl+G", later("Iet uz sadaļu vai sākt ierakstu: rakstiet tās nosaukumu"), Task.FIND),
    Act.CORRECT: Key("Ctrl+E", later("Labot atvērto ierakstu"), Task.FIND),
    Act.STEP: Key("F10", later("Atvērtajā ierakstā: nākamais solis"), Task.FIND),
    Act.ONWARD: Key("F11", later("Atvērtajā ierakstā: sākt no tā citu ierakstu"), Task.FIND),
    Act.LINE: Key("Ctrl+R", later("Pievienot pakalpojuma rindu"), Task.FORM),
    Act.CUSTOMER: Key("Ctrl+K", later("Pie klienta: personas kods vai tālrunis"), Task.FORM),
    Act.PARK: Key("F6", later("Nolikt malā atvērto kontaktu"), Task.FORM),
    Act.EARLIER: Key("Ctrl+I", later("Klienta iepriekšējie kontakti"), Task.FORM),
    Act.UNDO: Key("Ctrl+Z", later("Atsaukt pēdējo saglabāšanu (10 sekundes)"), Task.FORM),
    Act.REPORTS: Key("Ctrl+M", later("Pārskati: mēneša un cita perioda skaitļi")),
    Act.SYNC: Key("F9", later("Sūtīt un saņemt tūlīt")),
    Act.REFRESH: Key("F5", later("Pārlasīt sarakstu"), Task.FIND),
    Act.LOCK: Key("Ctrl+L", later("Aizslēgt vai mainīt personu")),
    Act.LOOK: Key("Ctrl+Alt+D", later("Gaišs vai tumšs izskats")),
}

NEW_KEYS = {"visit": "F2", "phone_consultation": "F3", "received_document": "F4"}
"""Register → the key that starts a new record from anywhere."""

NEW_HERE = "Ctrl+N"
"""The key that starts a new record in the register that is open."""

IN_FIELDS = (
    Key("Enter", later("Atvērt iezīmēto ierakstu"), Task.FIND),
    Key("F7", later("Filtri: dienas, iestāde, darbinieks, stāvoklis"), Task.FIND),
    Key("Home, End", later("Pirmais, pēdējais ieraksts sarakstā"), Task.FIND),
    Key("Ctrl+A, Ctrl+C", later("Iezīmēt visus; kopēt iezīmētos kā tekstu"), Task.FIND),
    Key("Ctrl+P", later("Drukāt lapiņu klientam vai ieraksta pirmo papīru"), Task.FIND),
    Key("Ctrl+Shift+S", later("Saglabāt sarakstu datnē"), Task.FIND),
    Key(later("Alt+bultiņa pa kreisi, pa labi"), later("Grafikā: iepriekšējā, nākamā nedēļa"), Task.FIND),
    Key("Tab", later("Nākamais lauks; izvēlē paņem iezīmēto"), Task.FORM),
    Key(later("Bultiņa lejup"), later("Rādīt, ko var izvēlēties"), Task.FORM),
    Key("Ctrl+D", later("Pēc pārtraukuma: vēl viena rinda ar to pašu pakalpojumu"), Task.FORM),
    Key("Ctrl+Del", later("Pēc pārtraukuma: izņemt rindu"), Task.FORM),
    Key(later("Bultiņas"), later("Skaitlis pa vienam uz augšu vai leju"), Task.FORM),
    Key("1 … 9, 0", later("Tukšā pakalpojuma laukā: paņemt biežāko pakalpojumu"), Task.FORM),
    Key("x3", later("Aiz pakalpojuma vai pirms tā: trīs vienādi"), Task.FORM),
    Key("F8", later("Rādīt vai paslēpt pakalpojuma kartīti"), Task.FORM),
    Key(later("Alt un burts"), later("Jāievada PVS: kopēt to, pie kā burts rakstīts"), Task.FORM),
)
"""Keys that a field or a list takes itself."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the help sheet, in the language of the screen."""

    keys: str
    words: str


def key_rows(registers: Sequence[RegisterSpec]) -> dict[str, list[Shown]]:
    """Return every key there is by task, for a window with the pages of these registers."""
    rows: dict[Task, list[Shown]] = {task: [] for task in Task}
    rows[Task.BEGIN] = [
        Shown(key_of(spec.name), t("Jauns ieraksts: {title}", title=t(spec.singular)))
        for spec in registers
        if key_of(spec.name) != NEW_HERE
    ]
    rows[Task.BEGIN].append(Shown(NEW_HERE, t("Jauns ieraksts atvērtajā sadaļā")))
    rows[Task.BEGIN].append(Shown("Alt+1 … Alt+9", t("Atvērtais kontakts pēc kārtas")))
    for key in (*KEYS.values(), *IN_FIELDS):
        rows[key.task].append(Shown(t(key.sequence), t(key.words)))
    rows[Task.DESK].append(Shown("Ctrl+1 … Ctrl+9", t("Sadaļa pēc kārtas")))
    return {t(task): shown for task, shown in rows.items()}


def key_of(register: str) -> str:
    """Return the key that starts a new record of a register."""
    return NEW_KEYS.get(register, NEW_HERE)
