"""This file is the place where the failures of the folder, the key and the file are provoked."""

from collections.abc import Sequence

from sqlcipher3 import dbapi2

from kacdesk.core.settings import usual_data_folder
from kacdesk.services import records
from kacdesk.services.context import Context
from kacdesk.store import opening
from kacdesk.store.migrate import migrate
from kacdesk.vault.encrypted import Access, open_engine
from kacdesk.vault.slots import SLOTS_NAME, obtain_key
from tests.cli.provoked import Bench, Situation
from tests.helpers import desk


def _status(bench: Bench) -> Sequence[str]:
    return ["--data", str(bench.data), "status"]


def _init(bench: Bench, *more: str) -> Sequence[str]:
    return ["--data", str(bench.data), "init", "--point", "BALVI", *more]


def _in_a_cloud(bench: Bench) -> Sequence[str]:
    bench.hidden[str(usual_data_folder())] = "FOLDER"
    return ["--data", str(bench.folder / "OneDrive" / "desk"), "init", "--point", "BALVI"]


def _phrase_in_the_folder(bench: Bench) -> Sequence[str]:
    bench.data.mkdir()
    return _init(bench, "--passphrase-file", bench.file("desk/phrase.txt", "zilonis upe lapa sniegs"))


def _phrase_for_all(bench: Bench) -> Sequence[str]:
    return _init(bench, "--passphrase-file", bench.file("phrase.txt", "zilonis upe lapa sniegs", mode=0o644))


def _there_already(bench: Bench) -> Sequence[str]:
    bench.desk()
    return _init(bench)


def _key_there_already(bench: Bench) -> Sequence[str]:
    return _init(bench, "--recovery-key", bench.file("desk.key", "x"))


def _key_nowhere(bench: Bench) -> Sequence[str]:
    return _init(bench, "--recovery-key", str(bench.folder / "stick" / "desk.key"))


def _no_folder(bench: Bench) -> Sequence[str]:
    bench.file("desk")
    return _init(bench, "--passphrase-file", bench.phrase())


def _may_not_write(bench: Bench) -> Sequence[str]:
    bench.desk()
    (bench.data / "kacdesk.lock").unlink(missing_ok=True)
    (bench.data / "kacdesk.lock").mkdir()
    return ["--data", str(bench.data), "add", "visit", "--json", bench.file("record.json", "{}")]


def _wrong_phrase(bench: Bench) -> Sequence[str]:
    bench.real_desk()
    return [*_status(bench), "--passphrase-file", bench.phrase("pavisam cita frāze")]


def _phrase_not_given(bench: Bench) -> Sequence[str]:
    bench.real_desk()
    return _status(bench)


def _no_slots(bench: Bench) -> Sequence[str]:
    bench.desk()
    (bench.data / SLOTS_NAME).unlink()
    return _status(bench)


