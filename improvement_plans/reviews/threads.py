"""What people say to each other about a page, in threads: next to a field or to the whole activity, open or resolved."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Count

from improvement_plans.plans.models import Step
from improvement_plans.reviews.models import Comment
from improvement_plans.reviews.queries import Key


@dataclass(frozen=True)
class Thread:
    """A comment with its answers. `about` is the label of its field, blank for the whole activity."""

    first: Comment
    about: str
    answers: list[Comment] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether no one has said that it is resolved."""
        return self.first.resolved_at is None


def of_step(step: Step) -> dict[Key, list[Thread]]:
    """Return the threads of every page of a step, the oldest first, without the labels of their fields. One query."""
    return _grouped(list(step.comments.select_related("by", "resolved_by").order_by("at", "pk")), {})


def of_page(step: Step, key: Key, *, labels: Mapping[str, str]) -> list[Thread]:
    """Return the threads of one page, the oldest first. `labels` are those of its fields."""
    activity, repeat = key
    said = step.comments.filter(activity=activity, repeat__in={"", repeat})
    found = _grouped(list(said.select_related("by", "resolved_by").order_by("at", "pk")), labels)
    return sorted((one for threads in found.values() for one in threads), key=lambda one: (one.first.at, one.first.pk))


def open_on(step: Step) -> dict[Key, int]:
    """Return how many threads are open on each page of a step that has some."""
    waiting = step.comments.filter(parent=None, resolved_at=None)
    counted = waiting.values_list("activity", "repeat").annotate(count=Count("pk")).order_by()
    return {(activity, repeat): count for activity, repeat, count in counted}


def count_on(counts: Mapping[Key, int], key: Key) -> int:
    """Return how many threads are open on one page: its own, and those about its activity as a whole."""
    return sum(counts.get(one, 0) for one in {key, (key[0], "")})


def _grouped(said: list[Comment], labels: Mapping[str, str]) -> dict[Key, list[Thread]]:
    threads = {one.pk: Thread(one, labels.get(one.field, "")) for one in said if one.parent_id is None}
    for one in said:
        if one.parent_id is not None:
            threads[one.parent_id].answers.append(one)
    found: dict[Key, list[Thread]] = {}
    for thread in threads.values():
        found.setdefault((thread.first.activity, thread.first.repeat), []).append(thread)
    return found
