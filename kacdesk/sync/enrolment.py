"""This file is the place where a desk trades an enrolment code for membership of a point."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import kacdesk
from kacdesk.core.errors import Refused, Unavailable, Usage
from kacdesk.core.policy import Name, Policy, locked, not_known
from kacdesk.core.text import t
from kacdesk.store import marks
from kacdesk.store.exchange_keys import ensure_courier_key, keep_central_key
from kacdesk.store.marks import DeskState
from kacdesk.store.obeyed import obeyed_by
from kacdesk.store.session import Store
from kacdesk.store.standing import read_standing
from kacdesk.sync.failure import Failure
from kacdesk.sync.sentences import FORGOTTEN, LASTING, as_error, what_happened
from kacdesk.sync.transport import Transport, require_safe_url
from kacdesk.sync.trust import LOOPBACK, authority_of, keep_authority, trust_of
from kacdesk.wire.messages import EnrolReply, EnrolRequest, ProblemType
from kacdesk.wire.signing import public_key


@dataclass(frozen=True)
class Enrolled:
    """What is told after enrolment; two people compare the fingerprint."""

    point: str
    device: str
    series: str
    fingerprint: str


def enrol(store: Store, code: str, url: str, *, sample: bool, authority: str | None = None) -> Enrolled:
    """Enrol this desk with a one-time code. Nothing changes unless the central store agrees.

    `authority` (PEM) is the only one that is trusted from now on to say who the central store is. Refused for another
    address or authority than IT has set.

    A sample folder enrols only on this computer (docs/decisions/0006). Refused for a wrong code, Unavailable
    without a connection.
    """
    address = require_safe_url(url)
    if sample and not any(f"//{host}" in address for host in (*LOOPBACK, "[::1]")):
        raise Refused(
            t("Parauga dati drīkst sazināties tikai ar savu krātuvi šajā datorā."),
            effect=t("Nekas nav nosūtīts."),
            remedy=t("Īstam darbam izveidojiet savu datu mapi ar “kacdesk init”."),
        )
    set_by_it = obeyed_by(store)
    require_as_set(set_by_it, address, authority)
    ticket = tidy_ticket(code)
    state = marks.read_state(store)
    if state.token is not None and _trouble(store) not in FORGOTTEN:
        raise Refused(
            t("Šis dators jau ir pieteikts centrālajā krātuvē."),
            effect=t("Nekas nav mainīts."),
            remedy=t("Ja dators jāpiesaista citai krātuvei, sazinieties ar uzturētāju."),
        )
    trusted = trust_of(store)
    if set_by_it.locks(Name.CA_FILE):
        authority = None  # IT's is asked each time, and may be another one tomorrow
    elif authority is not None:
        trusted = replace(trusted, authority=authority)
    unknown, transport = replace(state, token=None), Transport(address, trusted)
    reply = ask(unknown, transport, ticket, note=partial(_note_offset, store))
    if reply.point != state.point:
        raise Refused(
            t(
                "Kods ir domāts citam punktam ({theirs}), bet šie dati ir punktam {ours}.",
                theirs=reply.point,
                ours=state.point,
            ),
            effect=t("Dati nav nosūtīti."),
            remedy=t("Lūdziet kodu savam punktam."),
        )
    keep_reply(store, address, reply, authority=authority)
    return Enrolled(reply.point, str(state.device), reply.series, reply.fingerprint)


def keep_reply(store: Store, address: str, reply: EnrolReply, *, authority: str | None) -> None:
    """Keep in the store that it is enrolled, and where."""
    if authority is not None:
        keep_authority(store.path.parent, authority)
    marks.enrolled(store, address, reply)
    ensure_courier_key(store)
    keep_central_key(store, reply.courier)


def require_as_set(set_by_it: Policy, address: str, authority: str | None) -> None:
    """Refuse another central store or other certificates than IT has set for this computer."""
    if set_by_it.closes_enrolment:
        raise not_known()
    if set_by_it.central is not None and set_by_it.central.casefold() != address.casefold():
        raise locked(Name.CENTRAL)
    if authority is not None and set_by_it.locks(Name.CA_FILE) and authority != authority_of(set_by_it):
        raise locked(Name.CA_FILE)


def tidy_ticket(code: str) -> str:
    """Return a typed code without blanks and hyphens; Usage when nothing is left."""
    ticket = re.sub(r"[\s-]", "", code).upper()
    if not ticket:
        raise Usage(
            t("Pieteikšanas kods ir tukšs."), remedy=t("Ierakstiet kodu, ko devis krātuves uzturētājs.")
        )
    return ticket


def _trouble(store: Store) -> str | None:
    """Return what stopped the last exchange."""
    with store.read() as connection:
        return read_standing(connection).trouble


def _note_offset(store: Store, offset_ms: int) -> None:
    marks.note_contact(store, offset_ms=offset_ms)


def ask(state: DeskState, transport: Transport, ticket: str, *, note: Callable[[int], None]) -> EnrolReply:
    """Trade the ticket; where this computer's clock is wrong, once more with the central store's time.

    `note` hears how many milliseconds the clock is off. Closes the transport. Refused for a code that admits nobody,
    Unavailable without a connection.
    """
    request = EnrolRequest(
        ticket=ticket,
        device=state.device.hex,
        stream=state.stream.hex,
        series=state.series,
        pubkey=public_key(state.device_key).hex(),
        app=kacdesk.__version__,
        sv=state.schema_version,
    )
    try:
        try:
            return transport.enrol(state, request)
        except Failure as failure:
            if failure.type != ProblemType.CLOCK:
                raise
            note(failure.offset_ms)
            return transport.enrol(replace(state, clock_offset_ms=failure.offset_ms), request)
    except Failure as failure:
        if failure.type in LASTING:
            raise as_error(failure.type) from failure
        raise Unavailable(
            what_happened(failure.type),
            effect=t("Dators nav pieteikts; ieraksti ir droši saglabāti šajā datorā."),
            remedy=t("Pārbaudiet adresi un savienojumu un mēģiniet vēlreiz; kods paliek derīgs."),
        ) from failure
    finally:
        transport.close()
