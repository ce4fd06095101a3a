"""Whether the templates are there that a kind is drawn with."""

from pathlib import Path

from django.template import engines

from cim_portal.lib.discovery import Incomplete


def insist(whose: str, *templates: str) -> None:
    """Insist that each template is there. Raises `Incomplete` with the one that `whose` lacks.

    None of them is compiled: the portal may still be starting, and what compiles templates not be ready.
    """
    loaders = engines["django"].engine.template_loaders  # type: ignore[attr-defined]  # the backend is Django's own
    for template in templates:
        origins = (origin for loader in loaders for origin in loader.get_template_sources(template))
        if not any(Path(origin.name).is_file() for origin in origins):
            raise Incomplete(f"{whose} has no template {template}")
