"""This file is the place where the words that offices use in their own spreadsheets are known: headings and choices."""

from collections.abc import Mapping
from functools import cache, lru_cache

from kacdesk.core.sorting import fold
from kacdesk.models import vocabulary
from kacdesk.spec.field import Choice, FieldSpec

GROUP = "*group"
"""Rows with the same visit number one after the other are one visit."""

OLD_NUMBER = "*old_number"
"""The number that a document had before; the import gives a new one and keeps this in the note."""

END = "*end"
"""The end of what has only a start and a duration in its register."""

DURATION = "*duration"
"""The duration of what has a start and an end in its register."""

STATUS = "*status"
ROW_ID = "*id"
"""The identifier that our own export gives; what is here under it is not taken in again."""

FAULT = "*fault"
"""The column that the import itself adds to rejected rows; it is ignored when they come back."""

IGNORED = "*ignored"
"""A column that is known and carries nothing for us, such as a running number."""

FAULT_HEADING = "Kļūda"


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """Return only the letters and digits of a text, folded: "Reģ. Nr." and "reg nr" are one."""
    return "".join(char for char in fold(text) if char.isalnum())


HEADINGS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "visit": {
        "started_at": (
            "Datums",
            "Diena",
            "Apmeklējuma datums",
            "Reģistrācijas datums",
            "Sākuma laiks",
            "No",
            "No plkst.",
            "Laiks",
            "Laiks no",
            "Plkst.",
            "Apmeklējuma laiks",
            "Datums, laiks",
        ),
        "ended_at": ("Beigu laiks", "Laiks līdz", "Līdz", "Līdz plkst."),
        DURATION: ("Ilgums", "Apkalpošanas laiks", "Apkalpošanas ilgums"),
        "channel": ("Apkalpošanas veids", "Saziņas kanāls", "Vēršanās veids"),
        "clerk_id": ("Speciālists", "Konsultants", "Klientu apkalpošanas speciālists", "Reģistrēja"),
        "customer_name": (
            "Vārds un uzvārds",
            "Vārds",
            "Uzvārds",
            "Klienta vārds, uzvārds",
            "Klienta vārds un uzvārds",
            "Apmeklētāja vārds, uzvārds",
            "Klienta nosaukums",
        ),
        "customer_code": ("Klienta personas kods", "Personas kods / reģ. Nr."),
        "customer_contact": (
            "Tālrunis",
            "Tālruņa numurs",
            "E-pasts",
            "E-pasta adrese",
            "Kontakttālrunis",
            "Adrese",
        ),
        "identity_document": ("Personu apliecinošs dokuments", "Dokuments"),
        "note": ("Cita informācija", "Papildinformācija"),
        GROUP: ("Apmeklējuma Nr.", "Apmeklējuma numurs", "Apmeklējums", "visit_id"),
        IGNORED: ("Nr.", "line_no", "Rinda"),
    },
    "visit_service": {
        "institution_id": ("Iestādes nosaukums", "Valsts iestāde", "Pakalpojuma turētājs"),
        "service_id": ("Pakalpojuma nosaukums", "Sniegtais pakalpojums", "Konsultācijas temats"),
        "service_text": ("Pakalpojums saviem vārdiem", "Apraksts"),
        "quantity": ("Daudzums", "Pakalpojumu skaits"),
        "outcome": ("Iznākums", "Rezultāts"),
    },
    "phone_consultation": {
        "started_at": (
            "Datums",
            "Diena",
            "Zvana datums",
            "Zvana laiks",
            "Laiks",
            "Laiks no",
            "Sākuma laiks",
            "Plkst.",
            "Datums, laiks",
        ),
        END: ("Beigas", "Laiks līdz", "Beigu laiks", "Līdz"),
        "duration_s": ("Zvana ilgums", "Sarunas ilgums"),
        "call_state": ("Zvana statuss", "Zvana veids"),
        "helpline": ("Palīdzības tālrunis", "Latvija.lv"),
        "topic": ("Zvana temats", "Saruna par", "Par ko", "Konsultācijas temats"),
        "caller_name": ("Klients", "Vārds un uzvārds", "Vārds", "Uzvārds", "Zvanītāja vārds, uzvārds"),
        "caller_phone": ("Tālruņa numurs", "Numurs", "Klienta tālrunis"),
        "clerk_id": ("Konsultants", "Speciālists", "Apkalpoja", "Atbildēja"),
        "note": ("Piezīme", "Komentārs", "Cita informācija"),
        IGNORED: ("Nr.",),
    },
    "received_document": {
        "received_at": ("Laiks", "Saņemšanas laiks", "Reģistrācijas datums", "Reģistrēts", "Diena"),
        OLD_NUMBER: (
            "Reģistrācijas numurs",
            "Reģ. Nr.",
            "Reģistrācijas Nr.",
            "Dokumenta Nr.",
            "Dokumenta numurs",
            "Numurs",
            "Nr.",
            "number",
        ),
        "title": ("Dokumenta saturs", "Dokumenta nosaukums", "Īss saturs", "Iesnieguma saturs"),
        "submitter_name": (
            "Iesniedzēja vārds, uzvārds",
            "Vārds, uzvārds",
            "Vārds",
            "Uzvārds",
            "Klients",
            "No kā saņemts",
            "Korespondents",
        ),
        "submitter_code": ("Iesniedzēja personas kods",),
        "submitter_contact": ("Tālrunis", "E-pasts", "Adrese", "Kontaktinformācija"),
        "addressee_id": ("Kam nodots", "Kam adresēts", "Institūcija"),
        "form": ("Dokumenta forma",),
        "pages": ("Lpp.", "Lappuses", "Lapas (skaits)"),
        "clerk_id": ("Reģistrēja", "Saņēma", "Speciālists"),
        "note": ("Piezīme", "Komentārs", "Cita informācija"),
    },
}
"""Register → field → headings, beyond the labels, names and synonyms that the register itself has."""

