"""This file is the place where it is known which papers can be printed from a record of a register."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.services.context import Context
from kacdesk.services.lists import log_access
from kacdesk.spec.register import Status, Values
from kacdesk.store.session import row_of

Draw = Callable[[Context, UUID], bytes]
"""A record → the PDF."""


def _always(_values: Values) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class RecordPaper:
    """A paper that is made of one record. `name` is its word on the command line and the stem of its file · `personal`
    it names the customer, so that who prints it is written down · `applies` whether a record of these values has it."""

    name: str
    label: str
    draw: Draw
    personal: bool = True
    applies: Callable[[Values], bool] = _always


PAPERS: Mapping[str, tuple[RecordPaper, ...]] = {}
"""Register → its papers, the one that is wanted most first."""


def papers_of(register: str, values: Values) -> tuple[RecordPaper, ...]:
    """Return the papers that a record of these values has; a voided one has none."""
    if values.get("status") == Status.VOIDED:
        return ()
    return tuple(paper for paper in PAPERS.get(register, ()) if paper.applies(values))


def paper(context: Context, register: str, record: UUID, name: str) -> bytes:
    """Draw a paper and return the PDF; the access is logged when it names a person. Any thread.

    Refused when the record has no such paper, Missing when it is not here.
    """
    with context.store.read() as connection:
        row = row_of(connection, context.catalog, register, record)
    found = next((each for each in papers_of(register, row) if each.name == name), None)
    if found is None:
        raise Refused(
            t("Šim ierakstam tāda papīra nav."),
            effect=t("Nekas nav drukāts."),
            remedy=t("Atveriet ierakstu un izvēlieties kādu no tā papīriem."),
        )
    if found.personal:
        log_access(context, "paper", register, [record], purpose=t("Izdruka: {paper}", paper=t(found.label)))
    return found.draw(context, record)
