"""This file is the place where the ways of a result are shown to be the ones that the law allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kacdesk.models.delivery import DELIVERY, delivery_is_possible

CODES = [choice.code for choice in DELIVERY]


@pytest.mark.clause("003-44")
@given(delivery=st.sampled_from([*CODES, None]), active=st.sampled_from([True, False, None]))
def test_only_the_e_address_needs_to_be_activated(delivery: str | None, active: bool | None) -> None:
    problem = delivery_is_possible()({"delivery": delivery, "e_address_active": active})
    assert (problem is not None) == (delivery == "E_ADDRESS" and not active)
    if problem is not None:
        assert problem.field == "delivery"


@pytest.mark.clause("003-44")
def test_the_three_ways_are_the_e_address_the_post_and_in_person() -> None:
    assert CODES == ["E_ADDRESS", "POST", "IN_PERSON"]
