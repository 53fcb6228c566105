"""Reading a question's file, with every mistake and its line."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

import yaml

from questions.files import (
    ADDRESS,
    DIFFICULTIES,
    LEVELS,
    ORDER,
    PROVIDERS,
    RELATED_KINDS,
    RUNTIME,
    SLUG,
    STATUSES,
    VIDEO_ID,
    Faulty,
    Problem,
    QuestionFile,
    Reference,
    Related,
    Video,
)


class _Loader(yaml.SafeLoader):
    """Safe YAML without aliases, duplicate keys or deep nesting."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not allowed")
        return super().compose_node(parent, index)


def parse(text: str) -> QuestionFile:
    """The question that a file's text describes.

    Raises `Faulty` with every problem and its line: no front matter, bad YAML, unknown or missing
    keys, values of the wrong form.
    """
    head, body, first_line = _split(text)
    reader = _Reader(_mapping(head), first_line)
    question = reader.question(body)
    if reader.problems:
        raise Faulty(reader.problems)
    return question


def _split(text: str) -> tuple[str, str, int]:
    match = re.match(r"---\n(.*?\n)---\n", text, re.DOTALL)
    if match is None:
        raise Faulty([Problem(1, "the file must begin with front matter between two lines ---")])
    return match[1], text[match.end() :].strip("\n"), 2


def _mapping(head: str) -> yaml.MappingNode:
    try:
        node = _Loader(head).get_single_node()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 2
        raise Faulty([Problem(line, f"not YAML: {error.problem}")]) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise Faulty([Problem(2, f"not YAML: {error}")]) from error
    if not isinstance(node, yaml.MappingNode):
        raise Faulty([Problem(2, "the front matter must be a mapping of keys to values")])
    return node


