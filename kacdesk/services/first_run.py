"""This file is the place where a desk is made at the first start from what a person said: all of it, or nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import msgspec
from sqlalchemy import select

from kacdesk.core import clock, policy
from kacdesk.core.errors import Invalid, Problem, Refused
from kacdesk.core.ids import new_id
from kacdesk.core.policy import Name
from kacdesk.core.sorting import fold, latvian_key
from kacdesk.core.text import t
from kacdesk.models.catalog import CATALOG
from kacdesk.models.fields import NO_ONE
from kacdesk.models.reference_csv import read_catalogue
from kacdesk.models.rules import field_problem, problems, tidy
from kacdesk.models.vocabulary import CENTRE_TYPE
from kacdesk.models.vocabulary import ROLE as ROLE
from kacdesk.services import deadlines, preferences
from kacdesk.services.catalogue import life_situations, reference_data
from kacdesk.services.context import Context, Role
from kacdesk.services.people import accounts, pins
from kacdesk.services.people.pin_rules import require_good
from kacdesk.store import copies, opening
from kacdesk.store.opening import PointInfo
from kacdesk.store.session import Store
from kacdesk.vault import keyrings
from kacdesk.vault.slots import SHORTEST_PASSPHRASE, Unlock, add_slot
from kacdesk.wire.tickets import new_ticket, read_ticket, ticket_text

TYPES = CENTRE_TYPE
_POINT = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,23}")
_LONGEST_TITLE = 250


@dataclass(frozen=True, slots=True)
class Point:
    """A service point: code, what it is called, municipal, regional or national."""

    code: str
    title: str
    type: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who will work at the desk; `role` is a code of the staff register."""

    name: str
    role: str


@dataclass(frozen=True)
class Plan:
    """What a person said. `pin` of the first supervisor, '' for none yet · `copies` where copies go, None for nowhere ·
    `passphrase` opens the store at each start, None where the system's keyring does · `recovery` opens it when
    everything else is lost, '' for none."""

    point: Point
    file_index: str
    people: tuple[Person, ...]
    pin: str = ""
    copies: Path | None = None
    idle_minutes: int = 5
    passphrase: str | None = None
    recovery: str = ""

    @property
    def supervisor(self) -> Person | None:
        """Return the first supervisor, None when nobody is one."""
        return next((person for person in self.people if person.role == Role.SUPERVISOR), None)


class Admission(Protocol):
    """A central store has admitted this desk (`sync.first_contact`)."""

    @property
    def point(self) -> str:
        """Return the code of its point."""

    @property
    def title(self) -> str:
        """Return how the point is called there, '' when nobody named it."""

    @property
    def fingerprint(self) -> str:
        """Return what two people compare."""

    def keep(self, store: Store) -> None:
        """Let a new, empty store be the desk that was admitted."""

    def fetch(self, store: Store) -> bool:
        """Read what the central store has of the point, for a while."""


class CentralStore(Protocol):
    """Who admits a desk that has no store yet."""

    def admit(self, url: str, code: str, authority: Path | None = None) -> Admission:
        """Trade an enrolment code for membership of a point."""


def points() -> list[Point]:
    """Return the service points of the catalogue that comes with the program, by name."""
    rows = read_catalogue(reference_data.shipped_catalogue()).rows
    found = [
        Point(code, str(values["title"]), str(values.get("type") or "municipal"))
        for register, code, values in rows
        if register == "service_point"
    ]
    return sorted(found, key=lambda point: latvian_key(point.title))


def proposed_code(title: str) -> str:
    """Return a code for a point by its name: its first word without garumzīmes, in capitals."""
    words = re.findall(r"[A-Z0-9]+", fold(title).upper())
    return words[0][:24] if words else ""


def problems_of_point(point: Point, file_index: str) -> list[Problem]:
    """Return what is wrong with a point: its code, its name, the index of its documents."""
    found = []
    if not _POINT.fullmatch(point.code):
        sentence = t("Kodā ir tikai lielie latīņu burti, cipari, “-” un “_”, piemēram, BALVI.")
        found.append(Problem("code", sentence, "characters"))
    if not point.title.strip():
        found.append(Problem("title", t("Ierakstiet punkta nosaukumu."), "required"))
    elif len(point.title) > _LONGEST_TITLE:
        found.append(Problem("title", t("Nosaukums ir par garu."), "longest"))
    wrong = field_problem(CATALOG.spec("received_document").by_name["file_index"], file_index)
    if wrong is not None or not file_index:
        found.append(Problem("file_index", t("Lietas indekss ir, piemēram, 1-5."), "characters"))
    return found


def problem_of_people(people: Sequence[Person]) -> str:
    """Return in one sentence what is wrong with the people who will work here, '' when nothing is."""
    spec = CATALOG.spec("staff")
    if not any(person.role == Role.SUPERVISOR for person in people):
        return t("Vajag vismaz vienu vadītāju: viņš pievieno pārējos un labo sarakstus.")
    names = [fold(" ".join(person.name.split())) for person in people]
    if len(set(names)) < len(names):
        return t("Divām personām ir vienāds vārds un uzvārds; atšķiriet tās, piemēram, ar amatu.")
    for person in people:
        values = {"name": tidy(spec.by_name["name"], person.name), "role": person.role, "active": True}
        wrong = problems(spec, values)
        if wrong:
            return wrong[0].sentence
    return ""


