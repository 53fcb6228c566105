from discussion.models.comments import Comment, moderates

__all__ = ["Comment", "moderates"]
