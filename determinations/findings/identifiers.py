"""Which numbers of children are taken: those that an LEA gives itself, and never a name or the state's own number."""

from django.utils.translation import gettext as _

from cim_portal.lib.verdict import Refused
from determinations.uploads.checks.children import is_local, names_the_state


class NotLocal(Refused):
    """A name, or a number by which more than the LEA knows a child."""


def local(number: str) -> str:
    """Return a child's number if it is one that only the LEA can read. Raises NotLocal."""
    said = number.strip()
    if names_the_state(said):
        raise NotLocal(
            _("“%(said)s” looks like a Statewide Student Identifier. Use a number that only the LEA knows.")
            % {"said": said}
        )
    if not is_local(said):
        raise NotLocal(
            _(
                "“%(said)s” may be a name. Use the LEA’s own number of the child: up to 20 letters and digits, such as A-17."
            )
            % {"said": said[:60]}
        )
    return said


def insist_on_none(text: str, *, what: str) -> None:
    """Refuse a text that has the state's number of a student. `what` begins the sentence. Raises NotLocal."""
    if found := names_the_state(text):
        raise NotLocal(
            _("%(what)s has “%(found)s”, which looks like a Statewide Student Identifier. Remove it.")
            % {"what": what, "found": found}
        )


def children(text: str) -> dict[str, str]:
    """Return children by number from lines such as `A-17` or `A-17: hold the meeting`, each with what is asked for it alone.

    Raises NotLocal, also for a child that is there twice.
    """
    found: dict[str, str] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        number, _colon, asked = line.partition(":")
        said = local(number)
        if said in found:
            raise NotLocal(_("%(said)s is there twice. Write each child on one line.") % {"said": said})
        insist_on_none(asked, what=_("What is to be corrected"))
        found[said] = asked.strip()
    return found


def lines(children: dict[str, str]) -> str:
    """Return the text of which `children` reads the same."""
    return "\n".join(f"{number}: {asked}" if asked else number for number, asked in children.items())
