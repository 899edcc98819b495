"""This file is the place where it is kept, beside the data, which version they belong to and what came of others.

One small file, written whole or not at all. It is read at every start before anything else, so it needs only Python's
own small modules.
"""

import json
import os
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from kacdesk.core.durable import force_names

FOLDER = "update"
_NAME = "standing.json"
_LARGEST_BYTES = 64 * 1024


@dataclass(frozen=True)
class Taking:
    """A version that is being taken: the step that was begun, from which version, to which one."""

    step: str
    before: str
    version: str


@dataclass(frozen=True)
class Kept:
    """The data as they were before the present version: its version, when, and the tally that they had then."""

    version: str
    at: str
    tally: dict[str, str]


@dataclass(frozen=True)
class Standing:
    """Which version the data belong to ('' before the first one was taken) · `bad` versions that did not work here,
    with why · `tries` how often one was begun and cut off · `taking` what is under way · `kept` the way back."""

    version: str = ""
    bad: dict[str, str] = field(default_factory=dict)
    tries: dict[str, int] = field(default_factory=dict)
    taking: Taking | None = None
    kept: Kept | None = None


def has_standing(folder: Path) -> bool:
    """Say whether anything was ever taken for the data folder."""
    return (folder / FOLDER / _NAME).exists()


def read_standing(folder: Path) -> Standing:
    """Read it; where nothing was written, or what was written cannot be read, the empty one."""
    path = folder / FOLDER / _NAME
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            return Standing()
        raw = json.loads(path.read_text(encoding="utf-8"))
        taking, kept = raw.get("taking"), raw.get("kept")
        return Standing(
            version=str(raw.get("version", "")),
            bad={str(name): str(why) for name, why in raw.get("bad", {}).items()},
            tries={str(name): int(count) for name, count in raw.get("tries", {}).items()},
            taking=Taking(str(taking["step"]), str(taking["before"]), str(taking["version"]))
            if taking
            else None,
            kept=Kept(str(kept["version"]), str(kept["at"]), dict(kept["tally"])) if kept else None,
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Standing()


def write_standing(folder: Path, standing: Standing) -> None:
    """Write it durably; it is the old one or the new one whenever the power goes."""
    home = folder / FOLDER
    home.mkdir(exist_ok=True)
    new = home / f"{_NAME}.new"
    with new.open("w", encoding="utf-8") as stream:
        json.dump(asdict(standing), stream, ensure_ascii=False, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(home / _NAME)
    force_names(home)


def at_step(standing: Standing, step: str) -> Standing:
    """Return the standing one step further."""
    if standing.taking is None:
        raise ValueError("nothing is being taken")
    return replace(standing, taking=replace(standing.taking, step=step))
