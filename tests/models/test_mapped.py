"""This file is the place where it is shown which columns follow from the typed fields of a class."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import TEXT

from kacdesk.models.mapped import Mapped, columns_of, mapped_column
from kacdesk.models.types import Day, Id


class Head:
    id: Mapped[UUID] = mapped_column(unique=True, place=-1)
    last: Mapped[str | None] = mapped_column("_l", place=1, default="{}")
    hidden: Mapped[str] = mapped_column(place=1)


class Beside:
    day: Mapped[date] = mapped_column(index=True)
    plain: str = "no column"


class Whole(Beside, Head):
    first: Mapped[str] = mapped_column()
    second: Mapped[str | None] = mapped_column()
    hidden: Mapped[str] = mapped_column()


def test_columns_stand_by_place_and_then_as_written_the_class_before_what_it_inherits() -> None:
    names = [column.name for column in columns_of(Whole)]
    assert names == ["id", "first", "second", "hidden", "day", "_l"]


def test_a_column_has_the_type_and_the_emptiness_of_its_field() -> None:
    columns = {column.name: column for column in columns_of(Whole)}
    assert isinstance(columns["id"].type, Id)
    assert isinstance(columns["day"].type, Day)
    assert isinstance(columns["first"].type, TEXT)
    assert [name for name, column in columns.items() if column.nullable] == ["second", "_l"]
    assert (columns["id"].unique, columns["day"].index) == (True, True)


def test_two_classes_never_share_a_column() -> None:
    assert not {id(column) for column in columns_of(Head)} & {id(column) for column in columns_of(Whole)}


class Unkept:
    share: Mapped[float] = mapped_column()


class Mixed:
    either: Mapped[str | int] = mapped_column()


class Untold:
    name: Mapped[str]


@pytest.mark.parametrize("cls", [Unkept, Mixed, Untold])
def test_what_no_column_can_keep_stops_the_import(cls: type[Any]) -> None:
    with pytest.raises(TypeError):
        columns_of(cls)
