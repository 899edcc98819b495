"""This file is the place where a drill's desk gets a passphrase slot that costs nothing to open.

    python -m tests.drills.quick_slot FOLDER PASSPHRASE_FILE

A real slot takes 256 MiB and most of a second of processor at every command; a drill gives some twenty, and none is
about how dear a passphrase is to guess.
"""

import sys
from pathlib import Path

from kacdesk.vault.slot_file import load_slots, passphrase_slot, write_slots
from kacdesk.vault.slots import Unlock, obtain_key

QUICK = (1024, 1)


def make_quick(folder: Path, phrase: Path) -> None:
    """Replace the folder's passphrase slots with one that is quick."""
    key, file = obtain_key(folder, Unlock(passphrase_file=phrase)), load_slots(folder)
    others = [slot for slot in file.slots if slot.kind != "passphrase"]
    words = phrase.read_text(encoding="utf-8").strip()
    file.slots = [*others, passphrase_slot(file.identity, key, words, cost=QUICK)]
    write_slots(folder, file)


if __name__ == "__main__":
    make_quick(Path(sys.argv[1]), Path(sys.argv[2]))
