"""Plain rows, for tests that ask how pages behave with many of them. Everything else builds on tests/world.py."""

from factory.declarations import LazyAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from determinations.letters.models import Letter
from determinations.runs.models import LevelResult, Run
from determinations.uploads.models import IndicatorResult
from improvement_plans.plans.models import Plan, Step
from monitoring.definition.models import DefinitionVersion
from monitoring.places.models import County, Lea, Selpa
from monitoring.years.models import Year
from tests.cast import NOON


class CountyFactory(DjangoModelFactory[County]):
    class Meta:
        model = County
        django_get_or_create = ("code",)

    code = "19"
    name = "Los Angeles"


class SelpaFactory(DjangoModelFactory[Selpa]):
    class Meta:
        model = Selpa
        django_get_or_create = ("code",)

    code = "1901"
    name = "Los Angeles SELPA"


class LeaFactory(DjangoModelFactory[Lea]):
    class Meta:
        model = Lea

    code = Sequence(lambda n: f"19{n:05}")  # type: ignore[no-untyped-call]  # its declarations have no types
    cds_code = LazyAttribute(lambda lea: lea.code + "0000000")  # type: ignore[no-untyped-call]  # its declarations have no types
    name = Sequence(lambda n: f"Oak {n} Unified")  # type: ignore[no-untyped-call]  # its declarations have no types
    lea_type = Lea.Type.DISTRICT
    county = SubFactory(CountyFactory)  # type: ignore[no-untyped-call]  # its declarations have no types
    selpa = SubFactory(SelpaFactory)  # type: ignore[no-untyped-call]  # its declarations have no types


def populate(run: Run, *, count: int, selpa: Selpa, level: str = "T2") -> list[Lea]:
    """Add `count` LEAs of a SELPA to a final run, each with an issued letter and a plan of three open steps."""
    leas = LeaFactory.create_batch(count, selpa=selpa)
    explanation: dict[str, dict[str, object] | list[object]] = {"facts": {}, "rules": []}
    for lea in leas:
        LevelResult.objects.create(run=run, lea=lea, level=level, computed=level, explanation=explanation)
        letter = Letter.objects.create(
            lea=lea,
            year=run.year,
            kind="determination",
            run=run,
            level=level,
            context={"elements": []},
            drafted_at=NOON,
        )
        plan = Plan.objects.create(
            lea=lea, year=run.year, letter=letter, level=level, definition=run.definition, opened_at=NOON
        )
        Step.objects.bulk_create(Step(plan=plan, number=number, moved_at=NOON) for number in (1, 2, 3))
    return leas


def repeat(run: Run, *, year: int) -> Run:
    """Add a year like that of a final run: its definition and elements, and each LEA with its level, letter and plan."""
    version = DefinitionVersion.objects.get(pk=run.definition_id)
    version.pk, version.year, version.sha256 = None, year, f"{year}{version.sha256[4:]}"
    version.save(force_insert=True)
    again = Year.objects.create(year=year, definition=version, opened_at=NOON)
    final = Run.objects.create(
        year=again, number=1, definition=version, inputs_sha256="", status=Run.Status.FINAL, made_at=NOON
    )
    for upload in run.uploads.filter(year=run.year, format="indicators"):
        rows = list(IndicatorResult.objects.filter(upload=upload.pk))
        upload.pk, upload.year = None, again
        upload.save(force_insert=True)
        for row in rows:
            row.upload = upload
        IndicatorResult.objects.bulk_create(rows)
        final.uploads.add(upload)
    for result in run.results.all():
        level = result.level
        LevelResult.objects.create(
            run=final, lea=result.lea, level=level, computed=level, determination=result.determination
        )
        letter = Letter.objects.create(
            lea=result.lea,
            year=again,
            kind="determination",
            run=final,
            level=level,
            context={"elements": []},
            drafted_at=NOON,
        )
        Letter.objects.filter(pk=letter.pk).update(status=Letter.Status.ISSUED, issued_at=NOON)
        plan = Plan.objects.create(
            lea=result.lea, year=again, letter=letter, level=level, definition=version, opened_at=NOON
        )
        Step.objects.bulk_create(Step(plan=plan, number=number, moved_at=NOON) for number in (1, 2, 3))
    return final
