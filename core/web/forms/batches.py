"""What people choose and what they want done with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.choices import BatchKind
from core.services.batches import Plan, Selection
from core.web.forms.documents import FilterForm
from core.web.pages import ids

ACTS = [kind for kind in BatchKind.choices if kind[0] != BatchKind.IMPORT]


class SelectionForm(forms.Form):
    """Ticked rows, or everything that the list's address shows."""

    whole = forms.BooleanField(required=False)
    filter = forms.CharField(required=False, max_length=2000)

    @property
    def selection(self) -> Selection:
        if self.cleaned_data["whole"]:
            narrowed = FilterForm(QueryDict(self.cleaned_data["filter"].lstrip("?")))
            return Selection(wanted=narrowed.wanted)
        ticked = self.data.getlist("document")  # type: ignore[attr-defined]
        return Selection(documents=ids(ticked))


class BatchForm(SelectionForm):
    act = forms.ChoiceField(choices=ACTS)
    project = forms.IntegerField(required=False, min_value=0)
    tags = forms.CharField(required=False, max_length=2000)
    placed = forms.BooleanField(required=False)

    @property
    def plan(self) -> Plan:
        kind = BatchKind(self.cleaned_data["act"])
        return Plan(kind=kind, selection=self.selection, params=self._params(kind))

    def _params(self, kind: BatchKind) -> dict[str, Any]:
        given = self.cleaned_data
        if kind == BatchKind.MOVE:
            return {"project": given["project"] or 0, "also_placed": given["placed"]}
        if kind in (BatchKind.TAG, BatchKind.UNTAG):
            return {"tags": given["tags"].split(",")}
        return {}


class ClassifyForm(forms.Form):
    """Classify again: with which model, at which budget."""

    model = forms.TypedChoiceField(
        label=_("Model"), coerce=int, required=False, empty_value=None
    )
    error_budget = forms.DecimalField(
        label=_("Error budget, %"),
        required=False,
        min_value=0.1,
        max_value=50,
        decimal_places=1,
        help_text=_("Empty: each project keeps its own."),
    )

    def __init__(self, *args: Any, models: list[tuple[int, str]]) -> None:
        super().__init__(*args)
        self.fields["model"].choices = [("", _("the one that serves")), *models]  # type: ignore[attr-defined]

    @property
    def params(self) -> dict[str, Any]:
        model, budget = self.cleaned_data["model"], self.cleaned_data["error_budget"]
        return {
            **({"model": model} if model else {}),
            **({"error_budget": float(budget) / 100} if budget else {}),
        }
