"""Reads of amendments: what each changes, and whom it waits for."""

from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from cim_portal.lib.differences import Piece, pieces
from improvement_plans.activities import contents
from improvement_plans.activities.changed import changed
from improvement_plans.activities.page import ActivityView
from improvement_plans.amendments.models import AmendedPage, Amendment, AmendmentFile
from improvement_plans.plans import queries
from improvement_plans.plans.models import Plan
from improvement_plans.workbook import kinds
from improvement_plans.workbook.models import Answer
from improvement_plans.workbook.workbook import Place, Value, Workbook
from monitoring.access import roles, scope
from monitoring.access.who import User
from monitoring.definition.models import DefinitionVersion

Status = Amendment.Status
REVIEWERS = {"selpa": roles.SELPA_STAFF, "state": roles.STATE_STAFF}
Held = dict[str, dict[str, Value]]


@dataclass(frozen=True)
class Change:
    """A field that an amendment changes, in words: what it was and what it becomes."""

    label: str
    before: str
    after: str

    @property
    def was(self) -> list[Piece]:
        """What it was, and which parts of it are gone."""
        return pieces(self.before, self.after)[0]

    @property
    def becomes(self) -> list[Piece]:
        """What it becomes, and which parts of it are new."""
        return pieces(self.before, self.after)[1]


@dataclass(frozen=True)
class Changed:
    """A page of the plan that an amendment changes, field by field."""

    step: int
    place: Place
    changes: list[Change] = field(default_factory=list)


def amendment(user: User, code: str, year: int, number: int) -> Amendment:
    """Return an amendment of a plan. Raises Http404."""
    related = Amendment.objects.visible_to(user).select_related(
        "plan__lea__selpa", "plan__year", "plan__definition", "plan__letter", "begun_by", "submitted_by", "decided_by"
    )
    return get_object_or_404(related, plan__lea__code=code, plan__year__year=year, number=number)


def file(user: User, pk: int) -> AmendmentFile:
    """Return a file of an amendment. Raises Http404."""
    related = AmendmentFile.objects.visible_to(user).select_related(
        "file", "amendment__plan__lea", "amendment__plan__year"
    )
    return get_object_or_404(related, pk=pk)


def files(one: Amendment) -> list[AmendmentFile]:
    """Return the files of an amendment, the oldest first, without those that were removed."""
    return list(one.files.filter(removed_at=None).order_by("pk"))


def removed_files(one: Amendment) -> list[AmendmentFile]:
    """Return the files that were removed and are not there again, each once."""
    there = {(file.file_id, file.name) for file in files(one)}
    gone = {(file.file_id, file.name): file for file in one.files.exclude(removed_at=None).order_by("pk")}
    return [file for key, file in gone.items() if key not in there]


def reviewer_in_turn(one: Amendment) -> str | None:
    """Return the reviewer for whom an amendment waits, or None where it waits for the LEA or for no one."""
    if one.status == Status.SUBMITTED:
        return queries.reviewers_of(one.plan)[0]
    return "state" if one.status == Status.APPROVED_BY_SELPA else None


def state_follows(one: Amendment) -> bool:
    """Say whether the state reviews it after the reviewer in turn."""
    return (
        one.status == Status.SUBMITTED
        and queries.reviewers_of(one.plan)[0] == "selpa"
        and "state" in queries.reviewers_of(one.plan)
    )


def waiting_for(user: User) -> QuerySet[Amendment]:
    """Return the amendments that wait for `user`: as who reviews them, or to be changed and submitted; the oldest first."""
    mine = scope.leas_in_scope(user, wanted=roles.LEA_STAFF, path="plan__lea__") & Q(
        status__in=[Status.DRAFTING, Status.RETURNED]
    )
    if scope.roles(user) & (roles.SELPA_STAFF | roles.MONITORS):
        mine |= _of_reviewers(user, list(queries.definitions_in_use()))
    alive = Amendment.objects.filter(mine, plan__status=Plan.Status.APPROVED)
    return alive.select_related("plan__lea", "plan__year").order_by("moved_at", "pk")


def _of_reviewers(user: User, definitions: list[DefinitionVersion]) -> Q:
    found = Q(pk__in=[])
    for party, wanted in (("selpa", roles.SELPA_STAFF), ("state", roles.MONITORS)):
        turn = Q(status=Status.SUBMITTED) & queries.reviewed_first_by(party, definitions)
        if party == "state":
            turn |= Q(status=Status.APPROVED_BY_SELPA)
        found |= scope.leas_in_scope(user, wanted=wanted, path="plan__lea__") & turn
    return found


def places(book: Workbook) -> list[tuple[int, Place]]:
    """Return the pages of a plan that an amendment can change, with the numbers of their steps: not those of reports."""
    reported = queries.reports(book.plan)
    steps = book.definition.steps_for(book.level)
    return [(step.number, place) for step in steps if step.number not in reported for place in book.places(step.number)]


def typed_fields(place: Place) -> set[str]:
    """Return the fields of a page that an amendment can change: those that people type."""
    return {one.key for one in place.activity.fields if kinds.kind(one).typed and not one.signed_by}


def books(one: Amendment, *, shows_small: bool) -> tuple[Workbook, Workbook]:
    """Return the plan without an amendment and with it, as readers may see it."""
    pages = list(one.pages.all())
    was = Workbook(one.plan, frozen=_held(one.plan, {_key(p): p.was for p in pages}), shows_small=shows_small)
    becomes = Workbook(one.plan, frozen=_held(one.plan, {_key(p): p.value for p in pages}), shows_small=shows_small)
    return was, becomes


def changes(one: Amendment, *, shows_small: bool) -> list[Changed]:
    """Return what an amendment changes, page by page in the order of the plan."""
    was, becomes = books(one, shows_small=shows_small)
    touched = {_key(page) for page in one.pages.all()}
    found = []
    for number, place in places(becomes):
        if place.key in touched:
            lines = compared(contents.view(becomes, place), contents.view(was, place))
            found.append(Changed(number, place, lines))
    return [one for one in found if one.changes]


def compared(becomes: ActivityView, was: ActivityView) -> list[Change]:
    """Return what reads differently; of a table each cell that does."""
    return [Change(*one) for one in changed(becomes, was)]


def in_force(plan: Plan) -> list[Amendment]:
    """Return the approved amendments of a plan, the first one first."""
    found = plan.amendments.filter(status=Status.APPROVED).select_related("decided_by", "plan__lea", "plan__year")
    return list(found.order_by("number"))


def _key(page: AmendedPage) -> tuple[str, str]:
    return page.activity, page.repeat


def _held(plan: Plan, values: dict[tuple[str, str], Value]) -> Held:
    """Return the activities of `values` with all their pages, so that a workbook takes them for what they are."""
    slugs = {slug for slug, _repeat in values}
    held: Held = {slug: {} for slug in slugs}
    for answer in Answer.objects.filter(step__plan=plan, activity__in=slugs):
        held[answer.activity][answer.repeat] = answer.value
    for (slug, repeat), value in values.items():
        held[slug][repeat] = value
    return held
