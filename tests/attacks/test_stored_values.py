"""Whatever is stored, every page and document opens; whatever is sent, no form fails.

The ordinary run tries some of the addresses, other ones for each person and value; `make attack` tries all of them.
"""

from collections.abc import Callable, Iterator
from itertools import cycle, islice

import pytest
from django.apps import apps
from django.db import models, transaction
from django.test import Client

from cim_portal.views import PROBES
from improvement_plans.plans.models import Submission
from improvement_plans.report.kinds import plan as plan_report
from improvement_plans.report.kinds import submission as submission_report
from improvement_plans.workbook import kinds
from improvement_plans.workbook.models import Answer, AnswerVersion
from improvement_plans.workbook.workbook import Place, Workbook
from monitoring.people.models import Person
from tests import world
from tests.attacks.naughty import NO_TEXTS, SENT, TEXTS
from tests.cast import NOON, Cast
from tests.owner import past_guards
from tests.test_access import TABLE

pytestmark = pytest.mark.usefixtures("db")
OURS = ("monitoring", "determinations", "improvement_plans")
# They name something else, of which there has to be one: a level, an activity, a kind; or prove or end what they are next to.
KEYS = frozenset(
    """activity code computed computed_determination county determination evaluation field format group kind level link
    media_type move official official_determination outcome part password pgh_label place repeat selpa_code sha256
    inputs_sha256 role source target closed_because called_off_because target_met target_operator cds_code lea_type""".split()
)
ROUNDS = 2
ALL = [pytest.mark.attack]
STORED = [(0, 24), *(pytest.param(turn, 1, marks=ALL) for turn in range(ROUNDS))]
PEOPLE = ["no_one", "editor", "approver", "reviewer", "administrator"]
SENDING = [
    case for turn, name in enumerate(PEOPLE) for case in ((turn, name, 90), pytest.param(turn, name, 1, marks=ALL))
]
IN_ADDRESSES = ["%00", "a%00b", "9" * 30, "9" * 5_000, "%ED%A0%80", "%85", "-1", "1.5", "%E2%80%AE", "x" * 5_000]
ADDRESSES = [
    case for turn, odd in enumerate(IN_ADDRESSES) for case in ((turn, odd, 12), pytest.param(turn, odd, 1, marks=ALL))
]


def fails(address: str, status: int) -> bool:
    """Say whether an address failed; where no worker runs, as here, the one that says so is right to answer 503."""
    return status >= 500 and address not in PROBES


def stored(chosen: Iterator[object], place: Place) -> dict[str, object]:
    """Return an answer with the next of `chosen` in each field, and in each cell of a table's first rows."""
    value: dict[str, object] = {}
    for field in place.activity.fields:
        value[field.key] = next(chosen)
        if kinds.kind(field).needs == "columns" and not isinstance(value[field.key], list):
            value[field.key] = [
                {"_id": f"r{number}", **{column.key: next(chosen) for column in field.columns}} for number in (1, 2)
            ]
        elif kinds.kind(field).needs == "choices" and isinstance(value[field.key], str):
            value[field.key] = [value[field.key], next(chosen)] if field.kind == "choices" else value[field.key]
    return value


def fill(book: Workbook, chosen: Iterator[object], *, by: Person) -> None:
    """Store something odd in every activity of the plan, and in what was submitted of it."""
    for step in book.plan.steps.all():
        for place in book.places(step.number):
            value = stored(chosen, place)
            answer, _ = Answer.objects.update_or_create(
                step=step,
                activity=place.activity.slug,
                repeat=place.repeat,
                defaults={"value": value, "version": 9, "saved_at": NOON, "saved_by": by},
            )
            AnswerVersion.objects.create(answer=answer, version=9, value=value, counts=True, saved_at=NOON, saved_by=by)
    for submission in Submission.objects.all():
        frozen = {
            slug: {repeat: stored_of(chosen, v) for repeat, v in of.items()} for slug, of in submission.answers.items()
        }
        Submission.objects.filter(pk=submission.pk).update(answers=frozen)


def stored_of(chosen: Iterator[object], value: dict[str, object]) -> dict[str, object]:
    """Return the same keys with odd values."""
    return {key: next(chosen) for key in value}


def ours() -> list[type[models.Model]]:
    """Return the portal's own models, without those of rows before they changed."""
    return [m for m in apps.get_models() if m._meta.app_label in OURS and not m.__name__.endswith("Change")]


def texts_everywhere(chosen: Iterator[str]) -> None:
    """Store something odd in every text field of every model that is no key of something else."""
    for model in ours():
        keys = KEYS | {name for constraint in model._meta.total_unique_constraints for name in constraint.fields}
        for field in model._meta.concrete_fields:
            if (
                type(field) not in (models.CharField, models.TextField)
                or field.choices
                or field.unique
                or field.name in keys
            ):
                continue
            for pk in model._default_manager.values_list("pk", flat=True)[:5]:
                text = next(chosen)[: field.max_length] or ("-" if says_something(model, field.name) else "")
                model._default_manager.filter(pk=pk).update(**{field.name: text})


