import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from pages.staticbuild import Storage, joined, minified

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
SOURCES = {
    "css/site.css": (
        "/* the list */\n@layer reset, base, components;\n"
        '@import "reset.css";\n@import "base.css";\n@import "strip.css";\n'
    ),
    "css/reset.css": "@layer reset {\n  * {\n    margin: 0;\n  }\n}\n",
    "css/base.css": (
        "@layer base {\n  a:not(:hover, .b > i) {\n    width: calc(100% - (2rem + 1px));\n"
        "    color: light-dark(#fff, oklch(0.2 0.01 300));\n  }\n}\n"
    ),
    "css/strip.css": (
        '@layer components {\n  .strip {\n    background: url("../img/dot.svg");\n'
        "    & + & {\n      margin-top: 1px;\n    }\n  }\n}\n"
    ),
    "css/alone.css": "p {\n  color: red;\n}\n",
    "img/dot.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "js/site.js": (
        'import { hello } from "./parts/hello.js";\nexport * from "./parts/more.js";\nhello();\n'
    ),
    "js/parts/hello.js": 'export function hello() {\n  return "hello";\n}\n',
    "js/parts/more.js": "export const more = 1;\n",
    "js/site.js.map": "{}",
    "vendor/LICENSE": "free",
}


def without_blanks(sheet):
    """A sheet without comments and without the blanks that never mean anything."""
    sheet = re.sub(r"/\*.*?\*/", " ", sheet, flags=re.DOTALL)
    sheet = re.sub(r"\s+", " ", sheet)
    sheet = re.sub(r"(?<=\() | (?=\))", "", sheet)
    sheet = re.sub(r" ?([<>]=?|[{};,]|(?<=[\w)]):) ?", r"\1", sheet)
    return sheet.replace(";}", "}").replace(" *:", " :").strip()


@pytest.fixture
def collect(settings, tmp_path, monkeypatch):
    """Collect `SOURCES`, changed as asked, and give the storage and its folder."""
    source, target = tmp_path / "source", tmp_path / "target"
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = target
    settings.STATIC_URL = "/static/"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "pages.staticbuild.Storage"}
    }
    finders.get_finder.cache_clear()

    def collect(**changes):
        for name, text in (SOURCES | changes).items():
            file = source / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        call_command("collectstatic", interactive=False, verbosity=0)
        return Storage(), target

    yield collect
    finders.get_finder.cache_clear()


def test_a_sheet_is_joined_in_the_order_of_its_imports():
    sheet = joined("css/site.css", SOURCES)
    assert "@import" not in sheet
    places = [sheet.index(part) for part in ["@layer reset, base", "margin: 0", "calc", ".strip"]]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "rule",
    [
        "@layer base{a :is(b,c){d:e}}",
        "@layer base{a:not(b) :hover{d:e}}",
        "@layer base{a ::marker{d:e}}",
        "a{[b] :hover{d:e}}",
    ],
)
def test_a_pseudo_class_of_a_descendant_stays_one(rule):
    assert without_blanks(minified(rule)) == rule


def test_minifying_the_sites_sheet_takes_away_nothing_but_blanks():
    sources = {f"css/{file.name}": file.read_text() for file in CSS.glob("*.css")}
    sheet = joined("css/site.css", sources)
    assert minified(sheet).startswith("@layer reset,")
    assert without_blanks(minified(sheet)) == without_blanks(sheet)


class TestCollecting:
    def test_the_joined_sheet_is_served_minified_and_its_parts_are_not(self, collect):
        storage, target = collect()
        sheet = (target / storage.stored_name("css/site.css")).read_text()
        assert re.search(r"site\.[0-9a-f]{12}\.css$", storage.stored_name("css/site.css"))
        assert sheet.startswith("@layer reset,base,components;@layer reset{*{margin:0}}")
        assert "the list" not in sheet
        assert "\n" not in sheet
        assert not list(target.glob("css/reset*"))
        assert list(target.glob("css/alone.*.css"))

    def test_minifying_changes_no_meaning(self, collect):
        storage, target = collect()
        sheet = (target / storage.stored_name("css/site.css")).read_text()
        assert "width:calc(100% - (2rem + 1px))" in sheet
        assert "color:light-dark(#fff,oklch(0.2 0.01 300))" in sheet
        assert "a:not(:hover,.b>i){" in sheet
        assert "& + & {margin-top:1px" in sheet
        assert sheet.count("{") == sheet.count("}") == joined("css/site.css", SOURCES).count("{")

    def test_addresses_in_sheets_and_scripts_are_the_hashed_ones(self, collect):
        storage, target = collect()
        sheet = (target / storage.stored_name("css/site.css")).read_text()
        script = (target / storage.stored_name("js/site.js")).read_text()
        assert Path(storage.stored_name("img/dot.svg")).name in sheet
        assert f"./parts/{Path(storage.stored_name('js/parts/hello.js')).name}" in script
        assert f"./parts/{Path(storage.stored_name('js/parts/more.js')).name}" in script

    def test_a_changed_part_changes_the_name(self, collect):
        before = collect()[0].stored_name("css/site.css")
        storage, _ = collect(**{"css/reset.css": "@layer reset { * { margin: 1px; } }"})
        assert storage.stored_name("css/site.css") != before

    def test_nothing_changed_changes_no_name(self, collect):
        before = collect()[0].hashed_files
        assert collect()[0].hashed_files == before

    def test_larger_files_are_compressed_twice(self, collect):
        storage, target = collect(**{"css/reset.css": "@layer reset { a { margin: 0; } }" * 50})
        name = storage.stored_name("css/site.css")
        assert (target / f"{name}.gz").exists()
        assert (target / f"{name}.br").exists()

    def test_what_no_browser_asks_for_is_left_out(self, collect):
        _, target = collect()
        collected = {file.name for file in target.rglob("*")}
        assert "site.js.map" not in collected
        assert "LICENSE" not in collected

    @pytest.mark.parametrize(
        ("sheet", "why"),
        [
            ('@import "missing.css";', "does not exist"),
            ('@import "../other/part.css";', "another folder"),
            ('@import "nested.css";', "imports others itself"),
        ],
    )
    def test_an_import_that_cannot_be_joined_is_an_error(self, collect, sheet, why):
        with pytest.raises(ValueError, match=why):
            collect(**{"css/site.css": sheet, "css/nested.css": '@import "base.css";'})
