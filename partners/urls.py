from django.urls import path

from partners import views

app_name = "partners"
urlpatterns = [
    path("partners/seen/", views.seen, name="seen"),
    path("partners/<int:pk>/", views.follow, name="follow"),
]
