"""Check library files without storing anything: their form, and what the renderer says."""

from pathlib import Path

import yaml
from django.core.management.base import BaseCommand, CommandError

from editorial.library.files import dump_list, with_figures
from markup.rendering import render_answer, render_inline
from questions.files import Faulty, dump
from questions.parsing import parse


def library_files(paths):
    """The files themselves, and the lists and questions of each folder."""
    for path in paths:
        if path.is_dir():
            yield from sorted(path.glob("*.yaml"))
            found = sorted(path.glob("*/*.md"))
            yield from (file for file in found if file.parent.name not in ("pages", "reviews"))
        else:
            yield path


class Command(BaseCommand):
    help = "Check library files; with --write bring them into their canonical form."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "files", nargs="+", type=Path, help="questions and lists, or a folder with a library"
        )
        parser.add_argument("--write", action="store_true")

    def handle(self, *, files, write, **options):
        problems = 0
        for path in library_files(files):
            for line, message in self.check(path, write):
                problems += 1
                self.stdout.write(f"{path}:{line}: {message}")
        if problems:
            raise CommandError(f"{problems} problems.")

    def check(self, path, write):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".yaml":
            yield from self.compare(path, text, dump_list(yaml.safe_load(text)), write)
            return
        try:
            question = parse(with_figures(path))
        except Faulty as error:
            yield from ((problem.line, problem.message) for problem in error.problems)
            return
        if "](figure:" not in text:
            yield from self.compare(path, text, dump(question), write)
        before = text.count("\n", 0, text.index(question.answer[:40])) if question.answer else 0
        for problem in render_answer(question.answer).problems:
            yield before + problem.line, problem.message
        for source in (question.short_answer, *question.must_say):
            for problem in render_inline(source).problems:
                yield 1, f"{problem.message} (in “{source[:40]}”)"

    def compare(self, path, text, canonical, write):
        if text == canonical:
            return
        if write:
            path.write_text(canonical, encoding="utf-8")
        else:
            yield 1, "not in canonical form (use --write)"
