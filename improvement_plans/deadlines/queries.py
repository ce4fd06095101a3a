"""Reads of extensions."""

from django.db.models import Q, QuerySet

from improvement_plans.deadlines.models import Extension
from improvement_plans.plans import permissions, queries
from improvement_plans.plans.models import Step
from monitoring.access import scope
from monitoring.access.who import User
from monitoring.definition import definition_of


def extensions_of(step: Step) -> QuerySet[Extension]:
    """Return what was asked for the step, the newest first."""
    return step.extensions.select_related("asked_by", "answered_by").order_by("-asked_at", "-pk")


def asked_of(user: User) -> QuerySet[Extension]:
    """Return the requests that wait for an answer of `user` as a reviewer, the oldest first."""
    if not scope.roles(user) & frozenset().union(*permissions.REVIEWERS.values()):
        return Extension.objects.none()
    mine = Q(pk__in=[])
    for version in queries.definitions_in_use():
        for party, wanted in permissions.REVIEWERS.items():
            levels = [level.code for level in definition_of(version).levels if party in level.reviewers]
            reached = scope.leas_in_scope(user, wanted=wanted, path="step__plan__lea__")
            mine |= reached & Q(step__plan__definition=version, step__plan__level__in=levels)
    waiting = Extension.objects.filter(mine, status=Extension.Status.ASKED).exclude(asked_by=user.pk)
    return waiting.select_related("step__plan__lea__selpa", "step__plan__year", "asked_by").order_by("asked_at", "pk")
