"""This file is the place where the codes of the domain meet their Latvian words (Cabinet Regulation 401 and the
terms of the centre's own rules; docs/architecture.md names the clauses)."""

from kacdesk.spec.field import Choice
from kacdesk.spec.register import Status


def _choices(*pairs: tuple[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, label) for code, label in pairs)


RECORD_STATUS = _choices(
    (Status.REGISTERED, "Reģistrēts"), (Status.CORRECTED, "Labots"), (Status.VOIDED, "Anulēts")
)

CHANNEL = _choices(
    ("IN_PERSON", "Klātienē"),
    ("PHONE", "Tālrunis"),
    ("EMAIL", "E-pasts"),
    ("E_ADDRESS", "E-adrese"),
    ("POST", "Pasts"),
    ("PORTAL", "Portāls"),
    ("VIDEO", "Video"),
    ("OTHER", "Cits"),
)

RECORD_KIND = _choices(
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

OUTCOME = _choices(
    ("SERVED", "Apkalpots uzreiz"),
    ("ACCEPTED", "Pieņemts"),
    ("REFERRED", "Nosūtīts tālāk"),
    ("REFUSED", "Atteikts"),
    ("INCOMPLETE", "Nepilnīgs"),
)

STAND_IN = _choices(
    ("OUTSIDE_HOURS", "Ārpus iestādes pieņemšanas laika"),
    ("ABSENT_NO_SUBSTITUTE", "Iestādes darbinieka nav, nav aizvietotāja"),
    ("NOT_PRESENT_IN_CENTRE", "Iestāde centrā nav pārstāvēta"),
    ("OVERRIDE", "Cits iemesls"),
)

PARTY_KIND = _choices(("NATURAL", "Fiziska persona"), ("LEGAL", "Juridiska persona"))

TIME_QUALITY = _choices(
    ("MEASURED", "Mērīts"),
    ("EDITED", "Labots ar roku"),
    ("ENTERED_LATER", "Ievadīts vēlāk"),
    ("LEFT_OPEN", "Palicis atvērts"),
)

CALL_STATE = _choices(
    ("ANSWERED", "Atbildēts"),
    ("TRANSFERRED", "Savienots ar citu"),
    ("MISSED", "Neatbildēts"),
    ("CALLED_BACK", "Atzvanīts"),
)

IDENTITY_DOCUMENT = _choices(
    ("ID_CARD", "Personas apliecība"),
    ("PASSPORT", "Pase"),
    ("EID", "eID vai eParaksts"),
    ("OTHER", "Cits dokuments"),
)

REPRESENTATION = _choices(
    ("LEGAL_REPRESENTATIVE", "Likumiskais pārstāvis"),
    ("AUTHORISED", "Pilnvarotā persona"),
    ("BOARD_MEMBER", "Amatpersona ar pārstāvības tiesībām"),
    ("OTHER", "Cits pamats"),
)

DOCUMENT_KIND = _choices(
    ("SUBMISSION", "Iesniegums"),
    ("APPLICATION", "Pieteikums"),
    ("ATTACHMENT", "Pielikums"),
    ("LETTER", "Vēstule"),
    ("OTHER", "Cits dokuments"),
)

DOCUMENT_FORM = _choices(("PAPER", "Papīra"), ("ELECTRONIC", "Elektronisks"))

FILE_ROLE = _choices(
    ("DOCUMENT", "Dokuments"), ("ANNEX", "Pielikums"), ("REPLY", "Atbilde"), ("OTHER", "Cita datne")
)

CALENDAR_DAY = _choices(("DAY_OFF", "Brīvdiena punktā"), ("MOVED", "Pārcelta darba diena"))

DEADLINE_UNIT = _choices(("WORKING_DAYS", "darba dienas"), ("MONTHS", "mēneši"))

CUSTODY = _choices(
    ("AT_CENTRE", "Centrā"),
    ("RETURNED", "Atdots iesniedzējam"),
    ("SENT", "Nosūtīts adresātam"),
    ("ACKNOWLEDGED", "Adresāts saņēmis"),
)

ROLE = _choices(("CLERK", "Darbinieks"), ("SUPERVISOR", "Vadītājs"), ("IT", "IT"))

CENTRE_TYPE = _choices(
    ("municipal", "Novada nozīmes"), ("regional", "Reģionālas nozīmes"), ("national", "Nacionālas nozīmes")
)

INSTITUTION_KIND = _choices(
    ("state", "Valsts iestāde"), ("municipality", "Pašvaldība"), ("system_holder", "Sistēmas turētājs")
)

SERVICE_CATEGORY = _choices(
    ("BASKET", "Minimālais grozs"),
    ("AGREEMENT", "Sadarbības līgums"),
    ("MUNICIPAL", "Pašvaldības"),
    ("OTHER", "Cits"),
)

CENTRE_ROLE = _choices(
    ("INFORM_ONLY", "Tikai informē"), ("ACCEPT_ONLY", "Tikai pieņem"), ("FULL", "Sniedz pilnībā")
)
