"""This file is the place where the routes of complaints are held against the table of the requirements, row by row."""

import pytest

from kacdesk.models.contest_routes import ABOUT, INSTANCE, ROUTES, first_instance, next_instance

TABLE = (
    ("EMPLOYEE_ACTION", "HEAD", "DIRECTOR", "COURT"),
    ("HEAD_ACTION", "DIRECTOR", "COURT", None),
    ("ADMINISTRATIVE_ACT", "COMMISSION", "COURT", None),
    ("CONDUCT_RULES", "DIRECTOR", None, None),
    ("STATE_SERVICE", "INSTITUTION", None, None),
    ("CENTRE", "CENTRE", None, None),
)
"""S000 4.2, 4.3: subject, first, second and third instance."""


@pytest.mark.clause("000-43", "000-44", "002-20", "001-39", "001-44")
@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_a_route_is_that_of_the_table(row: tuple[str, str, str | None, str | None]) -> None:
    about, first, second, third = row
    assert first_instance(about) == first
    assert next_instance(about, first) == second
    if second is not None:
        assert next_instance(about, second) == third
    if third is not None:
        assert next_instance(about, third) is None


def test_the_table_has_every_subject_and_only_known_instances() -> None:
    assert {row[0] for row in TABLE} == set(ROUTES) == {choice.code for choice in ABOUT}
    assert {each for route in ROUTES.values() for each in route} == {choice.code for choice in INSTANCE}


def test_an_instance_beside_the_route_has_no_next() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        next_instance("EMPLOYEE_ACTION", "COMMISSION")
