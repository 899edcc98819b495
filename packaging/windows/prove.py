"""This file is the place where the packages for Windows are proved: installed, used, upgraded and removed, silently.

    prove.py --previous FOLDER --now FOLDER --work FOLDER [--only setup|msi|both]

Each folder holds a setup program and an MSI as build.sh made them; `--previous` those of an earlier version, whose data
the new one has to take over. The central store runs outside Windows, from this checkout. One line is printed for each
thing that was looked at; the exit code is 1 when one is not so. What Wine cannot show stands in docs/release.md.
"""

import argparse
import json
import re
import shutil
import sys
import time
from pathlib import Path

import pypdfium2
from prove_machine import OWN, POLICIES, Central, Done, Machine, file_version

SPOKEN = "Zvanītājs jautāja par ķēžu žodziņu: šļūtene, ņukši, ģērbtuve"
VISIT = {
    "started_at": "2026-11-20T09:15",
    "ended_at": "2026-11-20T09:32",
    "channel": "IN_PERSON",
    "customer_kind": "NATURAL",
    "customer_name": "Ģirts Paraugs",
    "visit_service": [{"institution_id": "VID", "kind": "INFORMATION"}],
}
CALL = {
    "started_at": "2026-11-20T11:00",
    "duration_s": "4 min",
    "call_state": "ANSWERED",
    "helpline": True,
    "institution_id": "VSAA",
    "topic": SPOKEN,
    "outcome": "SERVED",
}
LETTER = {
    "received_at": "2026-11-20T12:30",
    "kind": "SUBMISSION",
    "title": "Par zemes nomu",
    "submitter_kind": "NATURAL",
    "submitter_name": "Jānis Piemērs",
    "addressee_id": "VZD",
    "form": "PAPER",
    "pages": 3,
    "custody": "AT_CENTRE",
}
REFUSED, RUNNING = 3, 4
# What this system sees of Windows Installer's 1603, and of the 1627 that Wine says when a program on the way fails.
MSI_FAILED, MSI_FAILED_IN_WINE = 1603 % 256, 1627 % 256


