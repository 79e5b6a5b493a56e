"""Filters of lists that take exactly what they name."""

from django.core.exceptions import ValidationError
from django.forms import IntegerField, NullBooleanField, TextInput
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, NumberFilter


class IdFilter(NumberFilter):
    """The id of an object: a whole number."""

    # The stubs know Django's filters only as they are.
    field_class = IntegerField  # type: ignore[assignment]


class _YesOrNo(NullBooleanField):
    """Django's field takes what it does not understand for no answer."""

    widget = TextInput

    # The stubs say that it is never None, as in the field that it derives from.
    def to_python(self, value: object) -> bool | None:  # type: ignore[override]
        found: bool | None = super().to_python(value)
        if found is None and value:
            raise ValidationError(_("Give true or false."))
        return found


class TruthFilter(BooleanFilter):
    """``true`` or ``false``; nothing else is passed over in silence."""

    field_class = _YesOrNo
