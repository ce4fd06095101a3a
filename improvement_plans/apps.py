from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from monitoring.notices import registering


class ImprovementPlansConfig(AppConfig):
    name = "improvement_plans"
    verbose_name = _("Improvement plans")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this app can record and notify of, the kinds of field, the roles that activities can have, and
        what a definition does to plans.

        Their modules need the models, which are there only now.
        """
        registering.register(self.name)
        import_module("improvement_plans.workbook.kinds").register()
        import_module("improvement_plans.activities").register()
        import_module("improvement_plans.workbook.effects").register()
        import_module("improvement_plans.report.kinds").insist()
