from discussion.views.acts import delete, edit, hide, reply, show
from discussion.views.comments import comment, comments

__all__ = ["comment", "comments", "delete", "edit", "hide", "reply", "show"]
