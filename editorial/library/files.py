"""The library's files: finding, reading and writing them. Nothing here touches the database.

topics.yaml                       topics in order
paths.yaml                        questions in recommended orders
placements.yaml                   the site's own adverts
pages/<name>.md                   static pages: title, then Markdown
<topic>/<question>.md             questions
<topic>/<question>/<name>.svg     figures that a question's answer names
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from questions.files import Faulty, Problem, QuestionFile, dump
from questions.parsing import parse

FIGURE = re.compile(r"^!\[(?P<caption>[^\]\n]+)\]\(figure:(?P<name>[a-z0-9-]+)\)$", re.MULTILINE)
TOPIC_KEYS = ("name", "slug", "summary", "pictogram", "synonyms")
PATH_KEYS = ("name", "slug", "summary", "parts")
PLACEMENT_KEYS = (
    "name", "slot", "advertiser", "paid_by", "title", "body", "address", "topics", "starts_on",
    "ends_on", "approved",
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One thing of the library: its key, its canonical text, and what the text says.

    `key` is `topics/<slug>`, `paths/<slug>`, `placements/<name>`, `pages/<name>` or
    `questions/<slug>`; `value` is a mapping, for a question with its `topic`, `slug` and `file`.
    """

    key: str
    text: str
    value: dict[str, Any]
    path: Path | None = None


@dataclass
class Library:
    """All items of a folder, and the problems of its faulty files as (path, problem)."""

    items: list[Item] = field(default_factory=list)
    faults: list[tuple[Path, Problem]] = field(default_factory=list)


def read(folder: Path) -> Library:
    """Every item below `folder`, in an order in which they can be stored."""
    library = Library()
    if not folder.is_dir():
        library.faults.append((folder, Problem(1, "there is no such folder")))
        return library
    topics = _listed(library, folder / "topics.yaml", "topics", topic_item)
    questions = [path for topic in topics for path in sorted((folder / topic).glob("*.md"))]
    known = {path.stem for path in questions}
    for path in sorted(folder.glob("*/*.md")):
        if path.parent.name not in {*topics, "pages", "reviews"}:
            library.faults.append((path, Problem(1, f"no topic “{path.parent.name}”")))
    for path in questions:
        if [other.stem for other in questions].count(path.stem) > 1:
            library.faults.append((path, Problem(1, "another topic has a question of this name")))
            continue
        _read(library, path, lambda path: question_item(path, known))
    _listed(library, folder / "paths.yaml", "paths", partial(path_item, known))
    _listed(library, folder / "placements.yaml", "placements", placement_item)
    for path in sorted((folder / "pages").glob("*.md")):
        _read(library, path, page_item)
    _drop_links_to_faulty(library)
    return library


def _read(library: Library, path: Path, make: Any) -> None:
    try:
        library.items.append(make(path))
    except Faulty as error:
        library.faults += [(path, problem) for problem in error.problems]
    except UnicodeDecodeError:
        library.faults.append((path, Problem(1, "the file is not UTF-8")))


def _drop_links_to_faulty(library: Library) -> None:
    """A question that links to a faulty file cannot be stored either."""
    while True:
        stored = {item.value["slug"] for item in library.items if item.key.startswith("questions/")}
        broken = []
        for item in library.items:
            if item.key.startswith("questions/"):
                missing = [link.slug for link in item.value["file"].related
                           if link.slug not in stored]  # fmt: skip
                if missing:
                    line = item.value["file"].lines.get("related", 1)
                    message = f"related to {missing[0]}, whose own file is faulty"
                    library.faults.append((item.path or Path(), Problem(line, message)))
                    broken.append(item)
        if not broken:
            return
        library.items = [item for item in library.items if item not in broken]


# Questions


def question_item(path: Path, known: set[str]) -> Item:
    """A question's file. Raises `Faulty`, also where it links to what is not in `known`."""
    file = parse(with_figures(path))
    problems = [
        Problem(file.lines.get("related", 1), f"related to an unknown question: {link.slug}")
        for link in file.related
        if link.slug not in known
    ]
    slugs = [link.slug for link in file.related]
    if path.stem in slugs or len(slugs) != len(set(slugs)):
        line = file.lines.get("related", 1)
        problems.append(Problem(line, "related to itself, or twice to the same question"))
    if problems:
        raise Faulty(problems)
    return question_of(path.parent.name, path.stem, file, path)


def question_of(topic: str, slug: str, file: QuestionFile, path: Path | None = None) -> Item:
    """The item of a question, wherever it comes from."""
    text = f"{topic}\n{dump(file)}"
    value = {"topic": topic, "slug": slug, "file": file}
    return Item(f"questions/{slug}", text, value, path)


def with_figures(path: Path) -> str:
    """A question's text with the figures that it names put in.

    `![caption](figure:name)` on a line of its own becomes the fenced drawing of
    `<question>/name.svg` beside the file.
    """
    text = path.read_text(encoding="utf-8")
    missing = []

    def drawn(match: re.Match[str]) -> str:
        drawing = path.with_suffix("") / f"{match['name']}.svg"
        if not drawing.is_file():
            line = text[: match.start()].count("\n") + 1
            missing.append(Problem(line, f"there is no figure {drawing.name}"))
            return match[0]
        svg = drawing.read_text(encoding="utf-8").strip()
        return f"```svg\n{match['caption']}\n{svg}\n```"

    text = FIGURE.sub(drawn, text)
    if missing:
        raise Faulty(missing)
    return text


