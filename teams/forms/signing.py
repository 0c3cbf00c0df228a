"""Signing in, and choosing a password."""

from __future__ import annotations

from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm


class SignInForm(AuthenticationForm):
    """Name and password. What was wrong is not said: it would tell which names there are."""

    error_messages = {
        "invalid_login": "This name and password do not belong together. Please try again.",
        "inactive": "This name and password do not belong together. Please try again.",
    }


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # not generic when it runs
    """A first or forgotten password, from a sign-in link."""


class MyPasswordForm(PasswordChangeForm):
    """A new password, given the old one."""

    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": "This is not your present password.",
        "password_mismatch": "The two new passwords are not the same.",
    }
