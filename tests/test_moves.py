"""Every move × everyone in the cast × every state: who may make it, and no one else."""

import pgtrigger
import pytest

from determinations.findings.models import Finding
from determinations.letters.models import Letter, Release
from determinations.preliminary.models import Contest, Window
from determinations.record_reviews.models import RecordReview, Sample
from determinations.runs.models import Run
from determinations.uploads.models import Upload
from improvement_plans.amendments.models import Amendment
from improvement_plans.deadlines.models import Extension
from improvement_plans.plans.models import Plan, Step
from monitoring.ledger import ledger
from monitoring.people.models import Person
from monitoring.places.models import Lea
from monitoring.years.models import Year
from tests import world
from tests.cast import NOON, Cast
from tests.moves import moves_by_thing

MOVES = moves_by_thing()
ADMINISTRATOR = {"administrator"}
STATE = {"administrator", "monitor"}
VERIFIERS = {"reviewer", *STATE}
# By thing and state, the moves that start there and who of the cast may make them. What only the portal does is not
# named, and neither is anyone of another LEA or SELPA.
TABLE: dict[tuple[str, str], dict[str, set[str]]] = {
    ("Upload", "received"): {"start_check": ADMINISTRATOR, "withdraw": ADMINISTRATOR},
    ("Upload", "checking"): {"withdraw": ADMINISTRATOR},
    ("Upload", "refused"): {"withdraw": ADMINISTRATOR},
    ("Upload", "ready"): {"publish": ADMINISTRATOR, "withdraw": ADMINISTRATOR},
    ("Upload", "published"): {},
    ("Upload", "superseded"): {},
    ("Upload", "withdrawn"): {},
    ("Run", "draft"): {"finalise": ADMINISTRATOR},
    ("Run", "final"): {},
    ("Run", "superseded"): {},
    ("Letter", "draft"): {"issue": ADMINISTRATOR, "embargo": ADMINISTRATOR},
    ("Letter", "embargoed"): {},
    ("Letter", "issued"): {},
    ("Letter", "corrected"): {},
    ("Window", "open"): {"close_window": ADMINISTRATOR},
    ("Window", "closed"): {},
    ("Contest", "contested"): {"answer_contest": ADMINISTRATOR},
    ("Contest", "answered"): {},
    ("Contest", "frozen"): {},
    ("Finding", "draft"): {"notify_of_finding": ADMINISTRATOR, "correct_before_notice": STATE, "drop_finding": STATE},
    ("Finding", "dropped"): {},
    ("Finding", "before_notice"): {},
    ("Finding", "notified"): {"give_evidence": {"editor", "approver"}},
    ("Finding", "returned"): {"give_evidence": {"editor", "approver"}},
    ("Finding", "evidence"): {"return_evidence": VERIFIERS, "verify_children": VERIFIERS},
    ("Finding", "child_verified"): {"return_evidence": VERIFIERS, "verify_data": VERIFIERS},
    ("Finding", "data_verified"): {"close_finding": ADMINISTRATOR},
    ("Finding", "closed"): {},
    ("Sample", "drawn"): {"lock_sample": STATE, "call_off_sample": STATE},
    ("Sample", "locked"): {"finish_sample": STATE, "call_off_sample": STATE},
    ("Sample", "finished"): {},
    ("Sample", "called_off"): {},
    ("Year", "open"): {"undo_opening": ADMINISTRATOR, "close_year": ADMINISTRATOR},
    ("Year", "closed"): {"reopen_year": ADMINISTRATOR},
    ("Year", "preparing"): {"open_year_again": ADMINISTRATOR},
    ("Release", "set"): {"cancel_release": ADMINISTRATOR},
    ("Release", "released"): {},
    ("Release", "canceled"): {},
    ("Extension", "asked"): {"grant_time": {"reviewer"}, "refuse_time": {"reviewer"}},
    ("Extension", "granted"): {},
    ("Extension", "refused"): {},
    ("Amendment", "drafting"): {"submit_amendment": {"approver"}, "withdraw_amendment": {"approver"}},
    ("Amendment", "returned"): {"submit_amendment": {"approver"}, "withdraw_amendment": {"approver"}},
    ("Amendment", "submitted"): {
        "withdraw_amendment": {"approver"},
        "return_amendment": {"reviewer"},
        "approve_amendment": {"reviewer"},
        "refuse_amendment": {"reviewer"},
    },
    ("Amendment", "approved_by_selpa"): {
        "return_amendment": STATE,
        "approve_amendment": STATE,
        "refuse_amendment": STATE,
    },
    ("Amendment", "approved"): {},
    ("Amendment", "refused"): {},
    ("Amendment", "withdrawn"): {},
    ("Plan", "drafting"): {"follow_letter": ADMINISTRATOR, "close_plan": ADMINISTRATOR},
    ("Plan", "approved"): {"follow_letter": ADMINISTRATOR, "close_plan": ADMINISTRATOR, "end_plan": {"reviewer"}},
    ("Plan", "closed"): {"follow_letter": ADMINISTRATOR},
}
# Alder's steps are reviewed by its SELPA alone, Cedar's by its SELPA and then by the state.
STEPS: dict[tuple[str, str], dict[str, set[str]]] = {
    ("lea", "open"): {"submit": {"approver"}},
    ("lea", "submitted"): {"recall": {"approver"}, "return": {"reviewer"}, "approve": {"reviewer"}},
    ("lea", "returned"): {"submit": {"approver"}},
    ("lea", "approved"): {"reopen": ADMINISTRATOR},
    ("other", "open"): {"submit": {"other_approver"}},
    ("other", "submitted"): {
        "recall": {"other_approver"},
        "return": {"other_reviewer"},
        "pass_on": {"other_reviewer"},
    },
    ("other", "returned"): {"submit": {"other_approver"}},
    ("other", "approved_by_selpa"): {"return": STATE, "approve": STATE},
    ("other", "approved"): {"reopen": ADMINISTRATOR},
}


