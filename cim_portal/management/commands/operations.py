"""manage.py operations: the queue, what failed, mails, processes and versions, as the page of that name has them."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.timezone import now

from cim_portal.lib import dates
from cim_portal.operations import queries, report


class Command(BaseCommand):
    help = "Says how the portal is doing: queue by lane, failed work, mails, workers and scheduler, versions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mails", choices=queries.STATES, default="failed", help="which mails are listed")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        made = report.made(at=now(), mails=options["mails"])
        if options["json"]:
            self.stdout.write(json.dumps(asdict(made), ensure_ascii=False, cls=DjangoJSONEncoder))
        else:
            self._tell(made)

    def _tell(self, made: report.Report) -> None:
        counts = made.mails_by_state
        for lane in made.lanes:
            since = f", the oldest since {dates.moment(lane.oldest)}" if lane.oldest else ""
            self.stdout.write(f"{lane.title}: {lane.waiting:,} waiting, {lane.running:,} running{since}")
        self.stdout.write(f"Failed: {made.failed_count:,}")
        for job in made.failed:
            self.stdout.write(f"  {job.number}  {job.title}, {job.about}: {job.reason}")
        self.stdout.write(
            f"Mails: {counts.sent:,} sent within a day, {counts.waiting:,} waiting, {counts.failed:,} failed"
        )
        for mail in made.mails:
            self.stdout.write(f"  {mail.number}  {mail.title} to {mail.to}: {mail.status} {mail.reason}".rstrip())
        for process in made.processes:
            word = "alive" if process.is_alive else "MISSING"
            self.stdout.write(f"{word}  {process.kind} {process.name}, last seen {dates.moment(process.at)}")
        for one in (*made.versions, *made.migrations):
            self.stdout.write(f"{one.name} {one.version}")
