"""This file is the place where the options are fixed that may stand before and after every command (docs/cli.md)."""

import argparse

from kacdesk.core.text import t


def global_options(parser: argparse.ArgumentParser, *, default: object) -> None:
    """Add them; for a command `default` is SUPPRESS, so that it takes nothing back that stood before it."""
    parser.add_argument("--data", metavar="DIR", default=default, help=t("datu mape"))
    parser.add_argument(
        "--passphrase-file", metavar="FILE", default=default, help=t("datne ar paroles frāzi")
    )
    parser.add_argument("--as", dest="acting", metavar="NAME", default=default, help=t("kas rīkojas"))
    parser.add_argument("--pin-file", metavar="FILE", default=default, help=t("datne ar tā PIN, kas rīkojas"))
    parser.add_argument("--language", choices=("lv", "en"), default=default, help=t("valoda"))
