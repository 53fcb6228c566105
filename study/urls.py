from django.urls import path

from study import views

app_name = "study"
urlpatterns = [
    path("bookmarks/", views.bookmarks, name="bookmarks"),
    path("questions/<slug:slug>/bookmark/", views.add, name="bookmark"),
    path("questions/<slug:slug>/bookmark/remove/", views.remove, name="remove_bookmark"),
    path("questions/<slug:slug>/bookmark/note/", views.note, name="note"),
]
