"""This file is the place where all mapped classes share their metadata and names."""

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from kacdesk.models.types import BY_PYTHON

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every mapped class of the desk."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = BY_PYTHON