EVERYWHERE: Mapping[str, tuple[str, ...]] = {
    FAULT: (FAULT_HEADING,),
    STATUS: ("Stāvoklis", "status", "Ieraksta statuss"),
    ROW_ID: ("id", "Ieraksta identifikators"),
    IGNORED: (
        "Nr. p. k.",
        "N. p. k.",
        "Npk.",
        "Kārtas numurs",
        "Nr.p/k",
        "point",
        "Punkts",
    ),
}

UNITS: Mapping[str, int] = {
    "min": 60,
    "minutes": 60,
    "minute": 60,
    "sek": 1,
    "s": 1,
    "sekundes": 1,
    "h": 3600,
    "st": 3600,
    "stundas": 3600,
}
"""The unit after the heading of a duration → seconds: "Ilgums (min)"."""

_CHOICES: Mapping[tuple[Choice, ...], Mapping[str, tuple[str, ...]]] = {
    vocabulary.CHANNEL: {
        "IN_PERSON": ("klātiene", "klātienes", "centrā", "uz vietas", "personīgi", "apmeklējums"),
        "PHONE": (
            "telefons",
            "tel.",
            "tālr.",
            "telefoniski",
            "pa tālruni",
            "pa telefonu",
            "zvans",
            "tālrunī",
        ),
        "EMAIL": ("e-pastā", "epasts", "e-mail", "mail", "elektroniskais pasts", "pa e-pastu"),
        "E_ADDRESS": ("e-adresē", "eadrese", "oficiālā e-adrese", "e-adreses"),
        "POST": ("pa pastu", "pastā", "pasta sūtījums", "vēstule"),
        "PORTAL": ("portālā", "latvija.lv", "latvija.gov.lv", "tiešsaistē"),
        "VIDEO": ("videokonsultācija", "videozvans", "video konsultācija", "attālināti video"),
        "OTHER": ("cita", "citi", "citādi"),
    },
    vocabulary.RECORD_KIND: {
        "APPLICATION": ("pieteikumi", "iesniegums", "pieteikuma pieņemšana", "pakalpojuma pieteikums"),
        "INFORMATION": ("info", "informācijas sniegšana", "konsultācija", "konsultācijas", "informēšana"),
        "E_SERVICE_CONSULT": (
            "e-pakalpojums",
            "e-pakalpojumi",
            "konsultācija par e-pakalpojumu",
            "e-konsultācija",
        ),
        "E_ADDRESS_CONSULT": ("e-adrese", "konsultācija par e-adresi"),
        "DELEGATED_E_SERVICE": (
            "deleģētais e-pakalpojums",
            "e-pakalpojums personas vārdā",
            "pieteikšana citas personas vārdā",
        ),
        "DOCUMENT_ISSUE": ("izziņa", "dokumenta izsniegšana", "izsniegts dokuments", "izsniegšana"),
        "REFERRAL": ("nosūtīšana", "novirzīšana", "nosūtīts pie speciālista"),
    },
    vocabulary.OUTCOME: {
        "SERVED": ("apkalpots", "sniegts", "pabeigts", "izpildīts", "sniegta informācija", "atbildēts"),
        "ACCEPTED": ("pieņemts iesniegums", "saņemts"),
        "REFERRED": ("nosūtīts", "novirzīts", "pāradresēts", "pārsūtīts"),
        "REFUSED": ("atteikums", "noraidīts"),
        "INCOMPLETE": ("nepabeigts", "trūkst dokumentu", "nepilnīgi dokumenti"),
    },
    vocabulary.PARTY_KIND: {
        "NATURAL": ("fiziska", "fp", "f", "privātpersona", "iedzīvotājs", "fiziskā persona"),
        "LEGAL": ("juridiska", "jp", "j", "uzņēmums", "organizācija", "juridiskā persona"),
    },
    vocabulary.CALL_STATE: {
        "ANSWERED": ("pieņemts", "ienākošs", "runāts", "atbildēja"),
        "TRANSFERRED": ("savienots", "pāradresēts", "pārslēgts"),
        "MISSED": ("nokavēts", "neatbildēja", "neatbildēts zvans", "garām"),
        "CALLED_BACK": ("atzvanīja", "atzvans"),
    },
    vocabulary.IDENTITY_DOCUMENT: {
        "ID_CARD": ("id karte", "eid karte", "apliecība"),
        "PASSPORT": ("pases",),
        "EID": ("eid", "eparaksts", "e-paraksts"),
        "OTHER": ("cits",),
    },
    vocabulary.REPRESENTATION: {
        "LEGAL_REPRESENTATIVE": ("vecāks", "aizbildnis", "likumiskā pārstāvība"),
        "AUTHORISED": ("pilnvara", "pilnvarots", "pilnvarotais pārstāvis"),
        "BOARD_MEMBER": ("valdes loceklis", "amatpersona"),
        "OTHER": ("cits",),
    },
    vocabulary.DOCUMENT_KIND: {"OTHER": ("cits", "cita", "dokuments"), "ATTACHMENT": ("pielikumi",)},
    vocabulary.DOCUMENT_FORM: {
        "PAPER": ("papīrs", "papīrā", "papīra formā", "papīra dokuments"),
        "ELECTRONIC": ("elektroniski", "elektroniska", "e-dokuments", "e-paraksts"),
    },
    vocabulary.CUSTODY: {
        "AT_CENTRE": ("centrā", "kac", "glabājas centrā"),
        "RETURNED": ("atdots", "izsniegts"),
        "SENT": ("nosūtīts", "nodots", "pārsūtīts"),
        "ACKNOWLEDGED": ("saņemts", "saņēmis"),
    },
}
"""A choice list → code → other words for it."""


def choice_of(field: FieldSpec, text: str) -> str | None:
    """Return the code that a word means in this field: a code, a label or what offices write for it."""
    return _words_of(field.choices).get(normal(text))


@cache
def _words_of(choices: tuple[Choice, ...]) -> Mapping[str, str]:
    words: dict[str, str] = {}
    for code, others in _CHOICES.get(choices, {}).items():
        words |= {normal(word): code for word in others}
    return (
        words
        | {normal(choice.label): choice.code for choice in choices}
        | {normal(choice.code): choice.code for choice in choices}
    )
