"""The alarm clock: wakes workers for job rows, and each minute the sweep."""

import os
import warnings
from pathlib import Path

from celery import Celery, Task, signals
from celery.exceptions import SecurityWarning
from django.db import close_old_connections

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


def give_up_old_connections(task: Task, **_kwargs: object) -> None:
    """Before each task, as Django before each request: a connection that broke, or is old, is not asked again."""
    if not task.request.is_eager:  # done here and now, it is part of what its caller does
        close_old_connections()


signals.task_prerun.connect(give_up_old_connections)
