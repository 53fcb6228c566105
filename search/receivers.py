from django.db.models.signals import post_save
from django.dispatch import receiver

from questions.models import Question, Topic
from search.indexing import index, index_topic


@receiver(post_save, sender=Question)
def index_question(sender, instance, raw=False, **kwargs):
    if not raw:
        index(instance)


@receiver(post_save, sender=Topic)
def index_questions_of_topic(sender, instance, created, update_fields, raw=False, **kwargs):
    words_may_differ = update_fields is None or {"name", "synonyms"} & set(update_fields)
    if words_may_differ and not created and not raw:
        index_topic.enqueue(instance.pk)
