from rest_framework import serializers

from core.api.base import Body, Line
from core.choices import Column
from core.models import User


class UserOut(serializers.ModelSerializer[User]):
    name = serializers.CharField(source="display_name", read_only=True)

    class Meta:
        model = User
        fields = [
            "id",
            "username",
            "name",
            "first_name",
            "last_name",
            "email",
            "language",
            "is_staff",
            "is_reviewer",
            "wants_letters",
            "document_columns",
        ]


class UserChange(Body):
    first_name = Line(max_length=150, required=False, allow_blank=True)
    last_name = Line(max_length=150, required=False, allow_blank=True)
    email = serializers.EmailField(required=False, allow_blank=True)
    language = serializers.ChoiceField(choices=["ru", "en"], required=False)
    wants_letters = serializers.BooleanField(
        required=False,
        help_text="Whether what concerns you comes to your address too.",
    )
    document_columns = serializers.ListField(
        child=serializers.ChoiceField(choices=Column.choices),
        max_length=len(Column),
        required=False,
        help_text="Of the list of documents; empty for the usual ones.",
    )
