"""This file is the place where the codes of the domain meet their Latvian words (Cabinet Regulation 401 and the
terms of the centre's own rules; docs/architecture.md names the clauses)."""

from kacdesk.core.text import later
from kacdesk.spec.field import Choice
from kacdesk.spec.register import Status


def choices_of(*pairs: tuple[str, str]) -> tuple[Choice, ...]:
    """Return the pairs of code and label as choices of a field."""
    return tuple(Choice(code, label) for code, label in pairs)


RECORD_STATUS = choices_of(
    (Status.REGISTERED, "Reģistrēts"), (Status.CORRECTED, "Labots"), (Status.VOIDED, "Anulēts")
)

CHANNEL = choices_of(
    ("IN_PERSON", "Klātienē"),
    ("PHONE", "Tālrunis"),
    ("EMAIL", "E-pasts"),
    ("E_ADDRESS", "E-adrese"),
    ("POST", "Pasts"),
    ("PORTAL", "Portāls"),
    ("VIDEO", "Video"),
    ("OTHER", "Cits"),
)

RECORD_KIND = choices_of(
    ("APPLICATION", "Pieteikums"),
    ("INFORMATION", "Informācija"),
    ("E_SERVICE_CONSULT", "E-pakalpojuma konsultācija"),
    ("E_ADDRESS_CONSULT", "E-adreses konsultācija"),
    ("DELEGATED_E_SERVICE", "E-pakalpojums citas personas vārdā"),
    ("DOCUMENT_ISSUE", "Dokumenta izsniegšana"),
    ("REFERRAL", "Nosūtīšana pie speciālista"),
)

APPLICATION_KINDS = frozenset({"APPLICATION", "DELEGATED_E_SERVICE", "DOCUMENT_ISSUE"})
"""What the ministry's figures count as applications; every other kind is a consultation."""

OUTCOME = choices_of(
    ("SERVED", "Apkalpots uzreiz"),
    ("ACCEPTED", "Pieņemts"),
    ("REFERRED", "Nosūtīts tālāk"),
    ("REFUSED", "Atteikts"),
    ("INCOMPLETE", "Nepilnīgs"),
)

STAND_IN = choices_of(
    ("OUTSIDE_HOURS", "Ārpus iestādes pieņemšanas laika"),
    ("ABSENT_NO_SUBSTITUTE", "Iestādes darbinieka nav, nav aizvietotāja"),
    ("NOT_PRESENT_IN_CENTRE", "Iestāde centrā nav pārstāvēta"),
    ("OVERRIDE", "Cits iemesls"),
)

PARTY_KIND = choices_of(("NATURAL", "Fiziska persona"), ("LEGAL", "Juridiska persona"))

TIME_QUALITY = choices_of(
    ("MEASURED", "Mērīts"),
    ("EDITED", "Labots ar roku"),
    ("ENTERED_LATER", "Ievadīts vēlāk"),
    ("LEFT_OPEN", "Palicis atvērts"),
)

CALL_STATE = choices_of(
    ("ANSWERED", "Atbildēts"),
    ("TRANSFERRED", "Savienots ar citu"),
    ("MISSED", "Neatbildēts"),
    ("CALLED_BACK", "Atzvanīts"),
)

IDENTITY_DOCUMENT = choices_of(
    ("ID_CARD", "Personas apliecība"),
    ("PASSPORT", "Pase"),
    ("EID", "eID vai eParaksts"),
    ("OTHER", "Cits dokuments"),
)

REPRESENTATION = choices_of(
    ("LEGAL_REPRESENTATIVE", "Likumiskais pārstāvis"),
    ("AUTHORISED", "Pilnvarotā persona"),
    ("BOARD_MEMBER", "Amatpersona ar pārstāvības tiesībām"),
    ("OTHER", "Cits pamats"),
)

DOCUMENT_KIND = choices_of(
    ("SUBMISSION", "Iesniegums"),
    ("APPLICATION", "Pieteikums"),
    ("ATTACHMENT", "Pielikums"),
    ("LETTER", "Vēstule"),
    ("OTHER", "Cits dokuments"),
)

DOCUMENT_FORM = choices_of(("PAPER", "Papīra"), ("ELECTRONIC", "Elektronisks"))

FILE_ROLE = choices_of(
    ("DOCUMENT", later("Dokuments")),
    ("ANNEX", later("Pielikums")),
    ("REPLY", later("Atbilde")),
    ("OTHER", later("Cita datne")),
)

REPORT_FILE_ROLE = choices_of(
    ("SNAPSHOT", later("Noslēgtie skaitļi")),
    ("PAPER", later("Noslēgtais PDF")),
    ("SIGNED", later("Parakstīts pārskats")),
    ("SIGNED_OTHER", later("Parakstīta datne, kurā nav noslēgtā PDF")),
)
"""What the files of a closed report are; nobody chooses these."""

CALENDAR_DAY = choices_of(("DAY_OFF", "Brīvdiena punktā"), ("MOVED", "Pārcelta darba diena"))

DEADLINE_UNIT = choices_of(
    ("WORKING_DAYS", "darba dienas"), ("DAYS", "dienas"), ("MONTHS", "mēneši"), ("YEARS", "gadi")
)

DEADLINE_DIRECTION = choices_of(
    ("AFTER", "Ne vēlāk kā pēc notikuma"), ("BEFORE", "Ne vēlāk kā pirms notikuma")
)

CUSTODY = choices_of(
    ("AT_CENTRE", "Centrā"),
    ("RETURNED", "Atdots iesniedzējam"),
    ("SENT", "Nosūtīts adresātam"),
    ("ACKNOWLEDGED", "Adresāts saņēmis"),
)

ROLE = choices_of(("CLERK", "Darbinieks"), ("SUPERVISOR", "Vadītājs"), ("IT", "IT"))

CENTRE_TYPE = choices_of(
    ("municipal", "Novada nozīmes"), ("regional", "Reģionālas nozīmes"), ("national", "Nacionālas nozīmes")
)

INSTITUTION_KIND = choices_of(
    ("state", "Valsts iestāde"), ("municipality", "Pašvaldība"), ("system_holder", "Sistēmas turētājs")
)

SERVICE_CATEGORY = choices_of(
    ("BASKET", "Minimālais grozs"),
    ("AGREEMENT", "Sadarbības līgums"),
    ("MUNICIPAL", "Pašvaldības"),
    ("OTHER", "Cits"),
)

CENTRE_ROLE = choices_of(
    ("INFORM_ONLY", "Tikai informē"), ("ACCEPT_ONLY", "Tikai pieņem"), ("FULL", "Sniedz pilnībā")
)
