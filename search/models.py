from django.db import models

from questions.models import Question


class Document(models.Model):
    """A question's words as they are searched: folded and stemmed, separated by blanks.

    Each database derives its full-text index from these columns (migration 0002), so that both
    search the same words.
    """

    question = models.OneToOneField(Question, models.CASCADE, related_name="document")
    title = models.TextField()
    keywords = models.TextField()
    short_answer = models.TextField()
    body = models.TextField()
