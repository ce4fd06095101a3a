"""The kinds of summary, a module each with its `KIND`. Adding one is one file."""

from cim_portal.lib import discovery
from cim_portal.summaries.declaring import Kind

KINDS = discovery.declared(__name__, __path__, name="KIND", kind=Kind)
