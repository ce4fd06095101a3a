"""What no linter sees."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from celery import current_app
from django.apps import apps
from django.core.management import call_command
from django.db import models

from improvement_plans.workbook import kinds
from tests.moves import FILES, document, moves_by_thing

ROOT = Path(__file__).resolve().parent.parent
OURS = ("cim_portal", "monitoring", "determinations", "improvement_plans")
SOURCES = [p for app in OURS for p in sorted((ROOT / app).rglob("*.py")) if "migrations" not in p.parts]


Node = TypeVar("Node", bound=ast.AST)


def _nodes(kind: type[Node]) -> Iterator[tuple[Path, Node]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, kind):
                yield path, node


def test_the_ledger_alone_writes_a_status() -> None:
    written = {
        path.relative_to(ROOT).as_posix()
        for path, node in _nodes(ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr == "status"
    }
    updated = {
        path.relative_to(ROOT).as_posix()
        for path, node in _nodes(ast.Call)
        if isinstance(node.func, ast.Attribute)
        and node.func.attr == "update"
        and any(keyword.arg == "status" for keyword in node.keywords)
    }
    assert written | updated == {"monitoring/ledger/ledger.py"}


@pytest.mark.parametrize("app", ["determinations", "improvement_plans"])
def test_each_move_has_its_pair_in_the_database_and_each_pair_its_move(app: str) -> None:
    moves = moves_by_thing()
    for model in apps.get_app_config(app).get_models():
        pairs = {
            tuple(pair)
            for trigger in getattr(model._meta, "triggers", [])
            if hasattr(trigger, "transitions")
            for pair in trigger.transitions
        }
        declared = {(s, m.target) for m in moves.get(model.__name__, ()) for s in m.source}
        assert pairs == declared, model.__name__


def test_each_move_is_made_by_a_function_next_to_it() -> None:
    for path in FILES:
        text = path.read_text()
        for name in re.findall(r"^([A-Z_]+) = Move\(", text, re.M):  # it is declared, is in MOVES, and is made
            uses = sum(re.findall(r"\w+", other.read_text()).count(name) for other in FILES)
            assert uses >= 3, f"{path}: {name}"


def test_any_is_used_where_a_library_asks_for_it_or_with_a_reason() -> None:
    passed_on = re.compile(r"\*{1,2}\w+: Any\b")  # what Django hands to commands and forms
    without = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if re.search(r"\bAny\b(?! words)", passed_on.sub("", line)) and "import" not in line and " # " not in line
    ]
    assert without == []


def test_the_table_of_moves_in_the_docs_is_the_one_in_the_code() -> None:
    printed = document(moves_by_thing())
    assert (ROOT / "docs" / "moves.md").read_text() == printed, printed


def test_each_model_of_an_lea_says_to_whom_it_is_visible() -> None:
    told = {
        "LeaGrant",
        "SelpaGrant",
        "StateGrant",
        "PastSelpa",
    }  # read by access/scope, people/grants, places/reading alone
    for app in OURS[1:]:
        for model in apps.get_app_config(app).get_models():
            points_at_lea = any(
                isinstance(f, models.ForeignKey) and f.related_model.__name__ == "Lea" for f in model._meta.get_fields()
            )
            history = hasattr(model, "pgh_tracked_model")  # read by ledger/changes.py alone, for administrators
            if points_at_lea and model.__name__ not in told and not history:
                assert hasattr(model._default_manager.get_queryset(), "visible_to"), model.__name__


def test_each_task_takes_its_job_by_name(db: None) -> None:
    current_app.loader.import_default_modules()
    ours = {name: task for name, task in current_app.tasks.items() if name.startswith(OURS)}
    assert ours
    for name, task in ours.items():
        arguments = ast.parse(Path(task.run.__code__.co_filename).read_text())
        function = next(
            n for n in ast.walk(arguments) if isinstance(n, ast.FunctionDef) and n.name == task.run.__name__
        )
        assert not function.args.args, name


def test_there_are_no_signals_of_ours() -> None:
    for path in SOURCES:
        text = path.read_text()
        assert "@receiver" not in text, path
        assert "post_save" not in text, path


def test_each_dependency_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    listed = tomllib.loads(text)
    groups = listed["dependency-groups"]
    grouped = [one for group in groups.values() for one in group if isinstance(one, str)]
    wanted = [*listed["project"]["dependencies"], *grouped]
    for requirement in wanted:
        line = next(line for line in text.splitlines() if f'"{requirement}"' in line)
        assert re.search(r"# \S", line), requirement


def test_each_template_is_used() -> None:
    templates = ROOT / "templates"
    code = "\n".join(p.read_text() for p in [*SOURCES, *templates.rglob("*.html"), *templates.rglob("*.txt")])
    foreign = ("account/", "mfa/", "usersessions/", "socialaccount/", "allauth/", "403", "404", "500", "400", "admin/")
    of_kinds = {
        f"components/field/{name}/{part}.html" for name, kind in kinds.kinds().items() for part in kind.templates
    }
    for path in templates.rglob("*.html"):
        name = path.relative_to(templates).as_posix()
        component = name.removeprefix("components/").removesuffix(".html").replace("/", ".").replace("_", "-")
        used = f"<c-{component}" in code if name.startswith("components/") else False
        assert used or name in of_kinds or name.startswith(foreign) or name in code, f"nothing uses {name}"


def test_the_migrations_say_what_the_models_say(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
