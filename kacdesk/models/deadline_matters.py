"""This file is the place where it is listed what there can be a term for; the terms themselves are dated data.

D01 to D25 are the deadlines that the source documents name (docs/clauses.md); the others are those of general laws.
"""

from kacdesk.models.vocabulary import DOCUMENT_KIND
from kacdesk.spec.field import Choice

_MATTERS = (
    ("SUBMISSION_COMPLEX", "Iesniegums, kam jāiegūst papildu informācija"),
    ("SUBMISSION_LONGEST", "Iesniegums, ilgākais pagarinātais termiņš"),
    ("FORWARDING", "Pārsūtīšana pēc piekritības"),
    ("ADMINISTRATIVE_ACT", "Administratīvā akta izdošana"),
    ("ADMINISTRATIVE_ACT_LONGER", "Administratīvā akta izdošana, pagarināts termiņš"),
    ("ADMINISTRATIVE_ACT_LONGEST", "Administratīvā akta izdošana, ilgākais termiņš"),
    ("CONTESTING", "Administratīvā akta apstrīdēšana"),
    ("CONTESTING_UNTOLD", "Apstrīdēšana, ja par to nav informēts"),
    ("INFORMATION_REQUEST", "Informācijas pieprasījums"),
    ("INFORMATION_PROCESSING", "Informācijas pieprasījums, ja informācija jāapstrādā"),
    ("DATA_REQUEST", "Datu subjekta pieprasījums"),
    ("INFORMATION_REFUSAL", "Atteikums izsniegt informāciju"),
    ("LETTER_DELIVERED", "Vienkārša vēstule uzskatāma par paziņotu"),
    ("REGISTERED_DELIVERED", "Ierakstīta vēstule uzskatāma par paziņotu"),
    ("E_ADDRESS_DELIVERED", "Sūtījums e-adresē uzskatāms par paziņotu"),
    ("OFFICER_NOTICE", "Paziņojums par norīkoto darbinieku"),  # D01
    ("HOURS_NOTICE", "Paziņojums par pieņemšanas laika maiņu"),  # D02
    ("HOURS_POSTING", "Paziņojuma ievietošana PVS un ministrijas informēšana"),  # D05
    ("EMAIL_REPLY", "Atbilde uz e-pasta vēstuli"),  # D06
    ("ATTESTATION_KEEPING", "Apliecinājuma glabāšana"),  # D07
    ("SURVEY", "Klientu apmierinātības aptauja"),  # D08
    ("YEARLY_TRAINING", "Iestādes ikgadējās mācības"),  # D09
    ("BASKET_TRAINING", "Mācības pēc groza grozījumiem"),  # D10
    ("DECISION_TRAINING", "Mācības pēc komitejas lēmuma"),  # D11
    ("GUIDANCE_AFTER_TRAINING", "Metodiskais materiāls pēc mācībām"),  # D12
    ("SERVICE_START", "Pakalpojuma sākums pēc mācībām"),  # D13
    ("EXCLUSION_NOTICE", "Paziņojums par pakalpojuma izslēgšanu"),  # D14
    ("TRANSFER_MINISTRY", "Ministrijas informācija par nodošanu"),  # D15
    ("TRANSFER_COMMITTEE", "Komitejas lēmums par nodošanu"),  # D15
    ("BASKET_MINISTRY", "Groza izmaiņas: ministrija"),  # D16
    ("BASKET_HOLDER", "Groza izmaiņas: pakalpojuma turētājs"),  # D16
    ("BASKET_MAINTAINER", "Groza izmaiņas: sistēmas uzturētājs"),  # D16
    ("ACCESS_GRANT", "Piekļuves tiesību piešķiršana vai anulēšana"),  # D17
    ("ACCESS_TERMS", "Sadarbības noteikumu pieņemšana"),  # D18
    ("ACCESS_TERMS_INSTITUTION", "Sadarbības noteikumu pieņemšana iestādē"),  # D18
    ("ACCESS_APPLICATION", "Pieteikums piekļuves tiesībām"),  # D19
    ("BASKET_REVIEW", "Groza izvērtēšana"),  # D20
    ("COMMITTEE_MEETING", "Uzraudzības komitejas sēde"),  # D21
    ("QUARTERLY_REVIEW", "Ceturkšņa izvērtējums"),  # D22
    ("BORDER_TRAFFIC_ANSWER", "Robežpārstāvja atbilde par pierobežas sarakstu"),
    ("SURVEY_RESULTS", "Aptaujas rezultātu nosūtīšana"),
    ("REVIEW_REPORT", "Izvērtējuma iesniegšana vadībai"),
    ("CENTRE_CLOSURE", "Centra slēgšana"),  # D25
    ("FUNDING_ANSWER", "Atbilde par finansējuma pārtraukšanu"),  # D25
    ("BATCH_CONFIRMATION", "Papīru sūtījuma saņemšanas apstiprinājums"),
)

DEADLINE_MATTER = (*DOCUMENT_KIND, *(Choice(code, label) for code, label in _MATTERS))
"""Kinds of received documents first, then everything else that has a term."""
