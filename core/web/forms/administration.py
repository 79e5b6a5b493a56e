"""What administrators type into filters."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.choices import AuditAction
from core.selectors.administration import AuditFilter


class AuditForm(forms.Form):
    actor = forms.CharField(required=False, max_length=150, label=_("Who"))
    action = forms.ChoiceField(
        required=False,
        choices=[("", _("anything")), *AuditAction.choices],
        label=_("What"),
    )
    object_type = forms.CharField(required=False, max_length=40, label=_("On what"))
    object_id = forms.CharField(required=False, max_length=64, label=_("Its number"))
    since = forms.DateField(
        required=False, label=_("From"), widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        required=False, label=_("To"), widget=forms.DateInput(attrs={"type": "date"})
    )

    @property
    def wanted(self) -> AuditFilter:
        """What was asked for, without what does not fit."""
        self.is_valid()
        return AuditFilter(**self.cleaned_data)
