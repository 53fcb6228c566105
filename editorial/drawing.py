"""What an editor has typed, drawn as readers would see it, and everything that is wrong with it."""

import re
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.urls import resolve
from django.utils.translation import gettext as _

from markup.answers import RESERVED_IDS
from markup.problems import Problem
from markup.rendering import render_answer, render_inline
from questions.models import FormerAddress, Picture, Question, Topic
from questions.views import moved

FIELDS = ("short_answer", "must_say", "answer")

_LINK = re.compile(r'<a\b[^>]*?\shref="([/#][^"]*)"')
_PICTURE = re.compile(r'<img\b[^>]*?\ssrc="([^"]*)"')
_ID = re.compile(r'\sid="([^"]*)"')
_SLUG = re.compile(r"/(questions|topics)/([-\w]+)/?")


class Drawn(NamedTuple):
    """HTML as `Question.render` stores it, and the problems of each field of `FIELDS`."""

    short_answer_html: str
    must_say_html: list[str]
    answer_html: str
    problems: dict[str, list[Problem]]

    def __bool__(self):
        return bool(self.short_answer_html or self.must_say_html or self.answer_html)


def draw(texts):
    """Draw the Markdown of `FIELDS`, given by name; nothing is stored."""
    answer = texts.get("answer", "")
    sizes = Picture.objects.sizes_in(answer)
    drawn = render_answer(answer, sizes=sizes)
    short_answer = render_inline(texts.get("short_answer", ""))
    points = [
        (line, render_inline(point))
        for line, point in enumerate(texts.get("must_say", "").splitlines(), 1)
        if point
    ]
    problems = {
        "short_answer": list(short_answer.problems),
        "must_say": [Problem(line, p.message) for line, point in points for p in point.problems],
        "answer": [*drawn.problems, *_missing_pictures(answer, drawn.html, sizes)],
    }
    html = {
        "short_answer": short_answer.html,
        "must_say": "".join(point.html for _, point in points),
        "answer": drawn.html,
    }
    for name, message, address in _dead_links(html):
        problems[name].append(Problem(_line_of(address, texts[name]), message % address))
    return Drawn(
        short_answer.html,
        [point.html for _, point in points],
        drawn.html,
        {name: sorted(found) for name, found in problems.items() if found},
    )


def problems_of(question):
    """The problems of a question's texts, by field, as `Drawn` has them."""
    return draw({name: getattr(question, name) for name in FIELDS}).problems


def sentence(problem):
    """A problem as it stands beside its field."""
    return _("Line %(line)d: %(message)s") % problem._asdict()


def _missing_pictures(source, html, sizes):
    for address in {unescape(address) for address in _PICTURE.findall(html)} - set(sizes):
        message = _("The picture “%s” is not there.") % address
        yield Problem(_line_of(address, source), message)


def _dead_links(html):
    """Give (field, message, address) for each link within the site that leads nowhere."""
    links = {
        name: {unescape(address) for address in _LINK.findall(text)} for name, text in html.items()
    }
    paths = {_path(link) for found in links.values() for link in found if link.startswith("/")}
    dead = _without_page(paths)
    ids = RESERVED_IDS | {name for text in html.values() for name in _ID.findall(text)}
    for name, found in links.items():
        for address in sorted(found):
            if address.startswith("#"):
                if unquote(address[1:]) not in ids:
                    yield name, _("There is no section “%s” on this page."), address
            elif _path(address) in dead:
                yield name, _("There is no page at “%s”."), address


def _path(address):
    return unquote(urlsplit(address).path)


def _without_page(paths):
    """Those of the paths at which this site has nothing, neither now nor before."""
    named = {path: found.groups() for path in paths if (found := _SLUG.fullmatch(path))}
    known = set()
    for kind, model in (("questions", Question), ("topics", Topic)):
        slugs = {slug for of, slug in named.values() if of == kind}
        there = model.objects.filter(slug__in=slugs).values_list("slug", flat=True) if slugs else ()
        known |= {(kind, slug) for slug in there}
    lost = {
        path
        for path in paths
        if (named[path] not in known if path in named else resolve(path).func is moved)
    }
    if lost:
        former = FormerAddress.objects.filter(path__in={f"{path.rstrip('/')}/" for path in lost})
        led = set(former.values_list("path", flat=True))
        lost = {path for path in lost if f"{path.rstrip('/')}/" not in led}
    return lost


def _line_of(words, text):
    """The first line that holds the words, or 1."""
    return next((n for n, line in enumerate(text.splitlines(), 1) if words in line), 1)
