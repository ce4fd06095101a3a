"""Real files of other people: they are no part of the repository, and tests use them where they are present.

`REAL_DATA` names their folder; without it they are looked for next to the checkout.
"""

import os
from pathlib import Path

REAL = Path(os.environ.get("REAL_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
