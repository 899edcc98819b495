"""This file is the place where values are kept that have broken programs before, and lines are spoilt with them."""

import json
import random
from typing import Any

TEXTS = (
    "", "' OR 1=1 --", "'; DROP TABLE op; --", "${7*7}", "{{7*7}}", "$(id)", "%00", "\x00", "\ud800", "\udfff\ud800",
    "\u202eparaugs", "\ufeff", "a\u0301" * 50, "👩‍👩‍👧‍👦", "\U0010ffff",
    "../../etc/passwd", "C:\\CON", "\\\\host\\share", "NUL", "file:///etc/passwd",
    "\r\nSet-Cookie: a=b", "\u2028", "ﷺ" * 30, "İ", "ß", "x" * 40_000, "9" * 400, "NaN", "1e309",
)  # fmt: skip
NUMBERS = (0, -1, 2**31, 2**53, 2**53 + 1, 2**63, -(2**63) - 1, 10**100, 1.5, -0.0, 1e308)
OTHERS: tuple[Any, ...] = (
    None,
    True,
    [],
    {},
    [[]],
    {"": ""},
    {"_o": {}},
    [None] * 300,
    {"a": {"b": {"c": 1}}},
)
NAMES = (
    "_o",
    "_x",
    "cur",
    "scope",
    "point",
    "id",
    "rid",
    "__proto__",
    "",
    "a" * 100,
    "_file:" + "0" * 64,
    "status",
    "Ā",
)


def horror(chance: random.Random) -> Any:
    """Return a value that nobody asked for."""
    return chance.choice(chance.choice((TEXTS, NUMBERS, OTHERS)))


def spoilt(line: bytes, chance: random.Random) -> bytes:
    """Return a sealed line with something wrong in it: a value, a name, a byte, its length or its form."""
    way = chance.randrange(8)
    if way == 0:
        place = chance.randrange(len(line))
        return line[:place] + bytes([chance.randrange(256)]) + line[place + 1 :]
    if way == 1:
        return line[: chance.randrange(len(line))]
    if way == 2:
        return line[:-1] + b"," + line[1:]
    if way == 3:
        return b"[" * chance.choice((10, 2000, 60_000)) + line
    told = json.loads(line)
    if way == 4:
        told[chance.choice(NAMES)] = horror(chance)
    elif way == 5:
        told["f"] = {chance.choice((*NAMES, "name", "role")): horror(chance) for _ in range(3)}
    else:
        told[chance.choice(list(told))] = horror(chance)
    text = json.dumps(told, ensure_ascii=chance.random() < 0.5, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass").replace(b"\n", b" ")
