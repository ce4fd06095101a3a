"""An administrator's year: what was done, and what comes next."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cim_portal.dashboards.gaps import LISTS
from cim_portal.lib.doors import guarded
from determinations.letters.models import Letter
from determinations.runs.models import Run
from determinations.uploads.formats import FORMATS
from determinations.uploads.models import Upload
from improvement_plans.plans.models import Plan
from monitoring.access.permissions import can_administer, can_monitor_state
from monitoring.definition import definition_of
from monitoring.ledger import ledger
from monitoring.years import moves
from monitoring.years.loading import year_of
from monitoring.years.models import Year


@dataclass(frozen=True)
class Stage:
    """A stage of the year: whether it is done, in words, and where it is worked on."""

    title: str
    state: str
    sentence: str
    link: str


@require_GET
@guarded(can_monitor_state, load=year_of)
def year(request: HttpRequest, year: Year) -> HttpResponse:
    """Show the stages of a year, from its definition to its plans, and which of them is next."""
    stages = [_definition(year), _uploads(year), _levels(year), _letters(year), _plans(year)]
    is_closed = year.status == Year.Status.CLOSED
    following = None if is_closed else next((stage for stage in stages if stage.state != "done"), None)
    may_undo = ledger.why_not(moves.UNDO_OPENING, year, request.user)
    return render(
        request,
        "cim_portal/dashboards/year.html",
        {
            "year": year,
            "stages": stages,
            "next": following,
            "may_undo": may_undo,
            "may_close": ledger.why_not(moves.CLOSE_YEAR, year, request.user),
            "may_reopen": ledger.why_not(moves.REOPEN_YEAR, year, request.user),
            "may_move_dates": can_administer(request.user),
            "gaps": [(one, one.find(year).count()) for one in LISTS] if can_administer(request.user) else [],
        },
    )


def _definition(year: Year) -> Stage:
    definition = definition_of(year.definition)
    sentence = _("Version %(number)s is in force: %(levels)s levels, %(rules)s rules.") % {
        "number": year.definition.number,
        "levels": len(definition.levels),
        "rules": len(definition.rules),
    }
    return Stage(_("Definition"), "done", sentence, f"/years/{year}/definition/")


def _uploads(year: Year) -> Stage:
    published = set(Upload.objects.filter(year=year, status=Upload.Status.PUBLISHED).values_list("format", flat=True))
    missing = [str(one.title) for name, one in FORMATS.items() if name not in published]
    there = [str(one.title) for name, one in FORMATS.items() if name in published]
    sentence = _("Published: %(there)s. Not published: %(missing)s.") % {
        "there": ", ".join(there) or _("nothing"),
        "missing": ", ".join(missing) or _("nothing"),
    }
    first = {name for name, one in FORMATS.items() if one.comes_first}
    done = first < published  # others are published too
    return Stage(_("Uploads"), "done" if done else "open", sentence, f"/years/{year}/uploads/")


def _levels(year: Year) -> Stage:
    counts = Run.objects.filter(year=year).aggregate(
        drafts=Count("pk", filter=Q(status="draft")), final=Count("pk", filter=Q(status="final"))
    )
    final = _("A final run counts.") if counts["final"] else _("No run is final.")
    sentence = f"{final} Drafts: {counts['drafts']}."
    return Stage(_("Levels"), "done" if counts["final"] else "open", sentence, f"/years/{year}/runs/")


def _letters(year: Year) -> Stage:
    counts = Letter.objects.filter(year=year).aggregate(
        issued=Count("pk", filter=Q(status="issued")), drafts=Count("pk", filter=Q(status="draft"))
    )
    done = counts["issued"] and not counts["drafts"]
    sentence = _("%(issued)s letters are issued, %(drafts)s wait to be.") % {
        "issued": counts["issued"],
        "drafts": counts["drafts"],
    }
    return Stage(_("Letters"), "done" if done else "open", sentence, f"/years/{year}/letters/")


def _plans(year: Year) -> Stage:
    counts = Plan.objects.filter(year=year).aggregate(
        opened=Count("pk", filter=~Q(status="closed")), approved=Count("pk", filter=Q(status="approved"))
    )
    done = counts["opened"] and counts["opened"] == counts["approved"]
    sentence = _("%(approved)s of %(opened)s improvement plans are approved.") % {
        "approved": counts["approved"],
        "opened": counts["opened"],
    }
    return Stage(_("Plans"), "done" if done else "open", sentence, f"/state/?year={year}")