class Proof:
    """One kind of package on one Windows, from the first installation to the last."""

    def __init__(self, kind: str, machine: Machine, packages: dict[str, Path], central: Central) -> None:
        self.kind, self.machine, self.packages, self.central = kind, machine, packages, central
        self.failed = 0

    def look(self, what: str, holds: bool, told: object = "") -> None:
        """Print one finding and remember whether it is as it should be."""
        self.failed += not holds
        print(
            f"{'ok' if holds else 'NOT SO':7} {self.kind:5} {what}{f': {told}' if told != '' else ''}",
            flush=True,
        )

    def carried_out(self, what: str, done: Done, *codes: int) -> Done:
        """Look at the exit code of a program; the words are shown when it is another one."""
        fine = done.code in (codes or (0,))
        self.look(what, fine, "" if fine else f"code {done.code} {done.errors[-400:]} {done.out[-400:]}")
        return done

    def desk(self, *words: str) -> Done:
        """Run a command of the installed program on the desk of this journey, which a passphrase opens."""
        return self.machine.kacdesk(*words, "--passphrase-file", r"C:\phrase.txt")

    def install(self, which: str, *options: str) -> Done:
        """Install a package of `previous` or `now` silently."""
        package = self.packages[which]
        named = self.machine.windows_path(package)
        if self.kind == "setup":
            return self.machine.run(named, "/S", *(f"/{option}" for option in options), wait_for_all=True)
        return self.machine.run("msiexec", "/i", named, "/qn", *options, wait_for_all=True)

    def remove(self, which: str, *, data_too: bool = False) -> Done:
        """Remove what is installed, silently and without a question."""
        if self.kind == "setup":
            words = ["/S", *(["/DELETEDATA"] if data_too else [])]
            return self.machine.run(r"C:\Program Files\kacdesk\uninstall.exe", *words, wait_for_all=True)
        words = ["DELETEDATA=1"] if data_too else []
        package = self.machine.windows_path(self.packages[which])
        return self.machine.run("msiexec", "/x", package, "/qn", *words, wait_for_all=True)

    # --- the journey ---------------------------------------------------------------------------------------

    def play(self) -> int:
        """Go the whole way; return how many things were not as they should be."""
        self.first_version()
        before = self.use(version(self.packages["previous"]))
        self.guarded()
        self.upgrade(before)
        self.whole()
        self.windows_keeps_the_key()
        self.no_way_back()
        self.removed()
        return self.failed

    def first_version(self) -> None:
        """Install the previous version, with locked settings among the options."""
        (self.machine.drive / "phrase.txt").write_text("izdomāta frāze pārbaudei\n", encoding="utf-8")
        at = time.monotonic()
        self.carried_out(
            "previous version installs",
            self.install("previous", f"CENTRAL={self.central.url}", "IDLE_MINUTES=7"),
        )
        self.look("seconds it took", True, round(time.monotonic() - at))
        self.look(
            "it stands once under Add/Remove", self.machine.listed() == [version(self.packages["previous"])]
        )
        self.look("its program is there", (self.machine.program / "kacdesk.exe").is_file())
        place = "Microsoft/Windows/Start Menu/Programs/kacdesk.lnk"
        of_all, of_one = (f"ProgramData/{place}", f"users/*/AppData/Roaming/{place}")
        if self.kind == "setup":
            self.look("the Start menu of all users has it", any(self.machine.drive.glob(of_all)))
        else:  # Wine's Windows Installer knows only the menu of the account; that of all is left to a real PC
            menus = [one for glob in (of_all, of_one) for one in self.machine.drive.glob(glob)]
            self.look("a Start menu has it", len(menus) == 1)
        self.look("CENTRAL became a policy", self.machine.value(POLICIES, "central") == self.central.url)
        self.look("IDLE_MINUTES became a number", self.machine.value(POLICIES, "idle_minutes") == "0x7")

    def use(self, expected: str) -> dict[str, object]:
        """Make a point, enrol it at the central store outside, save, print a month, sync; return what is kept."""
        desk = self.desk
        told = self.machine.kacdesk("--version").out
        self.look("the program says its version", expected in told, told.strip())
        self.carried_out(
            "a point is made",
            desk("init", "--point", "BALVI", "--name", "Balvu punkts", "--supervisor", "Anna Paraugs"),
        )
        self.carried_out(
            "it enrols at the central store",
            desk("enrol", self.central.code(), "--central", self.central.url),
        )
        self.save()
        self.sync()
        return self.kept()

    def save(self) -> None:
        """Save a visit, a call and a document; look at the Latvian letters on the way back."""
        for register, record in (
            ("visit", VISIT),
            ("phone_consultation", CALL),
            ("received_document", LETTER),
        ):
            file = self.machine.drive / f"{register}.json"
            file.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
            done = self.carried_out(
                f"a save: {register}", self.desk("add", register, "--json", rf"C:\{register}.json")
            )
            if register == "phone_consultation" and done.code == 0:
                shown = self.desk("show", register, str(done.json()["id"]), "--purpose", "pārbaude", "--json")
                self.look("Latvian letters come back whole", SPOKEN in shown.out)

    def sync(self) -> None:
        """Exchange with the central store outside Windows until it has everything."""
        self.carried_out("an exchange with the central store outside Windows", self.desk("sync"))
        status = self.desk("status", "--json").json()
        self.look("the central store has everything", bool(status["all_sent"]), f"unsent {status['unsent']}")

    def report(self) -> None:
        """Write the month as a PDF and read it."""
        (self.machine.drive / "papers").mkdir(exist_ok=True)
        self.carried_out(
            "a PDF of the month", self.desk("report", "2026-11", "--out", r"C:\papers\month.pdf")
        )
        document = pypdfium2.PdfDocument(self.machine.drive / "papers" / "month.pdf")
        words = document[0].get_textpage().get_text_range()
        self.look("the PDF can be read", "Balvu punkts" in words, f"{len(document)} pages")
        document.close()

    def kept(self) -> dict[str, object]:
        """Return the counts of every register and the documents' numbers."""
        status = self.desk("status", "--json").json()
        found = self.desk("find", "received_document", "--json").out
        numbers = sorted(re.findall(r"BALVI-[A-Z]+/2026/[\d-]+/\d+", found))
        return {"records": status["records"], "numbers": numbers, "device": status["device"]}

    def guarded(self) -> None:
        """See the new version refused where it has to be, with the previous one left as it was."""
        now, other = "now", "msi" if self.kind == "setup" else "setup"
        there = self.machine.listed()
        crossed = Proof(other, self.machine, {"now": self.packages["other"]}, self.central)
        code = MSI_FAILED if other == "msi" else REFUSED
        crossed.carried_out(f"is refused beside the {self.kind}", crossed.install(now), code)
        self.failed += crossed.failed
        self.machine.set_value(POLICIES, "data_folder", r"C:\users\Public\OneDrive\kacdesk")
        red = (REFUSED,) if self.kind == "setup" else (MSI_FAILED, MSI_FAILED_IN_WINE)
        self.carried_out("is refused when the doctor is red", self.install(now), *red)
        log = self.machine.drive / "ProgramData" / "kacdesk" / "setup.log"
        self.look("the log says why", log.is_file() and "OneDrive" in log.read_text("utf-8", "replace"))
        self.machine.set_value(POLICIES, "data_folder", None)
        if self.kind == "setup":
            self.while_it_runs()
        else:  # Wine's Windows Installer brings nothing back after a failure; that is left to a real PC
            self.carried_out("the previous version is put back", self.install("previous"))
        self.look("the previous version is there", self.machine.listed() == there)
        self.look("it opens its data", self.desk("status", "--json").code in (0, 1))

    def while_it_runs(self) -> None:
        """See the setup refused while a program of kacdesk runs."""
        database = ["--database", "sqlite:///C:/running/central.db", "--key-beside-data"]
        (self.machine.drive / "running").mkdir()
        central = r"C:\Program Files\kacdesk\kacdesk-central.exe"
        running = self.machine.start(central, "serve", "--port", "0", "--until-eof", *database)
        if running.stdout is None or running.stdin is None:
            raise SystemExit("no pipes")
        running.stdout.readline()
        named = self.machine.windows_path(self.packages["now"])
        self.carried_out("is refused while kacdesk runs", self.machine.run(named, "/S"), RUNNING)
        running.stdin.close()
        running.stdout.close()
        running.wait(60)

    def upgrade(self, before: dict[str, object]) -> None:
        """Install the new version over the old one with its data, and see everything again."""
        at = time.monotonic()
        self.carried_out("the new version installs over it", self.install("now"))
        self.look("seconds it took", True, round(time.monotonic() - at))
        expected = version(self.packages["now"])
        self.look(
            "it stands once under Add/Remove", self.machine.listed() == [expected], self.machine.listed()
        )
        told = self.machine.kacdesk("--version").out
        self.look("the program says its version", expected in told, told.strip())
        for name in ("kacdesk", "kacdesk-central"):
            stated = file_version(self.machine.program / f"{name}.exe")
            self.look(f"the version resource of {name}", stated == f"{expected}.0", stated)
        self.look("the locked setting was kept", self.machine.value(POLICIES, "central") == self.central.url)
        self.look("the package names itself", self.machine.value(OWN, "Version") == expected)
        self.save()  # brings the data to the new shape first
        after = self.kept()
        self.look("the same desk", before["device"] == after["device"])
        lost = [number for number in _list(before["numbers"]) if number not in _list(after["numbers"])]
        self.look("every number of a document is there", not lost, after["numbers"])
        fewer = {
            name: count for name, count in _counts(before).items() if _counts(after).get(name, 0) < count
        }
        self.look("no register has fewer records", not fewer, fewer or sum(_counts(after).values()))
        self.sync()
        self.report()

    def whole(self) -> None:
        """Let the installed program check itself and its desk."""
        checked = self.carried_out("--self-check", self.machine.kacdesk("--self-check"))
        for line in checked.out.strip().splitlines():
            print(f"              {line}")
        refused = self.machine.kacdesk("status")
        self.look("where nobody can type a passphrase none is waited for", refused.code == REFUSED)
        doctor = self.desk("doctor", "--json")
        self.look("the doctor finds no damage", doctor.code in (0, 1), f"code {doctor.code}")
        for one in _list(doctor.json().get("findings", [])):
            if isinstance(one, dict) and one["state"] != "ok":
                print(f"              doctor {one['state']}: {one['name']}: {one['words']}")

    def windows_keeps_the_key(self) -> None:
        """Make a second desk whose key lies in the account's own store of Windows, and open it again."""
        second = ("--data", r"C:\second")
        made = self.machine.kacdesk(*second, "init", "--point", "BALVI", "--supervisor", "Anna Paraugs")
        self.carried_out("a desk with its key in Windows' store", made)
        self.carried_out("it opens again", self.machine.kacdesk(*second, "status", "--json"))

    def no_way_back(self) -> None:
        """See an older version refused over a newer one."""
        code = REFUSED if self.kind == "setup" else MSI_FAILED
        self.carried_out("an older version is refused", self.install("previous"), code)
        self.look("the newer one is still there", self.machine.listed() == [version(self.packages["now"])])

    def removed(self) -> None:
        """Remove it and keep the data; install it again and find them; remove it with the data."""
        kept = self.kept()
        self.carried_out("it is removed", self.remove("now"))
        self.look("nothing of the program is left", not self.machine.program.exists())
        self.look("nothing stands under Add/Remove", self.machine.listed() == [])
        self.look("the Start menu has it no more", not list(self.machine.drive.glob("**/kacdesk.lnk")))
        self.look("the data were kept", any(self.machine.data.glob("*.db")), self.machine.data.name)
        self.carried_out("installed again", self.install("now"))
        self.look("it finds its data", self.kept() == kept)
        self.carried_out("it is removed with the data", self.remove("now", data_too=True))
        self.look("the data are gone", not self.machine.data.exists())