def may(cast: Cast, thing: object) -> dict[str, set[str]]:
    """Return by move who of the cast may make it now; what is missing for it is asked of them, not held against them."""
    people = {name: person for name, person in vars(cast).items() if isinstance(person, Person)}
    allowed: dict[str, set[str]] = {}
    for move in MOVES[type(thing).__name__]:
        for name, person in people.items():
            refused = ledger.possible_now(move, thing, by=person)
            if refused is None or isinstance(refused, ledger.Incomplete):
                allowed.setdefault(move.name, set()).add(name)
    return allowed


def put(row: Plan | Step | Amendment, status: str) -> None:
    """Put a row into a state past every move, as only a test does."""
    model = type(row)
    with pgtrigger.ignore(f"improvement_plans.{model.__name__}:{model.__name__.lower()}_moves"):
        closed: dict[str, object] = {}
        if isinstance(row, Plan) and status == "closed":
            closed = {"closed_at": row.opened_at, "closed_because": "Test."}
        model.objects.filter(pk=row.pk).update(**closed, status=status)


def test_the_tables_have_every_state() -> None:
    assert set(TABLE) == {
        (model.__name__, status)
        for model in (Upload, Run, Letter, Release, Year, Window, Contest, Finding, Sample, Extension, Plan, Amendment)
        for status in model.Status.values
    }
    assert {status for _, status in STEPS} == set(Step.Status.values)


@pytest.mark.parametrize(
    ("model", "status"), [pair for pair in TABLE if pair[0] not in ("Extension", "Plan", "Amendment")]
)
def test_who_may_move_uploads_runs_and_letters(cast: Cast, model: str, status: str) -> None:
    thing = {
        "Upload": Upload(status=status, year=Year()),
        "Run": Run(status=status, year=Year()),
        "Letter": Letter(status=status, lea=cast.lea, run=Run(status="final"), year=Year()),
        "Release": Release(status=status),
        "Year": Year(status=status, pk=0),
        "Window": Window(status=status),
        "Contest": Contest(status=status, lea=cast.lea),
        "Finding": Finding(status=status, lea=cast.lea, pk=0),
        "Sample": Sample(status=status, review=RecordReview(lea=cast.lea), pk=0),
    }[model]
    assert may(cast, thing) == TABLE[model, status]


def test_who_may_move_plans_and_steps(cast: Cast, issued_2023: dict[str, Plan]) -> None:
    for (whose, status), told in STEPS.items():
        lea: Lea = getattr(cast, whose)
        put(world.step_of(lea, 1), status)
        assert may(cast, world.step_of(lea, 1)) == told, (whose, status)
    put(world.plan_of(cast.lea), "approved")
    plan = world.plan_of(cast.lea)
    amendment = Amendment.objects.create(plan=plan, number=1, begun_by=cast.editor, begun_at=NOON, moved_at=NOON)
    for status in Amendment.Status.values:
        put(amendment, status)
        assert may(cast, Amendment.objects.get()) == TABLE["Amendment", status], status
    put(world.plan_of(cast.lea), "drafting")
    for status in Plan.Status.values:
        put(world.plan_of(cast.lea), status)
        assert may(cast, world.plan_of(cast.lea)) == TABLE["Plan", status], status
    for status in Extension.Status.values:
        extension = Extension(step=world.step_of(cast.lea, 1), status=status)
        assert may(cast, extension) == TABLE["Extension", status], status
    for status in Step.Status.values:  # the plan is closed by now
        put(world.step_of(cast.lea, 1), status)
        assert may(cast, world.step_of(cast.lea, 1)) == {}, status
