"""The question form of the admin, as a browser sends it."""

import html5lib

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


def as_shown(page):
    """What a browser sends when nothing is changed in the form of a page and it is saved."""
    tree = html5lib.parse(page.content.decode(), namespaceHTMLElements=False)
    form = next(form for form in tree.iter("form") if form.get("id") == "question_form")
    sent = {}
    for element in form.iter():
        name, kind = element.get("name"), element.get("type")
        if element.tag == "textarea":
            sent[name] = (element.text or "").replace("\n", "\r\n")
        elif element.tag == "select":
            chosen = [one for one in element.iter("option") if one.get("selected") is not None]
            sent[name] = chosen[0].get("value") if chosen else ""
        elif element.tag != "input" or not name or kind in ("submit", "file"):
            continue
        elif kind != "checkbox" or element.get("checked") is not None:
            sent[name] = element.get("value", "")
    return sent
