"""Which rows keep what they were before each change: a trigger in PostgreSQL writes it, so no bulk update slips past.

The row itself holds what it is now. Only changes and removals are kept, so that putting many rows in costs nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import pghistory
import pgtrigger
from django.db import models

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Model = TypeVar("Model", bound=models.Model)


@dataclass(frozen=True)
class Kind:
    """A kind of thing whose changes are kept.

    `what` is what people call it; `words` names its fields, and no others are kept. `related` is read with each row, for
    the words of it and of what it refers to. `lea` is the path to the code of its LEA, blank where it is about none.
    """

    model: type[models.Model]
    changes: type[models.Model]
    what: "StrOrPromise"
    words: Mapping[str, "StrOrPromise"]
    related: tuple[str, ...]
    lea: str

    @property
    def name(self) -> str:
        """What it is called in an address."""
        return self.model._meta.model_name or ""

    def heavy(self) -> list[str]:
        """Return the fields of what is related that hold much and are never shown with a change."""
        found = []
        for path in self.related:
            model: type[models.Model] = self.model
            for part in path.split("__"):
                model = model._meta.get_field(part).related_model  # type: ignore[assignment]  # each is a relation
            fields = (f for f in model._meta.concrete_fields if isinstance(f, models.JSONField | models.TextField))
            found += [f"{path}__{field.name}" for field in fields]
        return found


_KINDS: dict[str, Kind] = {}


def kept(
    what: "StrOrPromise",
    *,
    words: Mapping[str, "StrOrPromise"],
    related: tuple[str, ...] = (),
    lea: str = "",
    drawn: tuple[str, ...] = (),
) -> Callable[[type[Model]], type[Model]]:
    """Keep what each row of the model was, in the fields that `words` names, before it is changed or removed.

    `drawn` are the fields that the portal fills when a document is first drawn: that alone is no change.
    """

    def keep(model: type[Model]) -> type[Model]:
        update = (
            pghistory.UpdateEvent(row=pghistory.Old, condition=_changed(model, list(words), drawn))
            if drawn
            else pghistory.UpdateEvent(row=pghistory.Old)
        )
        changes = pghistory.create_event_model(
            model,
            update,
            pghistory.DeleteEvent(),
            fields=list(words),
            model_name=f"{model.__name__}Change",
            abstract=False,
            meta={"indexes": [models.Index(fields=["-pgh_created_at"]), models.Index(fields=["pgh_obj", "pgh_id"])]},
        )
        kind = Kind(model, changes, what, words, related, lea)
        _KINDS[kind.name] = kind
        return model

    return keep


def _changed(model: type[models.Model], fields: list[str], drawn: tuple[str, ...]) -> pgtrigger.Condition:
    """Return the condition that a field says something else, which one of `drawn` only does if it said something."""
    columns = {field.name: field.column for field in model._meta.concrete_fields if field.name in fields}
    tests = {name: f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for name, column in columns.items()}
    tests |= {name: f'(OLD."{columns[name]}" IS NOT NULL AND {tests[name]})' for name in drawn}
    return pgtrigger.Condition(" OR ".join(tests.values()))


def kinds() -> list[Kind]:
    """Return every kind whose changes are kept, in the order of what people call them."""
    return sorted(_KINDS.values(), key=lambda kind: str(kind.what))


def kind(name: str) -> Kind:
    """Return the kind of that name. Raises KeyError."""
    return _KINDS[name]
