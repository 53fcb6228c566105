from django.urls import path
from django.views.decorators.http import require_safe

from discussion import views
from discussion.feeds import CommentFeed
from pages.cache import public_page

app_name = "discussion"
urlpatterns = [
    path("questions/<slug:slug>/comments/", views.comments, name="comments"),
    path("comments/<int:key>/", views.comment, name="comment"),
    path("comments/<int:key>/reply/", views.reply, name="reply"),
    path("comments/<int:key>/edit/", views.edit, name="edit"),
    path("comments/<int:key>/delete/", views.delete, name="delete"),
    path("comments/<int:key>/hide/", views.hide, name="hide"),
    path("comments/<int:key>/show/", views.show, name="show"),
    path(
        "feeds/questions/<slug:slug>/comments/",
        public_page(require_safe(CommentFeed())),
        name="feed",
    ),
]
