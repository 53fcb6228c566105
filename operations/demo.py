"""Made-up rows in any number, to see how the site behaves when it has grown."""

from dataclasses import dataclass

from django.apps import apps
from django.utils.module_loading import import_module, module_has_submodule

from pages.generations import EVERY_PAGE, expire


@dataclass(frozen=True)
class Sizes:
    questions: int = 0
    comments: int = 0
    members: int = 0


def make(sizes, report=lambda line: None):
    """Let every package that has a `demo` module make its rows, in the order of INSTALLED_APPS.

    `report` is called with a line of text for each package.
    """
    for config in reversed(list(apps.get_app_configs())):
        if module_has_submodule(config.module, "demo") and config.name != "operations":
            for line in import_module(f"{config.name}.demo").make(sizes):
                report(f"{config.label}: {line}")
    expire(EVERY_PAGE)
