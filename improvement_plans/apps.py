from importlib import import_module

from django.apps import AppConfig


class ImprovementPlansConfig(AppConfig):
    name = "improvement_plans"
    verbose_name = "Improvement plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the roles that activities can have; their modules need the models, which are there only now."""
        import_module("improvement_plans.activities").register()
