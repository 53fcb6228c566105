"""The one search: from what was typed to ranked, marked and counted results."""

from collections import Counter
from dataclasses import dataclass, field

from questions.models import Question
from search import words as text_words
from search.backends import backend
from search.marking import mark, mark_html
from search.ranking import WEIGHTS, Candidate, rank

MOST_WORDS = 12
CANDIDATES = 300
ENOUGH = 20

STOP_WORDS = frozenset(
    text_words.stems(
        "a an and are as at be by can do does for from how i in is it of on or that the this to "
        "was what when where which who why will with you your explain describe between difference "
        "mean"
    )
)


@dataclass(frozen=True)
class Filters:
    """What narrows a search: the slug of a topic and a level; empty means any."""

    topic: str = ""
    level: str = ""


@dataclass(frozen=True)
class Hit:
    """A question that was found; what was asked for is marked when it is shown."""

    question: Question
    asked: set[str]

    @property
    def title_html(self):
        return mark(self.question.title, self.asked)

    @property
    def excerpt_html(self):
        return mark_html(self.question.short_answer_html, self.asked)


@dataclass(frozen=True)
class Results:
    """Hits best first; counts of the other choices a filter has, among what the words match."""

    hits: list[Hit] = field(default_factory=list)
    topics: Counter = field(default_factory=Counter)
    levels: Counter = field(default_factory=Counter)


def search(text, filters, *, person=None):
    """Questions that `person` may read and that answer `text`, best first, as `Results`.

    Any text is a valid question: what cannot be searched for finds nothing.
    """
    asked = significant(text)
    if not asked:
        return Results()
    found = _ranked(asked, person)
    in_topic = [q for q in found if filters.topic in ("", q.topic.slug)]
    in_level = [q for q in found if filters.level in ("", q.difficulty)]
    chosen = [q for q in in_topic if filters.level in ("", q.difficulty)]
    return Results(
        hits=[Hit(question, set(asked)) for question in chosen],
        topics=Counter(question.topic for question in in_level),
        levels=Counter(question.difficulty for question in in_topic),
    )


def significant(text):
    """The stems to search for: without the words that every question holds, unless all are such."""
    stems = list(dict.fromkeys(text_words.stems(text)))[:MOST_WORDS]
    return [stem for stem in stems if stem not in STOP_WORDS] or stems


def _ranked(asked, person):
    candidates = backend().match_all(asked, CANDIDATES)
    if len(candidates) < ENOUGH and len(asked) > 1:
        candidates = list(dict.fromkeys(candidates + backend().match_any(asked, CANDIDATES)))
    questions = {
        question.document.pk: question
        for question in Question.objects.visible_to(person)
        .for_list()
        .filter(document__in=candidates[:CANDIDATES])
        .prefetch_related("document")
    }
    return [questions[key] for key in rank(asked, [_candidate(q) for q in questions.values()])]


def _candidate(question):
    fields = {name: getattr(question.document, name).split() for name in WEIGHTS}
    return Candidate(question.document.pk, fields)
