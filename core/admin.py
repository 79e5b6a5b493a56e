"""The administration: everything to read, nothing to change behind the services' back."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from core import models

SHOWN: tuple[type[Model], ...] = (
    models.AuditEvent,
    models.Batch,
    models.Comment,
    models.Decision,
    models.Document,
    models.Job,
    models.Membership,
    models.Project,
    models.Task,
    models.Template,
    models.Topic,
    models.TrainedModel,
    models.TrainingSnapshot,
    models.User,
    models.Version,
)


class ReadOnly(admin.ModelAdmin[Any]):
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_active and request.user.is_staff

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("password",) if self.model is models.User else ()


for shown in SHOWN:
    admin.site.register(shown, ReadOnly)
