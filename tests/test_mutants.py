"""The lists of mutants fit the code: each fault can still be put in, and the tests that are to find it are there."""

import ast
import gc
import runpy
from pathlib import Path

import pytest

from tests.mutants.exchange import exchange, is_within_functions
from tests.mutants.lane import is_of
from tests.mutants.mutant import LISTS, ROOT, Mutant, mutants

MUTANTS = mutants()


def test_there_are_mutants_of_everything_that_must_not_be_wrong() -> None:
    assert len(MUTANTS) >= 60
    assert {path.stem for path in LISTS.glob("*.toml")} == {
        "access", "permissions", "ledger", "jobs", "suppression", "ratios", "rules", "merging", "ingest",
    }  # fmt: skip
    for permissions in ROOT.glob("*/*/permissions.py"):
        assert str(permissions.relative_to(ROOT)) in {mutant.path for mutant in MUTANTS}


def test_no_mutant_is_there_twice() -> None:
    assert len({(mutant.path, mutant.old, mutant.new) for mutant in MUTANTS}) == len(MUTANTS)


@pytest.mark.parametrize("path", sorted({mutant.path for mutant in MUTANTS}))
def test_each_mutant_is_in_its_file_exactly_once_and_can_be_read(path: str) -> None:
    text = (ROOT / path).read_text()
    for mutant in MUTANTS:
        if mutant.path == path:
            changed = mutant.applied(text)
            assert ast.dump(ast.parse(changed)) != ast.dump(ast.parse(text)), mutant


@pytest.mark.parametrize("path", sorted({name.split("::")[0] for mutant in MUTANTS for name in mutant.tests}))
def test_each_test_that_is_to_find_a_mutant_is_there(path: str) -> None:
    there = {node.name for node in ast.parse((ROOT / path).read_text()).body if isinstance(node, ast.FunctionDef)}
    named = {name.split("::")[1] for mutant in MUTANTS for name in mutant.tests if name.startswith(f"{path}::")}
    assert named <= there


def test_each_mutant_says_what_it_means_and_who_finds_it() -> None:
    assert [mutant for mutant in MUTANTS if not mutant.tests or not mutant.means] == []


def test_what_is_not_there_or_not_once_is_refused() -> None:
    mutant = Mutant("a.py", "x", "y", "means", ["tests/a.py"])
    assert mutant.applied("x = 1") == "y = 1"
    for text in ("z = 1", "x = x"):
        with pytest.raises(ValueError, match="not once"):
            mutant.applied(text)


@pytest.mark.parametrize(
    ("before", "after", "within"),
    [
        ("def f():\n return 1", "def f():\n return 2", True),
        ("class A:\n def f(self):\n  return 1", "class A:\n def f(self):\n  return 2", True),
        ("def f():\n return lambda: 1", "def f():\n return lambda: 2", True),
        ("A = 1", "A = 2", False),
        ("A = 1", "A = True", False),
        ("class A:\n a = 1", "class A:\n a = 2", False),
        ("def f(a=1):\n return a", "def f(a=2):\n return a", False),
        ("def f(a):\n return lambda: a", "def f(a):\n return lambda: 1", False),
    ],
)
def test_what_can_be_exchanged_in_a_process_that_runs(before: str, after: str, within: bool) -> None:
    assert is_within_functions(before, after) is within


def test_a_function_is_exchanged_although_it_was_frozen(tmp_path: Path) -> None:
    path = tmp_path / "one.py"
    path.write_text("def f():\n return 1")
    there = runpy.run_path(str(path))["f"]
    gc.freeze()  # as when the tests were collected
    assert exchange(path, "def f():\n return 2") == 1
    assert there() == 2
    gc.freeze()


@pytest.mark.parametrize(
    ("nodeid", "name", "found"),
    [
        ("tests/a.py::b", "tests/a.py", True),
        ("tests/a.py::b[1]", "tests/a.py::b", True),
        ("tests/a.py::b", "tests/a.py::b", True),
        ("tests/a.py::bc", "tests/a.py::b", False),
        ("tests/ab.py::b", "tests/a", False),
    ],
)
def test_which_tests_a_mutant_names(nodeid: str, name: str, found: bool) -> None:
    assert is_of(nodeid, name) is found


def test_a_mutant_that_changes_nothing_says_why() -> None:
    assert all(len(mutant.same.split()) > 5 for mutant in MUTANTS if mutant.same)
