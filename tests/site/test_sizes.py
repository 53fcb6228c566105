"""What a first visit may weigh, counted in bytes of the collected files."""

from pathlib import Path

import pytest
from django.core.management import call_command

CSS_LIMIT = 30 * 1024
MEMBER_LIMIT = 4 * 1024
SCRIPT_LIMIT = 30 * 1024


@pytest.fixture(scope="module")
def collected(tmp_path_factory, django_db_blocker):
    from django.conf import settings
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("static")
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "pages.staticbuild.Storage"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def one(folder, pattern):
    (path,) = [p for p in folder.glob(pattern) if p.suffix in (".css", ".js", ".woff2", ".svg")]
    return path


def test_the_style_sheet_of_public_pages(collected):
    size = one(collected, "css/site.*.css").stat().st_size
    assert 10_000 < size <= CSS_LIMIT


def test_the_style_sheet_of_members(collected):
    assert 500 < one(collected, "css/member.*.css").stat().st_size <= MEMBER_LIMIT


def test_our_own_script(collected):
    size = sum(p.stat().st_size for p in Path("static/js").rglob("*.js"))
    assert 1_000 < size <= SCRIPT_LIMIT


def test_fonts(collected):
    sizes = {p.stem: p.stat().st_size for p in Path("static/fonts").glob("*.woff2")}
    plain = sizes["serif"] + sizes["sans"]
    assert plain <= 100 * 1024
    assert plain + sizes["math"] + sizes["mono"] + sizes["serif-italic"] <= 180 * 1024
