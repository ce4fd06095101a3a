"""Fixtures of this app's tests."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _static_root(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Serve collected static files from a folder that is there, whether or not any were collected."""
    settings.STATIC_ROOT = Path(tmp_path_factory.mktemp("static"))
