"""This file is the place where the codes of complaints, questions and proposals meet their Latvian words."""

from kacdesk.spec.field import Choice

FEEDBACK_KIND = (
    Choice("COMPLAINT", "Sūdzība"),
    Choice("QUESTION", "Jautājums"),
    Choice("PROPOSAL", "Priekšlikums"),
    Choice("REQUEST", "Lūgums"),
    Choice("COMPLIMENT", "Pateicība"),
)

FEEDBACK_SOURCE = (
    Choice("COUNTER", "Klātienē"),
    Choice("PHONE", "Tālrunis"),
    Choice("TRUST_LINE", "Uzticības tālrunis"),
    Choice("EMAIL", "E-pasts"),
    Choice("POST", "Pasts"),
    Choice("E_ADDRESS", "E-adrese"),
    Choice("PORTAL", "Portāls"),
    Choice("QUESTIONNAIRE", "Aptaujas anketa"),
)
"""S002 10.1."""

FEEDBACK_CATEGORY = (
    Choice("ATTITUDE", "Attieksme"),
    Choice("INFORMATION", "Sniegtā informācija"),
    Choice("WAITING", "Gaidīšanas laiks"),
    Choice("HOURS", "Darba laiks"),
    Choice("QUALITY", "Pakalpojuma kvalitāte"),
    Choice("PREMISES", "Telpas un aprīkojums"),
    Choice("DATA", "Personas datu aizsardzība"),
    Choice("DISCRIMINATION", "Diskriminācija"),
    Choice("OTHER", "Cits"),
)
"""Discrimination is what is complained of, never an attribute of a person (S002 5.3.2)."""

FEEDBACK_STATE = (
    Choice("REGISTERED", "Reģistrēts"),
    Choice("ASSIGNED", "Nodots izskatīšanai"),
    Choice("EXTENDED", "Termiņš pagarināts"),
    Choice("FORWARDED", "Pārsūtīts iestādei"),
    Choice("ANSWERED", "Atbildēts"),
    Choice("CONTESTED", "Apstrīdēts"),
    Choice("CLOSED", "Slēgts"),
)

EXTENSION = (
    Choice("COMPLEX", "Līdz mēnesim: vajadzīga papildu informācija, citas iestādes vai liels apjoms"),
    Choice("LONGEST", "Līdz četriem mēnešiem: objektīvi iemesli"),
)

EXTENSION_MATTER = {"COMPLEX": "SUBMISSION_COMPLEX", "LONGEST": "SUBMISSION_LONGEST"}
"""Extension → the matter of the dated rule that says how long."""

FINDING = (
    Choice("UPHELD", "Pamatots"),
    Choice("PARTLY", "Daļēji pamatots"),
    Choice("REJECTED", "Nav pamatots"),
    Choice("EXPLAINED", "Sniegts skaidrojums"),
    Choice("TAKEN_UP", "Priekšlikums pieņemts"),
)

CLOSED_HOW = (
    Choice("ANSWERED", "Atbildēts"),
    Choice("BY_INSTITUTION", "Atbildēja iestāde"),
    Choice("NOTED", "Pieņemts zināšanai"),
    Choice("WITHDRAWN", "Iesniedzējs atsauca"),
    Choice("ANONYMOUS", "Anonīms, atbilde nav sniedzama"),
    Choice("ILLEGIBLE", "Nav salasāms vai saprotams"),
    Choice("ABUSIVE", "Aizskarošs saturs"),
    Choice("REPEATED", "Par to jau atbildēts"),
)
"""What may be left unanswered: Law on Submissions 7, from memory; the ground is chosen by a person each time."""

CONTEST_OUTCOME = (
    Choice("UPHELD", "Apmierināta"),
    Choice("PARTLY", "Apmierināta daļēji"),
    Choice("REJECTED", "Noraidīta"),
    Choice("NOT_EXAMINED", "Atstāta bez izskatīšanas"),
    Choice("WITHDRAWN", "Atsaukta"),
)
