"""Reads of extensions."""

from functools import partial

from django.db.models import Q, QuerySet

from improvement_plans.deadlines.models import Extension
from improvement_plans.plans import permissions, queries
from improvement_plans.plans.models import Step
from monitoring.access import scope
from monitoring.access.who import User
from monitoring.definition import Level


def extensions_of(step: Step) -> QuerySet[Extension]:
    """Return what was asked for the step, the newest first."""
    return step.extensions.select_related("asked_by", "answered_by").order_by("-asked_at", "-pk")


def asked_of(user: User) -> QuerySet[Extension]:
    """Return the requests that wait for an answer of `user` as a reviewer, the oldest first."""
    if not scope.roles(user) & frozenset().union(*permissions.REVIEWERS.values()):
        return Extension.objects.none()
    mine, definitions = Q(pk__in=[]), list(queries.definitions_in_use())
    for party, wanted in permissions.REVIEWERS.items():
        reached = scope.leas_in_scope(user, wanted=wanted, path="step__plan__lea__")
        mine |= reached & queries.of_levels(definitions, partial(_is_reviewed_by, party), path="step__plan__")
    waiting = Extension.objects.filter(mine, status=Extension.Status.ASKED).exclude(asked_by=user.pk)
    return waiting.select_related("step__plan__lea__selpa", "step__plan__year", "asked_by").order_by("asked_at", "pk")


def _is_reviewed_by(party: str, level: Level) -> bool:
    return party in level.reviewers
