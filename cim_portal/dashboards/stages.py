"""The stages of a year, from its definition to its plans: how far each is, in counts, and when something last happened in it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from determinations.letters.models import Letter
from determinations.runs.models import Run
from determinations.uploads.formats import FORMATS
from determinations.uploads.models import Upload
from improvement_plans.plans.models import Plan, Step
from monitoring.definition import definition_of
from monitoring.years.models import Year


@dataclass(frozen=True)
class Stage:
    """A stage of the year: whether it is done, in words, where it is worked on, and the Pacific day of what last counted."""

    title: str
    state: str
    sentence: str
    link: str
    on: date | None


def stages_of(year: Year) -> list[Stage]:
    """Return the stages in their order. A few queries, however many LEAs the year has."""
    return [_definition(year), _uploads(year), _levels(year), _letters(year), _plans(year)]


def next_of(year: Year, stages: list[Stage]) -> Stage | None:
    """Return the first stage that is not done; a closed year has none."""
    if year.status == Year.Status.CLOSED:
        return None
    return next((stage for stage in stages if stage.state != "done"), None)


def _day(at: datetime | None) -> date | None:
    return localdate(at) if at else None


def _definition(year: Year) -> Stage:
    definition = definition_of(year.definition)
    sentence = _("Version %(number)s is in force: %(levels)s levels, %(rules)s rules.") % {
        "number": year.definition.number,
        "levels": len(definition.levels),
        "rules": len(definition.rules),
    }
    return Stage(_("Definition"), "done", sentence, f"/years/{year}/definition/", on=_day(year.definition.loaded_at))


def _uploads(year: Year) -> Stage:
    of_year = Upload.objects.filter(year=year, status=Upload.Status.PUBLISHED)
    published = dict(of_year.order_by().values_list("format").annotate(last=Max("published_at")))
    missing = [str(one.title) for name, one in FORMATS.items() if name not in published]
    there = [str(one.title) for name, one in FORMATS.items() if name in published]
    sentence = _("Published: %(there)s. Not published: %(missing)s.") % {
        "there": ", ".join(there) or _("nothing"),
        "missing": ", ".join(missing) or _("nothing"),
    }
    first = {name for name, one in FORMATS.items() if one.comes_first}
    done = first < set(published)  # others are published too
    on = _day(max(published.values(), default=None))
    return Stage(_("Uploads"), "done" if done else "open", sentence, f"/years/{year}/uploads/", on=on)


def _levels(year: Year) -> Stage:
    counts = Run.objects.filter(year=year).aggregate(
        drafts=Count("pk", filter=Q(status="draft")),
        final=Count("pk", filter=Q(status="final")),
        at=Max("made_at", filter=Q(status="final")),
    )
    final = _("A final run counts.") if counts["final"] else _("No run is final.")
    sentence = f"{final} Drafts: {counts['drafts']}."
    return Stage(
        _("Levels"), "done" if counts["final"] else "open", sentence, f"/years/{year}/runs/", on=_day(counts["at"])
    )


def _letters(year: Year) -> Stage:
    counts = Letter.objects.filter(year=year).aggregate(
        issued=Count("pk", filter=Q(status="issued")),
        drafts=Count("pk", filter=Q(status="draft")),
        at=Max("issued_at"),
    )
    done = counts["issued"] and not counts["drafts"]
    sentence = _("%(issued)s letters are issued, %(drafts)s wait to be.") % {
        "issued": counts["issued"],
        "drafts": counts["drafts"],
    }
    return Stage(_("Letters"), "done" if done else "open", sentence, f"/years/{year}/letters/", on=_day(counts["at"]))


def _plans(year: Year) -> Stage:
    plans = Plan.objects.filter(year=year).exclude(status=Plan.Status.CLOSED)
    counts = plans.aggregate(
        opened=Count("pk"), approved=Count("pk", filter=Q(status="approved")), at=Max("approved_at")
    )
    steps = Step.objects.filter(plan__year=year).exclude(plan__status=Plan.Status.CLOSED)
    of_steps = steps.aggregate(
        with_leas=Count("pk", filter=Q(status__in=[Step.Status.OPEN, Step.Status.RETURNED])),
        reviewed=Count("pk", filter=Q(status__in=[Step.Status.SUBMITTED, Step.Status.APPROVED_BY_SELPA])),
        approved_steps=Count("pk", filter=Q(status=Step.Status.APPROVED)),
    )
    done = counts["opened"] and counts["opened"] == counts["approved"]
    sentence = _(
        "%(approved)s of %(opened)s improvement plans are approved. Of their steps %(with_leas)s are with the LEAs, "
        "%(reviewed)s under review and %(approved_steps)s approved."
    ) % {name: f"{count:,}" for name, count in {**counts, **of_steps}.items() if name != "at"}
    return Stage(_("Plans"), "done" if done else "open", sentence, f"/state/?year={year}", on=_day(counts["at"]))
