"""People in bulk: a CSV of address, name, role and code, checked as a whole and then given at once."""

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cim_portal.lib.verdict import Refused
from monitoring.access import roles as access_roles
from monitoring.access.roles import Role
from monitoring.access.who import Actor
from monitoring.ledger import ledger
from monitoring.people import events, grants, permissions, queries, services
from monitoring.people.models import LeaGrant, Organization, PeopleFile, Person, SelpaGrant, StateGrant
from monitoring.places.models import Lea, Selpa, State
from monitoring.work import jobs

COLUMNS = ("email", "name", "role", "code")
MOST = 10_000  # rows
LONGEST = 254  # characters of a cell
AGAIN_AFTER = timedelta(days=1)  # until someone is invited again together with others


@dataclass(frozen=True)
class Problem:
    """One problem of the file. `row` counts lines of the table, the header being 1; row 0 is the file as a whole."""

    row: int
    column: str
    code: str
    value: str
    message: str
    severity: str = "error"


@dataclass(frozen=True)
class Wanted:
    """One role to give, as a row asks for it."""

    row: int
    email: str
    name: str
    role: Role
    organization: Organization


@dataclass(frozen=True)
class Checked:
    """A file as it was read: how many rows, the roles that it would give, and everything that is wrong in it."""

    rows: int
    wanted: tuple[Wanted, ...]
    problems: tuple[Problem, ...]
    new: int  # accounts that are not there yet

    @property
    def errors(self) -> int:
        """How many problems keep the file from being used."""
        return sum(one.severity == "error" for one in self.problems)

    def as_json(self) -> dict[str, object]:
        """Return it as the JSON document of the command."""
        return {
            "rows": self.rows,
            "accepted": len(self.wanted),
            "new_accounts": self.new,
            "errors": self.errors,
            "warnings": len(self.problems) - self.errors,
            "problems": [asdict(one) for one in self.problems],
        }


class NotFit(Refused):
    """The file has errors. `problems` holds all that is wrong in it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(_("The file has errors, so no one was invited. Correct them and upload it again."))
        self.problems = problems


class _Unreadable(Exception):  # noqa: N818 - named for what the file is
    def __init__(self, code: str, message: str, row: int = 0) -> None:
        super().__init__(message)
        self.problem = Problem(row, "", code, "", message)


def check(content: bytes, *, by: Actor) -> Checked:
    """Read the file and say everything that is wrong in it, for `by` who would give the roles; None is the command line."""
    try:
        rows = list(_rows(content))
    except _Unreadable as fault:
        return Checked(0, (), (fault.problem,), 0)
    return _Checking(by, rows).done()


def give(content: bytes, *, by: Actor, at: datetime) -> Checked:
    """Make the accounts, give every role, and ask for the mails: all of it or nothing. Raises NotFit.

    A role in the state is proposed where a person gives it, as when inviting one by one.
    """
    with transaction.atomic():
        checked = check(content, by=by)
        if checked.errors:
            raise NotFit(checked.problems)
        people = _accounts(checked.wanted)
        given = [one for one in checked.wanted if by is None or one.role.on != "state"]
        for one in checked.wanted:
            if by is not None and one.role.on == "state":
                services.propose(person=people[one.email], role=one.role.name, by=by, at=at)
        _give(given, people, by=by, at=at)
        invited = {people[one.email].pk: people[one.email] for one in given}
        jobs.enqueue_all("monitoring.mail_invitation_in_bulk", invited.values(), at=at, by=by)
    return checked


def invite_all_again(people: QuerySet[Person], *, by: Person, at: datetime) -> int:
    """Mail the invitation once more to those of the people who have not answered it; return how many. Raises NotYou.

    Whoever got it again within a day is left out, whoever asked for that.
    """
    if not (verdict := permissions.can_invite_people(by)):
        raise ledger.NotYou(verdict.reason)
    with transaction.atomic():
        silent = list(queries.silent(people))
        lately = queries.invited_again(silent, since=at - AGAIN_AFTER)
        lately |= jobs.awaited("monitoring.mail_invitation_in_bulk", silent)
        silent = [person for person in silent if person.pk not in lately]
        jobs.enqueue_all("monitoring.mail_invitation_in_bulk", silent, at=at, by=by)
        ledger.record_all(events.INVITED_AGAIN, [(person, {}) for person in silent], by=by, at=at)
    return len(silent)


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the lines of the table with their numbers, blank ones left out. Raises _Unreadable."""
    if len(content) > PeopleFile.LARGEST:
        raise _Unreadable("too_large", _("The file is larger than 2 MB. Divide it."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise _Unreadable("not_utf8", _("The file is not UTF-8 text. Save it as “CSV UTF-8”.")) from fault
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=separator, strict=True))
    except csv.Error as fault:
        raise _Unreadable(
            "not_a_table", _("The file cannot be read as CSV: a quote does not end, or a cell is too long.")
        ) from fault
    header = [cell.strip().lower().replace(" ", "_") for cell in lines[0]] if lines else []
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        words = {"missing": ", ".join(missing), "columns": ", ".join(COLUMNS)}
        said = _("These columns are missing: %(missing)s. The first line names %(columns)s.") % words
        raise _Unreadable("missing_columns", said, 1)
    filled = [(number, line) for number, line in enumerate(lines[1:], start=2) if any(cell.strip() for cell in line)]
    if not filled:
        raise _Unreadable("no_rows", _("The file has no people in it."))
    if len(filled) > MOST:
        raise _Unreadable("too_many_rows", _("The file has more than 10,000 people. Divide it."))
    for number, line in filled:
        cells = dict(zip(header, line, strict=False))
        yield number, {name: unicodedata.normalize("NFC", cells.get(name, "")).strip() for name in COLUMNS}


