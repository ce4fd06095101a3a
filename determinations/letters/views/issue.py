"""Issuing the letters of a year: which ones are chosen, how many they are, and saying so by typing the number."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cim_portal.lib.doors import guarded
from cim_portal.lib.shapes import Named
from cim_portal.lib.verdict import Refused
from determinations.letters import drawing, issuing
from determinations.letters import kinds as letters_kinds
from determinations.letters.issuing import Changes
from determinations.runs import queries as runs_queries
from determinations.runs.words import NO_LEVEL, NONE
from monitoring.access.permissions import can_administer
from monitoring.access.who import SignedInRequest
from monitoring.definition import definition_of
from monitoring.places.models import Selpa
from monitoring.years.loading import year_of
from monitoring.years.models import Year


@dataclass(frozen=True)
class Choice:
    """Which LEAs' letters are meant, as the address or the form says it; blank is all."""

    level: str = ""
    selpa: str = ""
    q: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Choice":
        """Read what is asked for."""
        return cls(**{name: asked.get(name, "").strip() for name in ("level", "selpa", "q")})

    def codes(self, year: Year) -> list[str]:
        """Return the codes of the LEAs. Raises NothingFinal."""
        level = None if not self.level else "" if self.level == NONE else self.level
        return issuing.chosen(year=year, level=level, selpa=self.selpa, words=self.q)


@require_http_methods(["GET", "POST"])
@guarded(can_administer, load=year_of)
def issue(request: SignedInRequest, year: Year) -> HttpResponse:
    """Show which letters would be issued; have workers issue them once their number is typed."""
    choice = Choice.of(request.POST if request.method == "POST" else request.GET)
    try:
        codes = choice.codes(year)
        changes = issuing.would_change(year=year, lea_codes=codes) if codes else Changes(0, 0)
        if request.method != "POST":
            return _page(request, year, choice, changes)
        if not changes.letters:
            raise issuing.NothingToIssue(_("No letter is left to issue here. Nothing was changed."))
        if request.POST.get("count", "").replace(",", "").strip() != str(changes.letters):
            said = _("Type how many letters are to be issued: %(letters)s. Nothing was issued.")
            return _page(request, year, choice, changes, refused=said % {"letters": f"{changes.letters:,}"}, status=422)
        asked = issuing.request_issue(year=year, lea_codes=codes, by=request.user, at=now())
    except Refused as refused:
        return _page(request, year, choice, Changes(0, 0), refused=str(refused), status=409)
    said = ngettext(
        "%(asked)s letter is being drawn and issued. You can leave this page.",
        "%(asked)s letters are being drawn and issued. You can leave this page.",
        asked,
    )
    messages.success(request, said % {"asked": f"{asked:,}"})
    return redirect("letters", year=year.year)


def _page(
    request: HttpRequest, year: Year, choice: Choice, changes: Changes, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context: Named = {
        "year": year,
        "final": runs_queries.final_run(year.year),
        "choice": choice,
        "chosen": [(name, value) for name, value in asdict(choice).items() if value],
        "levels": [(one.code, one.name) for one in definition_of(year.definition).levels] + [(NONE, str(NO_LEVEL))],
        "selpas": list(Selpa.objects.order_by("name").values_list("code", "name")),
        "changes": changes,
        "refused": refused,
    }
    if changes.example:
        kind = letters_kinds.kind(changes.example.kind)
        context |= {
            "lea": changes.example.result.lea,
            "says": drawing.shown(changes.example.context),
            "says_template": kind.says,
        }
    return render(request, "determinations/letters/issue.html", context, status=status)
