"""What a format of uploads says of itself: columns, other layouts of them, checks, where its rows go."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cim_portal.lib.discovery import Incomplete, insist
from cim_portal.lib.sheets import Table
from determinations.uploads.checks.known import Check, Known
from determinations.uploads.damage import explained
from determinations.uploads.kinds import Frame, Kind
from determinations.uploads.models import Upload
from determinations.uploads.problems import Problem
from monitoring.definition import Definition
from monitoring.years.models import Year

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Rows = Callable[[Frame, Mapping[str, int]], pd.DataFrame]


@dataclass(frozen=True)
class Column:
    """A column: its name in files and its title for readers, how its text is read, what it says, whether the file must have
    it, what else it may be called.

    `allowed` are the words that may be in it: always the same, or those of the year's definition. One that is `foreign` is
    in other layouts alone.
    """

    name: str
    title: "StrOrPromise"
    kind: Kind
    says: "StrOrPromise"
    required: bool = True
    aliases: tuple[str, ...] = ()
    allowed: tuple[str, ...] | Callable[[Definition], tuple[str, ...]] = ()
    foreign: bool = False

    def __post_init__(self) -> None:
        insist(f"the column {self.name}", name=self.name, title=self.title, says=self.says)

    def allowed_in(self, definition: Definition) -> tuple[str, ...]:
        """Return the words that may be in the column under a year's definition; none where it is not about words."""
        return self.allowed(definition) if callable(self.allowed) else self.allowed


@dataclass(frozen=True)
class Layout:
    """Another way in which the format is published: which of its headers is which column, and which mean nothing here.

    `may_lack` are columns that other files of the format have to have. `years` bounds the years in which that layout was
    used; without it, it is looked for in every year.
    """

    name: str
    headers: Mapping[str, str]
    unused: frozenset[str] = frozenset()
    may_lack: frozenset[str] = frozenset()
    years: range | None = None

    def used_in(self, year: int) -> bool:
        """Say whether the layout is looked for in the files of a year."""
        return self.years is None or year in self.years


@dataclass(frozen=True)
class Part:
    """One of the files that a format is published as: the headers that only it has, and a word of its file's name."""

    name: str
    headers: frozenset[str]
    in_name: str

    @property
    def title(self) -> str:
        """What the part is called where people read it."""
        return _(self.name)


@dataclass(frozen=True)
class Publishing:
    """What publishing does beyond letting the rows count, and the sentence that says so before it is done."""

    enter: Callable[[Upload], None]
    says: "StrOrPromise"


def _unchanged(frame: Frame, known: Known) -> Frame:
    return frame


def _none(frame: Frame, known: Known) -> dict[str, int]:
    return {}


def _silent(done: int, total: int) -> None:
    """Report to no one."""


@dataclass(frozen=True, kw_only=True)
class Format:
    """A format: what it is for, its columns, other layouts of them, what is asked of them in order, where its rows go.

    `model` is the table in which the rows are stored and `rows` makes its columns of a frame without errors; `compared` are
    the columns of the table in which two files may differ, with what the file calls them. `parts` are
    the files that a year's data come in, where they are several. `prepare` calculates what the checks need first; `before`
    is asked of all rows as they were read, `of_amendments` of a file that amends; `left_out` counts those that `prepare`
    does not keep, by what they are. `publishing` is what publishing does beyond storing; `table` gives what is published as
    a table to download. `comes_first` says that other files are checked against what this one publishes, `gives_way` that its
    rows count only where no other format that is stored in the same table says the same.
    """

    name: str
    title: "StrOrPromise"
    purpose: "StrOrPromise"
    columns: tuple[Column, ...]
    checks: tuple[Check, ...]
    model: type[models.Model]
    rows: Rows
    compared: Mapping[str, str]
    of_amendments: tuple[Check, ...] = ()
    layouts: tuple[Layout, ...] = ()
    parts: tuple[Part, ...] = ()
    before: tuple[Check, ...] = ()
    prepare: Callable[[Frame, Known], Frame] = field(default=_unchanged)
    left_out: Callable[[Frame, Known], dict[str, int]] = field(default=_none)
    publishing: Publishing | None = None
    table: Callable[[Year], Table] | None = None
    comes_first: bool = False
    gives_way: bool = False

    def __post_init__(self) -> None:
        insist(
            f"the format {self.name}",
            name=self.name,
            title=self.title,
            purpose=self.purpose,
            columns=self.columns,
            checks=self.checks,
            compared=self.compared,
        )
        names = [column.name for column in self.columns]
        if len(set(names)) < len(names):
            raise Incomplete(f"the format {self.name} has a column twice")
        for layout in self.layouts:
            if unknown := set(layout.headers.values()) - set(names):
                raise Incomplete(
                    f"the layout {layout.name} of {self.name} names no column: {', '.join(sorted(unknown))}"
                )

    @property
    def required(self) -> frozenset[str]:
        """The columns that every file of the format has, by which it is known from the files of others."""
        return frozenset(column.name for column in self.columns if column.required)

    @property
    def own_columns(self) -> tuple[Column, ...]:
        """The columns that are not of other layouts alone."""
        return tuple(column for column in self.columns if not column.foreign)

    @property
    def choice(self) -> str:
        """What the format is called where one is chosen: its title and its name."""
        return f"{self.called()} ({self.name})"

    def called(self, part: str = "") -> str:
        """Return what a file of the format is called: the title, and which of the format's files it is where it has several."""
        title = capfirst(str(self.title))
        return f"{title}: {_(part)}" if part else title

    @property
    def own_layout(self) -> Layout:
        """The layout of the format's own columns and their aliases."""
        named = {alias: column.name for column in self.own_columns for alias in (column.name, *column.aliases)}
        return Layout(name=self.name, headers=named)

    def examine(
        self, frame: Frame, known: Known, *, report: Callable[[int, int], None] = _silent
    ) -> tuple[Frame, list[Problem]]:
        """Return the frame with what was calculated, and every problem in it, by row and then by column.

        A check goes over all rows at once, so `report(done, total)` gets the share of the checks, as rows.
        """
        prepared = self.prepare(frame, known)
        rows = len(frame.read)
        found = [one for check in self.before for one in check(frame, known)]
        for number, check in enumerate(self.checks):
            report(rows * number // len(self.checks), rows)
            found += map(explained, check(prepared, known))
        place = {column.name: number for number, column in enumerate(self.columns)}
        return prepared, sorted(found, key=lambda one: (one.row, place.get(one.column, -1)))
