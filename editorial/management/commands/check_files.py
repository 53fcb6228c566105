"""Check library files without storing anything: their form, and what the renderer says."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from editorial.library.files import with_figures
from markup.rendering import render_answer, render_inline
from questions.files import Faulty, dump
from questions.parsing import parse


def question_files(paths):
    """The files themselves, and those of the topics in each folder."""
    for path in paths:
        if path.is_dir():
            found = sorted(path.glob("*/*.md"))
            yield from (file for file in found if file.parent.name not in ("pages", "reviews"))
        else:
            yield path


class Command(BaseCommand):
    help = "Check question files; with --write bring them into their canonical form."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "files", nargs="+", type=Path, help="question files, or a folder with a library"
        )
        parser.add_argument("--write", action="store_true")

    def handle(self, *, files, write, **options):
        problems = 0
        for path in question_files(files):
            for line, message in self.check(path, write):
                problems += 1
                self.stdout.write(f"{path}:{line}: {message}")
        if problems:
            raise CommandError(f"{problems} problems.")

    def check(self, path, write):
        text = path.read_text(encoding="utf-8")
        try:
            question = parse(with_figures(path))
        except Faulty as error:
            yield from ((problem.line, problem.message) for problem in error.problems)
            return
        if "](figure:" not in text and dump(question) != text:
            if write:
                path.write_text(dump(question), encoding="utf-8")
            else:
                yield 1, "not in canonical form (use --write)"
        before = text.count("\n", 0, text.index(question.answer[:40])) if question.answer else 0
        for problem in render_answer(question.answer).problems:
            yield before + problem.line, problem.message
        for source in (question.short_answer, *question.must_say):
            for problem in render_inline(source).problems:
                yield 1, f"{problem.message} (in “{source[:40]}”)"
