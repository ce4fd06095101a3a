"""Issuing the letters of a year: which ones are chosen, how many they are, and saying so by typing the number; now, or
under embargo until they are released at a set time."""

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
from determinations.letters import queries as letters_queries
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
    """Show which letters would be issued; have workers issue them, or put them under embargo, once their number is typed."""
    asked = request.POST if request.method == "POST" else request.GET
    choice = Choice.of(asked)
    try:
        codes = choice.codes(year)
        if request.method != "POST":
            return _page(request, year, choice, _changes(year, codes))
        return _issue(request, year, codes)
    except issuing.AnotherCount as refused:
        return _page(request, year, choice, _changes(year, codes), refused=str(refused), status=422)
    except Refused as refused:
        return _page(request, year, choice, Changes(0, 0), refused=str(refused), status=409)


def _changes(year: Year, codes: list[str]) -> Changes:
    return issuing.would_change(year=year, lea_codes=codes) if codes else Changes(0, 0)


def _issue(request: SignedInRequest, year: Year, codes: list[str]) -> HttpResponse:
    """Do what was typed, and say so. Raises Refused."""
    if not codes:
        raise issuing.NothingToIssue(_("No letter is left to issue here. Nothing was changed."))
    typed = request.POST.get("count", "").replace(",", "").strip()
    count = int(typed) if typed.isdecimal() and len(typed) < 8 else -1
    if request.POST.get("how") == "embargo":
        asked = issuing.put_under_embargo(year=year, lea_codes=codes, by=request.user, at=now(), count=count)
        said = ngettext(
            "%(asked)s letter is under embargo. Its SELPA is notified and can read it.",
            "%(asked)s letters are under embargo. Their SELPAs are notified and can read them.",
            asked,
        )
        address = "letters_release"
    else:
        asked = issuing.request_issue(year=year, lea_codes=codes, by=request.user, at=now(), count=count)
        said = ngettext(
            "%(asked)s letter is being drawn and issued. You can leave this page.",
            "%(asked)s letters are being drawn and issued. You can leave this page.",
            asked,
        )
        address = "letters"
    messages.success(request, said % {"asked": f"{asked:,}"})
    return redirect(address, year=year.year)


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
        "release": letters_queries.next_release(year),
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
