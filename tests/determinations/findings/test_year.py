"""The journey of a finding's year: from data to its closing, with a second one that is late, as the clock moves."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

from django.core.mail import EmailMessage
from django.test import Client
from time_machine import travel

from cim_portal.lib.dates import PACIFIC
from determinations.findings import reminding
from determinations.findings.models import Finding
from monitoring.notices.models import Notice
from monitoring.people.models import Person
from monitoring.years.models import Year
from tests import world
from tests.cast import Cast
from tests.determinations.findings.test_drafting import HEAD, ROWS

SignIn = Callable[[Person], Client]


@contextmanager
def on(day: date) -> Iterator[datetime]:
    """Be in the morning of a Pacific day."""
    at = datetime.combine(day, time(9), tzinfo=PACIFIC)
    with travel(at, tick=False):
        yield at


def act(person: Client, finding: Finding, word: str, **typed: object) -> None:
    assert person.post(f"/findings/{finding.pk}/{word}/", typed).status_code == 302, word


def send(editor: Client, finding: Finding, system: str) -> None:
    typed = {"system": system, "send": "1"}
    for child in finding.children.all():
        typed |= {f"outcome-{child.pk}": "corrected", f"done-{child.pk}": "The meeting was held."}
    assert editor.post(f"/findings/{finding.pk}/evidence/", typed).status_code == 302


def test_a_findings_year(cast: Cast, published_2023: Year, signed_in: SignIn, mailoutbox: list[EmailMessage]) -> None:
    with on(date(2023, 3, 20)):
        world.publish(published_2023, "timelines", HEAD + ROWS, by=cast.administrator)
        assert signed_in(cast.monitor).post("/findings/from-data/", {"as_of": "2023-03-01"}).status_code == 302
        mine = Finding.objects.get(lea=cast.lea, code="REVIEW")
        late = Finding.objects.get(lea=cast.other)
        act(signed_in(cast.administrator), mine, "notify")
        act(signed_in(cast.administrator), late, "notify")
        home = signed_in(cast.editor).get("/home/").content.decode()
        assert "366 days left" in home  # until March 20, 2024, a leap year
        assert f"/findings/{mine.pk}/" in signed_in(cast.editor).get(f"/leas/{cast.lea.code}/").content.decode()
        assert f"/findings/{late.pk}/" not in home
        assert "to be verified as corrected" in signed_in(cast.editor).get("/calendar/").content.decode()
    with on(date(2023, 9, 1)):
        send(signed_in(cast.editor), mine, "A list is read.")
        assert f"/findings/{mine.pk}/" in signed_in(cast.reviewer).get("/home/").content.decode()
        act(signed_in(cast.reviewer), mine, "return", words="Which list?")
    with on(date(2023, 9, 15)):
        assert "Which list?" in signed_in(cast.editor).get(f"/findings/{mine.pk}/evidence/").content.decode()
        send(signed_in(cast.editor), mine, "The list of what is due is read each Monday.")
        act(signed_in(cast.reviewer), mine, "verify-children", words="Both minutes.", seen=["A-1", "A-2"])
    with on(date(2024, 1, 10)):
        act(signed_in(cast.monitor), mine, "verify-data", words="20 of 20 records.")
        act(signed_in(cast.administrator), mine, "close")
        errands = signed_in(cast.administrator).get("/home/").context["errands"]
        assert f"/findings/{mine.pk}/" not in [errand.link for errand in errands]
    with on(date(2024, 3, 21)) as morning:
        Notice.objects.all().delete()
        assert reminding.remind(at=morning) == 1
        assert Notice.objects.filter(person=cast.other_editor, kind="finding_late").exists()
        assert "1 day late" in signed_in(cast.other_editor).get("/home/").content.decode()
        listed = signed_in(cast.monitor).get("/findings/?show=late").context["lines"]
        assert [line.finding.pk for line in listed] == [late.pk]
        table = signed_in(cast.monitor).get("/findings/indicator-18/2023/").context["total"]
        assert (table.findings, table.in_time, table.not_corrected, table.percent) == (2, 1, 1, "50.00")
