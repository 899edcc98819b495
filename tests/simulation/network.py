"""This file is the place where requests and answers are under way: lost, doubled, late, out of order, torn."""

import random
from dataclasses import dataclass, replace

from kacdesk.wire.frames import decode_body, encode_body
from tests.simulation.central import Answer, Sent

_LOST, _DOUBLED = 0.07, 0.17


@dataclass(frozen=True)
class Message:
    """What is under way: to the central store (`to` is None) or to the desk that asked."""

    to: int | None
    desk: int
    request: int
    sent: Sent | None = None
    answer: Answer | None = None
    again: bool = False


class Network:
    """Holds what was sent and hands it out in any order."""

    def __init__(self) -> None:
        self._under_way: list[Message] = []

    def put(self, message: Message) -> None:
        """Take a message."""
        self._under_way.append(message)

    def take(self, chance: random.Random) -> Message | None:
        """Return any message; it may be lost (None), or stay and be delivered once more later."""
        if not self._under_way:
            return None
        place = chance.randrange(len(self._under_way))
        fate = chance.random()
        message = self._under_way[place]
        if _LOST <= fate < _DOUBLED:
            self._under_way[place] = replace(message, again=True)
            return message
        del self._under_way[place]
        return None if fate < _LOST else message

    def next(self) -> Message | None:
        """Return the oldest message; None when nothing is under way."""
        return self._under_way.pop(0) if self._under_way else None

    def torn(self, answer: Answer, sent: Sent, share: float) -> Answer:
        """Return an answer that breaks off after a share of it; of a page the complete lines arrive."""
        if answer.status != 200 or "/pull?" not in sent.path:
            return replace(answer, body=answer.body[: int(len(answer.body) * share)], torn=True)
        encoding = answer.headers.get("Content-Encoding", "")
        raw = decode_body(answer.body, encoding)
        return replace(
            answer, body=encode_body(raw[: int(len(raw) * share)], encoding or "identity"), torn=True
        )
