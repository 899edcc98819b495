"""This file is the place where Qt's own windows get the Latvian words that Qt's translation lacks or has wrong.

Qt asks for its words in English, by the class that shows them, so this table is beside `t()` and not behind it. It was
made against `qtbase_lv.qm` of PySide 6.12: for the windows that the program opens (files, printing, menus of a field)
and for what a screen reader is told. `tests/ui/test_qt_words.py` opens them and fails for an English word.
"""

from collections.abc import Mapping
from typing import cast

from PySide6.QtCore import QTranslator

_FILES = {
    "%1 File": "%1 datne",  # Qt's own has “1% datne”
    "&Look in:": "&Mape:",
    "Could not delete directory.": "Mapi neizdevās izdzēst.",
    "Directories": "Mapes",
    "Directory:": "Izvēlētā mape:",
    "Drive": "Disks",
    "Files of &type:": "Datņu &veids:",
    "Find Directory": "Meklēt mapi",
    "Go to the parent directory": "Iet mapi augstāk",
    "Parent Directory": "Mape augstāk",
}
_KINDS = {
    "%1 File": "%1 datne",
    "Alias": "Aizstājvārds",
    "Drive": "Disks",
    "File": "Datne",
    "File Folder": "Datņu mape",
    "Folder": "Mape",
    "Shortcut": "Saīsne",
    "Unknown": "Nezināms",
}
_PAGES_AS_TYPED = (
    "Specify pages or ranges separated by commas. Ranges are specified by two numbers separated by a hyphen. "
    "E.g: 3,5-7,9 prints pages 3, 5, 6, 7 and 9."
)
_PAGES_WRONG = (
    "%1 does not follow the correct syntax. Please use ',' to separate ranges and pages, '-' to define ranges and make "
    "sure ranges do not intersect with each other."
)
_PRINTING: Mapping[str, Mapping[str, str]] = {
    "QPrintDialog": {
        "Duplex Settings Conflicts": "Abpusējās drukas iestatījumi nesader",
        "Invalid Pages Definition": "Lapas norādītas nepareizi",
        "There are conflicts in duplex settings. Do you want to fix them?": (
            "Abpusējās drukas iestatījumi nesader. Vai tos izlabot?"
        ),
        _PAGES_WRONG: (
            "“%1” nav saprotams. Lapas un apgabalus atdaliet ar komatu, apgabalu rakstiet ar defisi; apgabali nedrīkst "
            "pārklāties."
        ),
    },
    "QPrintSettingsOutput": {
        "Double Sided Printing": "Abpusēja druka",
        "Long side binding": "Iesiešana pa garo malu",
        "Off": "Izslēgta",
        "Page &Set:": "&Kuras lapas:",
        "Pages": "Lapas",
        "Short side binding": "Iesiešana pa īso malu",
        _PAGES_AS_TYPED: (
            "Norādiet lapas vai apgabalus, atdalot ar komatu. Apgabals ir divi skaitļi ar defisi. Piemēram, 3,5-7,9 "
            "drukā 3., 5., 6., 7. un 9. lapu."
        ),
    },
    "QPrintPropertiesDialog": {
        "Advanced Option Conflicts": "Papildu iestatījumi nesader",
        "Custom value for %1": "Sava vērtība: %1",
        "Page Setup Conflicts": "Lapas iestatījumi nesader",
        "Printer Properties": "Printera īpašības",
        "There are conflicts in page setup options. Do you want to fix them?": (
            "Lapas iestatījumi nesader. Vai tos izlabot?"
        ),
        "There are conflicts in some advanced options. Do you want to fix them?": (
            "Daži papildu iestatījumi nesader. Vai tos izlabot?"
        ),
    },
    "QPrintPropertiesWidget": {
        "Advanced": "Papildu",
        "There are conflicts in some options. Please fix them.": "Daži iestatījumi nesader. Izlabojiet tos.",
    },
    "QPageSetupWidget": {
        "Page &order:": "Lapu &secība:",
        "Pages &per sheet:": "Lapas &uz loksnes:",
    },
    "QCupsJobWidget": {
        "&Billing information:": "&Ziņas rēķinam:",
        "&End:": "&Beigās:",
        "&Start:": "&Sākumā:",
        "Banner Pages": "Atdalošās lapas",
        "Job &priority:": "Darba &prioritāte:",
        "Scheduled &printing:": "&Kad drukāt:",
    },
    "QCupsPrinterSupport": {
        "Authentication Needed": "Jāpierakstās",
        "Authentication needed to use %1 on %2.": "Lai lietotu %1 serverī %2, jāpierakstās.",
        "Authentication needed to use %1.": "Lai lietotu %1, jāpierakstās.",
        "Password:": "Parole:",
        "Username:": "Lietotājvārds:",
    },
    "Print Device Input Slot": {"Automatic": "Automātiski"},
    "Print Device Output Bin": {"Automatic": "Automātiski"},
}
_SPOKEN: Mapping[str, Mapping[str, str]] = {
    "QAccessibleActionInterface": {
        "Goes back a page": "Iet lapu atpakaļ",
        "Goes to the next page": "Iet uz nākamo lapu",
        "Moves the element into the visible area": "Parāda elementu redzamajā daļā",
        "Next Page": "Nākamā lapa",
        "Previous Page": "Iepriekšējā lapa",
        "Scroll Down": "Ritināt lejup",
        "Scroll Left": "Ritināt pa kreisi",
        "Scroll Right": "Ritināt pa labi",
        "Scroll Up": "Ritināt augšup",
        "Scrolls down": "Ritina lejup",
        "Scrolls to the left": "Ritina pa kreisi",
        "Scrolls to the right": "Ritina pa labi",
        "Scrolls up": "Ritina augšup",
        "Set Focus": "Iestatīt fokusu",
        "Show Menu": "Rādīt izvēlni",
        "Show on Screen": "Parādīt ekrānā",
    },
    "QSpiAccessibleBridge": {
        "block quote": "citāts",
        "desktop": "darbvirsma",
        "notification": "paziņojums",
        "spin box": "skaitļa lauks",  # Qt's own has “riteņa kaste”
        "switch": "slēdzis",
        "terminal": "terminālis",
    },
    "QWindowsUiaMainProvider": {"blockquote": "citāts"},
}
WORDS: Mapping[str, Mapping[str, str]] = {
    "QFileDialog": _FILES,
    "QAbstractFileIconProvider": _KINDS,
    **_PRINTING,
    **_SPOKEN,
}
"""Class of Qt's that asks → its English words → the Latvian ones, with the same signs and places (`%1`)."""


class QtWords(QTranslator):
    """The words of the table. Installed after Qt's own translation it is asked before it.

    Qt asks on whatever thread words are wanted.
    """

    def translate(self, context: str, words: str, /, disambiguation: str | None = None, n: int = -1) -> str:
        told = WORDS.get(context, {}).get(words)
        return cast("str", told)  # None lets Qt ask the next translation; its stubs do not know of it

    def isEmpty(self) -> bool:
        return False
