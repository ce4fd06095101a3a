"""Significant disproportionality: the target population's total, the reserve of 15 percent and the budget's total."""

import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cim_portal.lib import numbers
from improvement_plans.activities.shown import Fault, Shown
from improvement_plans.workbook.kinds.date import parse_date
from improvement_plans.workbook.kinds.number import parse_number
from improvement_plans.workbook.workbook import HIDDEN, Workbook
from monitoring.definition import Role

BUDGET, POPULATION = "budget", "target_population"
ROLES = (
    Role(
        BUDGET,
        fields={"alloc_611": (), "alloc_619": (), "period": ("from", "to"), "lines": ("amount",)},
        fills=("reserve", "total"),
    ),
    Role(POPULATION, fields={"groups": ("group", "students", "with_iep")}, fills=("finding", "total")),
)
SHARE = Decimal("0.15")  # of IDEA 611 and 619, for early intervening services
CENT = Decimal("0.01")
_YEARS = re.compile(r"(?<!\d)(20\d\d)(?:\s*[-–/]\s*(?:20)?(\d\d))?(?!\d)")  # 2024, or 2024-25


def reserve_of(book: Workbook) -> Decimal | None:
    """Return 15 percent of both allocations in dollars, to the cent, or None while one is missing."""
    value = book.value_of(BUDGET)
    school_age, preschool = parse_number(value.get("alloc_611")), parse_number(value.get("alloc_619"))
    if school_age is None or preschool is None:
        return None
    return ((school_age + preschool) * SHARE).quantize(CENT, rounding=ROUND_HALF_UP)


def total_of(book: Workbook) -> Decimal:
    """Return the sum of the budget's lines in dollars."""
    return sum((parse_number(r.get("amount")) or Decimal() for r in book.rows_of(BUDGET, "lines")), Decimal())


def reserve(book: Workbook, repeat: str) -> Shown:
    """The reserve, in dollars."""
    amount = reserve_of(book)
    return Shown(lines=[_("Enter both allocations first.") if amount is None else f"${amount:,.2f}"])


def total(book: Workbook, repeat: str) -> Shown:
    """The sum of the lines, next to the reserve that it has to equal."""
    amount = reserve_of(book)
    if amount is None:
        return Shown(lines=[f"${total_of(book):,.2f}"])
    said = {"total": total_of(book), "amount": amount, "left": amount - total_of(book)}
    sentence = _("$%(total)s of $%(amount)s; $%(left)s left to place")
    return Shown(lines=[sentence % {name: f"{number:,.2f}" for name, number in said.items()}])


def population(book: Workbook, repeat: str) -> Shown:
    """The students of all groups; with a group that is hidden, their sum is hidden too."""
    groups = [r.get("students") for r in book.rows_of(POPULATION, "groups")]
    if str(HIDDEN) in groups:
        return Shown(lines=[str(HIDDEN)])
    count = sum((parse_number(students) or Decimal() for students in groups), Decimal())
    said = ngettext("%(count)s student", "%(count)s students", int(count)) % {"count": numbers.in_words(count)}
    return Shown(lines=[said])


def finding(book: Workbook, repeat: str) -> Shown:
    """What the letter found to be significant: group and category are in the letter's own words."""
    found = [one for one in book.plan.letter.context.get("findings", []) if one["significant"]]
    hidden = [one["small_numbers"] and not book.shows_small for one in found]
    return Shown(
        lines=[
            book.definition.level(book.level).name,
            *(
                _("%(group)s: %(category)s, ratio %(ratio)s")
                % {
                    "group": one["group"],
                    "category": one["category"].lower(),
                    "ratio": str(HIDDEN) if hides else one["ratio"],
                }
                for one, hides in zip(found, hidden, strict=True)
            ),
        ]
    )


GIVEN: dict[str, Callable[[Workbook, str], Shown]] = {
    "budget.reserve": reserve,
    "budget.total": total,
    "target_population.total": population,
    "target_population.finding": finding,
}


def the_lines_equal_the_reserve(book: Workbook) -> Iterator[Fault]:
    """The sum of the budget's lines equals the reserve to the cent."""
    amount = reserve_of(book)
    if amount is not None and book.rows_of(BUDGET, "lines") and total_of(book) != amount:
        yield Fault(
            book.slug(BUDGET),
            _("The lines come to $%(total)s, and the reserve is $%(amount)s. They have to be equal.")
            % {"total": f"{total_of(book):,.2f}", "amount": f"{amount:,.2f}"},
            field="lines",
        )


def those_counted_are_among_the_students(book: Workbook) -> Iterator[Fault]:
    """Students with an IEP are not more than the students of the group."""
    for row in book.rows_of(POPULATION, "groups"):
        students, with_iep = parse_number(row.get("students")), parse_number(row.get("with_iep"))
        if students is not None and with_iep is not None and with_iep > students:
            counts = {"with_iep": numbers.in_words(with_iep), "students": numbers.in_words(students)}
            yield Fault(
                book.slug(POPULATION),
                _("The group “%(group)s” has %(with_iep)s students with an IEP among %(students)s students.")
                % {"group": row.get("group"), **counts},
                field="groups",
                says_numbers=True,
            )


def each_line_is_within_the_period(book: Workbook) -> Iterator[Fault]:
    """The years that a line of the budget names are among those of the period."""
    days = [d for row in book.rows_of(BUDGET, "period") for k in ("from", "to") if (d := parse_date(row.get(k)))]
    if not days:
        return
    first, last = min(days).year, max(days).year
    for number, row in enumerate(book.rows_of(BUDGET, "lines"), start=1):
        spans = [
            (int(one), int(f"20{other}") if other else int(one)) for one, other in _YEARS.findall(str(row.get("year")))
        ]
        if spans and not any(one <= last and other >= first for one, other in spans):
            yield Fault(
                book.slug(BUDGET),
                _("Budget line %(number)s is for %(year)s, outside the period, %(first)s to %(last)s.")
                % {"number": number, "year": row["year"], "first": first, "last": last},
                field="lines",
            )


CHECKS = (each_line_is_within_the_period, the_lines_equal_the_reserve, those_counted_are_among_the_students)
