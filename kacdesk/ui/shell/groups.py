"""This file is the place where the groups of the sidebar get their words, and every register its icon."""

from collections.abc import Mapping

from kacdesk.core.text import later, t
from kacdesk.spec.register import Group, RegisterSpec

_WORDS: Mapping[Group, str] = {
    Group.CONTACTS: "",
    Group.REQUESTS: later("Lūgumi un sūdzības"),
    Group.DOCUMENTS: later("Dokumenti"),
    Group.INSTITUTIONS: later("Iestādes"),
    Group.STAFF: later("Darbinieki"),
    Group.QUALITY: later("Kvalitāte"),
    Group.CATALOGUE: later("Katalogs un noteikumi"),
    Group.KEEPING: later("Glabāšana un dati"),
}

_GROUP_ICONS: Mapping[Group, str] = {
    Group.CONTACTS: "list",
    Group.REQUESTS: "inbox",
    Group.DOCUMENTS: "document",
    Group.INSTITUTIONS: "institution",
    Group.STAFF: "people",
    Group.QUALITY: "quality",
    Group.CATALOGUE: "book",
    Group.KEEPING: "archive",
}

_ICONS: Mapping[str, str] = {
    "visit": "visit",
    "phone_consultation": "phone",
    "received_document": "document",
    "institution": "institution",
    "service": "service",
    "staff": "people",
    "calendar_day": "calendar",
    "deadline_rule": "clock",
}

_BY_WORD: tuple[tuple[str, str], ...] = (
    ("absence", "absence"),
    ("agreement", "files"),
    ("appointment", "calendar"),
    ("batch", "transfer"),
    ("border", "card"),
    ("certificate", "certificate"),
    ("destruction", "archive"),
    ("email", "letter"),
    ("equipment", "equipment"),
    ("error", "attention"),
    ("feedback", "message"),
    ("fee", "money"),
    ("hours", "clock"),
    ("issued", "certificate"),
    ("library", "booklet"),
    ("notice", "megaphone"),
    ("payment", "money"),
    ("presence", "calendar"),
    ("proposal", "idea"),
    ("referral", "referral"),
    ("residence", "residence"),
    ("review", "review"),
    ("shift", "calendar"),
    ("suggestion", "idea"),
    ("survey", "survey"),
    ("task", "task"),
    ("training", "training"),
    ("transfer", "transfer"),
    ("access", "shield"),
    ("retention", "clock"),
    ("specialist", "person"),
)
"""Part of a register's name → its icon; the first that fits counts."""


def words_of(group: Group) -> str:
    """Return the heading of a group, '' for the one that stands on top without any."""
    words = _WORDS[group]
    return t(words) if words else ""


def icon_of(spec: RegisterSpec) -> str:
    """Return the icon of a register's page: its own, else that of what it is about, else that of its group."""
    told = next((drawing for part, drawing in _BY_WORD if part in spec.name), _GROUP_ICONS[spec.group])
    return _ICONS.get(spec.name, told)
