"""Check one upload as a worker does, and print what it took: `python -m tests.bench.one_import PK`."""

import json
import re
import sys
from pathlib import Path

import django

django.setup()

from determinations.uploads import services  # noqa: E402 - models need the apps
from determinations.uploads.models import Upload  # noqa: E402
from tests.bench.measuring import seconds  # noqa: E402
from tests.cast import NOON  # noqa: E402


def peak_mib() -> float:
    """Return the most memory that this process has had, in MiB.

    `getrusage` would count what the process that started it had at that moment, which is more.
    """
    high = re.search(r"^VmHWM:\s+([0-9]+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert high is not None
    return int(high[1]) / 1024


if __name__ == "__main__":
    upload = Upload.objects.get(pk=sys.argv[1])
    took = seconds(lambda: services.check(upload=upload, at=NOON, report=lambda done, total: None))
    sys.stdout.write(json.dumps({"seconds": took, "peak_mib": peak_mib()}))
