"""Stored counts mended."""

from django.db import transaction
from django.db.models import Count, F, Q
from django_tasks import task

from discussion.models import Comment
from pages.generations import expire
from questions.models import Question


@task
def rebuild():
    """Count the visible comments of every question anew."""
    visible = Count("comments", filter=Q(comments__state=Comment.State.VISIBLE))
    wrong = Question.objects.annotate(counted=visible).exclude(comment_count=F("counted"))
    for key in list(wrong.order_by().values_list("pk", flat=True)):
        with transaction.atomic():  # whoever comments meanwhile adds to what is counted here
            question = Question.objects.select_for_update().only("slug").get(pk=key)
            count = question.comments.visible().count()
            Question.objects.filter(pk=key).update(comment_count=count)
        expire([question.get_absolute_url()])
