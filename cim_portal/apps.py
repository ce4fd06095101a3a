from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from monitoring.notices import registering


class PortalConfig(AppConfig):
    name = "cim_portal"
    verbose_name = _("CIM portal")

    def ready(self) -> None:
        from cim_portal import checks, sessions  # noqa: F401, PLC0415 - Django registers system checks by import

        registering.register(self.name)
        sessions.connect()
