"""Rows of cells. Each row has an `_id` that stays, so that other rows can point at it."""

from collections.abc import Sequence
from dataclasses import replace

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cim_portal.lib import bounds
from cim_portal.lib.shapes import Json
from improvement_plans.workbook import kinds, merging
from improvement_plans.workbook.declaring import Kind, Options
from improvement_plans.workbook.merging import Merged
from monitoring.definition import Column


class Table(Kind):
    """Rows of cells, each of the kind of its column."""

    words = _("table")
    needs = "columns"
    is_drawn = True

    def read(self, data: QueryDict, name: str, columns: Sequence[Column] = ()) -> object:
        """Return the rows in the order of the form; a row of which nothing was entered is left out."""
        typed = [column for column in columns if kinds.kind(column).typed]
        rows = []
        for row_id in dict.fromkeys(str(one) for one in data.getlist(f"{name}-rows")):
            cells = {c.key: kinds.kind(c).read(data, f"{name}-{row_id}-{c.key}") for c in typed}
            if not all(kinds.kind(c).is_blank(cells[c.key]) for c in typed):
                rows.append({"_id": row_id, **cells})
        return rows

    def sound(self, value: Json, columns: Sequence[Column] = ()) -> Json:
        """Return rows with an `_id` each and sound cells, whatever was stored."""
        return [
            {"_id": str(row["_id"]), **{c.key: kinds.kind(c).sound(row[c.key]) for c in columns if c.key in row}}
            for row in (value if isinstance(value, list) else [])
            if isinstance(row, dict) and "_id" in row
        ]

    def excess(self, value: Json, columns: Sequence[Column] = ()) -> str:
        """Find too many rows, or the first cell that is too long."""
        if len(value) > bounds.ROWS:
            lengths = {"rows": f"{len(value):,}", "most": f"{bounds.ROWS:,}"}
            return gettext("has %(rows)s rows and can have at most %(most)s. Remove some") % lengths
        if any(len(row["_id"]) > bounds.LINE for row in value):
            return gettext("has a row that this page does not know. Reload the page")
        for number, row in enumerate(value, start=1):
            for column in columns:
                if too_long := kinds.kind(column).excess(row.get(column.key, "")):
                    words = {"number": number, "column": column.label, "excess": too_long}
                    return gettext("in row %(number)s: “%(column)s” %(excess)s") % words
        return ""

    def merged(self, *, before: Json, theirs: Json, mine: Json, columns: Sequence[Column] = ()) -> Merged:
        """Put two tables together row by row, and the cells of a row that both changed one by one."""
        if not mine and before is None:
            return Merged(theirs, theirs, mine)
        declared = {column.key: column for column in columns}

        def cell(key: str, was: Json, there: Json, here: Json) -> Merged:
            column = declared.get(key)
            if column is None:
                return merging.whole(was, there, here)
            one = kinds.kind(column).merged(before=was, theirs=there, mine=here)
            return replace(one, met=tuple(replace(met, where=str(column.label)) for met in one.met))

        return merging.rows(before or [], theirs or [], mine or [], cells=cell, name=_row_name)

    def fault(self, value: object) -> str:
        """Find nothing wrong with the table itself; each cell is asked by its own kind."""
        return ""

    def shown(self, value: Json, options: Options = (), columns: Sequence[Column] = ()) -> str:
        """Return the table row by row, each cell under its heading."""
        rows = [
            "; ".join(f"{c.label}: {kinds.kind(c).shown(row[c.key])}" for c in columns if row.get(c.key))
            for row in value or []
        ]
        return "\n".join(rows)


def _row_name(number: int) -> str:
    return gettext("row %(number)s") % {"number": number}


KIND = Table()
