"""The year of a finding: its last day, and the reminders on the way."""

from datetime import UTC, date, datetime, timedelta

import pytest

from determinations.findings import clock, moves, reminding
from monitoring.notices.models import Notice
from monitoring.years.models import Year
from tests.cast import NOON, Cast
from tests.determinations.findings import made


@pytest.mark.parametrize(
    ("notified", "last"),
    [
        (date(2023, 3, 20), date(2024, 3, 20)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 2, 28), date(2024, 2, 28)),
    ],
)
def test_the_year_ends_on_the_same_day(notified: date, last: date) -> None:
    assert clock.last_day(notified) == last


def test_the_notice_counts_on_the_pacific_day(cast: Cast, opened_2023: Year) -> None:
    finding = made.notified(cast, at=datetime(2023, 6, 1, 5, tzinfo=UTC))  # the evening of May 31 in Sacramento
    assert finding.due_on == date(2024, 5, 31)


def test_reminders_go_to_whom_it_waits_for_and_each_once(cast: Cast, opened_2023: Year) -> None:
    def sent(at: datetime) -> set[tuple[str, str]]:
        Notice.objects.all().delete()
        reminding.remind(at=at)
        assert reminding.remind(at=at) == 0  # twice a day nothing more
        return set(Notice.objects.values_list("kind", "person__email"))

    finding = made.notified(cast)
    lea = {cast.editor.email, cast.approver.email}
    due = datetime(2024, 3, 20, 19, tzinfo=UTC)
    assert sent(due - timedelta(days=31)) == set()
    assert sent(due - timedelta(days=30)) == {("finding_due", email) for email in lea}
    assert sent(due - timedelta(days=5)) == {("finding_due", email) for email in lea}  # caught up
    everyone = lea | {cast.reviewer.email, cast.monitor.email}
    assert sent(due + timedelta(days=1)) == {("finding_late", email) for email in everyone}
    assert sent(due + timedelta(days=8)) == {("finding_late", email) for email in everyone}
    other = made.corrected(cast, made.notified(cast))
    moves.give_evidence(finding=other, by=cast.editor, at=NOON)
    verifiers = {cast.reviewer.email, cast.monitor.email}
    assert sent(NOON + timedelta(days=7)) == {("finding_to_verify", email) for email in verifiers}
    moves.verify_children(finding=other, words="Seen.", seen=["A-17", "A-18"], by=cast.reviewer, at=NOON)
    moves.verify_data(finding=other, words="20 of 20.", by=cast.reviewer, at=NOON)
    assert sent(NOON + timedelta(days=14)) == {("finding_to_close", cast.administrator.email)}
    assert finding.due_on == due.date()
