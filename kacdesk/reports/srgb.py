"""This file is the place where the colours of a PDF get their meaning: an ICC profile of sRGB (IEC 61966-2-1).

It is computed from the numbers of the standard, so that no file of somebody else's is shipped with its licence.
"""

from functools import lru_cache
from struct import pack
from typing import Final

SRGB_NAME: Final = "sRGB IEC61966-2.1"

_D50: Final = (0.9642, 1.0, 0.8249)
"""The white of ICC's connection space (ICC.1:2001-04, A.1)."""
_PRIMARIES: Final = (
    (b"rXYZ", (0.43607, 0.22249, 0.01392)),
    (b"gXYZ", (0.38515, 0.71687, 0.09708)),
    (b"bXYZ", (0.14307, 0.06061, 0.71410)),
)
"""Red, green and blue of sRGB, adapted from D65 to D50 by Bradford's method."""
_CURVE_POINTS: Final = 1024
_HEADER_BYTES: Final = 128
_MADE: Final = (1998, 12, 1, 0, 0, 0)
"""A fixed date: the same profile has the same bytes."""


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """Return the profile: version 2.1, a display's, which every reader of PDF/A understands."""
    curve = pack(">4s4xI", b"curv", _CURVE_POINTS) + b"".join(
        pack(">H", round(65535 * _linear(place / (_CURVE_POINTS - 1)))) for place in range(_CURVE_POINTS)
    )
    tags = [
        (b"desc", _description(SRGB_NAME)),
        (b"cprt", pack(">4s4x", b"text") + b"Public domain\0"),
        (b"wtpt", _xyz(_D50)),
        *((name, _xyz(color)) for name, color in _PRIMARIES),
    ]
    offset = _HEADER_BYTES + 4 + 12 * (len(tags) + 3)
    directory, bodies = [], []
    for name, body in tags:
        directory.append(pack(">4sII", name, offset, len(body)))
        bodies.append(_padded(body))
        offset += len(bodies[-1])
    directory += [pack(">4sII", name, offset, len(curve)) for name in (b"rTRC", b"gTRC", b"bTRC")]
    rest = pack(">I", len(directory)) + b"".join((*directory, *bodies, _padded(curve)))
    return _header(_HEADER_BYTES + len(rest)) + rest


def _linear(value: float) -> float:
    """Return the light of a value from 0 to 1 (IEC 61966-2-1, 5.2)."""
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _header(size: int) -> bytes:
    head = pack(
        ">I4sI4s4s4s6H4s4sI4s4s8xI",
        size,
        b"\0\0\0\0",
        0x02100000,
        b"mntr",
        b"RGB ",
        b"XYZ ",
        *_MADE,
        b"acsp",
        b"\0\0\0\0",
        0,
        b"\0\0\0\0",
        b"\0\0\0\0",
        0,
    )
    return (head + b"".join(_fixed(part) for part in _D50)).ljust(_HEADER_BYTES, b"\0")


def _xyz(color: tuple[float, float, float]) -> bytes:
    return pack(">4s4x", b"XYZ ") + b"".join(_fixed(part) for part in color)


def _fixed(value: float) -> bytes:
    return pack(">i", round(value * 65536))


def _description(words: str) -> bytes:
    """Return a textDescriptionType: ASCII, and neither Unicode nor Macintosh script."""
    written = words.encode("ascii") + b"\0"
    return pack(">4s4xI", b"desc", len(written)) + written + pack(">II", 0, 0) + pack(">HB67x", 0, 0)


def _padded(body: bytes) -> bytes:
    return body + b"\0" * (-len(body) % 4)
