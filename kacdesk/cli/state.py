"""This file is the place where the command line tells how a desk stands."""

import argparse

import kacdesk
from kacdesk.cli.desk import reading_store
from kacdesk.cli.output import say, say_json
from kacdesk.cli.policy import locked_by_it
from kacdesk.core.errors import ExitCode
from kacdesk.core.latvian import counted, number, short_moment
from kacdesk.core.text import t
from kacdesk.models.catalog import Catalog
from kacdesk.services.overview import Overview, overview
from kacdesk.store.obeyed import obeyed_by


def status(asked: argparse.Namespace) -> ExitCode:
    """Tell what is kept, what is sent and what needs a person; 1 when something does."""
    with reading_store(asked) as store:
        told, locked = overview(store), locked_by_it(obeyed_by(store))
        catalog = store.catalog
    if asked.json:
        say_json(as_json(told) | {"locked": locked})
    else:
        for line in as_text(told, catalog):
            say(line)
        if locked:
            say(t("Noteicis IT: {names}.", names=", ".join(locked)))
    return ExitCode.ATTENTION if told.to_look_at else ExitCode.DONE


def as_json(told: Overview) -> dict[str, object]:
    """Return the stable form of `status --json` (docs/cli.md)."""
    return {
        "version": kacdesk.__version__,
        "schema": told.schema_version,
        "point": told.point,
        "point_title": told.point_title,
        "device": told.device,
        "series": told.series,
        "sample": told.sample,
        "records": told.records,
        "unsent": told.unsent,
        "oldest_unsent_at": told.oldest_unsent_at,
        "files_waiting": told.files_waiting,
        "files_bytes": told.files_bytes,
        "refused": told.refused,
        "conflicts": told.conflicts,
        "incidents": told.incidents,
        "enrolled": told.enrolled,
        "central_url": told.central_url,
        "contacted_at": told.contacted_at,
        "receipt_at": told.receipt_at,
        "all_sent": told.all_sent,
        "trouble": told.trouble,
        "only_here": told.only_here,
        "copied_at": told.copied_at,
        "copies_late": told.copies_late,
        "epoch": told.epoch,
    }


def as_text(told: Overview, catalog: Catalog) -> list[str]:
    """Return the same for a person; registers by their title, with the name that commands take."""
    lines = [f"{told.point_title} ({told.point}-{told.series})"]
    lines += [f"  {t(catalog.spec(name).title)} ({name}): {count}" for name, count in told.records.items()]
    if not told.enrolled:
        lines.append(
            t("Nav pieteikts centrālajā krātuvē; tikai šajā datorā: {count}.", count=_only_here(told))
        )
    elif told.all_sent:
        receipt = short_moment(told.receipt_at) if told.receipt_at else ""
        lines.append(t("Viss nosūtīts; pēdējā kvīts {at}.", at=receipt))
    elif told.unsent == 0 and told.receipt_at is not None:
        lines.append(t("Visi ieraksti nosūtīti; pēdējā kvīts {at}.", at=short_moment(told.receipt_at)))
    else:
        since = short_moment(told.oldest_unsent_at) if told.oldest_unsent_at else ""
        lines.append(t("Nenosūtītas izmaiņas: {count}; vecākā no {since}.", count=told.unsent, since=since))
        lines.append(t("Tikai šajā datorā: {count}.", count=_only_here(told)))
    if told.files_waiting:
        size = number(told.files_bytes / 2**20, decimals=1)
        lines.append(t("Datnes gaida nosūtīšanu: {count} ({size} MB).", count=told.files_waiting, size=size))
    if told.copied_at is not None:
        lines.append(t("Pēdējā kopija: {at}.", at=short_moment(told.copied_at)))
    if told.copies_late:
        lines.append(t("Kopiju vieta nav pieejama; pievienojiet datu nesēju."))
    if told.refused or told.conflicts:
        lines.append(
            t(
                "Jāapskata: {refused} nepieņemtas, {conflicts} pretrunas.",
                refused=told.refused,
                conflicts=told.conflicts,
            )
        )
    if told.incidents:
        lines.append(t("Jāapskata notikumi: {count} (“kacdesk attention”).", count=told.incidents))
    return lines


def _only_here(told: Overview) -> str:
    return counted(told.only_here, t("izmaiņu"), t("izmaiņa"), t("izmaiņas"))
