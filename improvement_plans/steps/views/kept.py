"""The earlier versions of an activity: what each save changed, restoring a text, and redacting a number of a student."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cim_portal.lib.differences import Piece, pieces
from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from improvement_plans.activities import hiding
from improvement_plans.plans import permissions
from improvement_plans.steps.views.pages import Page, can_fill_in_page, can_see_page, load_page, page_address
from improvement_plans.workbook import answers, redacting
from improvement_plans.workbook import kinds as workbook_kinds
from improvement_plans.workbook.models import AnswerVersion, Redaction
from improvement_plans.workbook.workbook import Value
from monitoring.access.who import SignedInRequest
from monitoring.ledger import ledger


@dataclass(frozen=True)
class Change:
    """A field that a version changed: what it was and what it became, in pieces; `asked` is what restores what it became."""

    label: str
    before: list[Piece]
    now: list[Piece]
    asked: str


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_see_page, load=load_page)
def kept(request: SignedInRequest, page: Page) -> HttpResponse:
    """Show what each save changed, the texts that met another too; restore one, or redact a number of a student."""
    if request.method == "POST" and "redact" in request.POST:
        try:
            return _redact(request, page)
        except Refused as why:
            return _show(request, page, refused=str(why))
    if request.method == "POST":
        return _restore(request, page)
    return _show(request, page)


def _show(request: SignedInRequest, page: Page, *, refused: str = "") -> HttpResponse:
    slug, repeat = page.place.key
    versions = list(
        AnswerVersion.objects.filter(answer__step=page.step, answer__activity=slug, answer__repeat=repeat)
        .select_related("saved_by")
        .order_by("-pk")[:101]
    )
    lines = []
    for at, version in enumerate(versions[:100]):
        older: Value = next((one.value for one in versions[at + 1 :] if one.counts), {})
        lines.append((version, _changes(page, version, older)))
    context = {"plan": page.step.plan, "step": page.step, "place": page.place, "versions": lines}
    context |= {
        "can_edit": permissions.can_edit(request.user, page.step),
        "can_redact": permissions.can_redact(request.user, page.step),
        "redactions": Redaction.objects.of_page(page.step, slug, repeat),
        "refused": refused,
        "back": page_address(page.step, page.place),
    }
    return render(request, "improvement_plans/steps/kept.html", context, status=409 if refused else 200)


def _changes(page: Page, version: AnswerVersion, older: Value) -> list[Change]:
    was, became = (hiding.as_read(page.book, page.place.activity, value) for value in (older, version.value))
    changes = []
    for field in page.place.activity.fields:
        before = workbook_kinds.as_text(field, was.get(field.key))
        now = workbook_kinds.as_text(field, became.get(field.key))
        if before != now:
            changes.append(Change(str(field.label), *pieces(before, now), f"{version.pk}:{field.key}"))
    return changes


def _restore(request: SignedInRequest, page: Page) -> HttpResponse:
    """Save a field as an earlier version has it, on what counts now. Raises NotYou."""
    if not (verdict := can_fill_in_page(request.user, page)):
        raise ledger.NotYou(verdict.reason)
    slug, repeat = page.place.key
    number, _sep, key = request.POST.get("restore", "").partition(":")
    answer = page.book.answers.get(page.place.key)
    known = answer is not None and number.isdecimal() and len(number) < 19
    version = answer.versions.filter(pk=int(number)).first() if answer and known else None
    if version is None or answer is None or key not in version.value:
        raise Http404("There is no such version.")
    answers.save(
        step=page.step,
        activity=slug,
        repeat=repeat,
        value={key: version.value[key]},
        seen={key: answer.version},
        by=request.user,
        at=now(),
    )
    messages.success(request, _("The earlier text is in the activity again. What it replaced is kept too."))
    return redirect(page_address(page.step, page.place))


def _redact(request: SignedInRequest, page: Page) -> HttpResponse:
    """Replace a number of a student in the versions of an activity. Raises NotYou, NoIdentifier, StillThere."""
    slug, repeat = page.place.key
    said = redacting.redact(
        step=page.step,
        activity=slug,
        repeat=repeat,
        identifier=request.POST.get("redact", ""),
        by=request.user,
        at=now(),
    )
    words = ngettext(
        "The number was replaced in %(count)s earlier version.",
        "The number was replaced in %(count)s earlier versions.",
        said.versions,
    ) % {"count": said.versions}
    if said.submitted:
        words += " " + ngettext(
            "%(count)s submission has it too, and stays as it was submitted. Ask the state who may see it.",
            "%(count)s submissions have it too, and stay as they were submitted. Ask the state who may see them.",
            said.submitted,
        ) % {"count": said.submitted}
    messages.success(request, words)
    return redirect(f"{page_address(page.step, page.place)}kept/")
