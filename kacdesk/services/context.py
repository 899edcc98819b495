"""This file is the place where a use case learns whose desk it is and who acts."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog
from kacdesk.models.vocabulary import ROLE
from kacdesk.spec.register import Status
from kacdesk.store.session import Store


class Role(StrEnum):
    """What a person at the point may do; the codes are those of the staff register."""

    CLERK = "CLERK"
    SUPERVISOR = "SUPERVISOR"
    IT = "IT"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person of the staff register who acts now."""

    id: UUID
    name: str
    role: Role


@dataclass(frozen=True)
class Context:
    """What every use case gets: the open store and the actor. The window never holds it itself."""

    store: Store
    actor: Actor

    @property
    def catalog(self) -> Catalog:
        """Return the registers of the store."""
        return self.store.catalog

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
    return next((choice.label for choice in ROLE if choice.code == role), str(role)).lower()


def made_by(context: Context) -> dict[str, Any]:
    """Return what the program itself writes into every new row: registered, now, by the actor."""
    return {"status": str(Status.REGISTERED), "made_at": clock.now_utc(), "made_by": context.actor.id}
