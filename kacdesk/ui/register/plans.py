"""This file is the place where a register says how its form is laid out, where the general rule is not enough."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kacdesk.spec.field import FieldSpec, Kind
from kacdesk.spec.register import RegisterSpec

MEASURED, EDITED, ENTERED_LATER, LEFT_OPEN = "MEASURED", "EDITED", "ENTERED_LATER", "LEFT_OPEN"
"""The codes of a time's quality, which the form sets and nobody types."""


@dataclass(frozen=True)
class FormPlan:
    """How a form departs from the general one.

    `first` fields that are seen at once, in order; the rest are under "Vairāk". Without it: what is required,
    stands in the list or is asked for by another field; in a register with sections all · `timed` moment → the
    field with its quality · `ends_on_save` the moment that is filled at saving when it is empty · `stopwatch` the
    duration that runs while the form is open · `own_words` reference → the unseen text field for what its list does
    not have · `words_into` reference → the text field in sight that takes such words · `counted_by` reference → the
    number that may be typed with it ("x3") · `one_line` a new form opens with one line, and keeps it · `customer`
    the field by which the customer is known, which has a key of its own.
    """

    first: tuple[str, ...] = ()
    timed: Mapping[str, str] = field(default_factory=dict)
    ends_on_save: str | None = None
    stopwatch: str | None = None
    own_words: Mapping[str, str] = field(default_factory=dict)
    words_into: Mapping[str, str] = field(default_factory=dict)
    counted_by: Mapping[str, str] = field(default_factory=dict)
    one_line: bool = False
    customer: str = ""

    @property
    def unseen(self) -> frozenset[str]:
        """Return the fields that have no input of their own."""
        return frozenset({*self.timed.values(), *self.own_words.values()})


_PLANS: Mapping[str, FormPlan] = {
    "visit": FormPlan(
        first=(
            "started_at",
            "channel",
            "customer_name",
            "customer_kind",
            "customer_code",
            "customer_contact",
        ),
        timed={"started_at": "start_quality", "ended_at": "end_quality"},
        ends_on_save="ended_at",
        one_line=True,
        customer="customer_code",
    ),
    "visit_service": FormPlan(
        first=("institution_id", "service_id", "kind", "quantity", "outcome"),
        own_words={"service_id": "service_text"},
        counted_by={"service_id": "quantity"},
    ),
    "phone_consultation": FormPlan(
        first=(
            "service_id",
            "outcome",
            "topic",
            "duration_s",
            "institution_id",
            "call_state",
            "started_at",
            "helpline",
        ),
        timed={"started_at": "start_quality"},
        stopwatch="duration_s",
        words_into={"service_id": "topic"},
        customer="caller_phone",
    ),
    "received_document": FormPlan(
        first=(
            "title",
            "kind",
            "received_at",
            "submitter_name",
            "submitter_kind",
            "submitter_code",
            "submitter_contact",
            "addressee_id",
            "form",
            "pages",
            "due_on",
            "custody",
        ),
        own_words={"addressee_id": "addressee_text"},
        customer="submitter_code",
    ),
}


def plan_of(spec: RegisterSpec) -> FormPlan:
    """Return the plan of a register; a register without one gets the general form."""
    return _PLANS.get(spec.name, FormPlan())


def begins_at(spec: RegisterSpec) -> str:
    """Return the field that has the moment of now in a new record, '' for a register without one."""
    dated = spec.dated
    asked = dated is not None and dated in spec.entered and dated.required
    return dated.name if dated is not None and asked and dated.kind is Kind.MOMENT else ""


def laid_out(spec: RegisterSpec, plan: FormPlan) -> tuple[list[FieldSpec], list[FieldSpec]]:
    """Return the fields seen at once and those under "Vairāk", each in form order."""
    entered = [each for each in spec.entered if each.name not in plan.unseen]
    if plan.first:
        first = [spec.by_name[name] for name in plan.first]
    elif any(each.section for each in entered):
        first = entered
    else:
        first = [each for each in entered if _seen_at_once(spec, each)]
    return first, [each for each in entered if each not in first]


def _seen_at_once(spec: RegisterSpec, field: FieldSpec) -> bool:
    asked = field.required or field.needed or field.when is not None
    return asked or field.name in spec.listed or field.kind is Kind.LONG_TEXT