class _Checking:
    """One check: what is known is read once, then each row is looked at."""

    def __init__(self, by: Actor, rows: list[tuple[int, dict[str, str]]]) -> None:
        self.by, self.rows = by, rows
        self.problems: list[Problem] = []
        self.places = _places(by)
        emails = {cells["email"].lower() for _number, cells in rows}
        self.known = {person.email: person for person in Person.objects.filter(email__in=_without_nul(emails))}
        seen = Person.objects.all() if by is None else queries.visible_people(by)
        self.visible = set(
            seen.filter(pk__in=[person.pk for person in self.known.values()]).values_list("pk", flat=True)
        )
        self.held = _held(list(self.known.values()))
        self.may: dict[tuple[str, str], str] = {}
        self.seen: Counter[tuple[str, str, str]] = Counter()

    def done(self) -> Checked:
        found = [one for number, cells in self.rows if (one := self._wanted(number, cells))]
        new = {one.email for one in found} - set(self.known)
        return Checked(len(self.rows), tuple(found), tuple(self.problems), len(new))

    def _wanted(self, number: int, cells: dict[str, str]) -> Wanted | None:
        before = len(self.problems)
        email = self._email(number, cells["email"])
        name = self._name(number, cells["name"])
        role = self._role(number, cells["role"])
        place = self._place(number, cells["code"])
        if len(self.problems) > before or role is None or place is None:
            return None
        if problem := self._misfit(number, cells, email, role, place):
            self.problems.append(problem)
            return None
        person = self.known.get(email)
        if person and name and person.name != name and person.pk in self.visible:
            said = _("%(email)s has an account as %(name)s, and keeps that name.") % {
                "email": email,
                "name": person.name,
            }
            self.problems.append(Problem(number, "name", "known_name", name, said, "warning"))
        return Wanted(number, email, name, role, place)

    def _fault(self, number: int, column: str, code: str, value: str, message: str) -> None:
        self.problems.append(Problem(number, column, code, value[:80], message))

    def _email(self, number: int, value: str) -> str:
        email = value.lower()
        try:
            validate_email(email)
        except ValidationError:
            self._fault(number, "email", "bad_email", value, _("This is not an email address."))
        else:
            if len(email) > LONGEST or _has_controls(email):
                self._fault(number, "email", "bad_email", value, _("This is not an email address."))
        return email

    def _name(self, number: int, value: str) -> str:
        if not value:
            self._fault(number, "name", "no_name", value, _("The name is missing."))
        elif len(value) > 120 or _has_controls(value):
            self._fault(number, "name", "bad_name", value, _("A name has at most 120 characters, in one line."))
        return value

    def _role(self, number: int, value: str) -> Role | None:
        wanted = value.lower().replace(" ", "_")
        role = next(
            (r for r in access_roles.ROLES.values() if wanted in (r.name, str(r.title).lower().replace(" ", "_"))), None
        )
        if role is None:
            said = _("No role is called that. Write one of %(known)s.") % {"known": ", ".join(access_roles.ROLES)}
            self._fault(number, "role", "unknown_role", value, said)
        return role

    def _place(self, number: int, value: str) -> Organization | None:
        place = self.places.get(value.upper())
        if place is None:
            said = _("Nothing here has this code. CA is the state; a SELPA has four digits, an LEA seven or fourteen.")
            self._fault(number, "code", "unknown_code", value, said)
        return place

    def _misfit(
        self, number: int, cells: dict[str, str], email: str, role: Role, place: Organization
    ) -> Problem | None:
        """Return why the role cannot be given there to this person, or None."""
        key = (email, role.name, place.code)
        self.seen[key] += 1
        if place._meta.model_name != role.on:
            said = _("%(title)s is a role in a %(on)s.") % {"title": role.title, "on": role.on.upper()}
            return Problem(number, "code", "wrong_organization", cells["code"], said)
        if role.ends:
            said = _("%(title)s is a role that ends, and is given one by one, with its last day.") % {
                "title": role.title
            }
            return Problem(number, "role", "role_that_ends", cells["role"], said)
        if reason := self._may_not(place, role):
            return Problem(number, "role", "not_yours", cells["role"], reason)
        if self.by is not None and email == self.by.email:
            return Problem(number, "email", "yourself", cells["email"], _("You cannot give a role to yourself."))
        person = self.known.get(email)
        if person and not person.is_active:
            return Problem(
                number,
                "email",
                "closed",
                cells["email"],
                _("This address cannot be invited. Ask the state’s administrators."),
            )
        if self.seen[key] > 1:
            return Problem(
                number, "", "twice", email, _("This role is in the file already; this row is left out."), "warning"
            )
        if (email, role.name, place.pk) in self.held:
            return Problem(
                number, "", "has_it", email, _("This person has the role already; the row is left out."), "warning"
            )
        return None

    def _may_not(self, place: Organization, role: Role) -> str:
        if self.by is None:
            return ""
        key = (place.code, role.name)
        if key not in self.may:
            verdict = permissions.can_invite(self.by, place, role.name)
            self.may[key] = "" if verdict else verdict.reason
        return self.may[key]