# Topics and placements: lists of mappings


def _listed(library: Library, path: Path, kind: str, make: Any) -> list[str]:
    """Add the items of a YAML list; gives the names by which other files know them."""
    if not path.is_file():
        return []
    try:
        entries = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        library.faults.append((path, Problem(line, f"not YAML: {error.problem}")))
        return []
    if entries is not None and not isinstance(entries, yaml.SequenceNode):
        library.faults.append((path, Problem(1, "must be a list")))
        return []
    names = []
    for position, node in enumerate(entries.value if entries is not None else [], start=1):
        try:
            item = make(_mapping(node), position, node.start_mark.line + 1, path)
        except Faulty as error:
            library.faults += [(path, problem) for problem in error.problems]
        else:
            library.items.append(item)
            names.append(item.key.removeprefix(f"{kind}/"))
    return names


def _mapping(node: yaml.Node) -> dict[str, Any]:
    loader = yaml.SafeLoader("")
    try:
        value = loader.construct_object(node, deep=True)  # type: ignore[no-untyped-call]
    except yaml.YAMLError as error:
        raise Faulty([Problem(node.start_mark.line + 1, f"not YAML: {error}")]) from error
    if not isinstance(value, dict):
        raise Faulty([Problem(node.start_mark.line + 1, "must be a mapping of keys to values")])
    return value


def _checked(value: dict[str, Any], keys: tuple[str, ...], required: tuple[str, ...], line: int):
    problems = [Problem(line, f"unknown key “{key}”") for key in value if key not in keys]
    problems += [
        Problem(line, f"the key “{key}” is missing") for key in required if not value.get(key)
    ]
    if problems:
        raise Faulty(problems)
    return {key: value[key] for key in keys if value.get(key) not in (None, "", [])}


def topic_item(value: dict[str, Any], position: int, line: int, path: Path) -> Item:
    value = _checked(value, TOPIC_KEYS, ("name", "slug"), line)
    return topic_of(value | {"position": position}, path)


def topic_of(value: dict[str, Any], path: Path | None = None) -> Item:
    """The item of a topic from its `TOPIC_KEYS` and position."""
    return Item(f"topics/{value['slug']}", dump_list([value]), value, path)


def path_item(known: set[str], value: dict[str, Any], position: int, line: int, path: Path) -> Item:
    """A path. Raises `Faulty`, also where it names a question twice or one not in `known`."""
    value = _checked(value, PATH_KEYS, ("name", "slug", "summary", "parts"), line)
    try:
        named = [slug for part in value["parts"] for slug in part["questions"]]
        parts = [{"title": str(p["title"]), "questions": p["questions"]} for p in value["parts"]]
    except (KeyError, TypeError) as error:
        raise Faulty([Problem(line, "a part has a “title” and a list “questions”")]) from error
    problems = [Problem(line, f"unknown question: {slug}") for slug in named if slug not in known]
    if len(named) != len(set(named)):
        problems.append(Problem(line, "a question stands twice in the path"))
    if problems:
        raise Faulty(problems)
    return path_of(value | {"parts": parts, "position": position}, path)


def path_of(value: dict[str, Any], path: Path | None = None) -> Item:
    """The item of a path from its `PATH_KEYS` and position."""
    return Item(f"paths/{value['slug']}", dump_list([value]), value, path)


def placement_item(value: dict[str, Any], position: int, line: int, path: Path) -> Item:
    value = _checked(value, PLACEMENT_KEYS, ("name", "slot", "title", "address"), line)
    return placement_of(value, path)


def placement_of(value: dict[str, Any], path: Path | None = None) -> Item:
    """The item of a placement from its `PLACEMENT_KEYS`."""
    return Item(f"placements/{value['name']}", dump_list([value]), value, path)


def dump_list(values: list[dict[str, Any]]) -> str:
    """A list of mappings in its canonical form."""
    return yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=88)


# Static pages


def page_item(path: Path) -> Item:
    match = re.match(r"---\ntitle: (?P<title>.+)\n---\n\n", path.read_text(encoding="utf-8"))
    if match is None:
        raise Faulty([Problem(1, "a page begins with its title between two lines ---")])
    content = path.read_text(encoding="utf-8")[match.end() :].strip("\n")
    return page_of(path.stem, match["title"], content, path)


def page_of(name: str, title: str, content: str, path: Path | None = None) -> Item:
    """The item of a static page."""
    text = f"---\ntitle: {title}\n---\n\n{content}\n"
    return Item(f"pages/{name}", text, {"name": name, "title": title, "content": content}, path)


# Writing


def write(folder: Path, items: list[Item]) -> Iterator[Path]:
    """Write items into `folder` in their canonical form; yields what was written."""
    lists: dict[str, list[dict[str, Any]]] = {"topics": [], "paths": [], "placements": []}
    for item in items:
        kind, name = item.key.split("/", 1)
        if kind in lists:
            lists[kind].append({k: v for k, v in item.value.items() if k != "position"})
            continue
        if kind == "questions":
            path = folder / item.value["topic"] / f"{name}.md"
            text = dump(item.value["file"])
        else:
            path, text = folder / kind / f"{name}.md", item.text
        yield _written(folder, path, text)
    for kind, values in lists.items():
        if values:
            yield _written(folder, folder / f"{kind}.yaml", dump_list(values))


def _written(folder: Path, path: Path, text: str) -> Path:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"{path} lies outside of {folder}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
