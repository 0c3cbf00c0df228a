"""What a person is told: in the inbox, and from there by mail."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from teams.models.people import User


class Notice(models.Model):
    """One thing one person is told, once: `key` names the occasion, and is never used twice for them.

    `kind` is what a person may choose by (`goals.turned`, say); `url` is where to act on it. Whoever wants
    a kind by mail alone has it out of the inbox: such a row is read from the start.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices", db_index=False)
    kind = models.CharField(max_length=40)
    about = models.ForeignKey(
        User,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="Whose figures it holds, where they are one person's: those go into no one else's mail.",
    )
    key = models.CharField(max_length=120)
    text = models.CharField(max_length=300)
    detail = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    in_inbox = models.BooleanField(default=True)
    mailed_at = models.DateTimeField(
        null=True, blank=True, help_text="When a mail carried it, or a digest left it out for good."
    )
    mail_at = models.DateTimeField(
        null=True, blank=True, help_text="From when it goes out by itself; none: with the digest."
    )
    mail_claimed_at = models.DateTimeField(
        null=True, blank=True, help_text="When a worker took it to the mail server: once, for good."
    )

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            # Told once, whatever runs again. It also leads to all of a person's notices.
            models.UniqueConstraint(fields=["user", "key"], name="notice_once"),
        ]
        indexes: ClassVar = [
            # The inbox, the newest first.
            models.Index(fields=["user", "-id"], condition=Q(in_inbox=True), name="notice_inbox"),
            # The inbox narrowed to what it is about, where there is little of that.
            models.Index(
                fields=["user", "kind", "-id"], condition=Q(in_inbox=True), name="notice_about"
            ),
            # What goes out by itself.
            models.Index(
                fields=["mail_at"],
                condition=Q(mailed_at__isnull=True, mail_at__isnull=False),
                name="notice_to_mail",
            ),
            # The number beside the inbox.
            models.Index(
                fields=["user", "at"], condition=Q(read_at__isnull=True), name="notice_unread"
            ),
        ]

    def __str__(self) -> str:
        return self.text
