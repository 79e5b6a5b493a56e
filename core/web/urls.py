"""Every address of the web application. What is not in ``public`` asks to sign in."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from core.web.pages import for_signed_in
from core.web.views import (
    account,
    administration,
    batches,
    document,
    documents,
    home,
    models,
    monitoring,
    notifications,
    palette,
    projects,
    review,
    tasks,
    trash,
)

app_name = "web"

View = Callable[..., HttpResponseBase]


def page(route: str, view: View, name: str) -> URLPattern:
    return path(route, for_signed_in(view), name=name)


public = [
    path("sign-in/", account.SignIn.as_view(), name="sign-in"),
    path("sign-out/", account.SignOut.as_view(), name="sign-out"),
    path("language/", account.language, name="language"),
    path("password/reset/", account.PasswordReset.as_view(), name="password-reset"),
    path(
        "password/reset/sent/",
        account.PasswordResetSent.as_view(),
        name="password-reset-sent",
    ),
    path(
        "password/reset/<uidb64>/<token>/",
        account.PasswordResetConfirm.as_view(),
        name="password-reset-confirm",
    ),
]

document_pages = [
    page("documents/", documents.document_list, "documents"),
    page("documents/upload/", documents.upload, "upload"),
    page("documents/batch/", batches.new, "batch-new"),
    page("documents/columns/", documents.columns, "documents-columns"),
    page("documents/filters/", documents.save_filter, "filter-save"),
    page(
        "documents/filters/<int:pk>/delete/", documents.delete_filter, "filter-delete"
    ),
    page("documents/classify/", batches.classify, "classify-again"),
    page("documents/download/", batches.download, "documents-download"),
    page("documents/undo/", documents.undo, "documents-undo"),
    page("documents/<int:pk>/", document.document, "document"),
    page("documents/<int:pk>/row/", documents.row, "document-row"),
    page("documents/<int:pk>/upload-state/", documents.upload_state, "upload-state"),
    page("documents/<int:pk>/similar/", document.similar, "document-similar"),
    page("documents/<int:pk>/decide/", document.decide, "document-decide"),
    page("documents/<int:pk>/undo/", document.undo, "document-undo"),
    page("documents/<int:pk>/title/", document.rename, "document-rename"),
    page("documents/<int:pk>/tags/", document.tag, "document-tag"),
    page("documents/<int:pk>/task/", document.link, "document-link"),
    page("documents/<int:pk>/trash/", document.put_in_trash, "document-trash"),
    page(
        "documents/<int:pk>/likeness/accept/",
        document.accept_likeness,
        "document-accept-likeness",
    ),
    page(
        "documents/<int:pk>/likeness/decline/",
        document.decline_likeness,
        "document-decline-likeness",
    ),
    page("documents/<int:pk>/restore/", trash.restore, "document-restore"),
    page("documents/<int:pk>/comments/", document.comment, "document-comment"),
    page("documents/<int:pk>/compare/", document.compare, "document-compare"),
    page("documents/<int:pk>/versions/", document.add_version, "document-version"),
    page("documents/<int:pk>/read-again/", document.read_again, "document-read-again"),
    page(
        "documents/<int:pk>/versions/<int:number>/restore/",
        document.restore_version,
        "version-restore",
    ),
    page(
        "documents/<int:pk>/versions/<int:number>/file/",
        document.download,
        "version-file",
    ),
    page(
        "documents/<int:pk>/versions/<int:number>/preview/",
        document.preview,
        "version-preview",
    ),
]

batch_pages = [
    page("batches/", batches.batch_list, "batches"),
    page("batches/<int:pk>/", batches.batch, "batch"),
    page("batches/<int:pk>/state/", batches.state, "batch-state"),
    page("batches/<int:pk>/apply/", batches.apply, "batch-apply"),
    page("batches/<int:pk>/undo/", batches.undo, "batch-undo"),
    page("batches/<int:pk>/go-on/", batches.go_on, "batch-go-on"),
    page("batches/<int:pk>/stop/", batches.stop, "batch-stop"),
]

trash_pages = [
    page("trash/", trash.trash_page, "trash"),
    page("trash/empty/", trash.empty, "trash-empty"),
]

review_pages = [
    page("review/", review.review_page, "review"),
    page("review/next/", review.following, "review-next"),
    page("review/<int:pk>/answer/", review.answer, "review-answer"),
    page("review/<int:pk>/undo/", review.undo, "review-undo"),
]

project_pages = [
    page("projects/", projects.project_list, "projects"),
    page("projects/new/", projects.new_project, "project-new"),
    page("projects/topics/", projects.new_topic, "topic-new"),
    page("projects/<int:pk>/", projects.project, "project"),
    page("projects/<int:pk>/board/", tasks.board, "project-board"),
    page("projects/<int:pk>/quality/", projects.quality, "project-quality"),
    page("projects/<int:pk>/settings/", projects.settings, "project-settings"),
    page("projects/<int:pk>/star/", projects.star, "project-star"),
    page("projects/<int:pk>/members/", projects.add_member, "member-add"),
    page(
        "projects/<int:pk>/members/<int:member>/role/",
        projects.change_role,
        "member-role",
    ),
    page(
        "projects/<int:pk>/members/<int:member>/remove/",
        projects.remove_member,
        "member-remove",
    ),
]

task_pages = [
    page("tasks/", tasks.task_list, "tasks"),
    page("tasks/new/", tasks.new_task, "task-new"),
    page("tasks/<int:pk>/", tasks.task, "task"),
    page("tasks/<int:pk>/move/", tasks.move, "task-move"),
    page("tasks/<int:pk>/subtasks/", tasks.add_subtask, "task-subtask"),
    page("tasks/<int:pk>/comments/", tasks.comment, "task-comment"),
    page("tasks/<int:pk>/delete/", tasks.delete, "task-delete"),
    page("tasks/<int:pk>/star/", tasks.star, "task-star"),
]

model_pages = [
    page("models/", models.models, "models"),
    page("models/train/", models.train, "train"),
    page("models/suspects/", models.suspects, "suspects"),
    page("models/suspects/settle/", models.settle, "settle"),
    page("models/live/", monitoring.live, "live-truth"),
    page("models/drift/", monitoring.drift, "drift"),
    page("models/<int:pk>/", models.model, "model"),
    page("models/<int:pk>/tested/", monitoring.tested_documents, "model-tested"),
    page("models/<int:pk>/resume/", monitoring.resume, "model-resume"),
    page("models/<int:pk>/promote/", models.promote, "model-promote"),
    page("models/training/<int:pk>/", models.training_state, "training-state"),
    page("models/training/<int:pk>/cancel/", models.cancel, "training-cancel"),
]

own_pages = [
    page("notifications/", notifications.notification_list, "notifications"),
    page("notifications/read/", notifications.read_all, "notifications-read"),
    page("notifications/<int:pk>/", notifications.notification, "notification"),
    page("profile/", account.profile, "profile"),
    page("profile/tokens/", account.new_token, "new-token"),
    page("profile/tokens/<uuid:pk>/revoke/", account.revoke_token, "revoke-token"),
    page("password/", account.PasswordChange.as_view(), "password-change"),
]

administration_pages = [
    page("administration/", administration.users, "users"),
    page("administration/users/new/", administration.new_user, "user-new"),
    page("administration/users/<int:pk>/", administration.edit_user, "user"),
    page("administration/audit/", administration.audit, "audit"),
    page("administration/audit/export/", administration.export_audit, "audit-export"),
    page("administration/jobs/", administration.job_list, "jobs"),
    page("administration/jobs/<int:pk>/retry/", administration.retry_job, "job-retry"),
    page(
        "administration/jobs/<int:pk>/cancel/", administration.cancel_job, "job-cancel"
    ),
    page("administration/system/", administration.system, "system"),
]

urlpatterns: list[URLPattern] = [
    page("", home.home, "home"),
    page("palette/", palette.palette, "palette"),
    *public,
    *document_pages,
    *batch_pages,
    *trash_pages,
    *review_pages,
    *project_pages,
    *task_pages,
    *model_pages,
    *own_pages,
    *administration_pages,
]
