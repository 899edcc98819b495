"""This file is the place where it is said in which state a complaint is, by what is recorded of it."""

from kacdesk.spec.register import Values


def state_of(values: Values) -> str:
    """Return the state that follows from what is recorded; a contest that is not decided reopens what was closed."""
    done = (
        ("CONTESTED", "contest_open"),
        ("CLOSED", "closed_on"),
        ("ANSWERED", "answered_on"),
        ("ANSWERED", "institution_answered_on"),
        ("FORWARDED", "forwarded_on"),
        ("EXTENDED", "extension"),
        ("ASSIGNED", "assigned_on"),
    )
    return next((state for state, name in done if values.get(name)), "REGISTERED")
