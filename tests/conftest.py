"""Fixtures of every test."""

import gc
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import storages
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker
from pytest_socket import socket_allow_hosts

from cim_portal.embedded import servers
from cim_portal.lib import evidence, storing
from determinations.letters.models import Letter
from determinations.runs.models import Run
from determinations.uploads.models import Upload
from improvement_plans.amendments.models import Amendment, AmendmentFile
from improvement_plans.deadlines import services as deadlines
from improvement_plans.plans.models import Plan, Step
from improvement_plans.progress.models import Entry, ProgressCheck
from improvement_plans.reviews import services as reviews_services
from improvement_plans.signing.models import Signature
from improvement_plans.workbook import answers
from monitoring.files import keeping
from monitoring.oversight import units
from monitoring.people import services
from monitoring.people.models import AddressChange, PeopleFile, Person, RoleProposal
from monitoring.resources.models import Mailing, Resource, Topic
from monitoring.work import jobs
from monitoring.years.models import Year
from tests.cast import NOON, Cast, assemble
from tests.determinations.findings.made import corrected, notified
from tests.determinations.record_reviews.made import drawn
from tests.world import determine_2023, issue_2023, open_2023, publish_2023, step_of, submit_step
from tests.worlds import Worlds, migrated, of, world

# A machine that does other things too is slow: that is no fault of what is tried.
hypothesis.settings.register_profile(
    "busy", hypothesis.settings.default, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("busy")


def as_the_portal(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Work as the portal's own role, which may not change evidence, unless a test signs in as the one and the other."""
    if connection.alias == DEFAULT_DB_ALIAS and not settings.DATABASE_OWNER:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {servers.ROLE}")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Begin each worker's database as the copy of one that has the tables."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated()


@pytest.fixture(scope="session")
def worlds(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Worlds]:
    """The databases of the session's worlds, in which the tests may do what the portal may."""
    with django_db_blocker.unblock():
        here = Worlds()
        if servers.THERE and connection.settings_dict["USER"] == servers.OWNER:
            evidence.grant(connection, role=servers.ROLE)
            connection.close()
            connection_created.connect(as_the_portal)
    yield here
    connection_created.disconnect(as_the_portal)
    with django_db_blocker.unblock():
        here.end()


@pytest.fixture
def db(request: pytest.FixtureRequest, worlds: Worlds, django_db_blocker: DjangoDbBlocker) -> None:
    """Database of the test's world: in a transaction that is rolled back, or a copy where the test asks for one."""
    if {"transactional_db", "live_server"} & set(request.fixturenames):
        request.getfixturevalue("transactional_db")
    else:
        with django_db_blocker.unblock():
            worlds.enter(of(request.node))
        request.getfixturevalue("db")  # pytest-django's own


@pytest.fixture
def transactional_db(
    request: pytest.FixtureRequest, worlds: Worlds, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Copy of the test's world, thrown away with what was committed to it."""
    with django_db_blocker.unblock(), worlds.thrown_away(of(request.node)):
        yield


@world
def cast() -> Cast:
    """The people and places of tests/cast.py."""
    return assemble()


@world
def opened_2023(cast: Cast) -> Year:
    """2023, open."""
    return open_2023(cast)


@world
def published_2023(cast: Cast) -> Year:
    """2023, with its four files."""
    return publish_2023(cast)


@world
def determined_2023(cast: Cast) -> Run:
    """The final run of 2023."""
    return determine_2023(cast)


@world
def issued_2023(cast: Cast) -> dict[str, Plan]:
    """The plans of 2023 by LEA code, with their letters issued."""
    return issue_2023(cast)


@world
def issued_sd_2023(cast: Cast) -> dict[str, Plan]:
    """The same, where the state has decided that Alder is significantly disproportionate."""
    return issue_2023(cast, levels={cast.lea.code: "SD"})


@world
def every_place(cast: Cast, issued_2023: dict[str, Plan]) -> dict[str, object]:
    """Alder Unified's year: letters issued, step 1 submitted, step 2 with a file; and one of everything else."""
    submitted = submit_step(cast.lea, 1, editor=cast.editor, approver=cast.approver)
    asked = reviews_services.mark(
        step=submitted, activity="cim_team", mark="needs_work", sentence="Add a parent.", by=cast.reviewer, at=NOON
    )
    comment = reviews_services.comment(
        step=submitted, activity="cim_team", text="Who speaks for families?", by=cast.reviewer, at=NOON
    )
    step = step_of(cast.lea, 2)
    attachment = answers.attach(
        step=step,
        activity="root_causes",
        repeat="",
        field="files",
        name="notes.txt",
        content=b"notes",
        by=cast.editor,
        at=NOON,
    )
    resource = Resource.objects.create(
        title="Guide",
        file=keeping.keep(b"a guide"),
        file_name="guide.txt",
        changed_at=NOON,
        changed_by=cast.administrator,
    )
    services.invite(
        email=cast.newcomer.email,
        name="",
        role="state_monitor",
        organization=cast.state,
        by=cast.administrator,
        at=NOON,
    )
    mailing = Mailing.objects.create(subject="News", text="Read.", changed_at=NOON, changed_by=cast.administrator)
    people_file = PeopleFile.objects.create(
        file=keeping.keep(b"no people"),
        name="people.csv",
        uploaded_by=cast.administrator,
        uploaded_at=NOON,
    )
    change = AddressChange.objects.create(person=cast.editor, email="eli@new.example.org", asked_at=NOON)
    Step.objects.filter(pk=step.pk).update(due_on=NOON.date())
    until = NOON.date() + timedelta(days=30)
    extension = deadlines.ask(step=step, until=until, reason="A fire.", by=cast.approver, at=NOON)
    check = ProgressCheck.objects.create(
        plan=step.plan, key="target:r1", of="outcome", row="r1", label="More contacts", due_on=NOON.date()
    )
    entry = Entry.objects.create(
        check_of=check, value="3", as_of=NOON.date(), reading="on_course", file=keeping.keep(b"notes"),
        file_name="notes.txt", by=cast.editor, at=NOON,
    )  # fmt: skip
    finding = corrected(cast, notified(cast))
    review = drawn(cast).review
    amendment = Amendment.objects.create(plan=step.plan, number=1, begun_by=cast.editor, begun_at=NOON, moved_at=NOON)
    minutes = AmendmentFile.objects.create(
        amendment=amendment, file=keeping.keep(b"notes"), name="notes.txt", added_at=NOON, added_by=cast.editor
    )
    signature = Signature.objects.create(
        step=step, person=cast.approver, at=NOON, digest="0" * 64, file=keeping.keep(b"notes"), file_name="signed.pdf"
    )
    unit = units.make(name="North", members=[], by=cast.administrator, at=NOON)
    jobs.work_off()  # the submission's document
    return {
        "code": cast.lea.code,
        "selpa": cast.selpa.code,
        "upload": Upload.objects.earliest("pk").pk,
        "letter": Letter.objects.get(lea=cast.lea).pk,
        "attachment": attachment.pk,
        "amendment_file": minutes.pk,
        "asked": asked.pk,
        "comment": comment.pk,
        "extension": extension.pk,
        "check": check.pk,
        "entry": entry.pk,
        "signature": signature.pk,
        "finding": finding.pk,
        "record_review": review.pk,
        "reviewed_record": review.records.exclude(sample=None).earliest("pk").pk,
        "finding_file": finding.files.get().pk,
        "resource": resource.pk,
        "mailing": mailing.pk,
        "person": cast.editor.pk,
        "people_file": people_file.pk,
        "address_change": change.pk,
        "proposal": RoleProposal.objects.get().pk,
        "topic": Topic.objects.earliest("order").slug,
        "unit": unit.pk,
    }


@pytest.fixture
def own_files(db: None, tmp_path: Path) -> Iterator[None]:
    """Keep files in a folder of the test's own, which begins with those of its world, so that it may harm them."""
    folder = tmp_path / "kept"
    shutil.copytree(storages[storing.ALIAS].path(""), folder)
    with override_settings(STORAGES={**settings.STORAGES, storing.ALIAS: storing.backend(str(folder))}):
        yield


@pytest.fixture
def signed_in() -> Callable[[Person], Client]:
    """Give a browser in which the person is signed in."""

    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="cim_portal.accounts.PortalBackend")
        return client

    return sign_in


@pytest.fixture(scope="session", autouse=True)
def _plain_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Static files by their plain names and a quick password hash, for the worlds too; all else is as it runs.

    What a portal that another test starts collects meanwhile is none of these tests' business: WhiteNoise would list it.
    """
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": plain},
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """No test sees what another left in Redis."""
    cache.clear()


def pytest_collection_finish() -> None:
    """Look less often for what no one needs any more: nearly all there is by now stays, and looking takes an eighth."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Refuse the mark that opens a database without knowing which world it is."""
    if item.get_closest_marker("django_db"):
        raise pytest.UsageError(
            f"{item.nodeid} asks for its database by a mark: use the fixture db or transactional_db"
        )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the journeys first: one worker has them all, with one browser and one portal, and the other takes its rest."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


def pytest_runtest_setup() -> None:
    """Shut the network but for this machine's own servers."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
