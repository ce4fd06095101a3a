"""manage.py render_plan LEA_CODE --year Y --out FILE: draws an improvement plan as it is."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from improvement_plans.plans.models import Plan
from improvement_plans.report.kinds import plan as report_plan


class Command(BaseCommand):
    help = "Draws the improvement plan of an LEA and year as PDF, approved or not, and keeps nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("lea_code")
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--out", type=Path, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        plans = Plan.objects.select_related("lea__county", "lea__selpa", "year", "definition", "letter")
        plan = plans.filter(lea__code=options["lea_code"], year__year=options["year"]).first()
        if plan is None:
            self.stderr.write(f"There is no plan of {options['lea_code']} for {options['year']}.")
            sys.exit(1)
        content = report_plan.REPORT.draw(plan)
        try:
            options["out"].write_bytes(content)
        except OSError as fault:
            raise CommandError(f"{options['out']} cannot be written: {fault}", returncode=2) from fault
        self.stderr.write(f"{options['out']}: {len(content)} bytes.")
