"""Progress of an approved plan: its page, what is entered of each check, and the files of evidence."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cim_portal.lib import store
from cim_portal.lib.bodies import takes_files
from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused
from improvement_plans.plans import loading
from improvement_plans.plans.models import Plan
from improvement_plans.plans.permissions import can_see_plan
from improvement_plans.progress import board, judging, permissions, queries, services
from improvement_plans.progress.forms import DayForm, EntryForm
from improvement_plans.progress.models import Entry, ProgressCheck
from improvement_plans.workbook import answers
from improvement_plans.workbook.workbook import read_by
from monitoring.access.who import SignedInRequest
from monitoring.files import keeping, taken
from monitoring.files.refusing import FileRefused
from monitoring.ledger import ledger
from monitoring.ledger.events import DOWNLOADED


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(can_see_plan, load=loading.plan)
def progress(request: SignedInRequest, plan: Plan) -> HttpResponse:
    """Show the progress of a plan, and set a day for what the plan names none for."""
    shown = board.of_plan(read_by(request.user, plan), today=localdate())
    form = DayForm(request.POST if request.method == "POST" else None, choices=shown.choices)
    may_enter = permissions.can_enter(request.user, plan)
    refused, status = "", 200
    if form.is_bound and not may_enter:
        refused, status = may_enter.reason, 409
    elif form.is_bound and not form.is_valid():
        status = 422
    elif form.is_bound:
        said = form.cleaned_data
        try:
            services.set_day(plan=plan, choice=said["of"], day=said["day"], by=request.user, at=now())
        except services.NoSuchDay as why:
            form.add_error("day", str(why))
            status = 422
        else:
            messages.success(request, _("The day is set."))
            return redirect("progress", plan.lea.code, plan.year.year)
    context = {"plan": plan, "board": shown, "form": form, "may_enter": may_enter, "refused": refused}
    return render(request, "improvement_plans/progress/progress.html", context, status=status)


@takes_files("file", can=permissions.can_enter_check, load=queries.check)
@require_http_methods(["GET", "HEAD", "POST"])
@guarded(permissions.can_see_check, load=queries.check)
def check(request: SignedInRequest, check: ProgressCheck) -> HttpResponse:
    """Show what was entered of a check, and enter or correct it."""
    form = _entry_form(request, check)
    may_enter = permissions.can_enter(request.user, check.plan)
    refused, status = "", 200
    if form.is_bound and not may_enter:
        refused, status = may_enter.reason, 409
    elif form.is_bound and not form.is_valid():
        status = 422
    elif form.is_bound:
        refused, status = _enter(request, check, form)
        if not status:
            messages.success(request, _("What you entered is saved."))
            _point_at_evidence(request, check)
            return redirect("progress", check.lea.code, check.plan.year.year)
    context = {
        "check": check,
        "plan": check.plan,
        "form": form,
        "may_enter": may_enter,
        "refused": refused,
        "entries": board.entries_of(read_by(request.user, check.plan), check),
        "is_late": check.entered_at is None and check.due_on < localdate() and check.plan.status == "approved",
    }
    return render(request, "improvement_plans/progress/check.html", context, status=status)


def _point_at_evidence(request: SignedInRequest, check: ProgressCheck) -> None:
    """Say what the plan names as evidence of a step that is done, where none is attached."""
    book = read_by(request.user, check.plan)
    if said := judging.evidence_missing(book, check, check.entries.all()):
        messages.warning(request, said)


def _entry_form(request: SignedInRequest, check: ProgressCheck) -> EntryForm:
    book, last = read_by(request.user, check.plan), queries.last_entry(check)
    initial = {"seen": last.pk if last else 0, "as_of": last.as_of if last else localdate()}
    if last:
        initial |= {"value": last.value, "reading": last.reading, "words": last.words}
    is_sent = request.method == "POST"
    return EntryForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        check=check,
        unit=str(judging.outcome_of(book, check.row).get("unit") or ""),
        has=last.file_name if last else "",
        initial=initial,
    )


def _enter(request: SignedInRequest, check: ProgressCheck, form: EntryForm) -> tuple[str, int]:
    """Keep what the form says; return why it is refused, and the status of the answer: 0 where it was kept."""
    typed, file = form.cleaned_data, form.cleaned_data["file"]
    said = services.Said(typed.get("value", "").strip(), typed["as_of"], typed["reading"], typed["words"].strip())
    name = answers.file_name(file.name or "file") if file else ""
    try:
        if file:
            taken.look_at(file, name=name)
        services.enter(
            check=check, said=said, seen=typed["seen"], by=request.user, at=now(),
            file=file.read() if file else None, file_name=name,
        )  # fmt: skip
    except judging.Misfit as why:
        form.add_error(why.field if why.field in form.fields else None, str(why))
        return "", 422
    except FileRefused as why:
        form.add_error("file", str(why))
        return "", 422
    except store.AwayError:
        return _("The place where files are kept is away for a moment, so nothing was saved. Try again soon."), 503
    except services.OtherEntry as why:
        fresh = queries.last_entry(ProgressCheck.objects.get(pk=check.pk))
        form.data = {**form.data.dict(), "seen": fresh.pk if fresh else 0}  # type: ignore[attr-defined]
        return str(why), 409
    except Refused as why:
        return str(why), 409
    return "", 0


@require_GET
@guarded(permissions.can_see_entry, load=queries.entry)
def file(request: SignedInRequest, entry: Entry) -> HttpResponseBase:
    """Download the evidence of an entry, which may be about students: the ledger keeps who did."""
    assert entry.file is not None  # noqa: S101 - such entries alone are found
    ledger.record(DOWNLOADED, entry, by=request.user, at=now(), lea=entry.check_of.lea)
    return keeping.download(entry.file, media_type=taken.media_type(entry.file_name), name=entry.file_name)
