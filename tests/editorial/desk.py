"""The question form of the admin, as a browser sends it."""

INLINES = ("related_links", "videos", "references")
NO_ROWS = {
    f"{prefix}-{part}": "0" for prefix in INLINES for part in ("TOTAL_FORMS", "INITIAL_FORMS")
}
ADD = "/admin/questions/question/add/"
PREVIEW = "/admin/questions/question/preview/"


def form(topic, **fields):
    return {
        "title": "What is a kernel?",
        "slug": "what-is-a-kernel",
        "topic": topic.pk,
        "position": 1,
        "difficulty": "basic",
        "answer": "A **function** of two points.",
        "status": "published",
        **NO_ROWS,
        **fields,
    }


def change(question):
    return f"/admin/questions/question/{question.pk}/change/"


def changed(question, **fields):
    """The form of a question as it stands now, with some fields changed."""
    latest = question.revisions.values_list("pk", flat=True).first() or ""
    return form(question.topic, **{"based_on": latest} | fields)
