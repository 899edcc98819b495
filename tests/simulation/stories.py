"""This file is the place where short stories are told by hand, for what a random schedule meets too seldom."""

from tests.simulation.desk import Desk, PowerCut
from tests.simulation.schedule import Schedule
from tests.simulation.simulation import Simulation

THREE = Schedule(seed=1, desks=3, steps=())
"""Desks 0 and 2 are of one point."""

_CUTS = 24


def a_power_cut_at_every_transaction(simulation: Simulation) -> None:
    """One desk works and sends; the power of the other fails at each transaction of its cycles in turn."""
    giver, taker = simulation.desks[0], simulation.desks[2]
    for place in range(_CUTS):
        simulation.edit(giver, place)
        simulation.cycle(giver)
        taker.store.cut_in, taker.store.before_commit = place // 2, place % 2 == 0
        try:
            simulation.cycle(taker)
        except PowerCut:
            simulation.restart(taker)
        taker.store.cut_in = None


def others_write_while_a_restored_store_grows(simulation: Simulation) -> None:
    """A desk has read far; the central store goes back; the desk whose work is gone is gone too; others go on."""
    first, reader = simulation.desks[0], simulation.desks[2]
    _work_and_send(simulation, first, range(3))
    simulation.cycle(reader)
    simulation.central.keep_backup()
    _work_and_send(simulation, first, range(10, 16))
    simulation.cycle(reader)
    simulation.central.restore()
    simulation.happened("central store restored")
    newcomer = simulation.replace(first)
    _work_and_send(simulation, newcomer, range(20, 30))


def _work_and_send(simulation: Simulation, desk: Desk, seeds: range) -> None:
    for seed in seeds:
        simulation.edit(desk, seed)
    simulation.cycle(desk)
