"""This file is the place where known bugs of such protocols are planted into the real code, to see them caught.

The names are those of the design's list. Each mutant changes one thing where a programmer could have got it wrong.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from tests.simulation import mutants_central, mutants_desk

Plant = Callable[[], AbstractContextManager[object]]

BY_NAME: dict[str, Plant] = {
    "M1_outbox_separate_tx": mutants_desk.outbox_in_its_own_transaction,
    "M2_ack_on_send": mutants_desk.acknowledged_when_sent,
    "M3_reply_before_commit": mutants_central.reply_before_commit,
    "M4_no_dedupe": mutants_central.no_dedupe,
    "M5_cursor_before_rows": mutants_desk.cursor_before_rows,
    "M6_prune_at_ack": mutants_desk.pruned_when_acknowledged,
    "M7_no_lineage_check": mutants_central.no_lineage_check,
    "M8_poison_blocks": mutants_central.poison_blocks,
    "M9_cursor_before_commit": mutants_central.cursor_before_commit,
    "M10_pull_overwrites_pending": mutants_desk.pull_overwrites_pending,
    "M11_no_causality": mutants_central.no_causality,
    "M12_conflict_not_kept": mutants_central.conflict_not_kept,
    "M13_cursor_survives_reseed": mutants_desk.cursor_survives_reseed,
    "M14_settled_when_acknowledged": mutants_desk.settled_when_acknowledged,
    "M15_resurrect": mutants_central.purged_comes_back,
    "M16_ack_more": mutants_central.acknowledges_more,
    "M17_ignore_regression": mutants_desk.regression_ignored,
    "M18_no_clamp": mutants_central.no_clamp,
    "M19_first_arrival_wins": mutants_central.first_arrival_wins,
    "M20_ack_without_proof": mutants_desk.acknowledged_without_proof,
    "F4_forget_empties_what_follows": mutants_central.forget_empties_what_follows,
}


@contextmanager
def planted(*names: str) -> Iterator[None]:
    """Let the bugs of these names be in the program until the block ends."""
    with ExitStack() as stack:
        for name in names:
            stack.enter_context(BY_NAME[name]())
        yield
