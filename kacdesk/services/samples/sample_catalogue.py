"""This file is the place where the made-up sample point gets own services, documents and who knows them."""

import tempfile
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from kacdesk.core.clock import today_riga
from kacdesk.core.ids import reference_id
from kacdesk.services import records
from kacdesk.services.catalogue import life_situations, notices
from kacdesk.services.context import Context
from kacdesk.services.papers import attachments

_MUNICIPALITY = reference_id("institution", "BNP")


def make(context: Context) -> None:
    """Save a few records of each register of the catalogue; nothing that is told is anybody's."""
    life_situations.seed(context)
    _own_services(context)
    _library(context)


def _own_services(context: Context) -> None:
    today = today_riga()
    for values in (
        {
            "title": "Kapličas noma (paraugs)",
            "synonyms": "bēru zāle",
            "fee_cents": 1250,
            "fee_note": "par dienu",
            "term_note": "2 darba dienas",
            "required_documents": "Iesniegums",
            "centre_role": "FULL",
            "stage": "WHOLE",
            "demand_level": "MUNICIPAL",
            "demand_ground": "Saistošie noteikumi Nr. 0 (paraugs)",
            "decision": "Domes lēmums Nr. 0 (paraugs)",
            "review_due": today + timedelta(days=5),
        },
        {
            "title": "Dāvanu kartes jaundzimušajam izsniegšana (paraugs)",
            "synonyms": "jaundzimušā dāvana",
            "fee_cents": 0,
            "term_note": "uzreiz",
            "centre_role": "FULL",
            "stage": "WHOLE",
        },
        {
            "title": "Malkas pabalsts (paraugs)",
            "synonyms": "apkures pabalsts, malka",
            "kinds": "Pieteikums, Informācija",
            "centre_role": "ACCEPT_ONLY",
            "stage": "ACCEPTANCE",
            "valid_to": today + timedelta(days=40),
        },
    ):
        records.save(
            context, "local_service", {"institution_id": _MUNICIPALITY, "category": "MUNICIPAL", **values}
        )
    here = {
        "service_id": reference_id("service", "LDC-DZIVNIEKI"),
        "offered": True,
        "fee_cents": 711,
        "fee_note": "paraugs",
        "synonyms": "suņa reģistrācija, kaķa reģistrācija",
        "clerk_note": "Palūdziet mikročipa numuru; bez tā sistēmā neko nevar ierakstīt (paraugs).",
    }
    records.save(context, "service_here", here)
    closed = {
        "service_id": reference_id("service", "PMLP-VIZA"),
        "offered": False,
        "exception_reason": "Šajā punktā nav pirkstu nospiedumu lasītāja (paraugs).",
    }
    records.save(context, "service_here", closed)


def _library(context: Context) -> None:
    today = today_riga()
    insurer = reference_id("institution", "VSAA")
    form = {"title": "Iesnieguma veidlapa (paraugs)", "kind": "FORM", "institution_id": _MUNICIPALITY}
    old = records.save(
        context, "library_item", {**form, "version": "2025", "valid_from": today.replace(month=1, day=1)}
    )
    newer = {**form, "version": "2026/2", "valid_from": today - timedelta(days=10), "supersedes_id": old.id}
    _with_file(context, records.save(context, "library_item", newer).id)
    guidance = {
        "title": "Kā pieņemt pabalstu pieteikumus (paraugs)",
        "kind": "GUIDANCE",
        "version": "3",
        "institution_id": insurer,
        "training_on": today - timedelta(days=20),
        "source": "Izdomāts materiāls",
        "source_on": today - timedelta(days=30),
    }
    records.save(context, "library_item", guidance)
    rules = {
        "title": "Klientu apkalpošanas noteikumi (paraugs)",
        "kind": "INTERNAL_RULE",
        "version": "1",
        "valid_from": today - timedelta(days=60),
        "review_due": today + timedelta(days=4),
        "must_know": True,
    }
    known = records.save(context, "library_item", rules).id
    link = {"title": "Valsts pakalpojumu portāls", "kind": "LINK", "url": "https://latvija.gov.lv"}
    records.save(context, "library_item", link)
    records.save(
        context,
        "acknowledgement",
        {
            "what": "RULES",
            "subject": "Klientu apkalpošanas noteikumi (paraugs) 1",
            "library_item_id": known,
            "staff_id": context.actor.id,
            "acknowledged_on": today - timedelta(days=50),
        },
    )
    records.save(
        context,
        "acknowledgement",
        {
            "what": "SAFETY",
            "subject": "Ugunsdrošības instrukcija (paraugs)",
            "person": "Izdomāts Speciālists",
            "institution_id": insurer,
            "acknowledged_on": today - timedelta(days=12),
            "signed": True,
        },
    )


def _with_file(context: Context, record: UUID) -> None:
    """Attach something that can be read and printed: the leaflet on channels stands for the form."""
    with tempfile.TemporaryDirectory(prefix="kac-sample-") as folder:
        file = Path(folder) / "veidlapa.pdf"
        file.write_bytes(notices.draw(context, "channels"))
        attachments.attach(context, "library_item", record, file)
