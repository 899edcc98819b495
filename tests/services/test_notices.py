"""This file is the place where what the point prints for its wall is read back, and its list for the website."""

import csv
from datetime import date, timedelta
from html.parser import HTMLParser
from io import StringIO
from typing import Any

import pypdfium2
import pytest

from kacdesk.core import clock
from kacdesk.core.errors import Usage
from kacdesk.core.ids import reference_id
from kacdesk.core.latvian import short_date
from kacdesk.services import records
from kacdesk.services.catalogue import notices, service_list
from kacdesk.services.context import Context
from kacdesk.services.people import accounts
from tests.helpers import desk
from tests.reports.pdf_reading import words_of

MUNICIPALITY = reference_id("institution", "BNP")


def words(context: Context, name: str) -> str:
    file = context.store.path.parent / f"{name}.pdf"
    file.write_bytes(notices.draw(context, name))
    return words_of(file)


def _left_of(context: Context, name: str, first: str) -> float:
    """Return where the words stand on the page, in points from its left edge."""
    with pypdfium2.PdfDocument(notices.draw(context, name)) as document:
        text = document[0].get_textpage()
        place = text.search(first).get_next()
        assert place is not None
        left, *_rest = text.get_charbox(place[0])
        return float(left)


def own(context: Context, **more: Any) -> None:
    values = {"title": "Kapličas noma", "institution_id": MUNICIPALITY, "category": "MUNICIPAL", **more}
    records.save(context, "local_service", values)


@pytest.mark.clause("002-14")
def test_the_name_plate_tells_name_post_and_centre(context: Context) -> None:
    clerk = accounts.act_as(context.store, desk.CLERK)
    row = next(row for row in desk.registered(context.store, "staff") if row["id"] == clerk.actor.id)
    records.correct(
        context,
        "staff",
        row["id"],
        {"post": "Klientu apkalpošanas speciāliste"},
        rev=row["rev"],
        reason="amats",
    )
    told = words(clerk, "plate")
    assert desk.CLERK in told
    assert "Klientu apkalpošanas speciāliste" in told
    assert "vienotais klientu apkalpošanas centrs" in told


@pytest.mark.clause("002-15", "004-12")
def test_the_list_of_services_names_what_is_given_with_fee_and_term(context: Context) -> None:
    own(context, fee_cents=1250, term_note="2 darba dienas")
    told = words(context, "services")
    assert "Kapličas noma" in told
    assert "12,50" in told
    assert "2 darba dienas" in told
    assert "Slimības pabalsts" in told
    assert "Valsts sociālās apdrošināšanas aģentūra (VSAA)" in told
    assert "VDEAVK" not in told, "a title that names its short form is not given a second one"


def test_what_is_not_given_is_not_on_the_list(context: Context) -> None:
    own(context, valid_to=date(2026, 1, 1))
    records.save(
        context,
        "service_here",
        {
            "service_id": reference_id("service", "LDC-DZIVNIEKI"),
            "offered": False,
            "exception_reason": "paraugs",
        },
    )
    listed = {each.title for group in service_list.groups(context) for each in group.services}
    assert "Kapličas noma" not in listed
    assert not any("mājas (istabas) dzīvnieki" in title for title in listed)


@pytest.mark.clause("002-13")
def test_the_notice_of_hours_tells_the_week(context: Context) -> None:
    assert "vēl nav ierakstīts" in words(context, "hours")
    assert abs(_left_of(context, "hours", "Darba laiks vēl") - _left_of(context, "hours", "Balvu")) < 2
    hours = {"weekday": "MON", "opens": "08:30", "closes": "17:00", "valid_from": date(2026, 1, 1)}
    records.save(context, "opening_hours", hours)
    told = words(context, "hours")
    assert "8.30–17.00" in told
    assert "slēgts" in told


def test_serving_elsewhere_on_a_day_off_is_on_the_notice_of_hours(context: Context) -> None:
    monday = {"weekday": "MON", "opens": "08:30", "closes": "17:00", "valid_from": date(2026, 1, 1)}
    records.save(context, "opening_hours", monday)
    sunday = clock.today_riga() + timedelta(days=7 - clock.today_riga().isoweekday())
    away = {"kind": "OFF_SITE", "day": sunday, "opens": "10:00", "closes": "14:00"}
    records.save(context, "opening_exception", away | {"place": "Izdomātā pagasta pārvalde"})
    told = words(context, "hours")
    assert f"{short_date(sunday)}, svētdiena" in told
    assert "apkalpo: Izdomātā pagasta pārvalde 10.00–14.00" in told


def test_a_long_double_name_is_broken_after_its_hyphen_on_the_plate(context: Context) -> None:
    name = "Anna Marija Ķeizarliene-Šķēršļopviļņa-Žurnālparaudziņa-Ģenerāļmaksvēta"
    records.save(context, "staff", {"name": name, "role": "CLERK", "active": True})
    told = words(accounts.act_as(context.store, name), "plate")
    for part in name.replace("-", " ").split():
        assert part in told


@pytest.mark.clause("004-28", "004-31")
def test_the_leaflet_tells_other_ways_and_that_they_are_as_fast(context: Context) -> None:
    told = words(context, "channels")
    assert "Kā saņemt pakalpojumus, nenākot uz centru" in told
    assert "latvija.gov.lv" in told
    assert "E-adrese" in told
    assert "tikpat ātri kā klātienē" in told


@pytest.mark.clause("003-28")
def test_reception_hours_of_institutions_are_listed(context: Context) -> None:
    assert "pašlaik nepieņem" in words(context, "reception")
    values = {
        "institution_id": desk.INSTITUTION,
        "weekday": "TUE",
        "from_time": "09:00",
        "to_time": "15:00",
        "valid_from": clock.today_riga(),
        "room": "3",
    }
    records.save(context, "presence", values)
    told = words(context, "reception")
    assert "otrdiena" in told
    assert "9.00–15.00" in told
    assert "Valsts sociālās apdrošināšanas aģentūra" in told


def test_an_unknown_notice_is_refused_with_the_names_that_there_are(context: Context) -> None:
    with pytest.raises(Usage, match="plate, hours"):
        notices.draw(context, "afiša")


def test_every_notice_is_one_sheet_or_an_orderly_list(context: Context) -> None:
    pages = {each.name: len(pypdfium2.PdfDocument(each.draw(context))) for each in notices.NOTICES}
    assert {name for name, count in pages.items() if count == 1} >= {"plate", "hours", "channels"}


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.told.append(data.strip())


@pytest.mark.clause("004-20", "001-22", "004-12")
def test_the_page_for_the_website_says_what_was_entered_and_nothing_of_it_is_code(context: Context) -> None:
    own(context, title="<script>alert(1)</script> noma", portal_url="javascript:alert(1)")
    page = service_list.as_html(context).decode()
    assert "<script" not in page
    read = _Words()
    read.feed(page)
    assert "<script>alert(1)</script> noma" in read.told
    assert all(link.startswith("https://") for link in read.links)


@pytest.mark.clause("004-20")
def test_the_table_for_other_systems_has_a_row_for_each_service(context: Context) -> None:
    own(context, title="=1+1 noma", fee_cents=0)
    rows = list(csv.DictReader(StringIO(service_list.as_csv(context).decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == sum(len(group.services) for group in service_list.groups(context))
    (mine,) = [row for row in rows if row["nosaukums"].endswith("noma")]
    assert (mine["nosaukums"], mine["maksa"], mine["iestade"]) == ("'=1+1 noma", "Bez maksas", "BNP")


def test_the_municipality_stands_first(context: Context) -> None:
    assert service_list.groups(context)[0].abbr == "BNP"
