"""manage.py verify_ledger: that no entry of the ledger and no kept file was changed, removed or slipped in."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.timezone import now

from monitoring.ledger import sealing


class Command(BaseCommand):
    help = "Proves the chain of the ledger and the bytes of every kept file; ends with 1 where something was changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        proof = sealing.prove(at=now())
        if options["json"]:
            self.stdout.write(json.dumps(proof.as_json(), ensure_ascii=False))
        else:
            self._tell(proof)
        if proof.faults:
            sys.exit(1)

    def _tell(self, proof: sealing.Proof) -> None:
        for fault in proof.faults:
            self.stderr.write(fault)
        self.stdout.write(
            f"{proof.entries:,} entries, {proof.sealed:,} of them sealed; {proof.kept:,} kept files; "
            f"{len(proof.faults):,} faults."
        )
        self.stdout.write(f"The chain ends in {proof.head or 'nothing'}. Write it down outside the portal.")
