"""What people type about themselves and about users."""

from __future__ import annotations

from django.contrib.auth.forms import UserCreationForm

from core.models import User
from core.web.forms.changes import ChangeForm


class ProfileForm(ChangeForm[User]):
    class Meta:
        model = User
        fields = ("first_name", "last_name", "email", "language", "wants_letters")


class UserForm(ChangeForm[User]):
    """What an administrator changes of a user."""

    class Meta:
        model = User
        fields = (
            "first_name",
            "last_name",
            "email",
            "language",
            "is_reviewer",
            "is_staff",
            "is_active",
        )


class NewUserForm(UserCreationForm[User]):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = (
            "username",
            "first_name",
            "last_name",
            "email",
            "language",
            "is_reviewer",
            "is_staff",
        )
