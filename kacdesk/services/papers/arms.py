"""This file is the place where the picture at the head of the papers is found: the arms or logo of the municipality.

It is the newest picture among the files of the point's settings, so that a supervisor puts it there as any other file.
"""

from logging import getLogger
from typing import Final

from sqlalchemy import select

from kacdesk.services import point_settings
from kacdesk.services.context import Context
from kacdesk.spec.register import Status
from kacdesk.store import files
from kacdesk.vault.files import BrokenCopy, read_copy

_log = getLogger(__name__)

_PICTURES: Final = frozenset({"image/png", "image/jpeg"})


def arms(context: Context) -> bytes:
    """Return the picture, PNG or JPEG; empty when there is none, or when its bytes are not on this computer."""
    table = context.catalog.table(point_settings.REGISTER)
    newest = (
        select(table.c.id).where(table.c.status != Status.VOIDED).order_by(table.c.made_at.desc()).limit(1)
    )
    with context.store.read() as connection:
        record = connection.scalars(newest).first()
        if record is None:
            return b""
        pictures = [each for each in files.attachments_of(connection, record) if each.mime in _PICTURES]
        if not pictures:
            return b""
        held = files.find_file(connection, files.folder_of(context.store), pictures[-1].sha256)
    if held is None or held.copy is None or not held.whole:
        return b""
    try:
        return b"".join(read_copy(held.copy))
    except BrokenCopy:
        _log.warning("arms could not be read: sha256=%s", held.sha256.hex()[:16])
        return b""
