"""Every address of the REST API, version 1."""

from importlib import import_module

from django.urls import path
from drf_spectacular.views import (
    SpectacularAPIView,
    SpectacularRedocView,
    SpectacularSwaggerView,
)
from rest_framework.routers import SimpleRouter

from core.api.views import (
    batches,
    documents,
    jobs,
    learning,
    monitoring,
    notifications,
    projects,
    search,
    tasks,
    tokens,
    trash,
    users,
)

# Registers its extensions by being imported.
import_module("core.api.schema")

router = SimpleRouter(use_regex_path=True)
router.register("topics", projects.Topics)
router.register("projects", projects.Projects)
router.register(r"projects/(?P<project_pk>[^/.]+)/members", projects.Members)
router.register("templates", projects.Templates)
router.register("favorites", projects.Favorites)
router.register("tasks", tasks.Tasks)
router.register("comments", tasks.Comments)
router.register("documents", documents.Documents, basename="document")
router.register(
    r"documents/(?P<document_pk>[^/.]+)/versions",
    documents.Versions,
    basename="version",
)
router.register(
    r"documents/(?P<document_pk>[^/.]+)/decisions",
    documents.Decisions,
    basename="decision",
)
router.register("batches", batches.Batches, basename="batch")
router.register(
    r"batches/(?P<batch_pk>[^/.]+)/items", batches.BatchItems, basename="batch-item"
)
router.register("download", batches.Download, basename="download")
router.register("trash", trash.Trash, basename="trash")
router.register("tombstones", trash.Tombstones, basename="tombstone")
router.register("saved-filters", search.SavedFilters, basename="saved-filter")
router.register("search", search.Search, basename="search")
router.register("review", documents.Review, basename="review")
router.register("classify", learning.Classify, basename="classify")
router.register("training", learning.Training, basename="training")
router.register("models", learning.Models, basename="model")
router.register("notifications", notifications.Notifications, basename="notification")
router.register("live-truth", monitoring.LiveTruth, basename="live-truth")
router.register("drift", monitoring.Drift, basename="drift")
router.register("readiness", monitoring.Readiness, basename="readiness")
router.register("jobs", jobs.Jobs, basename="job")

app_name = "api"
urlpatterns = [
    path("token/", tokens.SignIn.as_view(), name="token"),
    path("token/refresh/", tokens.Refresh.as_view(), name="token-refresh"),
    path("token/logout/", tokens.SignOut.as_view(), name="token-logout"),
    path(
        "users/me/",
        users.Me.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="me",
    ),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="api:schema"), name="docs"),
    path("redoc/", SpectacularRedocView.as_view(url_name="api:schema"), name="redoc"),
    *router.urls,
]
