"""The rows of a dashboard's list of LEAs, as HTML. They are made here and not in the template, which takes many times as long."""

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.dateformat import format as in_format
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cim_portal.dashboards.figures import LeaLine
from improvement_plans.plans.queries import StepState

DAY = "M j, Y"


def body(lines: Iterable[LeaLine], *, year: int, names_selpas: bool) -> SafeString:
    """Return a row for each LEA: its name, its SELPA where the list `names_selpas`, its level, and its steps by number."""
    return SafeString("".join(_row(line, year, names_selpas=names_selpas) for line in lines))


def _row(line: LeaLine, year: int, *, names_selpas: bool) -> str:
    why = _("%(level_name)s: why %(name)s has it") % {"level_name": line.level_name, "name": line.name}
    cells = [f'<th scope="row">{_link(reverse("lea", args=[line.code]), line.name)}</th>']
    if names_selpas:
        cells.append(f"<td>{_link(reverse('selpa', args=[line.selpa_code]), line.selpa)}</td>")
    cells.append(f"<td>{_link(reverse('why', args=[line.code, year]), line.level_name, label=why)}</td>")
    steps = "".join(_step(step, line.name) for step in line.steps)
    return f"<tr>{''.join(cells)}<td>{steps or '–'}</td></tr>\n"


def _link(address: str, text: str, *, label: str = "") -> str:
    of = f' aria-label="{escape(label)}"' if label else ""
    return f'<a href="{escape(address)}"{of}>{escape(text)}</a>'


def _step(step: StepState, name: str) -> str:
    label = _("Step %(number)s of %(name)s") % {"number": step.number, "name": name}
    link = _link(step.url, _("Step %(number)s") % {"number": step.number}, label=label)
    late = f" <strong>{escape(_('overdue'))}</strong>" if step.waiting_for and step.overdue else ""
    return f"<p>{link} {_status(step.status, step.text)}{escape(_waiting(step))}{late}</p>\n"


def _waiting(step: StepState) -> str:
    """Return for whom the step waits since when, and when it is due, after a space; nothing where it waits for no one."""
    if not step.waiting_for:
        return ""
    since = in_format(localdate(step.since), DAY)
    said = " " + _("waiting for %(waiting_for)s since %(since)s") % {"waiting_for": step.waiting_for, "since": since}
    if step.due_on:
        said += " " + _("(due %(due_on)s)") % {"due_on": in_format(step.due_on, DAY)}
    return said


@lru_cache(maxsize=256)
def _status(state: str, text: str) -> str:
    """Return the component of a state, which looks the same each time."""
    return render_to_string("components/status.html", {"state": state, "text": text}).strip()
