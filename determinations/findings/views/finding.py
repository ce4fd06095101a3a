"""One finding: what is to be done next, its clock, what the LEA corrected, its history; and the acts on it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cim_portal.lib.doors import guarded
from cim_portal.lib.verdict import Refused, Verdict
from determinations.findings import letters, moves, permissions, queries, services
from determinations.findings.loading import Act, act_of, can_act, can_see_letter, finding_of, letter_of
from determinations.findings.models import OF_THE_STATE, Finding, FindingLetter
from monitoring.access.permissions import can_monitor_state
from monitoring.access.who import SignedInRequest, User
from monitoring.files import keeping
from monitoring.ledger import ledger, lines
from monitoring.ledger.models import Event
from monitoring.people.models import Person

Typed = dict[str, str | list[str]]


@dataclass(frozen=True)
class Doing:
    """An act on a finding: which move it is, or who may, and how it is done with what was typed."""

    do: Callable[[Finding, Typed, Person], object]
    done: object  # words that are translated when they are read
    move: ledger.Move | None = None
    may: Callable[[User, Finding], Verdict] = field(default=permissions.can_notify)


ACTS = {
    "drop": Doing(
        lambda one, typed, by: moves.drop(finding=one, words=str(typed["words"]), by=by, at=now()),
        gettext_lazy("The draft is dropped."),
        moves.DROP,
    ),
    "correct-before": Doing(
        lambda one, typed, by: moves.correct_before(
            finding=one, children=str(typed["words"]), data=str(typed["data"]), by=by, at=now()
        ),
        gettext_lazy("It is recorded as corrected before the notice."),
        moves.CORRECT_BEFORE,
    ),
    "notify": Doing(
        lambda one, typed, by: moves.notify(finding=one, by=by, at=now()),
        gettext_lazy("The LEA and its SELPA are notified. The year begins."),
        moves.NOTIFY,
    ),
    "return": Doing(
        lambda one, typed, by: moves.return_evidence(finding=one, words=str(typed["words"]), by=by, at=now()),
        gettext_lazy("The evidence is returned. The LEA is notified of your words."),
        moves.RETURN,
    ),
    "verify-children": Doing(
        lambda one, typed, by: moves.verify_children(
            finding=one, words=str(typed["words"]), seen=list(typed["seen"]), by=by, at=now()
        ),
        gettext_lazy("The correction for each child is verified."),
        moves.VERIFY_CHILDREN,
    ),
    "verify-data": Doing(
        lambda one, typed, by: moves.verify_data(finding=one, words=str(typed["words"]), by=by, at=now()),
        gettext_lazy("It is verified on new data. The state closes it."),
        moves.VERIFY_DATA,
    ),
    "close": Doing(
        lambda one, typed, by: moves.close(finding=one, by=by, at=now()),
        gettext_lazy("The finding is closed. The LEA and its SELPA are notified."),
        moves.CLOSE,
    ),
    "hold": Doing(
        lambda one, typed, by: services.hold(finding=one, reason=str(typed["words"]), by=by, at=now()),
        gettext_lazy("The hold is set. The LEA and its SELPA are notified."),
    ),
    "lift": Doing(
        lambda one, typed, by: services.lift(finding=one, by=by, at=now()),
        gettext_lazy("The hold is lifted. The LEA and its SELPA are notified."),
    ),
}
NEXT = {
    "draft": gettext_lazy("Read the draft, then notify the LEA. The year in which it corrects begins with the notice."),
    "notified": gettext_lazy("The LEA corrects it for each child and in its system, and gives evidence."),
    "returned": gettext_lazy("The LEA answers what was asked and gives evidence again."),
    "evidence": gettext_lazy("The SELPA or the state verifies the correction for each child, or returns the evidence."),
    "child_verified": gettext_lazy(
        "The SELPA or the state looks at new data, and verifies that the requirement is met."
    ),
    "data_verified": gettext_lazy("The state closes the finding."),
    "closed": gettext_lazy("Nothing more is to be done. The finding is closed."),
    "before_notice": gettext_lazy("Nothing more is to be done. It was corrected before the notice, and no clock ran."),
    "dropped": gettext_lazy("Nothing more is to be done. The draft was dropped."),
}


@require_safe
@guarded(permissions.can_see_finding, load=finding_of)
def finding(request: SignedInRequest, finding: Finding) -> HttpResponse:
    """Show a finding."""
    return _page(request, finding)


@require_POST
@guarded(can_act, load=act_of)
def act(request: SignedInRequest, act: Act) -> HttpResponse:
    """Do what a button of the page asks for."""
    doing = ACTS.get(act.word)
    if doing is None:
        raise Http404("There is no such act.")
    typed: Typed = {name: request.POST.get(name, "") for name in ("words", "data")}
    typed["seen"] = request.POST.getlist("seen")
    try:
        doing.do(act.finding, typed, request.user)
    except Refused as why:
        return _page(request, act.finding, refused=str(why), status=409, typed=typed)
    messages.success(request, str(doing.done))
    return redirect(act.finding)


@require_safe
@guarded(can_see_letter, load=letter_of)
def letter(request: SignedInRequest, letter: FindingLetter) -> HttpResponse:
    """Give the notice or the closing letter as PDF."""
    name = f"{letter.kind}-of-finding-{letter.finding_id}-{letter.finding.lea.code}.pdf"
    return keeping.download(letters.drawn(letter), media_type=keeping.PDF, name=name, inline=True)


def _page(
    request: SignedInRequest, finding: Finding, *, refused: str = "", status: int = 200, typed: Typed | None = None
) -> HttpResponse:
    events = Event.objects.of(finding).visible_to(request.user).select_related("by", "lea").order_by("-at", "-pk")
    hold = queries.hold_of(finding)
    context = {
        "finding": finding,
        "clock": queries.clock_of(finding, today=localdate()),
        "waits_for": queries.waits_for(finding),
        "next": NEXT[finding.status],
        "offers": _offers(request.user, finding, is_held=hold is not None),
        "may_write": finding.status in services.WORKING and bool(permissions.can_give_evidence(request.user, finding)),
        "may_change": finding.status == Finding.Status.DRAFT and bool(permissions.can_change(request.user, finding)),
        "hold": hold,
        "letters": list(finding.letters.order_by("issued_at")),
        "children": list(finding.children.order_by("pk")),
        "rows": list(finding.rows.select_related("upload").order_by("pk")),
        "samples": list(finding.samples.select_related("finished_by").order_by("number")),
        "has_pack": finding.status not in OF_THE_STATE,
        "sees_reviews": bool(can_monitor_state(request.user)),
        "files": list(finding.files.filter(removed_at=None).select_related("added_by").order_by("pk")),
        "rounds": list(finding.rounds.select_related("given_by", "returned_by").order_by("-number")),
        "events": [lines.line(event) for event in events[:100]],
        "refused": refused,
        "typed": typed,
    }
    return render(request, "determinations/findings/finding.html", context, status=status)


def _offers(user: User, finding: Finding, *, is_held: bool) -> dict[str, Verdict]:
    """Return the acts that can be done now, by their words, each with whether this person may and why not."""
    offers = {}
    for word, doing in ACTS.items():
        if doing.move:
            if finding.status not in doing.move.source:
                continue
            verdict = doing.move.who(user, finding)
        else:
            if is_held != (word == "lift") or (word == "hold" and finding.status not in queries.CORRECTING):
                continue
            verdict = doing.may(user, finding)
        if not verdict.hidden:
            offers[word.replace("-", "_")] = verdict
    return offers
