"""This file is the place where the search box for services is measured: every key of many searches, 2,000 services.

    python -m benchmarks.service_search

The services are the shipped catalogue's, written again and again with other towns' names in them, so that the words
are real and there are many of them.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict, replace
from itertools import cycle, islice, product
from pathlib import Path
from uuid import UUID

from benchmarks.measure import measured, told
from kacdesk.services import catalog
from kacdesk.services.catalog import Choices, Option
from kacdesk.services.catalogue import reference_data, service_search
from kacdesk.services.catalogue.choosing import Favourites, matching
from kacdesk.services.context import Context
from kacdesk.services.people.accounts import add_first_person
from kacdesk.store import opening
from kacdesk.vault.slots import Unlock

SERVICES = 2_000
SEARCHES = (
    "vecuma pensija",
    "pens vec",
    "bernu nauda",
    "dzivesvietas deklaresana",
    "vsaa slim",
    "vecma pensjia",
    "silmibas pabalsts",
    "zvejas licence ezera",
    "p",
    "a b c",
)
_SYLLABLES = (
    "bal",
    "vi",
    "tal",
    "gul",
    "ka",
    "rē",
    "zek",
    "ne",
    "lud",
    "za",
    "mad",
    "ona",
    "ce",
    "sis",
    "ai",
    "va",
)


def many(services: tuple[Option, ...], count: int) -> Choices:
    """Return that many services: each one again for a made-up town."""
    towns = ("".join(parts) for parts in product(_SYLLABLES, repeat=3))
    made = []
    for number, (town, option) in enumerate(zip(islice(towns, count), cycle(services), strict=False)):
        label = f"{option.label} {town}"
        wording = replace(option.wording, label=label, other=f"{option.wording.other}, {town}s")
        made.append(replace(option, id=UUID(int=number), label=label, wording=wording, retired=False))
    return Choices(made)


def keys_of(text: str) -> list[str]:
    """Return what stands in the box after each key."""
    return [text[:end] for end in range(1, len(text) + 1)]


def _desk(folder: Path) -> Context:
    point = opening.PointInfo(code="BALVI", title="Balvi", type="regional", sample=True)
    store = opening.create(folder, Unlock(beside_data=True), point)
    reference_data.load(store, reference_data.shipped_catalogue())
    return add_first_person(store, "Paraugs Vadītājs")


def main(arguments: list[str]) -> int:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--services", type=int, default=SERVICES)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        context = _desk(Path(scratch) / "desk")
        services = catalog.options(context)["service"]
        reading = measured(lambda: service_search.favourites(context), runs=50)
        context.store.close()
    choices = many(services, asked.services)
    used = Favourites(tuple(option.id for option in choices[:10]), {choices[5].id: 7})
    preparing = measured(lambda: Choices(choices).search, runs=5)
    _ = choices.search, choices.by_id
    typing = [
        took
        for search in SEARCHES
        for text in keys_of(search)
        for took in measured(lambda text=text: matching(choices, text, {}, used), runs=3)  # type: ignore[misc]
    ]
    empty = measured(lambda: matching(choices, "", {}, used), runs=50)
    figures = {
        "services": len(choices),
        "words": len({word for option in choices for word in option.label.split()}),
        "prepare": asdict(told(preparing)),
        "key": asdict(told(typing)),
        "slowest_key": round(max(typing), 2),
        "empty_box": asdict(told(empty)),
        "favourites": asdict(told(reading)),
    }
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
