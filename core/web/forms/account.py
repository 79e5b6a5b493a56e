"""What people type about themselves and about users."""

from __future__ import annotations

from django import forms
from django.contrib.auth.forms import UserCreationForm

from core.models import User


class ProfileForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ("first_name", "last_name", "email", "language", "wants_letters")


class UserForm(forms.ModelForm[User]):
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
