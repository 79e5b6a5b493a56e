"""What people type about projects and their members."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import access
from core.choices import Role
from core.models import Project, Topic, User
from core.web.forms.changes import ChangeForm


class NewProjectForm(forms.Form):
    name = forms.CharField(max_length=200, label=_("Name"))
    topic = forms.ModelChoiceField(
        Topic.objects.none(),
        required=False,
        label=_("Topic"),
        empty_label=_("no topic"),
    )
    description = forms.CharField(
        required=False, label=_("Description"), widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, *args: object, topics: QuerySet[Topic], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["topic"].queryset = topics  # type: ignore[attr-defined]


class SettingsForm(ChangeForm[Project]):
    """The error budget is typed in per cent and kept as a share."""

    error_budget = forms.DecimalField(
        label=_("Error budget, %"), min_value=0.1, max_value=50, decimal_places=1
    )

    class Meta:
        model = Project
        fields = (
            "name",
            "topic",
            "description",
            "filing_mode",
            "error_budget",
            "is_archived",
        )
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3}),
            "filing_mode": forms.RadioSelect,
        }

    def __init__(
        self, data: Any = None, *, instance: Project, topics: QuerySet[Topic]
    ) -> None:
        super().__init__(data, instance=instance)
        topic = cast("forms.ModelChoiceField[Topic]", self.fields["topic"])
        topic.queryset = topics
        topic.empty_label = _("no topic")
        self.initial["error_budget"] = f"{instance.error_budget * 100:.1f}"

    def clean_error_budget(self) -> Decimal:
        budget: Decimal = self.cleaned_data["error_budget"] / 100
        return budget


class MemberForm(forms.Form):
    username = forms.CharField(
        max_length=150,
        label=_("User name"),
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(choices=Role.choices, label=_("Role"), initial=Role.EDITOR)

    def clean_username(self) -> User:
        user = access.user_named(self.cleaned_data["username"])
        if user is None:
            raise forms.ValidationError(_("There is no active user of this name."))
        return user


class TopicForm(forms.Form):
    name = forms.CharField(max_length=200, label=_("Name"))
