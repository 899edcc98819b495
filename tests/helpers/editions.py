"""This file is the place where tests get a second edition of the shipped catalogue, with one change of each kind."""

import csv
import shutil
from datetime import timedelta
from pathlib import Path

from kacdesk.core import clock
from kacdesk.services.catalogue import reference_data

ENDING, RENAMED, MERGED_FROM = "VSAA-CAES", "VSAA-KONTS", ("VSAA-CELIAKIJA", "VSAA-ASISTENTS")


def second_edition(folder_above: Path) -> Path:
    """Return a second edition: one service new, one ends, one is renamed, two become one."""
    folder = Path(shutil.copytree(reference_data.shipped_catalogue(), folder_above / "second"))
    edition = folder / "edition.toml"
    edition.write_text(
        edition.read_text(encoding="utf-8").replace('"2026.11.21"', '"2027.01"'), encoding="utf-8"
    )
    file = folder / "services.csv"
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines, delimiter=";")
        rows = list(reader)
        heads = [*(reader.fieldnames or ())]
    heads += [name for name in ("succeeds",) if name not in heads]
    by_code = {row["service_code"]: row for row in rows}
    by_code[ENDING]["valid_to"] = (clock.today_riga() - timedelta(days=1)).isoformat()
    by_code[RENAMED]["title_lv"] = "Pensijas saņemšanas konta maiņa"
    for code in MERGED_FROM:
        by_code[code]["valid_to"] = (clock.today_riga() - timedelta(days=1)).isoformat()
    blank = dict.fromkeys(heads, "")
    rows.append(
        {
            **blank,
            "institution_abbr": "VSAA",
            "service_code": "VSAA-JAUNS",
            "title_lv": "Jauns pabalsts (paraugs)",
        }
    )
    rows.append(
        {
            **blank,
            "institution_abbr": "VSAA",
            "service_code": "VSAA-ATBALSTS",
            "title_lv": "Vienots atbalsts (paraugs)",
            "succeeds": ",".join(MERGED_FROM),
        }
    )
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, heads, delimiter=";", restval="")
        writer.writeheader()
        writer.writerows(rows)
    return folder
