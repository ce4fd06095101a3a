"""Loaded before the settings: the tests run on real servers, started here where none are named.

Each worker of pytest-xdist has its own Redis database, as it has its own PostgreSQL database.
"""

import os

from cim_portal.embedded import servers
from cim_portal.embedded.folder import PROJECT

servers.put_into_environment()
if owner := os.environ.pop("DATABASE_OWNER_URL", ""):
    os.environ["DATABASE_URL"] = owner  # it makes the databases; tests then work as the portal's own role
(PROJECT / "staticfiles").mkdir(exist_ok=True)  # WhiteNoise warns where nothing was collected yet
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rpartition("/")[0] + f"/{_worker + 1}"
