"""This file is the place where names of institutions, services and people in a spreadsheet find their rows here."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from kacdesk.core.ids import parse_id
from kacdesk.core.text import t
from kacdesk.services.counter.entry import Unreadable
from kacdesk.services.references import References
from kacdesk.spec.field import FieldSpec

_IN_WORDS = {
    "visit_service": "service_text",
    "phone_consultation": "topic",
    "received_document": "addressee_text",
}
"""Where a register keeps the name of an institution or service that is not in the catalogue."""

_BRACKETED = re.compile(r"(.*?)\s*\(([^()]+)\)\s*")
_DASH = re.compile(r"\s+[-–—]\s+")
_CATALOGUE = ("institution", "service")


class Names:
    """Finds what names mean; those that mean nothing wait until `keep_unmapped` puts them into words."""

    def __init__(self, references: References) -> None:
        self.references = references
        self._unmapped: list[str] = []
        self._by_words: dict[str, str] = {}

    def find(self, register: str, field: FieldSpec, texts: Sequence[str], *, shown: str) -> UUID | None:
        """Return the row that the first text with a meaning means; None when it is kept as words or left out.

        `shown` is the text that is kept for an institution or service; a person is left out. Raises Unreadable
        where the register has no place for the words.
        """
        for name in (name for text in texts for name in _forms(text)):
            found = self._known(field, name)
            if found is not None:
                self._by_words[field.name] = "" if parse_id(name) == found else shown
                return found
        if field.refers_to in _CATALOGUE and register in _IN_WORDS:
            self._unmapped.append(shown)
        elif field.refers_to != "staff":
            raise Unreadable(t("Laukā “{label}” norādītais nav atrasts sarakstā.", label=field.label))
        return None

    def _known(self, field: FieldSpec, name: str) -> UUID | None:
        register = field.refers_to or ""
        found = self.references.find(register, name)
        return found if found is not None and self.references.knows(register, found) else None

    def keep_unmapped(self, register: str, values: dict[str, Any]) -> int:
        """Put the names that mean nothing here into the record's own words and return how many there were.

        A service of another institution than the one named beside it is such a name too, unless it was told by its
        identifier.
        """
        service, institution = values.get("service_id"), values.get("institution_id")
        words = self._by_words.get("service_id")
        if (
            service is not None
            and words
            and institution not in (None, self.references.institution_of(service))
        ):
            del values["service_id"]
            self._unmapped.append(words)
        names, self._unmapped, self._by_words = self._unmapped, [], {}
        into = _IN_WORDS.get(register, "")
        if names:
            told = [*names, *([values[into]] if values.get(into) else [])]
            values[into] = "; ".join(dict.fromkeys(told))
        return len(names)


def _forms(text: str) -> Iterator[str]:
    """Yield how a name may stand in the catalogue: as it is, "VSAA (pilns nosaukums)", "VSAA – pilns nosaukums"."""
    yield text
    yield text.rstrip(".")
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed is not None:
        yield bracketed[1]
        yield bracketed[2]
    if _DASH.search(text):
        yield _DASH.split(text, maxsplit=1)[0]
