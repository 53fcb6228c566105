"""The documents of demo questions, which are made without signals."""

from questions.models import Question
from search.indexing import document_of
from search.models import Document

BATCH = 1000


def make(sizes):
    """Index every question that has no document yet; yields a line about each batch."""
    indexed = 0
    while True:
        missing = Question.objects.filter(document=None).select_related("topic")[:BATCH]
        documents = [document_of(question) for question in missing]
        if not documents:
            return
        Document.objects.bulk_create(documents)
        indexed += len(documents)
        yield f"{indexed} documents"
