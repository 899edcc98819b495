"""This file is the place where a field's description is given its input."""

from collections.abc import Callable, Mapping

from kacdesk.services.catalog import Options
from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.register import RegisterSpec
from kacdesk.ui.fields.link import LinkInput
from kacdesk.ui.fields.plain import (
    PLACEHOLDERS,
    ChoiceInput,
    CountInput,
    FieldInput,
    FlagInput,
    LongTextInput,
    TextInput,
    money_input,
)
from kacdesk.ui.fields.reference import ReferenceInput
from kacdesk.ui.fields.times import DayInput, DurationInput, MomentInput

_MAKERS: Mapping[Kind, Callable[[FieldSpec], FieldInput]] = {
    Kind.LONG_TEXT: LongTextInput,
    Kind.INTEGER: CountInput,
    Kind.DURATION: DurationInput,
    Kind.MONEY: money_input,
    Kind.FLAG: FlagInput,
    Kind.DAY: DayInput,
    Kind.MOMENT: MomentInput,
    Kind.CHOICE: ChoiceInput,
}
"""Kind → input; every other kind is one line of text."""


def make_input(
    spec: FieldSpec,
    options: Options,
    *,
    takes_words: bool = False,
    counts: bool = False,
    compact: bool = False,
    linked: RegisterSpec | None = None,
) -> FieldInput:
    """Return the input of a field, empty. `takes_words` lets a reference keep what its list does not have, `counts`
    lets it read "x3", `compact` lets it show codes, `linked` is the journal it refers to."""
    if spec.kind is Kind.REFERENCE and linked is not None:
        return LinkInput(spec, linked)
    if spec.kind is Kind.REFERENCE:
        rows = options.get(spec.refers_to or "", ())
        return ReferenceInput(spec, rows, takes_words=takes_words, counts=counts, compact=compact)
    made = _MAKERS.get(spec.kind, TextInput)(spec)
    if isinstance(made, TextInput) and spec.kind in PLACEHOLDERS:
        made.line.setPlaceholderText(PLACEHOLDERS[spec.kind])
    return made


UNITS = {Kind.LONG_TEXT: 4, Kind.TEXT: 2, Kind.REFERENCE: 2, Kind.EMAIL: 2}
"""How many of a row's four parts a kind takes in a form; others take one."""
