"""The alarm clock: wakes workers for job rows, and each minute the sweep."""

import os
from pathlib import Path

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cim_portal.settings")
ROOT = Path(__file__).resolve().parent.parent

app = Celery("cim_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        f"{app_name}.{tasks.parent.name}"
        for app_name in ("monitoring", "determinations", "improvement_plans")
        for tasks in (ROOT / app_name).glob("*/tasks.py")
    ]
)
