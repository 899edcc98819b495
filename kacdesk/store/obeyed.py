"""This file is the place where it is known what of IT's settings a store obeys: all of them, unless it is the sample.

The made-up sample is nobody's desk: it talks to its own central store on this computer, and neither its copies nor
pages from the scanner belong where IT keeps real ones.
"""

from sqlalchemy import Connection

from kacdesk.core import policy
from kacdesk.core.policy import NOTHING, Policy
from kacdesk.store import tables
from kacdesk.store.session import Store, one


def obeyed_by(store: Store) -> Policy:
    """Return what IT has set for the desk of a store."""
    if policy.in_force() == NOTHING:
        return NOTHING
    with store.read() as connection:
        return obeyed_in(connection)


def obeyed_in(connection: Connection) -> Policy:
    """Return the same where a snapshot is open already."""
    in_force = policy.in_force()
    if in_force == NOTHING or one(connection, tables.desk)["sample"]:
        return NOTHING
    return in_force
