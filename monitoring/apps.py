from django.apps import AppConfig

from monitoring.notices import registering


class MonitoringConfig(AppConfig):
    name = "monitoring"
    verbose_name = "Monitoring"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this app can record and tell; its modules need the models, which are there only now."""
        registering.register(self.name)
