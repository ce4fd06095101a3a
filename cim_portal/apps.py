from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "cim_portal"
    verbose_name = "CIM portal"

    def ready(self) -> None:
        from cim_portal import checks  # noqa: F401, PLC0415 - Django registers system checks by import
