"""This file is the place where a desk says its last word to the central store and gets a receipt for its life."""

from dataclasses import dataclass
from datetime import datetime

from kacdesk.core import clock
from kacdesk.core.errors import Refused
from kacdesk.core.text import t
from kacdesk.store import marks, sealing
from kacdesk.store.session import Store
from kacdesk.sync.failure import Failure
from kacdesk.sync.sentences import as_error
from kacdesk.sync.transport import Transport
from kacdesk.wire.messages import ProblemType


@dataclass(frozen=True)
class Receipt:
    """What is left of a desk: who it was, how far its stream went, its last chain, when it ended."""

    device: str
    point: str
    stream: str
    last_seq: int
    acknowledged: int
    chain: str
    epoch: str
    retired_at: datetime


def say_farewell(store: Store, transport: Transport) -> Receipt:
    """Tell the central store that this desk ends. Said again after a lost answer, it is told that it has.

    Refused when the central store holds another stream than this disk.
    """
    sealing.seal(store)
    state = marks.read_state(store)
    try:
        reply = transport.hello(state, retiring=True)
        agrees = (reply.stream.last_seq, reply.stream.last_chain) == (state.last_seq, state.last_chain.hex())
        if reply.stream.last_seq >= state.last_seq and not agrees:
            raise Refused(
                t("Šī diska dati atšķiras no tiem, ko centrālā krātuve no šī datora pazīst."),
                effect=t("Dators nav izņemts no lietošanas; nekas nav dzēsts."),
                remedy=t("Palaidiet “kacdesk sync” un mēģiniet vēlreiz."),
            )
    except Failure as failure:
        if failure.type != ProblemType.REVOKED:
            raise as_error(failure.type) from failure
    return Receipt(
        device=str(state.device),
        point=state.point,
        stream=str(state.stream),
        last_seq=state.last_seq,
        acknowledged=state.acked_seq,
        chain=state.last_chain.hex(),
        epoch=str(state.epoch),
        retired_at=clock.now_utc(),
    )
