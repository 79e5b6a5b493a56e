"""What people type about tasks."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.choices import TaskStatus
from core.models import Project, Task, User
from core.web.forms.changes import ChangeForm


class TaskForm(ChangeForm[Task]):
    class Meta:
        model = Task
        fields = (
            "title",
            "status",
            "priority",
            "assignee",
            "due_date",
            "description",
            "requirements",
            "acceptance_criteria",
        )
        widgets = {
            "due_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "description": forms.Textarea(attrs={"rows": 4}),
            "requirements": forms.Textarea(attrs={"rows": 3}),
            "acceptance_criteria": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: object, people: QuerySet[User], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        assignee = self.fields["assignee"]
        assignee.queryset = people  # type: ignore[attr-defined]
        assignee.empty_label = _("nobody")  # type: ignore[attr-defined]


class NewTaskForm(forms.Form):
    project = forms.ModelChoiceField(
        Project.objects.none(),
        label=_("Project"),
        empty_label=_("choose a project"),
        help_text=_(
            "Here are the projects whose documents you may change. "
            "If one is missing, ask its manager to make you an editor."
        ),
    )
    title = forms.CharField(max_length=300, label=_("Title"))
    due_date = forms.DateField(
        required=False,
        label=_("Due date"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    description = forms.CharField(
        required=False, label=_("Description"), widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(
        self, *args: object, projects: QuerySet[Project], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["project"].queryset = projects  # type: ignore[attr-defined]


class TaskFilterForm(forms.Form):
    whose = forms.ChoiceField(
        required=False, choices=[("", _("mine")), ("all", _("everybody's"))]
    )
    status = forms.ChoiceField(
        required=False, choices=[("", _("open")), *TaskStatus.choices]
    )
    project = forms.IntegerField(required=False, min_value=1)
