"""This file is the place where copies begin to go where IT has set, and go back where they went once IT sets nothing.

What was named in the program is kept meanwhile. The first time IT's folder is reached the desk's own folder is made in
it; later it has to be there, as on every medium, so that nothing is written where a medium used to be.
"""

import json
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.models.fields import NO_ONE
from kacdesk.store import tables
from kacdesk.store.copies import make_home, point_to, read_copies
from kacdesk.store.obeyed import obeyed_by
from kacdesk.store.session import Store

_OWN = "own_copies_folder"
"""The row of this computer's settings that keeps what was named in the program; JSON, null for none."""

_table = tables.preference


def take_up(store: Store) -> None:
    """Let copies go where IT has set, or back to where they went before. Called often; mostly there is nothing to do.

    Refused for a folder within the data folder.
    """
    wanted = obeyed_by(store).copies_folder
    if wanted is None:
        _give_back(store)
        return
    if wanted.is_relative_to(store.path.parent.absolute()):
        raise Refused(
            t("Kopiju mape, ko noteicis IT, ir datu mapē pašā; tur kopijas neko nepasargātu."),
            effect=t("Kopija nav izveidota; ieraksti ir droši saglabāti šajā datorā."),
            remedy=t("Lūdziet IT noteikt mapi citā diskā vai tīklā."),
        )
    state = read_copies(store)
    if state.folder != wanted:
        _keep_own(store, state.folder)
        point_to(store, wanted)
        state = read_copies(store)
    if state.copied_at is None and wanted.is_dir():
        make_home(store, wanted)


def _keep_own(store: Store, folder: Path | None) -> None:
    """Keep what was named in the program, unless it is kept from an earlier setting of IT."""
    row = {"name": _OWN, "value": json.dumps(str(folder) if folder is not None else None)}
    with store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(insert(_table).values(**row).on_conflict_do_nothing())


def _give_back(store: Store) -> None:
    with store.read() as connection:
        kept = connection.scalars(select(_table.c.value).where(_table.c.name == _OWN)).first()
    if kept is None:
        return
    folder = json.loads(kept)
    point_to(store, Path(folder) if isinstance(folder, str) else None)
    with store.unit(NO_ONE, applying=True) as unit:
        unit.connection.execute(delete(_table).where(_table.c.name == _OWN))
