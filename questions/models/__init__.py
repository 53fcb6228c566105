from questions.models.addresses import FormerAddress
from questions.models.links import Reference, RelatedLink, Video
from questions.models.questions import Question
from questions.models.revisions import Revision
from questions.models.topics import Topic

__all__ = [
    "FormerAddress",
    "Question",
    "Reference",
    "RelatedLink",
    "Revision",
    "Topic",
    "Video",
]
