"""This file is the place where codes of refusals and incidents become Latvian sentences for a clerk."""

from collections.abc import Mapping
from typing import Any

from kacdesk.core.latvian import number
from kacdesk.core.text import t
from kacdesk.services.reporting.closings import REGISTER as CLOSED_REPORTS
from kacdesk.spec.field import FieldSpec

Words = tuple[str, str]
"""Why it happened, and what a person can do; each one sentence, the second may be empty."""


def refusal_words(code: str, field: FieldSpec | None) -> Words:
    """Return why the central store keeps a change without applying it; `code` is `outcome:code` of the item."""
    outcome, _, reason = code.partition(":")
    if outcome == "parked":
        return _parked(reason)
    if outcome == "denied":
        return _denied(reason)
    return _quarantined(reason, t(field.label) if field is not None else ""), t(
        "Sūtiet ierakstu vēlreiz; ja krātuve to atkal nepieņem, zvaniet tās uzturētājam."
    )


def _parked(reason: str) -> Words:
    if reason == "draining":
        return (
            t("Uzturētājs šo datoru noslēdz, tāpēc tā sūtītais krātuvē gaida cilvēka lēmumu."),
            t("Neievadiet šeit jaunus ierakstus; jautājiet vadītājam, kurā datorā turpināt darbu."),
        )
    if reason in ("register-unknown", "field-unknown"):
        return (
            t("Krātuves programma ir vecāka un šo vēl nepazīst; tā to glabā, līdz tiks atjaunināta."),
            t("Jums nekas nav jādara: pēc atjaunināšanas krātuve to pieņems pati."),
        )
    return (
        t("Krātuve šo izmaiņu glabā, bet vēl nerāda citiem."),
        t("Jums nekas nav jādara; ja tā paliek vairākas dienas, zvaniet krātuves uzturētājam."),
    )


def _denied(reason: str) -> Words:
    if reason == "read-only":
        return (
            t("Šo sarakstu drīkst mainīt tikai krātuves uzturētājs."),
            t("Lūdziet labojumu uzturētājam un atsakieties no šīs izmaiņas."),
        )
    if reason == "point":
        return (
            t("Izmaiņa ir par cita punkta ierakstu, un šis dators to mainīt nedrīkst."),
            t("Lūdziet labojumu tam punktam un atsakieties no šīs izmaiņas."),
        )
    return (
        t("Krātuve šim datoram neļauj mainīt šo ierakstu."),
        t("Zvaniet krātuves uzturētājam."),
    )


def _quarantined(reason: str, label: str) -> str:
    if not label:
        return _without_field(reason)
    match reason:
        case "required":
            return t("Krātuvei vajag, lai lauks “{label}” būtu aizpildīts.", label=label)
        case "choice":
            return t("Laukā “{label}” ir vērtība, kuras krātuves sarakstā nav.", label=label)
        case "longest" | "text-too-long":
            return t("Lauks “{label}” krātuvei ir par garu.", label=label)
        case "range":
            return t("Laukā “{label}” skaitlis ir ārpus atļautā.", label=label)
        case "format" | "characters":
            return t("Lauka “{label}” pieraksts krātuvei nav saprotams.", label=label)
        case "type" | "zone":
            return t("Lauka “{label}” vērtību krātuve nevar nolasīt.", label=label)
        case "order":
            return t("Lauks “{label}” neatbilst citam datumam vai laikam šajā ierakstā.", label=label)
        case "immutable":
            return t("Lauku “{label}” pēc reģistrēšanas mainīt nedrīkst.", label=label)
    return t("Krātuve nepieņēma lauku “{label}”.", label=label)


def _without_field(reason: str) -> str:
    if reason == "register-changed":
        return t("Krātuvē ar šo identifikatoru jau ir cita veida ieraksts.")
    if reason == "line-too-long":
        return t("Ieraksts ir par garu, lai to nosūtītu.")
    return t("Krātuve šo izmaiņu nevarēja nolasīt.")


def incident_words(code: str, detail: Mapping[str, Any], *, register: str | None = None) -> Words:
    """Return what happened to the exchange and what it means for the work; an unknown code is shown as itself."""
    match code:
        case "forked":
            return (
                t(
                    "Krātuve šo disku pazina citādu; sākta jauna dokumentu sērija {series}.",
                    series=detail.get("series", ""),
                ),
                t(
                    "Nekas nav zudis. Vadītājam jāzina, ja dators ir atjaunots no kopijas vai disks pavairots."
                ),
            )
        case "number-reused" if register == CLOSED_REPORTS:
            return (
                t(
                    "Divas darbvietas noslēgušas vienu un to pašu periodu ({period}).",
                    period=detail.get("series", ""),
                ),
                t(
                    "Spēkā ir tas pārskats, kas pirmais nonāca centrālajā krātuvē; abi ir saglabāti. Ja otrais jau "
                    "parakstīts vai iesniegts, salīdziniet skaitļus."
                ),
            )
        case "number-reused":
            return (
                t("Viens numurs ir diviem dokumentiem."),
                t("Uz viena papīra uzrakstiet otru numuru: anulējiet ierakstu un reģistrējiet to no jauna."),
            )
        case "healed":
            return (
                t("Šī datora dati atšķīrās no krātuves un ir salīdzināti ({count}).", count=_count(detail)),
                t("Tagad šeit redzams tas pats, kas krātuvē. Pārbaudiet, vai ieraksts ir pareizs."),
            )
        case "orphan":
            return (
                t(
                    "Krātuve pēc atjaunošanas nezināja ierakstus; šis dators tos atdeva ({count}).",
                    count=_count(detail),
                ),
                t("Jums nekas nav jādara."),
            )
        case "missing":
            return (
                t("Krātuvē nav ierakstu, kas ir šeit ({count}).", count=_count(detail)),
                t("Paziņojiet krātuves uzturētājam; šajā datorā ieraksti ir."),
            )
        case "file-damaged":
            return (
                t("Pievienotās datnes vienīgā kopija šajā datorā nav nolasāma."),
                t("Ja papīrs vēl ir, ieskenējiet un pievienojiet to ierakstam no jauna."),
            )
        case "pin-reset":
            return (
                t("Kādam darbiniekam PIN dots ar datora komandu."),
                t("Ja vadītājs to nelūdza, ziņojiet par to IT. Noslēgt to var tikai vadītājs."),
            )
    return t("Datu apmaiņā noticis: {code}.", code=code), t("Paziņojiet krātuves uzturētājam.")


def _count(detail: Mapping[str, Any]) -> str:
    """Return how many records an incident names; its detail holds counts by kind and up to a hundred identifiers."""
    counts = [value for value in detail.values() if isinstance(value, int)]
    return number(max([len(detail.get("ids", [])), *counts], default=0))
