"""Loaded before the settings: the tests run on real servers, started here where none are named.

Each worker of pytest-xdist has its own Redis database, as it has its own PostgreSQL database.
"""

import atexit
import os
import shutil
import tempfile

from cim_portal.embedded import servers
from cim_portal.embedded.folder import PROJECT

servers.put_into_environment()
if owner := os.environ.pop("DATABASE_OWNER_URL", ""):
    os.environ["DATABASE_URL"] = owner  # it makes the databases; tests then work as the portal's own role
(PROJECT / "staticfiles").mkdir(exist_ok=True)  # WhiteNoise warns where nothing was collected yet
os.environ["KEPT_FILES"] = tempfile.mkdtemp(prefix="cim-kept-")  # for this process and the portals that it starts
atexit.register(shutil.rmtree, os.environ["KEPT_FILES"], ignore_errors=True)
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rpartition("/")[0] + f"/{_worker + 1}"
