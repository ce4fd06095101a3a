"""What a worker does about people."""

from celery import shared_task
from django.utils.timezone import now

from monitoring.ledger.models import Event
from monitoring.people import own_account, services
from monitoring.people.models import AddressChange, Person
from monitoring.work import jobs


@shared_task(name="monitoring.mail_invitation", soft_time_limit=60, time_limit=90)
def mail_invitation(*, job_id: int) -> None:
    """Mail one invitation."""
    _invite(job_id)


@shared_task(name="monitoring.mail_invitation_in_bulk", soft_time_limit=60, time_limit=90)
def mail_invitation_in_bulk(*, job_id: int) -> None:
    """Mail one of very many invitations, for which no one waits at the screen."""
    _invite(job_id)


@shared_task(name="monitoring.mail_reset", soft_time_limit=60, time_limit=90)
def mail_reset(*, job_id: int) -> None:
    """Mail the way to a new password."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            services.send_reset(person=Person.objects.get(pk=job.subject_id))


@shared_task(name="monitoring.mail_account_change", soft_time_limit=60, time_limit=90)
def mail_account_change(*, job_id: int) -> None:
    """Mail to a person that the account was changed."""
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            services.send_account_change(event=Event.objects.get(pk=job.subject_id))


@shared_task(name="monitoring.mail_new_address", soft_time_limit=60, time_limit=90)
def mail_new_address(*, job_id: int) -> None:
    """Mail the link that confirms a new address, where one is still asked for."""
    with jobs.claimed(job_id, clock=now) as job:
        change = AddressChange.objects.select_related("person").filter(pk=job.subject_id).first() if job else None
        if change:
            own_account.send_new_address(change=change)


@shared_task(name="monitoring.mail_unknown", soft_time_limit=60, time_limit=90)
def mail_unknown(*, email: str) -> None:
    """Mail to an address that no one has; no one waits for it, so it is tried once."""
    services.send_unknown(email=email)


@shared_task(name="monitoring.end_roles", soft_time_limit=60, time_limit=90)
def end_roles() -> None:
    """Remove the roles of which the last day is over."""
    services.end_roles(at=now())


def _invite(job_id: int) -> None:
    with jobs.claimed(job_id, clock=now) as job:
        if job:
            services.send_invitation(person=Person.objects.get(pk=job.subject_id), by=job.asked_by)
