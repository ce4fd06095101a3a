"""What a report has to say of itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from cim_portal.lib import pdf
from cim_portal.lib.verdict import Verdict
from improvement_plans.plans.models import Plan
from improvement_plans.report.context import Context
from monitoring.access.who import User
from monitoring.files import keeping
from monitoring.files.models import Kept

Thing = TypeVar("Thing")


@dataclass(frozen=True, kw_only=True)
class Report(Generic[Thing]):
    """A document as PDF, of one thing: a plan, or what was submitted of it.

    `address` is that of the PDF, `page` its name in `{% url %}`. `load` turns the address into the thing, and `may_read`
    says who reads it. `context` gathers what it says, `template` draws it, `file_name` is what it is saved as. `frozen`
    gives the PDF that is kept, drawn at that moment where it was not yet; None where there can be none. `plan` is the plan
    that it is of.
    """

    address: str
    page: str
    load: Callable[..., Thing]
    may_read: Callable[[User, Thing], Verdict]
    context: Callable[[Thing], Context]
    template: str
    file_name: Callable[[Thing], str]
    frozen: Callable[[Thing, datetime], Kept | None]
    plan: Callable[[Thing], Plan]

    def kept(self, thing: Thing) -> Kept:
        """Draw the PDF and keep its bytes."""
        return keeping.keep(self.draw(thing))

    def draw(self, thing: Thing) -> bytes:
        """Return the PDF as of now, tagged as pdf/ua-1; the same content gives the same bytes."""
        context = self.context(thing)
        return pdf.draw(
            template=self.template,
            context={"report": context},
            title=context.title,
            on=context.on,
            subject=context.subject,
            drawings=context.drawings,
        )
