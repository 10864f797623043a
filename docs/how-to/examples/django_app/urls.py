"""Where what is. Addresses hold identifiers only: they end up in logs."""

from django.urls import path

from . import views

urlpatterns = [
    path("cases/<str:case>", views.screen),
    path("cases/<str:case>/button", views.button),
    path("cases/<str:case>/goals", views.set_goal),
]
