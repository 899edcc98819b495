"""This file is the place where the program `kacdesk` begins."""

import gc
import sys

gc.disable()  # while modules are loaded there is nothing to collect; it takes a fifth of the start

from kacdesk.cli.main import run  # noqa: E402 -- after the line above, which is about this import

gc.freeze()
gc.enable()

if __name__ == "__main__":
    sys.exit(run())
