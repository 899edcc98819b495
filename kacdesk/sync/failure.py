"""This file is the place where a request that did not bring its answer is told, and why."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(eq=False)
class Failure(Exception):
    """A request that did not bring its answer; `type` is a problem type of the wire or one of those below.

    `now_ms` the central store's clock and `offset_ms` how far ours is from it, when it told · `expected` what should
    have come instead · `status` the HTTP status of an answer without a problem document.
    """

    OFFLINE: ClassVar[str] = "offline"
    TIMEOUT: ClassVar[str] = "timeout"
    UNTRUSTED: ClassVar[str] = "untrusted"
    EXPIRED: ClassVar[str] = "certificate-expired"
    NOT_YET: ClassVar[str] = "certificate-not-yet-valid"
    COMPUTER_CLOCK: ClassVar[str] = "computer-clock"
    AUTHORITY_UNREADABLE: ClassVar[str] = "authority-unreadable"
    PROXY: ClassVar[str] = "proxy"
    PROXY_LOGIN: ClassVar[str] = "proxy-login"
    PROXY_SETTING: ClassVar[str] = "proxy-setting"
    POLICY: ClassVar[str] = "policy"
    """IT has set the way or the trust, but it cannot be read what to."""
    UNREADABLE: ClassVar[str] = "unreadable"

    type: str
    after_s: float | None = None
    last_seq: int | None = None
    last_chain: str | None = None
    now_ms: int | None = None
    offset_ms: int = 0
    expected: int | None = None
    status: int = 0
