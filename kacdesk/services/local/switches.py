"""This file is the place where it is known which parts of the program a point has switched off (its own settings)."""

from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy import select

from kacdesk.core import clock
from kacdesk.core.errors import Problem
from kacdesk.core.text import t
from kacdesk.services import point_settings
from kacdesk.services.context import Context
from kacdesk.services.point_settings import Settings
from kacdesk.spec.register import Values
from kacdesk.store.session import Store

_BY_SWITCH: Mapping[str, tuple[str, ...]] = {
    "residence": ("residence_declaration", "residence_certificate"),
    "border_traffic": ("border_traffic_application", "border_traffic_list"),
    "rural": ("rural_consultation",),
}
"""Field of the settings → the registers that are of use only while it is on."""


def switched_off(settings: Settings) -> frozenset[str]:
    """Return the registers of what the point does not do."""
    off = (registers for switch, registers in _BY_SWITCH.items() if not getattr(settings, switch))
    return frozenset(name for registers in off for name in registers)


def hidden_registers(store: Store) -> frozenset[str]:
    """Return the registers without a page: the point does not do it, and has no record of it from before."""
    off = switched_off(point_settings.of(store))
    with store.read() as connection:
        return frozenset(
            name
            for name in off
            if connection.execute(select(store.catalog.table(name).c.n).limit(1)).first() is None
        )


def refusal(store: Store, register: str, field: str, *, on: date | None) -> Iterator[Problem]:
    """Yield why a record of the register is not saved at this point now, at `field`; nothing when it may be.

    `on` the day of the matter, None for today: what is of a day before may still be put right or entered late.
    """
    if is_past(on) or register not in switched_off(point_settings.of(store)):
        return
    sentence = t("Šis punkts to nedara; vadītājs to var ieslēgt sadaļā “Punkta iestatījumi”.")
    yield Problem(field, sentence, "switched_off")


def judge_call(context: Context, call: Values) -> Iterator[Problem]:
    """Refuse a call of the portal's helpline where the point does not answer it: only some do (S000 2.1(4))."""
    began = call.get("started_at")
    if not call.get("helpline") or is_past(clock.riga_day(began) if began is not None else None):
        return
    if not point_settings.of(context.store).helpline:
        sentence = t(
            "Šis punkts latvija.lv palīdzības tālruni neapkalpo; noņemiet atzīmi vai lūdziet vadītāju to ieslēgt."
        )
        yield Problem("helpline", sentence, "switched_off")


def is_past(day: date | None) -> bool:
    """Say whether something was of a day before today."""
    return day is not None and day < clock.today_riga()
