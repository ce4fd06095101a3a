"""What forms of every app need of Django's."""

from django import forms


def offer(form: forms.Form, field: str, choices: list[tuple[object, str]]) -> None:
    """Let the field of that name offer what is known only when the form is made."""
    form.fields[field].choices = choices  # type: ignore[attr-defined]
