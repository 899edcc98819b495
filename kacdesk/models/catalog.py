"""This file is the place where all registers are listed, parents before their lines."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import Table

from kacdesk.models.record import Row
from kacdesk.models.reference import CatalogueEdition, Institution, Service, ServicePoint
from kacdesk.models.register import spec_of, table_of
from kacdesk.models.registers.access_rights import AccessApplication
from kacdesk.models.registers.acknowledgement import Acknowledgement
from kacdesk.models.registers.border_traffic import BorderTrafficApplication, BorderTrafficList
from kacdesk.models.registers.closed_report import ClosedReport
from kacdesk.models.registers.contest import Contest
from kacdesk.models.registers.cooperation_agreement import CooperationAgreement
from kacdesk.models.registers.delegated_application import DelegatedApplication
from kacdesk.models.registers.destruction import (
    ArchiveTransfer,
    ArchiveTransferLine,
    DestructionAct,
    DestructionActLine,
)
from kacdesk.models.registers.email_intake import EmailIntake
from kacdesk.models.registers.equipment import Equipment, EquipmentCheck, EquipmentFault
from kacdesk.models.registers.fee_rule import FeeRule
from kacdesk.models.registers.feedback import Feedback
from kacdesk.models.registers.file_plan import FilePlan, FileVolume
from kacdesk.models.registers.institution_notice import InstitutionNotice
from kacdesk.models.registers.issued_document import IssuedDocument
from kacdesk.models.registers.library_item import LibraryItem
from kacdesk.models.registers.life_situation import LifeSituation, LifeSituationStep
from kacdesk.models.registers.opening_hours import OpeningException, OpeningHours, Publication
from kacdesk.models.registers.oral_request import OralRequest
from kacdesk.models.registers.outgoing_document import OutgoingDocument
from kacdesk.models.registers.own_error import OwnError
from kacdesk.models.registers.own_services import LocalService, ServiceHere
from kacdesk.models.registers.paper_batch import PaperBatch, PaperBatchLine
from kacdesk.models.registers.payment import Payment
from kacdesk.models.registers.phone_consultation import PhoneConsultation
from kacdesk.models.registers.point_rules import CalendarDay, DeadlineRule
from kacdesk.models.registers.point_settings import PointSettings, PresenceNorm
from kacdesk.models.registers.presence import LocalPresence, LocalPresenceService, Presence
from kacdesk.models.registers.privacy import DataRequest, Disclosure, HandOver
from kacdesk.models.registers.proposals import Proposal, ServiceTransfer, StaffSuggestion
from kacdesk.models.registers.quality_check import QualityCheck
from kacdesk.models.registers.received_document import ReceivedDocument
from kacdesk.models.registers.reception import Appointment, ReceptionSlot
from kacdesk.models.registers.referral import Referral
from kacdesk.models.registers.residence import ResidenceCertificate, ResidenceDeclaration
from kacdesk.models.registers.retention import RetentionHold, RetentionRule
from kacdesk.models.registers.review import ReportRequest, Review, ReviewFinding
from kacdesk.models.registers.roster import Absence, Shift
from kacdesk.models.registers.rural_consultation import RuralConsultation
from kacdesk.models.registers.specialist import Specialist
from kacdesk.models.registers.staff import Staff
from kacdesk.models.registers.survey import Survey, SurveyAnswer
from kacdesk.models.registers.tasks import Task
from kacdesk.models.registers.training import Training, TrainingParticipant
from kacdesk.models.registers.visit import Visit, VisitService
from kacdesk.spec.field import EVERY_REGISTER, Choice
from kacdesk.spec.register import Direction, RegisterSpec

SCHEMA_VERSION = 1
"""`sv` of the wire: grows by one with each release that adds a register or a field; nothing is renamed or narrowed."""


ACCESS_LOG = "access_log"
"""What a rule of keeping may name beside the registers: who looked at personal data."""


def _choosing_among(spec: RegisterSpec, others: Iterable[RegisterSpec]) -> RegisterSpec:
    """Return the description with the registers as the choices of each field that chooses one."""
    if all(field.choices is not EVERY_REGISTER for field in spec.fields):
        return spec
    kept = [each for each in others if each.parent is None and each.direction is Direction.BOTH]
    choices = (*(Choice(each.name, each.title) for each in kept), Choice(ACCESS_LOG, "Piekļuves žurnāls"))
    fields = (
        replace(field, choices=choices) if field.choices is EVERY_REGISTER else field for field in spec.fields
    )
    return replace(spec, fields=tuple(fields))


class Catalog:
    """The registers of a version of the program, by name, in the order of the sidebar; `version` is its `sv`."""

    def __init__(self, classes: Iterable[type[Row]], *, version: int = SCHEMA_VERSION) -> None:
        specs: dict[str, RegisterSpec] = {}
        tables: dict[str, Table] = {}
        for cls in classes:
            spec = spec_of(cls)
            if spec.parent is not None:
                above = specs[spec.parent]
                specs[spec.parent] = replace(above, children=(*above.children, spec.name))
            specs[spec.name] = spec
            tables[spec.name] = table_of(cls)
        for spec in tuple(specs.values()):
            specs[spec.name] = _choosing_among(spec, specs.values())
        for spec in specs.values():
            for field in spec.fields:
                if field.refers_to is not None and field.refers_to not in specs:
                    raise TypeError(f"{spec.name}.{field.name} refers to no register: {field.refers_to}")
        self._specs: Mapping[str, RegisterSpec] = specs
        self._tables: Mapping[str, Table] = tables
        self.specs: tuple[RegisterSpec, ...] = tuple(specs.values())
        self.version = version

    def spec(self, name: str) -> RegisterSpec:
        """Return a register's description; KeyError when there is none of that name."""
        return self._specs[name]

    def table(self, name: str) -> Table:
        """Return a register's table."""
        return self._tables[name]

    def __contains__(self, name: str) -> bool:
        return name in self._specs

    @property
    def roots(self) -> tuple[RegisterSpec, ...]:
        """Return the registers that are not lines of another."""
        return tuple(spec for spec in self.specs if spec.parent is None)

    @property
    def captured(self) -> tuple[RegisterSpec, ...]:
        """Return the registers whose changes at this desk travel up."""
        return tuple(spec for spec in self.specs if spec.direction is Direction.BOTH)

    @property
    def named(self) -> tuple[RegisterSpec, ...]:
        """Return the registers that other records refer to by name: lists, not journals."""
        referred = {field.refers_to for spec in self.specs for field in spec.entered}
        return tuple(
            spec
            for spec in self.roots
            if spec.name in referred and spec.counted_from is None and not spec.numbered
        )

    def answering(self, name: str) -> tuple[RegisterSpec, ...]:
        """Return the registers in which a reference to `name` finds its row: itself, then those that stand for it."""
        return (self._specs[name], *(spec for spec in self.specs if spec.stands_for == name))

    def parts(self, name: str) -> tuple[RegisterSpec, ...]:
        """Return a register and its lines' registers."""
        spec = self._specs[name]
        return (spec, *(self._specs[child] for child in spec.children))


