"""This file is the place where a use case learns whose desk it is and who acts."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog
from kacdesk.models.fields import NO_ONE
from kacdesk.models.vocabulary import ROLE
from kacdesk.spec.register import Status
from kacdesk.store.session import Store


class Role(StrEnum):
    """What a person at the point may do; the codes are those of the staff register.

    NOBODY is the role of whoever has not signed in, or has one that only a newer version knows.
    """

    CLERK = "CLERK"
    SUPERVISOR = "SUPERVISOR"
    IT = "IT"
    NOBODY = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person of the staff register who acts now.

    `own_role` stands in the register · `acting_from` and `acting_to` are the first and the last day in Riga on which
    a clerk stands in for the supervisor.
    """

    id: UUID
    name: str
    own_role: Role
    acting_from: date | None = None
    acting_to: date | None = None

    @property
    def role(self) -> Role:
        """Return what the person may do today; asked anew each time, because a period ends at midnight."""
        return self.role_on(clock.today_riga())

    def role_on(self, day: date) -> Role:
        """Return what the person may do on a day, as far as the staff register still tells."""
        return Role.SUPERVISOR if self._stands_in(day) else self.own_role

    @property
    def acting_until(self) -> date | None:
        """Return the last day on which a clerk stands in for the supervisor, None when that is not so today."""
        return self.acting_to if self._stands_in(clock.today_riga()) else None

    def _stands_in(self, day: date) -> bool:
        if self.own_role is not Role.CLERK or self.acting_from is None or self.acting_to is None:
            return False
        return self.acting_from <= day <= self.acting_to

    @property
    def is_nobody(self) -> bool:
        """Say whether nobody has signed in yet."""
        return self.id == NO_ONE


@dataclass(frozen=True)
class Context:
    """What every use case gets: the open store and the actor. The window never holds it itself."""

    store: Store
    actor: Actor

    @property
    def catalog(self) -> Catalog:
        """Return the registers of the store."""
        return self.store.catalog

    @property
    def only_masked(self) -> bool:
        """Say whether the actor sees no personal data at all, whatever the purpose: IT, and nobody."""
        return self.actor.role not in (Role.CLERK, Role.SUPERVISOR)

    def require(self, *roles: Role) -> None:
        """Refuse unless the actor has one of the roles."""
        if self.actor.role in roles:
            return
        names = ", ".join(role_name(role) for role in roles)
        raise Refused(
            t("Šo darbību drīkst veikt tikai: {roles}.", roles=names),
            effect=t("Nekas nav mainīts."),
            remedy=t("Lūdziet to izdarīt vadītājam."),
        )


def role_name(role: Role) -> str:
    """Return a role as people say it."""
    words = next((t(choice.label) for choice in ROLE if choice.code == role), str(role))
    return words if words.isupper() else words.lower()


def made_by(context: Context) -> dict[str, Any]:
    """Return what the program itself writes into every new row: registered, now, by the actor."""
    return {"status": str(Status.REGISTERED), "made_at": clock.now_utc(), "made_by": context.actor.id}
