"""Managing the topic areas."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from monitoring.access.permissions import can_administer
from monitoring.access.who import SignedInRequest, User
from monitoring.resources import queries, topics
from monitoring.resources.forms import TopicForm
from monitoring.resources.models import Topic


def topic_of(user: User, slug: str) -> Topic:
    """Return the topic area of the address. Raises Http404."""
    return get_object_or_404(Topic, slug=slug)


@require_safe
@guarded(can_administer)
def keep_topics(request: HttpRequest) -> HttpResponse:
    """List the topic areas with how many resources each has."""
    return render(request, "monitoring/resources/keep_topics.html", {"topics": queries.kept_topics()})


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_administer)
def new_topic(request: SignedInRequest) -> HttpResponse:
    """Add a topic area."""
    form, refused = TopicForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        try:
            topic = topics.add(by=request.user, at=now(), **form.cleaned_data)
        except Refused as why:
            refused = str(why)
        else:
            messages.success(request, _("“%(topic)s” is on the public pages now.") % {"topic": topic})
            return redirect("keep_topics")
    context = {"form": form, "refused": refused}
    status = 422 if form.errors or refused else 200
    return render(request, "monitoring/resources/topic_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_administer, load=topic_of)
def change_topic(request: SignedInRequest, topic: Topic) -> HttpResponse:
    """Change a topic area."""
    initial = {"title": topic.title, "text": topic.text, "order": topic.order}
    form = TopicForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        changed = topics.change(topic=topic, by=request.user, at=now(), **form.cleaned_data)
        messages.success(request, _("“%(topic)s” is changed.") % {"topic": changed})
        return redirect("keep_topics")
    context = {"form": form, "topic": topic}
    return render(request, "monitoring/resources/topic_form.html", context, status=422 if form.errors else 200)


@require_POST
@guarded(can_administer, load=topic_of)
def remove_topic(request: SignedInRequest, topic: Topic) -> HttpResponse:
    """Remove a topic area that has no resources."""
    topics.remove(topic=topic, by=request.user, at=now())
    messages.success(request, _("“%(topic)s” is removed.") % {"topic": topic})
    return redirect("keep_topics")
