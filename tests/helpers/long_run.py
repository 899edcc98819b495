"""This file is the place where it is said how much of the long tests is played: all of it with KAC_LONG=1.

With every change a part is played that keeps `.ci/run` well below half an hour on two cores.
"""

import os

LONG = os.environ.get("KAC_LONG") == "1"
