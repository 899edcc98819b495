"""This file is the place where it is written who examines a complaint first, and who after that (S000 4.2, 4.3)."""

from collections.abc import Mapping

from kacdesk.spec.field import Choice

EMPLOYEE, HEAD_ACTION, ACT = "EMPLOYEE_ACTION", "HEAD_ACTION", "ADMINISTRATIVE_ACT"
CONDUCT, STATE_SERVICE, CENTRE_ITSELF = "CONDUCT_RULES", "STATE_SERVICE", "CENTRE"

ABOUT = (
    Choice(CENTRE_ITSELF, "Centra darbs kopumā"),
    Choice(EMPLOYEE, "Darbinieka faktiskā rīcība"),
    Choice(HEAD_ACTION, "Vadītāja lēmums vai faktiskā rīcība"),
    Choice(ACT, "Vadītāja vai darbinieka administratīvais akts"),
    Choice(CONDUCT, "Apkalpošanas noteikumu pārkāpums"),
    Choice(STATE_SERVICE, "Valsts iestādes pakalpojums centrā"),
)

HEAD, DIRECTOR, COMMISSION, COURT = "HEAD", "DIRECTOR", "COMMISSION", "COURT"
INSTITUTION, CENTRE = "INSTITUTION", "CENTRE"

INSTANCE = (
    Choice(CENTRE, "Centrs"),
    Choice(HEAD, "Centra vadītājs"),
    Choice(DIRECTOR, "Izpilddirektors"),
    Choice(COMMISSION, "Administratīvo aktu apstrīdēšanas komisija"),
    Choice(COURT, "Tiesa"),
    Choice(INSTITUTION, "Iestāde"),
)

ROUTES: Mapping[str, tuple[str, ...]] = {
    EMPLOYEE: (HEAD, DIRECTOR, COURT),
    HEAD_ACTION: (DIRECTOR, COURT),
    ACT: (COMMISSION, COURT),
    CONDUCT: (DIRECTOR,),
    STATE_SERVICE: (INSTITUTION,),
    CENTRE_ITSELF: (CENTRE,),
}
"""Subject → its instances in order. S000 4.2.1–4.2.4; 4.3 (the court after the commission: Administratīvā procesa
likums, from memory); S002 13; S001 19.7; S001 20.7."""

OUTSIDE = frozenset({COMMISSION, COURT})
"""Instances of which only the day and the outcome are recorded."""


def first_instance(about: str) -> str:
    """Return who examines first."""
    return ROUTES[about][0]


def next_instance(about: str, now: str) -> str | None:
    """Return who examines after an instance; None when the route ends there. ValueError when it is not on the route."""
    route = ROUTES[about]
    place = route.index(now) + 1
    return route[place] if place < len(route) else None
