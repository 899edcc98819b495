"""This file is the place where the save made a moment ago is taken back, leaving its trace and its number used."""

from dataclasses import replace
from datetime import datetime, timedelta

from kacdesk.core.errors import Refused
from kacdesk.core.ids import new_id
from kacdesk.core.text import t
from kacdesk.services.context import Context
from kacdesk.services.counter import drafts
from kacdesk.services.counter.drafts import Draft
from kacdesk.services.rulebook import take_effect
from kacdesk.spec.register import Status

UNDO_S = 10
"""How many seconds after a save it may be taken back without a reason."""

REASON = "Atsaukts 10 sekunžu laikā"
"""The reason that stands in the log; it stays Latvian whatever the language of the screen is."""


def undo(context: Context, draft: Draft, *, asked_at: datetime) -> Draft:
    """Void the record that `draft` became and keep the draft anew, to be gone on with; returns the new draft.

    `asked_at` is when the person asked, so that a busy desk does not run her time out. Refused when that was later
    than `UNDO_S` seconds after the save, when somebody else made the record, and when it was changed since.
    """
    with context.store.unit(context.actor.id, reason=REASON) as unit:
        row = unit.row(draft.register, draft.id)
        if asked_at - row["made_at"] > timedelta(seconds=UNDO_S):
            raise _refused(t("Saglabāto var atsaukt tikai 10 sekunžu laikā; tās ir pagājušas."))
        if row["made_by"] != context.actor.id:
            raise _refused(t("Šo ierakstu saglabāja cits darbinieks."))
        if row["status"] != Status.REGISTERED:
            raise _refused(t("Kopš saglabāšanas ieraksts jau ir mainīts."))
        unit.update(draft.register, draft.id, {"status": str(Status.VOIDED), "void_reason": REASON})
        take_effect(context, unit, draft.register, draft.id, row)
        again = replace(draft, id=new_id(), follows=draft.id, parked=True)
        drafts.write(context, unit, again)
    return again


def _refused(what: str) -> Refused:
    return Refused(
        what,
        effect=t("Ieraksts paliek reģistrēts."),
        remedy=t("Ja tas ir kļūdains, atveriet ierakstu un labojiet vai anulējiet to."),
    )
