"""What search engines read of a page: JSON-LD after schema.org."""

import json

from django.conf import settings

# Inside a script element these characters could end it or begin a comment.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def _script_json(data):
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)


def _absolute(path):
    return settings.SITE_URL + path


def breadcrumbs(topic, question=None):
    """The trail to a topic, or to a question in it, as JSON for a script element."""
    return _script_json({"@context": "https://schema.org", **_trail(topic, question)})


def learning_resource(question, videos):
    """A question's page as JSON for a script element.

    `LearningResource` with the question and its accepted answer: `QAPage` is for pages where
    readers add answers. A `VideoObject` needs the day of upload, so others are left out.
    """
    graph = [
        {
            "@type": "LearningResource",
            "@id": _absolute(question.get_absolute_url()),
            "name": question.title,
            "url": _absolute(question.get_absolute_url()),
            "inLanguage": "en",
            "isAccessibleForFree": True,
            "learningResourceType": "question and answer",
            "educationalLevel": question.get_difficulty_display(),
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "about": {"@type": "Thing", "name": question.topic.name},
            "author": {"@type": "Organization", "name": settings.SITE_NAME},
            **_dates(question),
            "mainEntity": {
                "@type": "Question",
                "name": question.title,
                "text": question.title,
                "answerCount": 1,
                "acceptedAnswer": {
                    "@type": "Answer",
                    "text": question.description,
                    "url": _absolute(question.get_absolute_url()),
                },
            },
        },
        _trail(question.topic, question),
        *(_video(video) for video in videos if video.uploaded_on and video.note),
    ]
    return _script_json({"@context": "https://schema.org", "@graph": graph})


def _dates(question):
    if question.published_at is None:
        return {}
    changed = question.meaning_changed_at or question.published_at
    return {
        "datePublished": question.published_at.isoformat(),
        "dateModified": changed.isoformat(),
    }


def _video(video):
    return {
        "@type": "VideoObject",
        "name": video.title,
        "description": video.note,
        "uploadDate": video.uploaded_on.isoformat(),
        "thumbnailUrl": f"https://i.ytimg.com/vi/{video.video_id}/hqdefault.jpg",
        "embedUrl": video.embed_url,
    }


def _trail(topic, question):
    from_home = [("Topics", "/topics/"), (topic.name, topic.get_absolute_url())]
    if question is not None:
        from_home.append((question.title, question.get_absolute_url()))
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": _absolute(path)}
            for place, (name, path) in enumerate(from_home, start=1)
        ],
    }