class _Reader:
    """Reads values out of YAML nodes and notes every problem instead of stopping at the first."""

    def __init__(self, node: yaml.MappingNode, first_line: int):
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}
        self.values = self.entries(node, ORDER)
        for key, value in self.values.items():
            self.lines[key] = self.line(value)

    def line(self, node: yaml.Node) -> int:
        return int(node.start_mark.line) + self.first_line

    def problem(self, node: yaml.Node | None, message: str) -> None:
        self.problems.append(Problem(self.line(node) if node is not None else 1, message))

    def entries(self, node: yaml.Node, allowed: Iterable[str]) -> dict[str, yaml.Node]:
        found: dict[str, yaml.Node] = {}
        if not isinstance(node, yaml.MappingNode):
            self.problem(node, "must be a mapping of keys to values")
            return found
        for key_node, value in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else ""
            if key not in allowed:
                self.problem(key_node, f"unknown key “{key}”")
            elif key in found:
                self.problem(key_node, f"the key “{key}” stands twice")
            else:
                found[key] = value
        return found

    def question(self, body: str) -> QuestionFile:
        values = self.values
        if not body:
            self.problem(None, "the answer is missing")
        return QuestionFile(
            title=self.text(values, "title", required=True, limit=200),
            position=self.number(values, "position", 1, 100_000),
            difficulty=self.choice(values, "difficulty", DIFFICULTIES, required=True),
            status=self.choice(values, "status", STATUSES),
            short_answer=self.text(values, "short_answer", limit=2000),
            must_say=self.texts(values, "must_say"),
            related=tuple(self.related(node) for node in self.items(values, "related")),
            videos_intro=self.text(values, "videos_intro", limit=1000),
            videos=tuple(self.video(node) for node in self.items(values, "videos")),
            references=tuple(self.reference(node) for node in self.items(values, "references")),
            synonyms=self.texts(values, "synonyms"),
            featured=self.day(values, "featured"),
            published=self.moment(values, "published"),
            reviewed=self.day(values, "reviewed"),
            answer=body,
            lines=self.lines,
        )

    def related(self, node: yaml.Node) -> Related:
        values = self.entries(node, ("slug", "kind"))
        return Related(
            slug=self.matching(values, "slug", SLUG, node),
            kind=self.choice(values, "kind", RELATED_KINDS, required=True, parent=node),
        )

    def video(self, node: yaml.Node) -> Video:
        values = self.entries(node, [f.name for f in fields(Video)])
        return Video(
            provider=self.choice(values, "provider", PROVIDERS, required=True, parent=node),
            id=self.matching(values, "id", VIDEO_ID, node),
            title=self.text(values, "title", required=True, limit=200, parent=node),
            lecturer=self.text(values, "lecturer", limit=100),
            course=self.text(values, "course", limit=200),
            level=self.choice(values, "level", LEVELS),
            runtime=self.seconds(values, "runtime"),
            watch_from=self.seconds(values, "watch_from"),
            watch_to=self.seconds(values, "watch_to"),
            note=self.text(values, "note", limit=1000),
            uploaded=self.day(values, "uploaded"),
        )

    def reference(self, node: yaml.Node) -> Reference:
        values = self.entries(node, [f.name for f in fields(Reference)])
        year = self.number(values, "year", 1600, 2100)
        if year is None:
            self.problem(node, "the key “year” is missing")
        return Reference(
            authors=self.text(values, "authors", required=True, limit=300, parent=node),
            title=self.text(values, "title", required=True, limit=300, parent=node),
            year=year or 0,
            address=self.matching(values, "address", ADDRESS) if "address" in values else "",
        )

    # Values

    def text(
        self,
        values: dict[str, yaml.Node],
        key: str,
        *,
        required: bool = False,
        limit: int = 500,
        parent: yaml.Node | None = None,
    ) -> str:
        node = values.get(key)
        if node is None:
            if required:
                self.problem(parent, f"the key “{key}” is missing")
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.problem(node, f"“{key}” must be text")
            return ""
        value = str(node.value).strip()
        if required and not value:
            self.problem(node, f"“{key}” is empty")
        if len(value) > limit:
            self.problem(node, f"“{key}” is longer than {limit} characters")
        if "\n" in value:
            self.problem(node, f"“{key}” must be one paragraph without line breaks")
        return value

    def choice(
        self,
        values: dict[str, yaml.Node],
        key: str,
        allowed: tuple[str, ...],
        *,
        required: bool = False,
        parent: yaml.Node | None = None,
    ) -> str:
        value = self.text(values, key, required=required, parent=parent)
        if value and value not in allowed:
            self.problem(values[key], f"“{key}” must be one of: {', '.join(allowed)}")
        return value

    def matching(
        self,
        values: dict[str, yaml.Node],
        key: str,
        pattern: re.Pattern[str],
        parent: yaml.Node | None = None,
    ) -> str:
        value = self.text(values, key, required=True, parent=parent)
        if value and not pattern.fullmatch(value):
            self.problem(values[key], f"“{value}” is not a valid {key}")
        return value

    def number(self, values: dict[str, yaml.Node], key: str, low: int, high: int) -> int | None:
        value = self.text(values, key)
        if not value:
            return None
        if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
            self.problem(values[key], f"“{key}” must be a whole number from {low} to {high}")
            return None
        return int(value)

    def seconds(self, values: dict[str, yaml.Node], key: str) -> int | None:
        value = self.text(values, key)
        if not value:
            return None
        match = RUNTIME.fullmatch(value)
        if match is None or not any(match.groups()):
            self.problem(values[key], f"“{key}” must look like 1h19m, 20m or 16m37s")
            return None
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return hours * 3600 + minutes * 60 + seconds

    def day(self, values: dict[str, yaml.Node], key: str) -> date | None:
        value = self.text(values, key)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self.problem(values[key], f"“{key}” must be a date such as 2026-11-21")
            return None

    def moment(self, values: dict[str, yaml.Node], key: str) -> datetime | None:
        value = self.text(values, key)
        try:
            moment = datetime.fromisoformat(value) if value else None
        except ValueError:
            self.problem(values[key], f"“{key}” must be a date or a moment in UTC")
            return None
        if moment is None:
            return None
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)

    def items(self, values: dict[str, yaml.Node], key: str) -> Iterator[yaml.Node]:
        node = values.get(key)
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            self.problem(node, f"“{key}” must be a list")
            return
        yield from node.value

    def texts(self, values: dict[str, yaml.Node], key: str) -> tuple[str, ...]:
        return tuple(self.text({key: node}, key, required=True) for node in self.items(values, key))
