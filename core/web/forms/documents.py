"""What people type about documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.choices import Language
from core.selectors.document_search import ORDERS, STATES, Wanted


class FilterForm(forms.Form):
    """The list's address, read kindly: what does not fit narrows nothing."""

    q = forms.CharField(required=False, max_length=200)
    state = forms.ChoiceField(
        required=False, choices=[("", ""), *((s, s) for s in STATES)]
    )
    project = forms.IntegerField(required=False, min_value=1)
    owner = forms.IntegerField(required=False, min_value=1)
    language = forms.ChoiceField(
        required=False, choices=[("", _("any language")), *Language.choices[:3]]
    )
    tag = forms.CharField(required=False, max_length=64)
    order = forms.ChoiceField(
        required=False, choices=[("", ""), *((o, o) for o in ORDERS)]
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)

    @property
    def wanted(self) -> Wanted:
        given: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        given = given or getattr(self, "cleaned_data", {})
        return Wanted(
            words=given.get("q", "").strip(),
            state=given.get("state", ""),
            project=given.get("project"),
            owner=given.get("owner"),
            language=given.get("language", ""),
            tag=given.get("tag", ""),
            order=given.get("order") or "",
        )

    @property
    def page_number(self) -> int:
        return self.cleaned_data.get("page") or 1 if self.is_bound else 1


class MultipleFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class TitleForm(forms.Form):
    title = forms.CharField(max_length=300, label=_("Title"))


class TagsForm(forms.Form):
    tags = forms.CharField(required=False, max_length=2000, label=_("Tags"))

    def clean_tags(self) -> list[str]:
        return str(self.cleaned_data["tags"]).split(",")


class NoteForm(forms.Form):
    file = forms.FileField(label=_("File"), allow_empty_file=True)
    note = forms.CharField(required=False, max_length=500, label=_("What changed"))


class CommentForm(forms.Form):
    body = forms.CharField(
        max_length=10_000,
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