def _torn_slots(bench: Bench) -> Sequence[str]:
    bench.desk()
    bench.overwrite(SLOTS_NAME, lambda raw: raw[: len(raw) // 2])
    return _status(bench)


def _newer_slots(bench: Bench) -> Sequence[str]:
    bench.desk()
    bench.overwrite(SLOTS_NAME, lambda raw: raw.replace(b'"version":1', b'"version":2'))
    return _status(bench)


def _key_of_another(bench: Bench) -> Sequence[str]:
    bench.desk()
    other = bench.folder / "other"
    opening.create(other, desk.BESIDE, desk.POINT).close()
    bench.overwrite(SLOTS_NAME, lambda _: (other / SLOTS_NAME).read_bytes())
    return _status(bench)


def _newer(bench: Bench) -> Sequence[str]:
    bench.desk()
    bench.alter("UPDATE alembic_version SET version_num='9999'")
    return _status(bench)


def _older(_bench: Bench, context: Context) -> object:
    versions = _bench.folder / "versions"
    versions.mkdir()
    with context.store.read() as connection:
        head = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    revision = (
        f'revision = "9001"\ndown_revision = "{head}"\nbranch_labels = depends_on = None\n\n\n'
        "def upgrade() -> None:\n    pass\n"
    )
    (versions / "9001_later.py").write_text(revision)
    path = context.store.path
    reader = open_engine(path, obtain_key(path.parent, desk.BESIDE), Access(query_only=True))
    try:
        migrate(reader, path, context.catalog, versions=versions, write=False)
    finally:
        reader.dispose()
    return None


def _trigger_gone(bench: Bench) -> Sequence[str]:
    bench.desk()
    bench.alter("DROP TRIGGER kac_visit_update")
    return _status(bench)


def _flipped(bench: Bench) -> Sequence[str]:
    bench.desk()
    bench.overwrite("desk.db", lambda raw: raw[:100] + bytes([raw[100] ^ 1]) + raw[101:])
    return _status(bench)


def _emptied(bench: Bench) -> Sequence[str]:
    bench.desk()
    bench.overwrite("desk.db", lambda _: b"")
    return _status(bench)


def _old_sqlite(bench: Bench) -> Sequence[str]:
    bench.desk()
    bench.patch.setattr(dbapi2, "sqlite_version_info", (3, 51, 2))
    bench.patch.setattr(dbapi2, "sqlite_version", "3.51.2")
    return _status(bench)


def _second_writer(bench: Bench) -> Sequence[str]:
    bench.hold_writer()
    return ["--data", str(bench.data), "add", "visit", "--json", bench.file("record.json", "{}")]


def _disk_full(_bench: Bench, context: Context) -> object:
    with context.store.unit(context.actor.id) as unit:
        pages = unit.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        unit.connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
    while True:
        records.save(context, "received_document", desk.document(note="x" * 3000))


def _nobody(bench: Bench) -> Sequence[str]:
    return ["--data", bench.desk(), "--as", "Nav Tāda", "find", "visit"]


SITUATIONS = (
    Situation(
        "Data folder in a cloud",
        "The data folder is copied to a cloud, which damages databases; name a folder on this computer's disk.",
        _in_a_cloud,
    ),
    Situation(
        "No keyring",
        "The system offers this user no keyring; nothing was made or opened; unlock it or use a passphrase.",
        _init,
    ),
    Situation(
        "Passphrase too short",
        "The passphrase is too short; nothing was made; choose at least 12 characters.",
        lambda bench: _init(bench, "--passphrase-file", bench.phrase("īsa")),
    ),
    Situation(
        "Passphrase file missing",
        "The passphrase file was not found; check the path.",
        lambda bench: _init(bench, "--passphrase-file", str(bench.folder / "phrase.txt")),
    ),
    Situation(
        "Passphrase file is no text",
        "The passphrase file cannot be read; it must be UTF-8 text that this user may read.",
        lambda bench: _init(bench, "--passphrase-file", bench.file("phrase.txt", b"\xff\xfe\x00")),
    ),
    Situation(
        "Passphrase file inside the data folder",
        "It would be stolen together with the data; move it.",
        _phrase_in_the_folder,
    ),
    Situation(
        "Passphrase file readable by others",
        "Other users of the computer can read it; chmod 600.",
        _phrase_for_all,
    ),
    Situation(
        "Folder has data already", "There are data here; choose another folder or use them.", _there_already
    ),
    Situation(
        "Recovery key over a file",
        "The file is there already; nothing was written over and nothing made; one file for each desk.",
        _key_there_already,
    ),
    Situation(
        "Recovery key into the data folder",
        "It would be stolen together with the data; name another folder.",
        lambda bench: _init(bench, "--recovery-key", str(bench.data / "desk.key")),
    ),
    Situation(
        "Recovery key to nowhere",
        "Its file cannot be written; nothing was made.",
        _key_nowhere,
    ),
    Situation(
        "Point code does not fit",
        "The code may hold capital Latin letters, digits, - and _.",
        lambda bench: ["--data", str(bench.data), "init", "--point", "Rīga!"],
    ),
    Situation(
        "File index does not fit",
        "The file index of document numbers has a character it may not have.",
        lambda bench: _init(bench, "--file-index", "1 5"),
    ),
    Situation(
        "First person has no name",
        "The name of the first person is empty.",
        lambda bench: _init(bench, "--supervisor", " ", "--passphrase-file", bench.phrase()),
    ),
    Situation("A file stands in the place of the folder", "The data folder cannot be written.", _no_folder),
    Situation(
        "Folder may not be written",
        "The data folder cannot be written; ask IT for the right.",
        _may_not_write,
    ),
    Situation("Folder missing", "There are no data in the folder; init, or give the right --data.", _status),
    Situation("Passphrase wrong", "The key or passphrase does not fit this store.", _wrong_phrase),
    Situation(
        "Passphrase not given", "This store is opened by a passphrase; say where it is.", _phrase_not_given
    ),
    Situation("Key file missing", "The folder has no key.slots; check --data or restore it.", _no_slots),
    Situation("Key file damaged", "key.slots is damaged; restore it from a backup.", _torn_slots),
    Situation(
        "Key file of a newer version", "A newer kacdesk wrote key.slots; install the newest.", _newer_slots
    ),
    Situation(
        "Key of another store", "The file cannot be read with this key, or is damaged.", _key_of_another
    ),
    Situation(
        "Database newer than the program", "A newer kacdesk wrote these data; install the newest.", _newer
    ),
    Situation(
        "Database older than the program, opened for reading",
        "The data are not yet brought to this version; open the window or sync first.",
        action=_older,
        said="reading, right after an upgrade of the program",
    ),
    Situation(
        "Capture trigger missing",
        "The change capture is not this version's; nothing is changed.",
        _trigger_gone,
    ),
    Situation("A bit of the file flipped", "desk.db is damaged or not ours; doctor, then IT.", _flipped),
    Situation("The file was emptied", "desk.db is damaged or not ours; doctor, then IT.", _emptied),
    Situation(
        "SQLite too old", "This installation's SQLite is not safe; install the full package.", _old_sqlite
    ),
    Situation(
        "Second writer", "Another window or command uses the folder; close it or wait.", _second_writer
    ),
    Situation(
        "Disk full",
        "No room on the disk; nothing was saved, what was before is whole.",
        action=_disk_full,
        said="save",
    ),
    Situation("Nobody of that name", "Nobody among the staff has the name after --as.", _nobody),
)
