"""This file is the place where the program `kacdesk` begins."""

import gc
import sys

from kacdesk.update.start import begin_version

begin_version()  # before anything else is loaded: another version may take this one's place

gc.disable()  # while modules are loaded there is nothing to collect; it takes a fifth of the start

from kacdesk.cli.main import run  # noqa: E402 -- after the lines above, which are about this import

gc.freeze()
gc.enable()

if __name__ == "__main__":
    sys.exit(run())
