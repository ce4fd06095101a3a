"""The portal of California's Compliance and Improvement Monitoring."""

from cim_portal.celery import app as celery_app

__all__ = ["celery_app"]
