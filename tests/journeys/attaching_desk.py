"""This file is the place where a desk attaches one file after another until it is killed, and says so of each.

Run as `python -m tests.journeys.attaching_desk DATA SEED`. A line `<record> <sha256>` is printed for
each file that is attached.
"""

import random
import sys
from pathlib import Path

from kacdesk.services import records
from kacdesk.services.papers import attachments
from tests.helpers.desk import document, opened

LARGEST_BYTES = 400_000


def content_of(chance: random.Random) -> bytes:
    """Return the contents of the next file."""
    return b"%PDF-1.7\n" + chance.randbytes(chance.randrange(1, LARGEST_BYTES))


def main(data: Path, seed: int) -> None:
    """Attach until somebody ends it."""
    chance = random.Random(seed)
    with opened(data) as context:
        record = records.save(context, "received_document", document()).id
        scan = data.parent / f"scan-{seed}.pdf"
        while True:
            scan.write_bytes(content_of(chance))
            done = attachments.attach(context, "received_document", record, scan)
            sys.stdout.write(f"{record} {done.sha256.hex()}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