def _counts(kept: dict[str, object]) -> dict[str, int]:
    records = kept["records"]
    return dict(records) if isinstance(records, dict) else {}


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def version(package: Path) -> str:
    """Return the version in a package's name."""
    found = re.search(r"kacdesk-(\d[\d.]*\d)", package.name)
    if found is None:
        raise SystemExit(f"no version in {package.name}")
    return found[1]


def package(folder: Path, kind: str) -> Path:
    """Return the only setup program or MSI of a folder."""
    [found] = folder.glob("kacdesk-*-setup.exe" if kind == "setup" else "kacdesk-*.msi")
    return found


def main() -> int:
    """Prove what was asked for."""
    asked = argparse.ArgumentParser(description="prove the packages for Windows")
    asked.add_argument("--previous", type=Path, required=True)
    asked.add_argument("--now", type=Path, required=True)
    asked.add_argument("--work", type=Path, required=True)
    asked.add_argument("--only", choices=("setup", "msi", "both"), default="both")
    given = asked.parse_args()
    failed = 0
    for kind, other in (("setup", "msi"), ("msi", "setup")):
        if given.only not in (kind, "both"):
            continue
        work = given.work / kind
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        packages = {which: package(getattr(given, which), kind) for which in ("previous", "now")}
        packages["other"] = package(given.now, other)
        with Central(work / "central") as central:
            failed += Proof(kind, Machine(work / "windows"), packages, central).play()
    print(f"{failed} not so" if failed else "all so")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
