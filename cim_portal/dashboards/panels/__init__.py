"""The panels of the dashboards, a module each with its `PANEL`. Adding one is one file."""

from cim_portal.dashboards.declaring import Panel
from cim_portal.lib import discovery

PANELS = dict(
    sorted(
        discovery.declared(__name__, __path__, name="PANEL", kind=Panel).items(),
        key=lambda one: one[1].order,
    )
)
