"""This file is the place where a desk says where it stands: the hello and the head of a batch."""

import kacdesk
from kacdesk.core import clock
from kacdesk.store.marks import DeskState
from kacdesk.store.sealing import SealedBatch
from kacdesk.wire.messages import Hello, Offset, Pending, PushHeader
from kacdesk.wire.versions import PROTOCOL


def hello_of(state: DeskState, *, rotate: bool = True, retiring: bool = False) -> Hello:
    """Return the hello of a desk; without `rotate` it gets no new token, because the answer may take days."""
    return Hello(
        device=state.device.hex,
        stream=state.stream.hex,
        series=state.series,
        last_seq=state.last_seq,
        chain=state.last_chain.hex(),
        app=kacdesk.__version__,
        sv=state.schema_version,
        epoch=state.epoch.hex if state.epoch else None,
        cursors=state.cursors,
        pending=Pending(changes=state.pending_changes, bytes=state.pending_bytes, blobs=state.files_waiting),
        wall=clock.now_ms(),
        mono=clock.monotonic_ms(),
        rotate=rotate,
        scrubbed=state.scrubbed,
        only_here=state.only_here,
        recipient=state.recipient.hex() if state.recipient else None,
        escrow=state.escrow.hex() if state.escrow else None,
        retiring=retiring,
    )


def header_of(state: DeskState, batch: SealedBatch) -> PushHeader:
    """Return the first line of a batch."""
    return PushHeader(
        v=PROTOCOL,
        device=state.device.hex,
        stream=batch.stream.hex,
        series=state.series,
        first=batch.first,
        last=batch.last,
        prev=batch.previous.hex(),
        chain=batch.chain.hex(),
        off=Offset(ms=state.clock_offset_ms, rtt=0),
    )
