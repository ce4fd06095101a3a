"""Keeps what an LEA writes of its plan at the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cim_portal.lib import bounds
from improvement_plans.plans import queries as plans_queries
from improvement_plans.plans.models import Plan
from improvement_plans.progress import events, notices, permissions, queries
from improvement_plans.progress.models import Evaluation
from improvement_plans.progress.services import OtherEntry
from monitoring.ledger import ledger
from monitoring.notices import outbox
from monitoring.people.models import Person


@dataclass(frozen=True)
class Written:
    """What someone writes of a plan at its end; `decisions` by outcome."""

    fidelity: str
    learned: str
    decisions: Mapping[str, str]


def write(*, plan: Plan, written: Written, seen: int, by: Person, at: datetime) -> Evaluation:
    """Keep the evaluation of a plan, and notify who closes it; the earlier ones stay. The same again is there once.

    `seen` is the number of the newest one that the form showed, 0 for none. Raises NotYou, OtherEntry, TooLong.
    """
    for text, what in ((written.fidelity, _("How it was carried out")), (written.learned, _("What you learned"))):
        bounds.insist(text, bounds.PROSE, what=what)
    with transaction.atomic():
        row = Plan.objects.select_for_update(of=("self",)).select_related("lea", "year", "definition").get(pk=plan.pk)
        if not (verdict := permissions.can_enter(by, row)):
            raise ledger.NotYou(verdict.reason)
        last = queries.evaluation_of(row)
        said = {"fidelity": written.fidelity, "learned": written.learned, "decisions": dict(written.decisions)}
        if last and last.by_id == by.pk and all(getattr(last, key) == value for key, value in said.items()):
            return last
        if last and last.pk != seen:
            sentence = _("%(by)s wrote an evaluation meanwhile. Yours is in the form; saving it now replaces it.")
            raise OtherEntry(sentence % {"by": last.by})
        made = Evaluation.objects.create(plan=row, by=by, at=at, **said)
        ledger.record(events.EVALUATED, row, by=by, at=at)
        is_state = plans_queries.reviewers_of(row)[-1] == "state"
        kind = notices.EVALUATED_FOR_STATE if is_state else notices.EVALUATED
        link = f"{row.get_absolute_url()}evaluation/"
        outbox.notify(events.EVALUATED, kind, lea=row.lea, link=link, at=at, by=str(by), year=row.year.year)
    return made
