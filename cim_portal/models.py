"""The models of the project's own subjects."""

from cim_portal.summaries.models import Summary

__all__ = ["Summary"]
