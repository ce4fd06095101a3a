"""The forms of a definition, filled in as an administrator does."""

from collections.abc import Mapping

from django.test import Client

from monitoring.definition.models import DefinitionVersion
from tests import definitions

SOURCE = definitions.text(2023)
YEAR = "/years/2023/definition/"


def there(browser: Client, address: str, changed: Mapping[str, object] | None = None) -> dict[str, object]:
    """What the form of a list holds, with some fields changed."""
    form = browser.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields}
    changed = changed or {}
    assert changed.keys() <= {*data, "do", "pasted"}, changed.keys() - data.keys()
    return {
        name: value
        for name, value in {**data, "do": "look", **changed}.items()
        if value is not None and value is not False
    }


def looked(browser: Client, address: str, changed: Mapping[str, object]) -> str:
    """The page that says what would change."""
    answer = browser.post(address, there(browser, address, changed))
    assert answer.status_code == 200, answer.context["form"].errors
    assert answer.templates[0].name == "monitoring/definition/review.html"
    return answer.content.decode()


def saved(browser: Client, address: str, changed: Mapping[str, object]) -> DefinitionVersion:
    """The version that is saved after what would change was seen."""
    answer = browser.post(address, there(browser, address, changed))
    assert answer.status_code == 200, answer.context["form"].errors
    form = answer.context["form"]
    data = {name: form[name].value() for name in ("text", "base", "newest")}
    answer = browser.post(f"{answer.context['document'].page}review/", {**data, "do": "save"})
    assert answer.status_code == 302
    return DefinitionVersion.objects.filter(year=2023).latest("number")


def comments(text: str) -> list[str]:
    return sorted(line.strip() for line in text.splitlines() if line.strip().startswith("#"))
