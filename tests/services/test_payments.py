"""This file is the place where payments, fees and the figures of the local services are held against a plain count."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kacdesk.core import clock
from kacdesk.core.errors import Invalid
from kacdesk.figures.period import Period, Span
from kacdesk.reports.payment_day import PaidFor
from kacdesk.services import record_papers, records
from kacdesk.services.context import Context
from kacdesk.services.counter import hints
from kacdesk.services.local.payments import Paid, payment_day, sums
from kacdesk.services.reporting.counting import figures
from tests.helpers import desk as made
from tests.reports.pdf_reading import words_of

DAY = timedelta(days=1)
DECLARATION = {"person_name": "Paraugs Izdomātais", "new_address": "Parauga iela 3, Balvi"}


def pay(context: Context, **values: Any) -> records.Saved:
    return records.save(context, "payment", {"what": "Kopēšana", "how": "CASH", **values})


@pytest.mark.clause("004-23")
def test_a_payment_needs_its_sum_or_the_ground_of_the_exemption(context: Context) -> None:
    for values, field in (
        ({"how": "CARD"}, "amount"),
        ({"how": "EXEMPT"}, "exemption_ground"),
        ({"what": None, "amount": 10}, "what"),
    ):
        with pytest.raises(Invalid) as told:
            pay(context, **values)
        assert [problem.field for problem in told.value.problems] == [field]
    pay(context, how="EXEMPT", exemption_ground="COUNCIL")


@pytest.mark.clause("004-23")
def test_the_card_of_a_service_tells_what_to_take(context: Context) -> None:
    institution = made.INSTITUTION
    own = {"title": "Telpu noma", "institution_id": institution, "category": "MUNICIPAL", "fee_cents": 1250}
    service = records.save(context, "local_service", own).id
    sketch = hints.Sketch("payment", {"service_id": service})
    assert [(hint.path, hint.sentence) for hint in hints.ask(context, sketch) if hint.path == "amount"] == [
        ("amount", "Pakalpojuma kartītē: 12,50\u00a0€")
    ]


@pytest.mark.clause("004-23", "000-09")
def test_the_sums_of_a_day_hold_fees_and_payments_and_name_nobody(context: Context, tmp_path: Path) -> None:
    first = pay(context, amount=80)
    pay(context, how="CARD", amount=200)
    pay(context, how="EXEMPT", exemption_ground="COUNCIL")
    pay(context, amount=999, paid_at=clock.now_utc() - 2 * DAY)
    paid = {"fee_due": 427, "fee_how": "CARD", "fee_paid": 427, "fee_paid_on": clock.today_riga()}
    records.save(
        context, "residence_declaration", {**DECLARATION, **paid, "declared_on": clock.today_riga() - 3 * DAY}
    )
    told = payment_day(context, clock.today_riga())
    assert told.rows == [
        PaidFor("Dzīvesvietas deklarācijas", 1, 0, 427, 0, 0),
        PaidFor("Kopēšana", 2, 80, 200, 0, 1),
    ]
    assert (told.whole.total, told.whole.exempt) == (707, 1)
    file = tmp_path / "day.pdf"
    file.write_bytes(record_papers.paper(context, "payment", first.id, "day"))
    words = words_of(file)
    assert "Skaidrā naudā jābūt: 0,80 €" in words
    assert DECLARATION["person_name"] not in words


ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(("Kopēšana", "Izziņa", "Noma")),
        st.sampled_from(("CASH", "CARD", "BANK", "EXEMPT")),
        st.integers(0, 500_000),
    ),
    max_size=40,
)


@given(ENTRIES)
def test_sums_agree_with_a_plain_count(entries: list[tuple[str, str, int]]) -> None:
    paid = [
        Paid(clock.today_riga(), "payment", what, how, 0 if how == "EXEMPT" else cents)
        for what, how, cents in entries
    ]
    rows = sums(paid)
    assert sum(row.total for row in rows) == sum(each.cents for each in paid)
    assert sum(row.count + row.exempt for row in rows) == len(paid)
    for row in rows:
        cash = [each.cents for each in paid if (each.what, each.how) == (row.what, "CASH")]
        assert row.cash == sum(cash)
    assert [row.total for row in rows] == sorted((row.total for row in rows), reverse=True)


DAYS = st.lists(st.integers(-4, 0), max_size=6)


@pytest.mark.clause("000-09", "000-11", "000-12")
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(declared=DAYS, rural=DAYS, certificates=DAYS, voided=st.integers(0, 2))
def test_the_figures_of_a_period_agree_with_a_plain_count(
    tmp_path_factory: pytest.TempPathFactory,
    declared: list[int],
    rural: list[int],
    certificates: list[int],
    voided: int,
) -> None:
    with made.opened(made.copy_desk(tmp_path_factory.mktemp("figures"))) as context:
        records.save(context, "point_settings", {"centre_type": "regional", "border_traffic": True})
        saved = []
        for back in declared:
            day = clock.today_riga() + back * DAY
            values = {**DECLARATION, "declared_on": day, "fee_due": 427, "fee_how": "CASH"}
            paid = {"fee_paid": 427, "fee_paid_on": day}
            saved.append((day, records.save(context, "residence_declaration", {**values, **paid}).id))
        for _day, record in saved[:voided]:
            records.void(context, "residence_declaration", record, reason="pārbaude")
        for back in rural:
            at = clock.now_utc() + back * DAY
            records.save(
                context, "rural_consultation", {"topic": "Paraugs", "started_at": at, "duration_s": 600}
            )
        for back in certificates:
            values = {
                "person_name": "Paraugs Izdomātais",
                "address": "Parauga iela 3",
                "signatory_name": "Piemēra Vadītāja",
                "issued_on": clock.today_riga() + back * DAY,
            }
            records.save(context, "residence_certificate", values)
        first, last = clock.today_riga() - 2 * DAY, clock.today_riga() - DAY
        told = figures(context, Period(first, last)).local
    inside = {-2, -1}
    kept = [day for day, _record in saved[voided:] if first <= day <= last]
    assert told.declarations == len(kept)
    assert told.paid_cents == 427 * len(kept)
    assert told.rural == sum(back in inside for back in rural)
    assert told.rural_s == 600 * told.rural
    assert told.certificates == sum(back in inside for back in certificates)
    assert told.certificates == sum(row.count for row in told.certificates_by_kind)


@pytest.mark.clause("000-11")
def test_border_applications_and_lists_are_counted_on_their_days(context: Context) -> None:
    records.save(context, "point_settings", {"centre_type": "regional", "border_traffic": True})
    application = {
        "person_name": "Piemēra Paraudziņa",
        "passport_no": "LV1234567",
        "residence": "Izdomu iela 7",
        "years_resident": 5,
    }
    for day in (clock.today_riga(), clock.today_riga(), date(2026, 1, 5)):
        records.save(context, "border_traffic_application", {**application, "applied_on": day})
    told = figures(context, Period.of(clock.today_riga(), Span.DAY)).local
    assert (told.border_applications, told.border_lists_approved) == (2, 0)
