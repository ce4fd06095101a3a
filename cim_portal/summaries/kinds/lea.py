"""The year of an LEA: its level, its indicators against their targets, where it is above a threshold, and its plan."""

from dataclasses import asdict
from datetime import date

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cim_portal.lib import charts, dates
from cim_portal.lib.verdict import HIDDEN, Verdict
from cim_portal.summaries.declaring import Content, Kind, Of, Part
from determinations.disproportionality import cells as disproportionality_cells
from determinations.disproportionality.hiding import Hides, secrets
from determinations.disproportionality.words import shown
from determinations.ratios.categories import CATEGORIES
from determinations.runs import queries as runs_queries
from determinations.runs.models import LevelResult, Run
from determinations.runs.permissions import can_see_result
from determinations.runs.words import NO_LEVEL, as_read, element_in_words
from improvement_plans.plans import queries as plans_queries
from improvement_plans.plans.models import Step
from monitoring.access.who import User
from monitoring.definition import definition_of
from monitoring.places import reading
from monitoring.places.models import Lea


def load(user: User, code: str) -> Of:
    """Return the LEA of that code, if `user` may see something of it. Raises Http404."""
    lea = reading.lea_of_some_year(user, code)
    return Of(lea.code, str(lea), lea=lea)


def may_read(user: User, run: Run, of: Of) -> Verdict:
    """Read the summary of an LEA: everyone who may read why it has its level."""
    result = LevelResult.objects.filter(run=run, lea=of.lea).select_related("lea", "run").first()
    return can_see_result(user, result) if result else HIDDEN


def gather(run: Run, of: Of, day: date) -> Content:
    """Return what the summary says on a day. Whoever reads it, small numbers are hidden: it is passed on."""
    lea = get_object_or_404(Lea, pk=of.lea and of.lea.pk).as_of(run.year_id)
    result = LevelResult.objects.get(run=run, lea=of.lea)
    definition = definition_of(run.definition)
    category = definition.category(result.determination).name if result.determination else _("none")
    return Content(
        title=_("%(year)s summary: %(name)s") % {"year": run.year, "name": lea.name},
        facts=[
            (_("LEA"), f"{lea.name} ({of.code})"),
            (_("County"), lea.county.name),
            (_("SELPA"), lea.selpa_name),
            (_("As of"), dates.in_words(day)),
            (_("Level"), definition.endings.get(result.level or result.outcome, str(NO_LEVEL))),
            (_("Determination"), category),
        ],
        parts=[part for part in (_indicators(result), _cells(result), _steps(result, day)) if part.rows],
    )


def _indicators(result: LevelResult) -> Part:
    names = runs_queries.names_of_elements(result.run)
    found = [
        as_read(asdict(one), shows_small=False)
        for one in runs_queries.elements_of(result.run, [result.lea_id])[result.lea_id]
        if not one.retired
    ]
    said = [
        (one, element_in_words(one), f"{one['indicator']} {names.get(one['indicator'], one['label'])}") for one in found
    ]
    drawn = [
        (one, words, name) for one, words, name in said if "%" in one["rate_text"] and not isinstance(one["rate"], str)
    ]
    chart = charts.bars(
        title=_("Rates of the indicators; a mark across a bar is its target"),
        pairs=[(name, float(one["rate"])) for one, _words, name in drawn],
        axis=_("Percent"),
        label=_("Indicator"),
        targets=[(one["target"], words["target_words"]) for one, words, _name in drawn],
    )
    return Part(
        title=_("Indicators against their targets"),
        says=_("Counts of fewer than 11 students, and what would give them away, are hidden."),
        columns=[_("Indicator"), _("Students"), _("Rate"), _("Target"), _("Target met")],
        rows=[
            [
                name,
                words["counted_words"],
                words["rate_words"],
                words["target_words"],
                one["status"] or words["met_words"],
            ]
            for one, words, name in said
        ],
        chart=chart if drawn else None,
    )


def _cells(result: LevelResult) -> Part:
    of = disproportionality_cells.standing(
        year=result.run.year.year,
        settings=definition_of(result.run.definition).disproportionality,
        uploads=disproportionality_cells.read_by(result.run),
        lea=result.lea,
    )
    found = disproportionality_cells.cells(of, lea=result.lea_id) if of else []
    hidden = secrets(found)
    rows = []
    for cell in found:
        if cell.exceeds:
            said = shown(cell, hidden.get((cell.category, cell.group), Hides()))
            threshold = disproportionality_cells.decimal(cell.threshold, against=cell.threshold)
            significant = _("Yes") if cell.significant else _("No")
            rows.append(
                [
                    f"{cell.category} {CATEGORIES[cell.category]}",
                    said.group,
                    said.ratio,
                    threshold,
                    str(cell.years),
                    significant,
                ]
            )
    return Part(
        title=_("Disproportionality above the threshold"),
        says=_("Ratios of which a count of fewer than 11 students would follow are hidden."),
        columns=[_("Category"), _("Group"), _("Ratio"), _("Threshold"), _("Years in a row"), _("Significant")],
        rows=rows,
    )


def _steps(result: LevelResult, day: date) -> Part:
    steps = Step.objects.filter(plan__lea=result.lea_id, plan__year=result.run.year_id)
    steps = steps.select_related("plan__lea", "plan__year", "plan__definition").order_by("number")
    rows = []
    for step in steps:
        there = plans_queries.state_of(step, today=day)
        due = dates.in_words(there.due_on) if there.due_on else "–"
        name = _("Step %(number)s: %(name)s") % {"number": step.number, "name": plans_queries.title(step)}
        rows.append([name, there.text, there.waiting_for or "–", due])
    return Part(
        title=_("The plan"),
        says=_("The steps of the improvement plan, and whom each waits for."),
        columns=[_("Step"), _("Status"), _("Waiting for"), _("Due")],
        rows=rows,
    )


KIND = Kind(title=gettext_lazy("An LEA"), load=load, may_read=may_read, gather=gather)
