from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from monitoring.notices import registering


class MonitoringConfig(AppConfig):
    name = "monitoring"
    verbose_name = _("Monitoring")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this app can record and notify of; its modules need the models, which are there only now."""
        registering.register(self.name)
        from monitoring.people import signing_in  # noqa: PLC0415 - it needs the models

        signing_in.connect()
