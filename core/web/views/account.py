"""Signing in and out, the password, the profile, the language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import check_for_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.models import RefreshFamily, User
from core.selectors.sign_ins import living_families
from core.services.people import sign_in, users
from core.web.forms.account import ProfileForm
from core.web.limits import Limited
from core.web.pages import actor, after, back, saved, show

A_YEAR = 365 * 24 * 3600


class SignIn(Limited, auth.LoginView):
    template_name = "web/account/sign_in.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in, and speak the language of the profile from then on."""
        response = super().form_valid(form)
        user = form.get_user()
        if isinstance(user, User):
            remember_language(response, user.language)
        return response


class SignOut(auth.LogoutView):
    http_method_names = ["post"]


class PasswordChange(auth.PasswordChangeView):
    template_name = "web/account/password_change.html"
    success_url = reverse_lazy("web:profile")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, _("Your password is changed."))
        return super().form_valid(form)


class PasswordReset(Limited, auth.PasswordResetView):
    scope = "reset"
    template_name = "web/account/password_reset.html"
    email_template_name = "web/account/password_reset_email.txt"
    subject_template_name = "web/account/password_reset_subject.txt"
    success_url = reverse_lazy("web:password-reset-sent")


class PasswordResetSent(auth.PasswordResetDoneView):
    template_name = "web/account/password_reset_sent.html"


class PasswordResetConfirm(auth.PasswordResetConfirmView):
    template_name = "web/account/password_reset_confirm.html"
    success_url = reverse_lazy("web:sign-in")


@dataclass(frozen=True, slots=True)
class ProfilePage:
    form: ProfileForm
    families: list[RefreshFamily]
    token: sign_in.TokenPair | None = None


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    # A form writes into its object what was typed, fit or not: it gets a copy of its own.
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=user.pk))

    def write(values: dict[str, Any]) -> object:
        return users.update_profile(actor=user, values=values)

    if request.method == "POST" and saved(form, write):
        with override(user.language):
            response = after(request, _("Saved."), "web:profile")
        remember_language(response, user.language)
        return response
    return show(
        request, "account/profile.html", ProfilePage(form, living_families(user))
    )


@require_POST
def new_token(request: HttpRequest) -> HttpResponse:
    """Make tokens for a script; they are shown this once."""
    user = actor(request)
    pair = sign_in.issue(actor=user)
    page = ProfilePage(ProfileForm(instance=user), living_families(user), pair)
    return show(request, "account/profile.html", page)


@require_POST
def revoke_token(request: HttpRequest, pk: str) -> HttpResponse:
    sign_in.revoke(actor=actor(request), family=pk)
    return after(request, _("This token does not work any more."), "web:profile")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language, for this browser and, if signed in, for good."""
    wanted = request.POST.get("language", "")
    if not check_for_language(wanted) or wanted not in dict(settings.LANGUAGES):
        wanted = settings.LANGUAGE_CODE
    if isinstance(request.user, User):
        users.update_profile(actor=actor(request), values={"language": wanted})
    response = back(request, "", "web:home")
    remember_language(response, wanted)
    return response


def remember_language(response: HttpResponse, code: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=A_YEAR,
        samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
    )
