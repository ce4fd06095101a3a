"""The reports: a file a report, each with its `REPORT`. The files are found, and nothing else lists them."""

from collections.abc import Mapping
from functools import cache

from cim_portal.lib import discovery, drawn
from improvement_plans.report.declaring import Report


@cache
def kinds() -> Mapping[str, Report[object]]:
    """Return every report by its name, which is that of its file."""
    return discovery.declared(__name__, __path__, name="REPORT", kind=Report)


def insist() -> None:
    """Insist that each report is complete and has an address of its own. Raises `discovery.Incomplete`."""
    addresses: dict[str, str] = {}
    for name, report in kinds().items():
        drawn.insist(f"the report {name}", report.template)
        if addresses.setdefault(report.address, name) != name:
            raise discovery.Incomplete(f"the reports {addresses[report.address]} and {name} have the same address")
