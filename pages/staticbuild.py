"""Static files as they are collected: style sheets joined, names hashed, bodies compressed."""

import re
from collections.abc import Iterator
from typing import Any

import rcssmin
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'@import\s+"(?P<name>[^"]+)"\s*;')
DESCENDANT_PSEUDO_CLASS = re.compile(r"(?<=[\w\])])(?<!@page)\s+:(?=:?[a-z-])")


class ServedFilesConfig(StaticFilesConfig):
    """Django's own static files application, collecting only what a browser asks for."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        # For people, not for browsers.
        "*.map",
        "*.md",
        "*.txt",
        "*.py",
        "LICENSE*",
        # The administration asks for these only while debugging, when nothing is collected, or in
        # languages other than the site's.
        "admin/css/vendor/select2/select2.css",
        "admin/js/vendor/jquery/jquery.js",
        "admin/js/vendor/select2/select2.full.js",
        "admin/js/vendor/select2/i18n/[!e]*.js",
        "admin/js/vendor/select2/i18n/e[!n]*.js",
        "admin/js/vendor/xregexp/xregexp.js",
        "admin/img/gis/*",
        # Other versions of htmx, and what nobody loads.
        "django_htmx/ext/*",
        "django_htmx/django-htmx.js",
        "django_htmx/htmax*",
        "django_htmx/htmx-4*",
        "django_htmx/htmx-2.js",
    ]


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it has no types
    """Joins and minifies style sheets that import others, then does what its base class does.

    Scripts are modules that import each other by relative paths; their imports are rewritten to
    the hashed names. Neither files under their plain names nor the style sheets that went into
    another one are kept.
    """

    support_js_module_import_aggregation = True
    keep_only_hashed_files = True

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, Any]]:
        if not dry_run:
            self.join_style_sheets(paths)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def join_style_sheets(self, paths: dict[str, Any]) -> None:
        """Put the joined sheets into the place of the importing ones, in storage and `paths`."""
        sources = {
            name: read(storage, path)
            for name, (storage, path) in paths.items()
            if name.endswith(".css")
        }
        sheets = [name for name, source in sources.items() if IMPORT.search(source)]
        parts = {part for sheet in sheets for part in imported(sheet, sources[sheet])}
        for sheet in sheets:
            self.delete(sheet)
            self.save(sheet, ContentFile(minified(joined(sheet, sources)).encode()))
            paths[sheet] = (self, sheet)
        for part in parts:
            self.delete(part)
            del paths[part]


def minified(sheet: str) -> str:
    """Give a style sheet without comments and without blanks that mean nothing."""
    # In a block that it does not know, such as @layer, rcssmin takes a selector for a declaration
    # and `a :is(b)` for `a:is(b)`. The universal selector says the same and keeps its blank.
    return str(rcssmin.cssmin(DESCENDANT_PSEUDO_CLASS.sub(" *:", sheet)))


def read(storage: Any, path: str) -> str:
    with storage.open(path) as file:
        return str(file.read().decode())


def imported(sheet: str, source: str) -> list[str]:
    """Give the names of the sheets that a sheet imports, in order.

    Raises `ValueError` for one in another folder: relative addresses in it would point elsewhere.
    """
    names = [match["name"] for match in IMPORT.finditer(source)]
    if strangers := [name for name in names if "/" in name]:
        raise ValueError(f"{sheet} imports from another folder: {', '.join(strangers)}")
    folder = sheet.rpartition("/")[0]
    return [f"{folder}/{name}" if folder else name for name in names]


def joined(sheet: str, sources: dict[str, str]) -> str:
    """Give a style sheet with the sheets that it imports in the place of the imports.

    Raises `ValueError` if one of them is missing or imports others itself.
    """
    source = sources[sheet]
    for part in imported(sheet, source):
        if part not in sources:
            raise ValueError(f"{sheet} imports {part}, which does not exist.")
        if IMPORT.search(sources[part]):
            raise ValueError(f"{part} is imported by {sheet} and imports others itself.")
    parts = iter(imported(sheet, source))
    return IMPORT.sub(lambda match: sources[next(parts)], source)