def says_something(model: type[models.Model], field: str) -> bool:
    """Say whether the database refuses a row in which the field is blank."""
    return any(getattr(one, "condition", None) == ~models.Q(**{field: ""}) for one in model._meta.constraints)


def failing(client: Client, addresses: list[str]) -> list[str]:
    """Return the addresses whose page fails."""
    client.raise_request_exception = False
    return [address for address in addresses if fails(address, client.get(address).status_code)]


def pages(cast: Cast, named: dict[str, object]) -> list[str]:
    """Return every address of the portal, and every page of Alder Unified's plan."""
    book = Workbook(world.plan_of(cast.lea))
    found = [row["address"].format(**named) for row in TABLE]
    for step in book.plan.steps.all():
        for place in book.places(step.number):
            here = f"{step.get_absolute_url()}{place.activity.slug}/" + (f"{place.repeat}/" if place.repeat else "")
            found += [here, f"{here}kept/"]
    return found


@pytest.mark.parametrize(("turn", "every"), STORED)
def test_no_stored_answer_makes_a_page_or_document_fail(
    turn: int,
    every: int,
    cast: Cast,
    every_place: dict[str, object],
    signed_in: Callable[[Person], Client],
) -> None:
    odd = [*TEXTS, *NO_TEXTS]
    with past_guards(Answer, AnswerVersion, Submission):
        fill(Workbook(world.plan_of(cast.lea)), islice(cycle(odd), turn * len(odd) // ROUNDS, None), by=cast.editor)
    for number, person in enumerate((cast.editor, cast.administrator)):
        assert failing(signed_in(person), pages(cast, every_place)[number::every]) == []
    assert failing(signed_in(cast.reviewer), ["/reviews/", "/plans/0161119/2023/step/1/review/"]) == []
    if every == 1:  # a document of so many odd texts takes its time
        assert plan_report.REPORT.draw(world.plan_of(cast.lea)).startswith(b"%PDF")
    assert submission_report.REPORT.draw(Submission.objects.earliest("pk")).startswith(b"%PDF")


@pytest.mark.parametrize(("turn", "every"), STORED)
def test_no_stored_text_makes_a_page_or_document_fail(
    turn: int,
    every: int,
    cast: Cast,
    every_place: dict[str, object],
    signed_in: Callable[[Person], Client],
) -> None:
    with past_guards(*ours()):
        texts_everywhere(islice(cycle(TEXTS), turn * len(TEXTS) // ROUNDS, None))
    for number, person in enumerate((cast.editor, cast.reviewer, cast.administrator)):
        assert failing(signed_in(person), pages(cast, every_place)[number::every]) == []
    assert plan_report.REPORT.draw(world.plan_of(cast.lea)).startswith(b"%PDF")


@pytest.mark.parametrize(("turn", "name", "every"), SENDING)
def test_nothing_that_is_sent_makes_an_address_fail(
    turn: int,
    name: str,
    every: int,
    cast: Cast,
    every_place: dict[str, object],
    signed_in: Callable[[Person], Client],
) -> None:
    client = Client() if name == "no_one" else signed_in(getattr(cast, name))
    client.raise_request_exception = False
    names = (
        "q words lea level step year page version from to move thing first last county selpa role as base newest seen "
    )
    names += "text email name organization reason return_note mark-cim_team sentence-cim_team seen-why why more remove "
    names += "login password topic title link letter_date source file_name code count accepted differing show format do opening"
    failed = []
    for row in TABLE[turn % every :: every]:
        address = row["address"].format(**every_place)
        odd = islice(cycle(SENT), turn * 13, None)
        sent = {key: text.encode("utf-8", "surrogatepass") for key, text in zip(names.split(), odd, strict=False)}
        for send in (client.get, client.post):
            with transaction.atomic():
                if fails(address, send(address, sent).status_code):
                    failed.append((send.__name__, address))
                transaction.set_rollback(True)
    assert failed == []


@pytest.mark.parametrize(("turn", "odd", "every"), ADDRESSES)
def test_nothing_in_an_address_makes_it_fail(
    turn: int,
    odd: str,
    every: int,
    cast: Cast,
    every_place: dict[str, object],
    signed_in: Callable[[Person], Client],
) -> None:
    client = signed_in(cast.administrator)
    client.raise_request_exception = False
    failed = []
    for row in TABLE[turn % every :: every]:
        for key in every_place:
            if f"{{{key}}}" in row["address"]:
                address = row["address"].format(**{**every_place, key: odd})
                for send in (client.get, client.post):
                    with transaction.atomic():
                        if fails(address, send(address).status_code):
                            failed.append((send.__name__, address[:80]))
                        transaction.set_rollback(True)
        address = row["address"].format(**every_place).replace("2023", odd).replace("T2", odd)
        if fails(address, client.get(address).status_code):
            failed.append(("get", address[:80]))
    assert failed == []
