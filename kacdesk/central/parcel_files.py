"""This file is the place where files that lie in a parcel are taken in, and those asked for put into its answer."""

from collections.abc import Iterator

from kacdesk.central.devices import Desk
from kacdesk.central.files import STORED, Chunk, FileRefused, WrongOffset
from kacdesk.central.store import SqlStore
from kacdesk.wire.parcel import FilePart, write_file_part
from kacdesk.wire.sizes import CHUNK_BYTES


def take_part(store: SqlStore, desk: Desk, head: FilePart, content: bytes, *, now_ms: int) -> int:
    """Take in bytes of a file and say how many files became whole by it; what is here already is passed over.

    A file that is refused (too large, no room) stays with its desk, which goes on telling that it waits.
    """
    at = head.at
    try:
        for _ in range(2):
            try:
                chunk = Chunk(bytes.fromhex(head.sha256), at, head.total, content[at - head.at :])
                before = store.files.look(desk, chunk.sha256)
                reply = store.files.put(desk, chunk, now_ms=now_ms)
            except WrongOffset as error:
                if not head.at < error.expected < head.at + len(content):
                    return 0
                at = error.expected
                continue
            return int(reply.state == STORED and (before is None or before.state != STORED))
    except FileRefused:
        return 0
    return 0


def parts_for(store: SqlStore, desk: Desk, name: str) -> Iterator[bytes]:
    """Yield a file of the desk's point in parts, nothing while it is not here whole."""
    at, sha256 = 0, bytes.fromhex(name)
    while (found := store.files.read(desk, sha256, at=at, most=CHUNK_BYTES)) is not None:
        reply, content = found
        if not content:
            return
        yield write_file_part(FilePart(name, at, reply.size), content)
        at += len(content)