REGISTERS: tuple[type[Row], ...] = (
    Institution,
    Service,
    ServicePoint,
    Staff,
    Visit,
    VisitService,
    PhoneConsultation,
    ReceivedDocument,
    CalendarDay,
    DeadlineRule,
    FilePlan,
    FileVolume,
    RetentionRule,
    RetentionHold,
    DestructionAct,
    DestructionActLine,
    ArchiveTransfer,
    ArchiveTransferLine,
    Disclosure,
    DataRequest,
    HandOver,
    CatalogueEdition,
    LocalService,
    ServiceHere,
    LifeSituation,
    LifeSituationStep,
    LibraryItem,
    Acknowledgement,
    PointSettings,
    PresenceNorm,
    OpeningHours,
    OpeningException,
    Publication,
    Shift,
    Absence,
    PaperBatch,
    PaperBatchLine,
    OutgoingDocument,
    IssuedDocument,
    OralRequest,
    EmailIntake,
    Feedback,
    Contest,
    DelegatedApplication,
    OwnError,
    QualityCheck,
    Specialist,
    CooperationAgreement,
    Presence,
    LocalPresence,
    LocalPresenceService,
    InstitutionNotice,
    Referral,
    ReceptionSlot,
    Appointment,
    ResidenceDeclaration,
    ResidenceCertificate,
    BorderTrafficList,
    BorderTrafficApplication,
    RuralConsultation,
    Payment,
    FeeRule,
    Training,
    TrainingParticipant,
    AccessApplication,
    Task,
    Survey,
    SurveyAnswer,
    Review,
    ReviewFinding,
    ReportRequest,
    ClosedReport,
    Equipment,
    EquipmentCheck,
    EquipmentFault,
    Proposal,
    ServiceTransfer,
    StaffSuggestion,
)

CATALOG = Catalog(REGISTERS)
