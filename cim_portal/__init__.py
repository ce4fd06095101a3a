"""The portal of California's Compliance and Improvement Monitoring."""

__all__ = ["celery_app"]
