"""This file is the place where a central store of an older version gets its registers: less than its desks know."""

from dataclasses import replace

from kacdesk.models.catalog import REGISTERS, Catalog

UNKNOWN_REGISTER = "received_document"
UNKNOWN_FIELDS = {"phone_consultation": "note", "visit": "note"}


class Older(Catalog):
    """The registers before a numbered register and a free text of two others were added."""

    def __init__(self) -> None:
        super().__init__(REGISTERS)
        specs = {name: spec for name, spec in self._specs.items() if name != UNKNOWN_REGISTER}
        for name, left_out in UNKNOWN_FIELDS.items():
            fields = tuple(field for field in specs[name].fields if field.name != left_out)
            specs[name] = replace(specs[name], fields=fields)
        self._specs = specs
        self.specs = tuple(specs.values())


OLDER = Older()
