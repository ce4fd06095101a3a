from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from monitoring.notices import registering


class DeterminationsConfig(AppConfig):
    name = "determinations"
    verbose_name = _("Determinations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this app can record and notify of, its facts, and what a definition does to levels.

        See that its letters are complete.

        Their modules need the models, which are there only now.
        """
        registering.register(self.name)
        import_module("determinations.levels.facts").register()
        import_module("determinations.levels.effects").register()
        import_module("determinations.letters.kinds").insist()
