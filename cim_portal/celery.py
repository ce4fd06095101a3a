"""The alarm clock: wakes workers for job rows, and each minute the sweep."""

import os
import warnings
from pathlib import Path

from celery import Celery
from celery.exceptions import SecurityWarning

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cim_portal.settings")
if os.environ.get("CIM_EMBEDDED") == "1":
    # Started by `manage.py run` on a machine of one's own, perhaps a container's root: the warning would tell nothing new.
    warnings.filterwarnings("ignore", category=SecurityWarning)
ROOT = Path(__file__).resolve().parent.parent

app = Celery("cim_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        f"{app_name}.{tasks.parent.name}"
        for app_name in ("monitoring", "determinations", "improvement_plans", "cim_portal")
        for tasks in (ROOT / app_name).glob("*/tasks.py")
    ]
)
