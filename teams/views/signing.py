"""Signing in and out, and choosing a password from a sign-in link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.views import LoginView, PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from teams.access import ANYONE, access
from teams.actions.people import set_password
from teams.forms.signing import NewPasswordForm, SignInForm
from teams.models import User
from teams.names import first_name
from teams.permissions import can_sign_in

SIGNED_IN_BY = "teams.backends.PersonBackend"

# The framework's views would take a PUT for a POST.
form_methods = require_http_methods(["GET", "HEAD", "POST"])


class SignInView(LoginView):
    """The framework's, which says so where nobody can sign in yet."""

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        """With whether there is anybody at all. One statement."""
        return super().get_context_data(**given, is_empty=not User.objects.exists())


# The framework's view takes care of a safe `next`, of a new session id and of leaving a page that shows
# a password out of caches; axes counts wrong tries.
sign_in = access(ANYONE)(
    require_http_methods(["GET", "HEAD", "POST"])(
        SignInView.as_view(authentication_form=SignInForm, redirect_authenticated_user=True)
    )
)


@access(ANYONE)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session. Only a POST does: a link or picture elsewhere must not."""
    logout(request)
    messages.success(request, "You are signed out. See you next shift.")
    return redirect("teams:login")


class WelcomeView(PasswordResetConfirmView):
    """Choose a password, with a link that works once and for three days, and be signed in.

    The framework moves the secret from the address into the session before it shows the form, so that it
    is in no history or Referer.
    """

    form_class = NewPasswordForm
    template_name = "registration/welcome.html"
    success_url = reverse_lazy("home")

    def get_user(self, uidb64: str) -> User | None:
        """The person of the link, while they may sign in at all."""
        person = super().get_user(uidb64)
        if isinstance(person, User) and can_sign_in(person, timezone.now()):
            return person
        return None

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the password through the action, which records and ends what was open."""
        person = set_password(form.user, form.user, form.cleaned_data["new_password1"])
        self.request.session.pop("_password_reset_token", None)
        # Whoever typed it a moment ago need not type it again. The session gets a new id; of somebody else's that was
        # open here nothing is left.
        login(self.request, person, backend=SIGNED_IN_BY)
        name = first_name(person.name)
        messages.success(
            self.request, f"Welcome, {name}. Your password is set, and you are signed in."
        )
        return redirect(str(self.success_url))


welcome = access(ANYONE)(require_http_methods(["GET", "HEAD", "POST"])(WelcomeView.as_view()))
