"""The web server's way in."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cim_portal.settings")
application = get_wsgi_application()

from cim_portal.checks import insist_on_a_safe_start  # noqa: E402 - the apps are ready only now

insist_on_a_safe_start()
get_resolver().url_patterns  # noqa: B018 - every page is imported before the first visitor asks, once for all workers
