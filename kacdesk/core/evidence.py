"""This file is the place where it is known how a source says on what it rests: in brackets, after or before it.

`[nepārbaudīts]` nobody looked it up · `[ierosinājums]` no document says it, we propose it · `[atrasts: …]` where it was
read. The municipality confirms the first two. What a clerk or a customer reads goes without them.
"""

import re

UNCHECKED = "[nepārbaudīts]"
_AT_THE_END = re.compile(r"\s*\[[^\]]*\]\s*$")


def without_evidence(source: str) -> str:
    """Return the source alone."""
    return _AT_THE_END.sub("", source)
