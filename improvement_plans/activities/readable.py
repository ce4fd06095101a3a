"""Whether what was typed can be read in the documents: characters that no font of the portal has are named before signing."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from cim_portal.lib import fonts
from cim_portal.lib.shapes import Json
from improvement_plans.activities.shown import Fault
from improvement_plans.workbook.workbook import Workbook


def every_character_can_be_printed(book: Workbook) -> Iterator[Fault]:
    """Each text, and each name of an attached file, is of characters that some font has."""
    activities = {activity.slug: activity for activity in book.definition.activities}
    files: dict[tuple[str, str, str], list[str]] = {}
    for (slug, repeat, name), attached in book.attachments.items():
        files.setdefault((slug, repeat, name.partition("-")[0]), []).extend(file.name for file in attached)
    for slug, repeat in dict.fromkeys([*book.kept_at(), *(at[:2] for at in files)]):
        value = book.value(slug, repeat)
        for field in activities[slug].fields if slug in activities else ():
            text = "".join([*_texts(value.get(field.key)), *files.get((slug, repeat, field.key), [])])
            if characters := fonts.undrawn(text):
                sentence = _(
                    "“%(label)s” has characters for which the portal has no font: %(characters)s. In the PDF they would "
                    "be empty boxes. Write them in another way, or ask the state for the font."
                )
                words = {"label": field.label, "characters": fonts.in_words(characters)}
                yield Fault(slug, sentence % words, severity="warning", repeat=repeat, field=field.key)


CHECKS = (every_character_can_be_printed,)


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