def problem_of_pin(pin: str, again: str, name: str) -> str:
    """Return in one sentence what is wrong with a PIN typed twice, '' when nothing is; without one nothing is."""
    if not pin and not again:
        return ""
    if pin != again:
        return t("Abi PIN nav vienādi; ierakstiet tos vēlreiz.")
    try:
        require_good(pin, name=name, confirmed=True)
    except Invalid as error:
        return error.what
    return ""


def problem_of_passphrase(passphrase: str, again: str) -> str:
    """Return in one sentence what is wrong with a passphrase typed twice, '' when nothing is."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        return t(
            "Vajag vismaz {count} rakstzīmes, piemēram, piecus nejaušus vārdus.", count=SHORTEST_PASSPHRASE
        )
    return "" if passphrase == again else t("Abas frāzes nav vienādas; ierakstiet tās vēlreiz.")


def problem_of_copies(folder: Path, data: Path) -> str:
    """Return in one sentence why copies cannot go to a folder, '' when they can."""
    if not folder.is_dir():
        return t(
            "Mape “{name}” nav atrasta; pievienojiet datu nesēju un izvēlieties esošu mapi.", name=folder.name
        )
    if folder.absolute().is_relative_to(data.absolute()):
        return t("Kopijas datu mapē pašā neko nepasargātu; izvēlieties mapi citā diskā.")
    return ""


def keyring_opens() -> bool:
    """Say whether this computer's user has a keyring in which the key can lie."""
    try:
        keyrings.system_keyring()
    except Refused:
        return False
    return True


def new_recovery_key() -> str:
    """Draw a key that opens the store when the computer's user or the passphrase is lost, as it is written down."""
    return ticket_text(new_ticket())


def as_kept(typed: str) -> str:
    """Return what a person typed to open the store; a recovery key is forgiven its hyphens and small letters."""
    ticket = read_ticket(typed)
    return ticket_text(ticket) if ticket is not None else typed


def make(folder: Path, unlock: Unlock, plan: Plan, admission: Admission | None = None) -> Store:
    """Make the desk that was planned and open it for writing.

    A failure, or a program that is killed meanwhile, leaves no desk behind, and the start can be repeated. Refused
    where there is a desk already or no keyring, Unavailable when the disk does not take it.
    """
    point = plan.point
    info = PointInfo(code=point.code, title=point.title.strip(), type=point.type, file_index=plan.file_index)
    opened_by = msgspec.structs.replace(unlock, passphrase=plan.passphrase) if plan.passphrase else unlock
    fill = partial(_fill, plan=plan, admission=admission, cost=unlock.cost)
    return opening.create(folder, opened_by, info, prepare=fill)


def _fill(store: Store, *, plan: Plan, admission: Admission | None, cost: tuple[int, int]) -> None:
    reference_data.load(store, reference_data.shipped_catalogue())
    if admission is not None:
        admission.keep(store)
        admission.fetch(store)
    known = accounts.staff(store)
    _enter(store, plan.people)
    context = _supervisor(store, plan)
    if not known:
        deadlines.seed(context)  # another desk of the point has entered them already
        life_situations.seed(context)
    if Name.IDLE_MINUTES not in preferences.locked_fields(context):
        preferences.change(context, idle_minutes=plan.idle_minutes)
    if plan.pin:
        pins.put(store, context.actor, plan.pin, by=context.actor.id, confirmed=True)
    if plan.copies is not None and policy.in_force().copies_folder is None:
        copies.name_medium(store, plan.copies)  # IT's is taken up by itself, also when it is away now
    if plan.recovery:
        add_slot(store.path.parent, store.key, Unlock(passphrase=plan.recovery, cost=cost))


def _enter(store: Store, people: Sequence[Person]) -> None:
    """Enter the people who are not there yet: another desk of the point may have told of them."""
    spec, here = store.catalog.spec("staff"), store.catalog.table("staff")
    with store.unit(NO_ONE) as unit:
        rows = unit.connection.execute(select(here.c.name).where(here.c.status != "voided"))
        known = {fold(row.name) for row in rows}
        made = {"status": "registered", "made_at": clock.now_utc(), "made_by": NO_ONE}
        for person in people:
            name = tidy(spec.by_name["name"], person.name)
            if fold(str(name)) not in known:
                values = {"name": name, "role": person.role, "active": True}
                unit.insert("staff", new_id(), values | made)


def _supervisor(store: Store, plan: Plan) -> Context:
    """Return the context of the supervisor who was named."""
    if plan.supervisor is None:
        raise ValueError("a plan has a supervisor")
    return Context(store, accounts.person_called(store, " ".join(plan.supervisor.name.split())))
