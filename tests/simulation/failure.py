"""This file is the place where an invariant that does not hold has its name."""


class Broken(AssertionError):
    """An invariant of docs/sync.md does not hold; `invariant` is its number."""

    def __init__(self, invariant: str, what: str) -> None:
        super().__init__(f"{invariant}: {what}")
        self.invariant = invariant
