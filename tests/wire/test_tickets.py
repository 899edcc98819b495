"""A code survives being read out and typed in, and a slip of the hand is found."""

from hypothesis import given
from hypothesis import strategies as st

from kacdesk.wire.tickets import ALPHABET, new_ticket, read_ticket, ticket_text


def test_a_code_has_26_characters_and_125_random_bits() -> None:
    ticket = new_ticket()
    assert len(ticket) == 26
    assert len(ALPHABET) ** 25 == 2**125
    assert len({new_ticket() for _ in range(100)}) == 100


def test_grouping_case_blanks_and_lookalikes_are_forgiven() -> None:
    ticket = new_ticket()
    shown = ticket_text(ticket)
    assert shown.count("-") == 4
    assert read_ticket(shown) == ticket
    assert read_ticket(f" {shown.lower()} ") == ticket
    assert read_ticket(ticket.replace("0", "o").replace("1", "l")) == ticket


@given(place=st.integers(0, 25), other=st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(place: int, other: str) -> None:
    ticket = new_ticket()
    changed = ticket[:place] + other + ticket[place + 1 :]
    assert (read_ticket(changed) is None) == (changed != ticket)


def test_what_has_another_length_or_alphabet_is_no_code() -> None:
    for text in ("", "A" * 25, "A" * 27, "Ā" * 26, "!" * 26):
        assert read_ticket(text) is None
