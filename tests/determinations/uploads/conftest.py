"""Leaves out the tests of real files where their folder is not there."""

from tests.determinations.uploads.real import REAL

collect_ignore = [] if REAL.is_dir() else ["test_real_files.py", "test_real_state.py"]
