"""What the documents show can be done, and what they point at is there."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands

import run

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
TEXT = {path: path.read_text() for path in DOCUMENTS}
SHOWN = sorted(
    {
        line.split("#")[0].strip()
        for text in TEXT.values()
        for block in re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
        if line.startswith("python3 run.py")
    }
)
COMMANDS = {function.__name__ for function in run.COMMANDS}


@pytest.mark.parametrize("line", SHOWN)
def test_a_command_that_is_shown_exists(line):
    words = [word for word in shlex.split(line)[2:] if not word.startswith("-")]
    assert not words or words[0] in COMMANDS or not words[0].isalpha()


@pytest.mark.django_db
@pytest.mark.parametrize("line", [line for line in SHOWN if " manage " in line])
def test_a_command_of_the_site_runs_as_shown(line, tmp_path, monkeypatch):
    # Each command runs whole, but what it works on is as small as it may be.
    shutil.copytree(ROOT / "content" / "pages", tmp_path / "content" / "pages")
    monkeypatch.chdir(tmp_path)
    name, *arguments = shlex.split(line.split(" manage ")[1].replace("/tmp/", f"{tmp_path}/"))
    assert name in get_commands()
    if name != "check":  # the deployment check complains about a site on this machine, rightly
        call_command(name, *arguments)


def test_commands_in_the_text_exist():
    named = {
        word
        for text in TEXT.values()
        for word in re.findall(r"`(?:python3 run\.py )?manage(?:\.py)? (\w+)", text)
    }
    assert named
    assert named <= set(get_commands())


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_and_pictures_are_there(path):
    for target in re.findall(r"\]\((?!https?:|mailto:|/|#)([^)#\s]+)", TEXT[path]):
        if "`" not in target:
            assert (path.parent / target).exists(), target


def test_every_variable_of_the_settings_is_documented():
    source = (settings.BASE_DIR / "site_config" / "settings.py").read_text()
    variables = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", source))
    guide = TEXT[ROOT / "docs" / "operator.md"]
    assert {name for name in variables if f"`{name}`" not in guide} == set()


def test_nothing_names_a_registry_or_a_path_of_one_machine():
    words = [
        "py" + "pi.org",
        "files.python" + "hosted",
        "registry.npm" + "js",
        "/ro" + "ot/",
        "/wo" + "rk/",
    ]
    suffixes = {
        ".py",
        ".md",
        ".txt",
        ".toml",
        ".html",
        ".css",
        ".js",
        ".yaml",
        ".yml",
        ".in",
        ".json",
    }
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in ROOT.rglob("*")
        if path.suffix in suffixes
        and not {".venv", "var", ".git"} & set(path.relative_to(ROOT).parts)
        for word in words
        if word in path.read_text(errors="replace")
    ]
    assert found == []
