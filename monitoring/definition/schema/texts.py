"""The texts that documents have, and what every part of a document is."""

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict


def _text(value: object) -> object:
    """Refuse what YAML made of a bare yes, no or number where a text is meant."""
    if isinstance(value, str):
        return value
    raise ValueError("must be a text; put it in quotes")


def _slug(value: object) -> object:
    """Refuse what cannot be a key of the document, or are in an address."""
    if isinstance(value, str) and re.fullmatch(r"[a-z][a-z0-9_]{0,59}", value):
        return value
    raise ValueError("must be up to 60 small letters, digits and _, beginning with a letter, such as data_drilldown")


def _code(value: object) -> object:
    """Refuse what a column of a file or an address cannot hold."""
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,7}", value):
        return value
    raise ValueError("must be up to 8 letters, digits, - and _, such as T1; put it in quotes if it is a number")


def _indicator_code(value: object) -> object:
    """Refuse a code that is blank, longer than files have, or read as a number."""
    if isinstance(value, str) and 0 < len(value) <= 60:
        return value
    raise ValueError("must be a text of up to 60 characters; put it in quotes if it is a number")


def _label(value: object) -> object:
    """Refuse a blank where a reader needs a word."""
    if isinstance(value, str) and value.strip():
        return value
    raise ValueError("must be the words that a reader sees")


def _drawing(value: object) -> object:
    """Refuse what is not the text of a small SVG, or has entities, of which a few lines can become a very large text."""
    if value == "" or (
        isinstance(value, str) and value.strip().startswith("<svg") and "<!" not in value and len(value) <= 20_000
    ):
        return value
    raise ValueError("must be the text of an SVG drawing of at most 20,000 characters, beginning with <svg")


Text = Annotated[str, BeforeValidator(_text)]
Slug = Annotated[str, BeforeValidator(_slug)]
Label = Annotated[str, BeforeValidator(_label)]
Drawing = Annotated[str, BeforeValidator(_drawing)]
LevelCode = Annotated[str, BeforeValidator(_code)]
IndicatorCode = Annotated[str, BeforeValidator(_indicator_code)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
