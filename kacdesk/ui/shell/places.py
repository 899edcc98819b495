"""This file is the place where it is told where a person can go by typing letters, and what finds each of these."""

from collections.abc import Sequence
from dataclasses import dataclass

from kacdesk.core.sorting import fold
from kacdesk.core.text import later, t
from kacdesk.services.catalogue.word_search import WordIndex, Wording, words_of
from kacdesk.ui import names
from kacdesk.ui.people.access import NAME as ACCESS
from kacdesk.ui.shell.groups import words_of as group_words
from kacdesk.ui.shell.pages import Entry

HELP, LOOK = "help", "look"
"""What can be gone to and is no page: the guide, and the menu of colours, letters and language."""

_SHORTEST_INSIDE = 3
"""Fewer letters stand inside of every other word."""

_ENDING, _SHORTEST_STEM = 2, 4
"""How many letters of a word may be its ending, and how many have to be left: "datora" also asks for "dator"."""

OTHER_NAMES = {
    names.CATCH_UP: later("žurnāls uz papīra, strāvas pārtraukums, iepriekšējās dienas, papīra lapa"),
    names.DOCTOR: later(
        "dators, programmas pārbaude, kļūme, nestrādā, rezerves kopija, diagnostika, atbalsts"
    ),
    names.EVERYWHERE: later("atrast, klienta vēsture"),
    names.KEEPING: later("dzēšana, iznīcināšana, datu dzēšana, arhīvs"),
    names.LIBRARY: later("bukleti, paraugi"),
    names.LOOKS: later("auditācija, piekļuves žurnāls, kas atvēra"),
    names.NOTICES: later("plakāti, skrejlapas, drukāt, darba laiks pie durvīm"),
    names.PERSON: later("datu subjekts, personas dati, datu kopija"),
    names.REPORTS: later("atskaite, statistika, mēneša pārskats, skaitļi, PDF"),
    names.ROSTER: later("maiņas, dežūras, kas strādā"),
    names.SENDINGS: later("pasts, pavadzīme, nosūtīt papīrus"),
    ACCESS: later("PIN, parole, tiesības, lietotāji"),
    "calendar_day": later("svētku dienas, brīvdienas"),
    "equipment": later("dators, printeris, tehnika, iekārtas"),
    "equipment_fault": later("dators nestrādā, printeris, remonts, tehnika"),
    "feedback": later("atsauksmes, pateicības"),
    "fee_rule": later("cenas, cenrādis"),
    "payment": later("nauda, kase, samaksa"),
    "phone_consultation": later("zvani, telefons"),
    "point_settings": later("konfigurācija, uzstādījumi, opcijas"),
    "received_document": later("iesniegumi, vēstules, pasts, reģistrēt"),
    "staff": later("kolēģi, cilvēki, lietotāji"),
    "visit": later("klienti, pieņemšana"),
}
"""Name of a page → other names that people call it by, with commas between them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go: a page, a `new` record on it, or what `HELP` and `LOOK` name. `words` is what is shown,
    `near` the group, `other` what else it is called."""

    page: str
    words: str
    near: str
    icon: str
    new: bool = False
    other: str = ""


def places_of(entries: Sequence[Entry], *, supervisor: bool) -> list[Place]:
    """Return where a person can go: every page, a new record of every register that she writes, then the rest."""
    pages = [
        Place(each.name, each.title, group_words(each.group), each.icon, other=_other(each.name))
        for each in entries
    ]
    begun = [
        Place(each.name, t("Jauns: {title}", title=t(each.register.singular)), each.title, "add", new=True)
        for each in entries
        if each.register is not None and each.has_new(supervisor=supervisor)
    ]
    return [
        *pages,
        *begun,
        Place(
            HELP, t("Palīdzība (F1)"), "", "help", other=t("pamācība, rokasgrāmata, kā to darīt, taustiņi")
        ),
        Place(
            LOOK,
            t("Izskats un valoda"),
            "",
            "look",
            other=t("krāsas, tumšs, lieli burti, angļu, iestatījumi"),
        ),
    ]


def _other(name: str) -> str:
    words = OTHER_NAMES.get(name, "")
    return t(words) if words else ""


class PlaceFinder:
    """Finds places by letters: how words begin, also with one wrong; then what stands inside of them; then without
    the ending of what was typed."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = places
        self._index = WordIndex([Wording(each.words, near=each.near, other=each.other) for each in places])
        self._whole = [fold(f"{each.words} {each.near} {each.other}") for each in places]

    def find(self, text: str) -> list[Place]:
        """Return what has all the words, the best first; everything for a text without words."""
        asked = words_of(text)
        if not asked:
            return list(self._places)
        found = self._by_index(text)
        if all(len(word) >= _SHORTEST_INSIDE for word in asked):
            found += [at for at, whole in enumerate(self._whole) if all(word in whole for word in asked)]
        if not found:
            found = self._by_index(" ".join(map(_stem, asked)))
        return [self._places[at] for at in dict.fromkeys(found)]

    def _by_index(self, text: str) -> list[int]:
        hits = sorted(self._index.find(text), key=lambda hit: (hit.rank, hit.apart, hit.place))
        return [hit.place for hit in hits]


def _stem(word: str) -> str:
    return word[: max(_SHORTEST_STEM, len(word) - _ENDING)]
