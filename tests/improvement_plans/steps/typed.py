"""An activity as its form sends it."""

from typing import Any

STEP = "/plans/0161119/2023/step/1/"
PAGE = f"{STEP}consolidation/"


def form(why: str, *, version: int = 0, **more: Any) -> dict[str, Any]:
    return {"why": why, "seen-why": version, **more}
