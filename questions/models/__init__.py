from questions.models.addresses import FormerAddress
from questions.models.links import Reference, RelatedLink, Video
from questions.models.paths import Path, PathStep
from questions.models.pictures import Picture
from questions.models.questions import Question
from questions.models.revisions import Revision
from questions.models.topics import Topic

__all__ = [
    "FormerAddress",
    "Path",
    "PathStep",
    "Picture",
    "Question",
    "Reference",
    "RelatedLink",
    "Revision",
    "Topic",
    "Video",
]
