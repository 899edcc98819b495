"""This file is the place where it is known what is done at one stroke with trainings, surveys, tasks and the like."""

from collections.abc import Mapping

from kacdesk.core.text import later
from kacdesk.services.dated_steps import is_empty, today_in
from kacdesk.services.quality import quality_rules
from kacdesk.services.step import Step

QUALITY: Mapping[str, tuple[Step, ...]] = {
    "training": (
        Step("held", later("Notikušas šodien"), is_empty("held_on"), today_in("held_on")),
        Step(
            "guidance",
            later("Metodiskais materiāls saņemts"),
            quality_rules.awaits_guidance,
            today_in("guidance_on"),
        ),
        Step("started", later("Pakalpojums sākts"), quality_rules.awaits_start, today_in("started_on")),
    ),
    "survey": (
        Step("closed", later("Pabeigta šodien"), is_empty("closed_on"), today_in("closed_on")),
        Step(
            "to_ministry",
            later("Rezultāti nosūtīti ministrijai"),
            is_empty("sent_ministry_on"),
            today_in("sent_ministry_on"),
        ),
        Step(
            "to_holders",
            later("Rezultāti nosūtīti iestādēm"),
            is_empty("sent_holders_on"),
            today_in("sent_holders_on"),
        ),
    ),
    "review": (
        Step("reported", later("Iesniegts vadībai"), is_empty("reported_on"), today_in("reported_on")),
    ),
    "report_request": (
        Step("delivered", later("Pārskats sniegts"), is_empty("delivered_on"), today_in("delivered_on")),
    ),
    "task": (
        Step("done", later("Izpildīts"), is_empty("done_on"), today_in("done_on")),
        Step(
            "head_informed",
            later("Vadītājs informēts"),
            is_empty("head_informed_on", kind="DIRECT_ORDER"),
            today_in("head_informed_on"),
        ),
    ),
    "access_application": (
        Step("done", later("Izpildīts"), is_empty("done_on"), today_in("done_on")),
        Step("terms", later("Noteikumi pieņemti"), quality_rules.awaits_terms, today_in("terms_on")),
    ),
    "equipment_fault": (
        Step("reported", later("Paziņots"), is_empty("reported_on", mended_on=None), today_in("reported_on")),
        Step("mended", later("Novērsts"), is_empty("mended_on"), today_in("mended_on")),
    ),
    "proposal": (
        Step("sent", later("Nosūtīts"), is_empty("sent_on"), today_in("sent_on")),
        Step("answered", later("Atbildēts"), is_empty("answered_on"), today_in("answered_on")),
    ),
    "service_transfer": (
        Step(
            "ministry",
            later("Ministrija informēja"),
            is_empty("ministry_on", state="OPEN"),
            today_in("ministry_on"),
        ),
        Step(
            "accepted",
            later("Komiteja atbalstīja"),
            quality_rules.awaits_committee,
            today_in("committee_on", state="ACCEPTED"),
        ),
        Step(
            "declined",
            later("Komiteja noraidīja"),
            quality_rules.awaits_committee,
            today_in("committee_on", state="DECLINED"),
        ),
        Step(
            "notice",
            later("Komiteja informēta"),
            is_empty("notice_on", direction="EXCLUDE"),
            today_in("notice_on"),
        ),
    ),
    "staff_suggestion": (
        Step("answered", later("Atbildēts"), is_empty("answered_on"), today_in("answered_on")),
    ),
}
