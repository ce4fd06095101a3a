"""A state of real districts: each LEA of the directory has a level or a reason, and no other has either."""

import subprocess
import sys
from pathlib import Path

from determinations.levels import determining
from tests import world
from tests.cast import NOON, Cast
from tests.determinations.uploads.real import REAL

TOOL = REAL.parent / "tools" / "real_state.py"


def test_exactly_the_leas_of_the_directory_have_a_level_or_a_reason(cast: Cast, tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(TOOL), str(tmp_path)], check=True)  # noqa: S603 - our own tool
    year = world.open_2023(cast)
    for format in ("leas", "indicators", "ranks"):
        world.publish(year, format, (tmp_path / f"{format}.csv").read_text(encoding="utf-8"), by=cast.administrator)
    codes = {line[:7] for line in (tmp_path / "leas.csv").read_text(encoding="utf-8").splitlines()[1:]}
    assert len(codes) == 944
    run = determining.determine(year=year, version=year.definition, by=cast.administrator, at=NOON)
    results = list(run.results.values_list("lea__code", "level", "missing", "explanation"))
    assert {code for code, *_ in results} == codes
    assert len(results) == 944
    assert all(level or missing or explanation for _, level, missing, explanation in results)
