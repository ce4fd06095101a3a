"""What the address of the list of cells asks for, and which LEAs that leaves."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from determinations.ratios.categories import AREAS, CATEGORIES, GROUPS
from determinations.runs.models import LevelResult, Run
from monitoring.access.who import User
from monitoring.places.queries import words_of_lea
from monitoring.places.reading import placed

SHOWS = {
    "exceeding": gettext_lazy("Above the threshold"),
    "significant": gettext_lazy("Significant"),
    "next": gettext_lazy("One more year would make it significant"),
    "calculated": gettext_lazy("Every cell with a ratio"),
}
AREA_CATEGORIES = {str(number): categories for number, categories in enumerate(AREAS.values(), 1)}
SORTS = ("lea", "ratio", "years")


@dataclass(frozen=True)
class Filters:
    """What is in the address of the list; each is blank where nothing is asked for, and all of them combine.

    `area` is the number of one of the state's four areas, `years` for how many in a row a cell exceeds at least.
    """

    q: str = ""
    selpa: str = ""
    county: str = ""
    area: str = ""
    category: str = ""
    group: str = ""
    show: str = "exceeding"
    years: str = ""
    sort: str = "lea"

    @classmethod
    def of(cls, asked: QueryDict) -> "Filters":
        """Read the filters of an address; what it cannot mean asks for nothing."""
        may_be = {
            "area": AREA_CATEGORIES,
            "category": {str(category) for category in CATEGORIES},
            "group": GROUPS,
            "show": SHOWS,
            "years": {"2", "3"},
            "sort": SORTS,
        }
        said = {name: asked.get(name, "").strip() for name in ("q", "selpa", "county")}
        chosen = {name: asked.get(name, "") for name in may_be}
        return cls(**said, **{name: value for name, value in chosen.items() if value in may_be[name]})

    def address(self, **changed: object) -> str:
        """Return the filters of LEAs as the query part of an address, with others added."""
        of_leas = {"q": self.q, "selpa": self.selpa, "county": self.county}
        return urlencode({name: value for name, value in {**of_leas, **changed}.items() if value})

    @property
    def is_too_wide(self) -> bool:
        """Whether they ask for every cell with a ratio of everyone: those are more than a page or a workbook can hold."""
        narrowed = self.q or self.selpa or self.county or self.area or self.category or self.group
        return self.show == "calculated" and not narrowed

    @property
    def categories(self) -> list[int]:
        """The categories that they leave."""
        of_area = AREA_CATEGORIES.get(self.area, tuple(CATEGORIES))
        return [one for one in of_area if not self.category or str(one) == self.category]

    @property
    def groups(self) -> list[str]:
        """The groups that they leave."""
        return [self.group] if self.group else list(GROUPS)

    def leas(self, run: Run, user: User) -> list[int]:
        """Return the keys of the LEAs that they leave of those that `user` may see in a run, by name."""
        asked = words_of_lea(self.q)
        place = {"selpa__code": self.selpa, "county__code": self.county}
        if wanted := {path: code for path, code in place.items() if code}:
            asked &= placed(run.year_id, **wanted)
        found = LevelResult.objects.visible_to(user).filter(asked or Q(), run=run)
        return list(found.order_by("lea__name", "lea__code").values_list("lea", flat=True))
