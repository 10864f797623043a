"""Settings. What is secret, and what differs by machine, comes from the environment."""

import os

SECRET_KEY = os.environ["SECRET_KEY"]
CASEBOOK = os.environ["SVH_DB"]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["HOST_DB"],
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30},  # writers wait for each other
    }
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django_app",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_app.answers.RefusalsAreAnswers",
]
ROOT_URLCONF = "django_app.urls"
ALLOWED_HOSTS = ["127.0.0.1"]

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
TIME_ZONE = "Europe/Amsterdam"
