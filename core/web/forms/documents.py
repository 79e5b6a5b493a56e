"""What people type about documents."""

from __future__ import annotations

from dataclasses import fields
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from core.choices import READ_LANGUAGES, DocumentStatus, Outcome
from core.selectors.document_search import ORDERS, STATES, Wanted

# The fields of the list's address, by those of Wanted.
NAMES = {one.name: one.name for one in fields(Wanted)} | {"words": "q"}


class FilterForm(forms.Form):
    """The list's address, read kindly: what does not fit narrows nothing."""

    q = forms.CharField(required=False, max_length=200)
    state = forms.ChoiceField(
        required=False, choices=[("", ""), *((s, s) for s in STATES)]
    )
    status = forms.ChoiceField(
        required=False, choices=[("", ""), *DocumentStatus.choices]
    )
    project = forms.IntegerField(required=False, min_value=1)
    task = forms.IntegerField(required=False, min_value=1)
    tag = forms.CharField(required=False, max_length=64)
    language = forms.ChoiceField(
        required=False, choices=[("", _("any language")), *READ_LANGUAGES]
    )
    kind = forms.ChoiceField(
        required=False,
        choices=[
            ("", _("any kind of file")),
            ("pdf", "PDF"),
            ("word", _("text document")),
            ("sheet", _("table")),
            ("slides", _("slides")),
            ("mail", _("mail")),
            ("picture", _("picture")),
            ("text", _("plain text")),
        ],
    )
    outcome = forms.ChoiceField(
        required=False, choices=[("", _("any decision")), *Outcome.choices]
    )
    owner = forms.IntegerField(required=False, min_value=1)
    since = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    until = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    order = forms.ChoiceField(
        required=False, choices=[("", ""), *((o, o) for o in ORDERS)]
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)

    @property
    def wanted(self) -> Wanted:
        self.is_valid()
        given = {
            field: self.cleaned_data[name]
            for field, name in NAMES.items()
            if self.cleaned_data.get(name)
        }
        return Wanted(**given)

    @property
    def page_number(self) -> int:
        return self.cleaned_data.get("page") or 1 if self.is_bound else 1


def address_of(wanted: Wanted) -> str:
    """What :class:`FilterForm` reads back."""
    stored = wanted.stored()
    return "?" + urlencode(
        {NAMES[field]: stored[field] for field in NAMES if field in stored}
    )


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
