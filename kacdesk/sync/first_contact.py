"""This file is the place where a desk that has no store yet is admitted by a central store, and learns its point.

The identity is drawn once and kept until the store is made: whoever mistypes, goes back or loses the line asks again as
the same desk, and the code is not used up by it.
"""

import random
from dataclasses import dataclass
from pathlib import Path

from kacdesk.core import clock, policy
from kacdesk.core.errors import Usage
from kacdesk.core.text import t
from kacdesk.models.catalog import SCHEMA_VERSION
from kacdesk.store import marks
from kacdesk.store.identity import Identity, new_identity, take_identity
from kacdesk.store.marks import DeskState
from kacdesk.store.session import Store
from kacdesk.sync.cycle import ask as ask_central
from kacdesk.sync.cycle import steps
from kacdesk.sync.engine import Engine
from kacdesk.sync.enrolment import ask, keep_reply, require_as_set
from kacdesk.sync.transport import Transport, require_safe_url
from kacdesk.sync.trust import Trust, machine_trust, read_authority, trust_of
from kacdesk.wire.line import FIRST_CHAIN
from kacdesk.wire.messages import EnrolReply
from kacdesk.wire.tickets import read_ticket

_FETCH_MS = 15_000
"""How long a new desk reads from the central store before it is shown; the rest comes while somebody works."""


@dataclass(frozen=True)
class Admission:
    """A desk is admitted: to which `point`, called `title` ('' when nobody named it) · two people compare the
    `fingerprint`."""

    point: str
    title: str
    fingerprint: str
    identity: Identity
    address: str
    reply: EnrolReply
    authority: str | None
    offset_ms: int | None

    def keep(self, store: Store) -> None:
        """Let a new, empty store be the desk that was admitted."""
        take_identity(store, self.identity)
        if self.offset_ms is not None:
            marks.note_contact(store, offset_ms=self.offset_ms)
        keep_reply(store, self.address, self.reply, authority=self.authority)

    def fetch(self, store: Store) -> bool:
        """Read what the central store has of the point, for a while; say whether it answered to the end.

        Whatever was read stays; what is left, or a line that is gone, is the exchange's own matter later.
        """
        late = clock.monotonic_ms() + _FETCH_MS
        transport = Transport(self.address, trust_of(store))
        cycle = steps(store, Engine(random.Random()))  # noqa: S311 -- jitter, not a secret
        try:
            question = next(cycle)
            while clock.monotonic_ms() < late:
                question = cycle.send(ask_central(transport, question))
        except StopIteration as end:
            return end.value.trouble is None
        finally:
            cycle.close()
            transport.close()
        return False


class FirstContact:
    """Asks a central store to admit this desk. Any thread, one question at a time."""

    def __init__(self) -> None:
        self._identity = new_identity()

    def admit(self, url: str, code: str, authority: Path | None = None) -> Admission:
        """Trade an enrolment code; `authority` is a file with the certificates to trust.

        Usage for a code that is mistyped, or a file that holds no certificate; Refused for an address that is not
        safe or not the one that IT has set, or a code that admits nobody; Unavailable without a connection.
        """
        ticket = read_ticket(code)
        if ticket is None:
            raise Usage(
                t("Kodā ir pārrakstīšanās kļūda."),
                effect=t("Nekas nav nosūtīts; kods paliek derīgs."),
                remedy=t("Salīdziniet to ar lapu, ko deva krātuves uzturētājs."),
            )
        address = require_safe_url(url.strip())
        trusted = read_authority(authority) if authority is not None else None
        require_as_set(policy.in_force(), address, trusted)
        if policy.in_force().locks(policy.Name.CA_FILE):
            trusted = None
        offsets: list[int] = []
        transport = Transport(address, Trust(trusted) if trusted is not None else machine_trust())
        reply = ask(_state(self._identity), transport, ticket, note=offsets.append)
        return Admission(
            point=reply.point,
            title=reply.point_name,
            fingerprint=reply.fingerprint,
            identity=self._identity,
            address=address,
            reply=reply,
            authority=trusted,
            offset_ms=offsets[-1] if offsets else None,
        )


def _state(identity: Identity) -> DeskState:
    """Return how a desk stands that holds nothing; its point it does not know yet."""
    return DeskState(
        device=identity.device,
        point="",
        stream=identity.stream,
        series=identity.series,
        last_seq=0,
        last_chain=FIRST_CHAIN,
        acked_seq=0,
        safe_seq=0,
        held_first=1,
        epoch=None,
        cursors={},
        pending_changes=0,
        pending_bytes=0,
        schema_version=SCHEMA_VERSION,
        clock_offset_ms=0,
        central_url=None,
        token=None,
        device_key=identity.key,
    )
