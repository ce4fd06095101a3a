"""The alarm clock: wakes workers for job rows, and each minute the sweep."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cim_portal.settings")

app = Celery("cim_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
