from django.urls import path
from django.views.decorators.http import require_safe

from pages.cache import public_page
from questions import feeds, views

app_name = "questions"
urlpatterns = [
    path("", views.home, name="home"),
    path("topics/", views.topics, name="topics"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("study/paths/<slug:slug>/", views.path, name="path"),
    path("questions/<slug:slug>/", views.question, name="question"),
    path("media/<str:name>", views.picture, name="picture"),
    path("feeds/questions/", public_page(require_safe(feeds.QuestionFeed())), name="feed"),
    path(
        "feeds/topics/<slug:slug>/", public_page(require_safe(feeds.TopicFeed())), name="topic_feed"
    ),
]
