"""This file is the place where the doctor looks at the ways to the key: keyring and slots, and whether they open."""

from kacdesk.care.finding import Told, attention, bad, failed, good
from kacdesk.care.ground import Ground
from kacdesk.core.errors import DeskError, ExitCode
from kacdesk.core.text import t
from kacdesk.vault.keyrings import NoKeyring, system_keyring
from kacdesk.vault.slot_file import SLOTS_NAME, has_key, load_slots, require_key

_WAYS_BACK = frozenset({"passphrase", "escrow"})


def keyring(ground: Ground) -> Told:
    """Has this user a keyring of the system? Bad only where the data are opened by it."""
    kinds = _kinds(ground)
    if kinds is None:
        return attention(
            t(
                "Nav zināms, vai dati lieto sistēmas atslēgu glabātuvi: to saka datne {name}.",
                name=SLOTS_NAME,
            ),
            t("Atjaunojiet šo datni no rezerves kopijas vai sazinieties ar IT."),
            "unknown",
        )
    if (kinds and "keyring" not in kinds) or (not kinds and ground.unlock.passphrase_file is not None):
        return good(t("dati to nelieto"))
    try:
        return good(type(system_keyring()).__name__)
    except NoKeyring as error:
        if kinds:
            return failed(error, "none")
    return attention(
        t("Šim datora lietotājam nav sistēmas atslēgu glabātuves."),
        t("Datus varēs atvērt ar paroles frāzi; to prasīs pirmajā startā."),
        "none",
    )


def slots(ground: Ground) -> Told:
    """Can the file of keys be read, and is there a second way to the key?"""
    if not has_key(ground.folder):
        return bad(
            t("Datu mapē nav atslēgas datnes {name}.", name=SLOTS_NAME),
            t("Atjaunojiet šo datni no rezerves kopijas vai sazinieties ar IT."),
            "missing",
            ExitCode.REFUSED,
        )
    try:
        file = load_slots(ground.folder)
    except DeskError as error:
        return failed(error)
    kinds = {slot.kind for slot in file.slots}
    if "beside" in kinds:
        return good(t("parauga atslēga datiem blakus"))
    if not kinds & {"keyring", "passphrase"}:
        return bad(
            t("Datus neatver neviena šī datora atslēga."),
            t("Lūdziet krātuves uzturētājam atslēgas datni un palaidiet “kacdesk rekey-slot”."),
            "no-way",
            ExitCode.REFUSED,
        )
    if not kinds & _WAYS_BACK:
        return attention(
            t("Datus atver tikai šī datora lietotāja glabātuve; ja to pazaudē, dati nav atverami."),
            t(
                "Pievienojiet paroles frāzi: “kacdesk rekey-slot --new-passphrase-file DATNE”; glabājiet to seifā."
            ),
            "one-way",
        )
    return good(t("ceļi pie atslēgas: {kinds}", kinds=", ".join(sorted(_said(kind) for kind in kinds))))


def key(ground: Ground) -> Told:
    """Does the key that is at hand open the data?"""
    found = ground.key
    if isinstance(found, DeskError):
        return failed(found)
    try:
        require_key(load_slots(ground.folder), found)
    except DeskError as error:
        return failed(error)
    return good(t("atver datus"))


def _said(kind: str) -> str:
    words = {
        "keyring": t("sistēmas glabātuve"),
        "passphrase": t("paroles frāze"),
        "escrow": t("krātuves uzturētājs"),
    }
    return words.get(kind, kind)


def _kinds(ground: Ground) -> frozenset[str] | None:
    """Return which kinds of slots there are, none where there are no data; None where nothing says it of the data."""
    if not ground.has_data:
        return frozenset()
    try:
        return frozenset(slot.kind for slot in load_slots(ground.folder).slots)
    except DeskError:
        return None
