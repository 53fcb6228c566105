"""What the clock changes, and stored counts mended."""

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django_tasks import task

from questions.models import Question, Topic


@task
def publish_due():
    """Turn scheduled questions whose minute has come into published ones.

    Readers see them without this; it keeps the topics' counts in step.
    """
    due = Question.objects.filter(
        status=Question.Status.SCHEDULED, published_at__lte=timezone.now()
    )
    for key in list(due.values_list("pk", flat=True)):
        with transaction.atomic():  # what an editor saves meanwhile is waited for, and kept
            for question in due.select_for_update().filter(pk=key):
                question.save()


@task
def rebuild():
    """Count the published questions of every topic anew."""
    published = Count("questions", filter=Q(questions__status=Question.Status.PUBLISHED))
    for topic in Topic.objects.annotate(counted=published):
        if topic.counted != topic.question_count:
            topic.question_count = topic.counted
            topic.save(update_fields=["question_count"])
