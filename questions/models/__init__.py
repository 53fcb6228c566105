from questions.models.addresses import FormerAddress
from questions.models.links import Reference, RelatedLink, Video
from questions.models.paths import Path, PathStep
from questions.models.questions import Question
from questions.models.revisions import Revision
from questions.models.topics import Topic

__all__ = [
    "FormerAddress",
    "Path",
    "PathStep",
    "Question",
    "Reference",
    "RelatedLink",
    "Revision",
    "Topic",
    "Video",
]
