"""Rules of the whole tree that no single package can hold."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from markup.answers import RESERVED_IDS

ROOT = Path(__file__).resolve().parents[2]
FLOORS = [
    {"site_config"},
    {"editorial", "operations"},
    {"search"},
    {"discussion", "partners", "study"},
    {"questions", "accounts"},
    {"markup", "pages", "maintenance"},
]
PACKAGES = set().union(*FLOORS)


def modules():
    for package in sorted(PACKAGES):
        yield from sorted(
            path for path in (ROOT / package).rglob("*.py") if path.parent.name != "migrations"
        )


def floor(package):
    return next(number for number, packages in enumerate(FLOORS) if package in packages)


def test_imports_point_downwards():
    linter = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert linter.returncode == 0, linter.stdout + linter.stderr


def test_relations_point_downwards():
    wrong = []
    for model in apps.get_models():
        own = model._meta.app_config.name
        for field in model._meta.get_fields():
            if field.auto_created or field.remote_field is None or own not in PACKAGES:
                continue
            other = field.related_model._meta.app_config.name
            is_user = field.related_model._meta.label == settings.AUTH_USER_MODEL
            if other in PACKAGES and other != own and not is_user and floor(other) <= floor(own):
                wrong.append(f"{model._meta.label}.{field.name}")
    assert wrong == []


def test_stored_html_is_marked_safe_in_one_place():
    pattern = re.compile(r"\bmark_safe\(|\|\s*safe\b|\bSafeString\(|autoescape off")
    found = [
        str(path.relative_to(ROOT))
        for path in [*modules(), *(ROOT / "templates").rglob("*.html")]
        for line in path.read_text().splitlines()
        if pattern.search(line)
    ]
    assert found == ["markup/templatetags/markup.py"]


def test_the_rule_of_what_is_public_stands_in_one_place():
    found = {
        str(path.relative_to(ROOT)) for path in modules() if "published_at__lte" in path.read_text()
    }
    assert found <= {"questions/models/questions.py", "questions/counting.py"}


@pytest.mark.parametrize("path", list(modules()), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_has_at_most_400_lines_and_a_view_30(path):
    text = path.read_text()
    assert text.count("\n") <= 400
    if "views" in path.name or path.parent.name == "views":
        assert text.count("\n") <= 200
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno < 30, node.name


def test_imports_inside_functions_stand_in_ready_alone():
    found = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name != "ready":
                found += [
                    f"{path.relative_to(ROOT)}: {node.name}"
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Import | ast.ImportFrom)
                ]
    assert found == []


def test_every_model_that_readers_see_expires_pages():
    """Each model without `stale_pages` stands here with its reason."""
    unseen = {
        "editorial.LoadedState": "only the loader reads it",
        "maintenance.MaintenanceState": "the page cache varies by it",
        "partners.DailyCount": "only the admin shows it",
        "questions.FormerAddress": "redirects are not kept by the page cache",
        "questions.Picture": "a name is its content; texts show it",
        "questions.Revision": "history is not public yet",
        "study.Bookmark": "only its own person sees it",
        "search.Document": "changes only together with its question",
    }
    without = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_config.name in PACKAGES and not hasattr(model, "stale_pages")
    }
    assert without == set(unseen)


def test_no_inline_style_or_script_in_templates():
    inline = re.compile(
        r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*(src=|ld\+json))", re.IGNORECASE
    )
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in (ROOT / "templates").rglob("*.html")
        for line in path.read_text().splitlines()
        if inline.search(line)
    ]
    assert found == []


def test_no_heading_of_an_answer_can_take_an_id_of_the_page():
    named = re.compile(r'\bid="([^"{]+)"')
    ids = {
        name
        for path in (ROOT / "templates").rglob("*.html")
        if path.relative_to(ROOT).parts[1] != "admin"  # no answer is shown there
        for name in named.findall(path.read_text())
    }
    assert ids - RESERVED_IDS == set()
