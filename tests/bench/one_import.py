"""Check one upload as a worker does, and print what it took: `python -m tests.bench.one_import PK`."""

import json
import resource
import sys

import django

django.setup()

from determinations.uploads import services  # noqa: E402 - models need the apps
from determinations.uploads.models import Upload  # noqa: E402
from tests.bench.measuring import seconds  # noqa: E402
from tests.cast import NOON  # noqa: E402

if __name__ == "__main__":
    upload = Upload.objects.get(pk=sys.argv[1])
    took = seconds(lambda: services.check(upload=upload, at=NOON, report=lambda done, total: None))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # kibibytes on Linux
    sys.stdout.write(json.dumps({"seconds": took, "peak_mib": peak}))
