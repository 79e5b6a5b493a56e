"""Forms over what is stored already."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.db.models import Model

M = TypeVar("M", bound=Model)


class ChangeForm(forms.ModelForm[M]):
    """``cleaned_data`` are the fields that the reader changed, and no others.

    The form carries along what its page showed: what others changed since then stays, unless
    the reader changed the same.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        return {name: value for name, value in given.items() if self._changed(name)}

    def _changed(self, name: str) -> bool:
        """A script that sends a field alone, without what it was, means it."""
        shown = self[name].html_initial_name in self.data
        return name in self.changed_data or not shown