def _places(by: Actor) -> dict[str, Organization]:
    """Return what `by` may name, by code: an LEA by its seven digits and by the fourteen of its CDS code."""
    found: dict[str, Organization] = {}
    selpas, leas = Selpa.objects.all(), Lea.objects.all()
    if by is not None:
        selpas, leas = Selpa.objects.visible_to(by), Lea.objects.visible_to(by)
    for lea in leas:
        found[lea.code] = found[lea.cds_code] = lea
    found |= {selpa.code: selpa for selpa in selpas}
    state = queries.organization("CA", to=by) if by is not None else State.objects.filter(code="CA").first()
    return found | ({"CA": state} if state else {})


def _held(people: list[Person]) -> set[tuple[str, str, int]]:
    return {
        (row.user.email, grants.role_of(row).name, row.content_object_id)
        for rows in grants.every_grant().values()
        for row in rows.filter(user__in=people).select_related("user", "permission")
    }


def _accounts(wanted: tuple[Wanted, ...]) -> dict[str, Person]:
    """Return the person of each address, made where there is none; the first row with the address names them."""
    names = {one.email: one.name for one in reversed(wanted)}
    there = {person.email: person for person in Person.objects.filter(email__in=names)}
    fresh = [
        Person(email=email, name=name, password=make_password(None))
        for email, name in names.items()
        if email not in there
    ]
    return there | {person.email: person for person in Person.objects.bulk_create(fresh, batch_size=1000)}


def _give(wanted: list[Wanted], people: dict[str, Person], *, by: Actor, at: datetime) -> None:
    of_codename = {one.codename: one for one in Permission.objects.filter(codename__in=access_roles.ROLE_OF_CODENAME)}
    for on, put_in in _PUT_IN.items():
        put_in(
            {
                "user": people[one.email],
                "permission": of_codename[one.role.codename],
                "content_object": one.organization,
            }
            for one in wanted
            if one.role.on == on
        )
    ledger.record_all(
        events.GAVE_ROLE,
        [(people[one.email], {"role": one.role.name, "organization": str(one.organization)}) for one in wanted],
        leas=[one.organization if isinstance(one.organization, Lea) else None for one in wanted],
        by=by,
        at=at,
    )


_PUT_IN: dict[str, Callable[[Iterator[dict[str, Any]]], object]] = {  # the fields of a grant
    "state": lambda rows: StateGrant.objects.bulk_create((StateGrant(**row) for row in rows), batch_size=1000),
    "selpa": lambda rows: SelpaGrant.objects.bulk_create((SelpaGrant(**row) for row in rows), batch_size=1000),
    "lea": lambda rows: LeaGrant.objects.bulk_create((LeaGrant(**row) for row in rows), batch_size=1000),
}


def _without_nul(texts: set[str]) -> list[str]:
    return [text for text in texts if "\0" not in text]


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(character).startswith("C") for character in text)
