"""Keeping one `Document` a question."""

from django_tasks import task

from questions.models import Topic
from search.models import Document
from search.words import stems

LONGEST_BODY = 20_000  # words; PostgreSQL refuses an index entry of more than a megabyte


def index(question):
    """Store the words of a question."""
    document = document_of(question)
    stored = Document.objects.filter(question=question).only("pk").first()
    document.pk = stored.pk if stored else None
    document.save(force_update=stored is not None)


def document_of(question):
    """The words of a question as an unsaved document."""
    topic = question.topic
    keywords = "\n".join((question.synonyms, topic.name, topic.synonyms))
    return Document(
        question=question,
        title=" ".join(stems(question.title)),
        keywords=" ".join(stems(keywords)),
        short_answer=" ".join(stems(question.description)),
        body=" ".join(stems(question.answer_text)[:LONGEST_BODY]),
    )


@task
def index_topic(topic_id):
    """Index a topic's questions anew, because its name and synonyms are words of theirs."""
    topic = Topic.objects.filter(pk=topic_id).first()
    if topic is None:
        return
    for question in topic.questions.select_related("topic").iterator(chunk_size=200):
        index(question)
