"""This file is the place where all classes of registers share their metadata and names."""

from typing import Any, ClassVar

from sqlalchemy import MetaData, Table

from kacdesk.models.mapped import columns_of

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base:
    """The base of every class that is a table of the desk: one with a `__tablename__` of its own."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)
    __tablename__: ClassVar[str]
    __table__: ClassVar[Table]

    def __init_subclass__(cls, **told: Any) -> None:
        super().__init_subclass__(**told)
        if "__tablename__" in cls.__dict__:
            cls.__table__ = Table(cls.__tablename__, cls.metadata, *columns_of(cls), sqlite_strict=True)
