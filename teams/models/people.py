"""Users, and which team each was in, as what, from when until when."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from teams.models.organisation import Team


class Role(models.TextChoices):
    """What a person is in a team, or for the installation."""

    AGENT = "agent", "Agent"
    SUPERVISOR = "supervisor", "Supervisor"
    MANAGER = "manager", "Manager"
    ADMINISTRATOR = "administrator", "Administrator"


LEADS = (Role.SUPERVISOR, Role.MANAGER)


class UserManager(BaseUserManager["User"]):
    """Makes users with a hashed password, or with none that can be used."""

    def create_user(
        self,
        username: str,
        name: str = "",
        email: str = "",
        password: str | None = None,
    ) -> User:
        """A new user; without a password they cannot sign in until one is set."""
        user = self.model(
            username=username, name=name or username, email=self.normalize_email(email)
        )
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self,
        username: str,
        name: str = "",
        email: str = "",
        password: str | None = None,
    ) -> User:
        """A user who may also use the admin site: the way in when nobody else is there yet."""
        user = self.create_user(username, name, email, password)
        user.is_staff = user.is_superuser = True
        user.save(update_fields=["is_staff", "is_superuser"])
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a login. What they may do follows from their memberships."""

    class Theme(models.TextChoices):
        """How the pages look for this person."""

        SYSTEM = "system", "As my device"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    username = models.CharField(
        max_length=150, unique=True, validators=[UnicodeUsernameValidator()]
    )
    name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    title = models.CharField(
        max_length=60,
        blank=True,
        default="",
        # Code of the release before writes rows without it while a new one is rolled out.
        db_default="",
        help_text="Shown instead of the role. What one may do rests on the role.",
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="May open the admin site.")
    theme = models.CharField(max_length=6, choices=Theme, default=Theme.SYSTEM)
    uses_keys = models.BooleanField(default=True, help_text="Single keys open pages.")
    joined_at = models.DateTimeField(auto_now_add=True)
    left_on = models.DateField(null=True, blank=True)
    left_reason = models.CharField(max_length=300, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("username"), name="user_username_is_one_in_any_case"),
            models.UniqueConstraint(
                Lower("email"), condition=~Q(email=""), name="user_email_is_one"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """One or two capitals for the avatar."""
        words = self.name.split()
        letters = words[0][:1] + (words[-1][:1] if len(words) > 1 else "")
        return letters.upper()


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by day and role."""

    def on(self, day: date) -> MembershipQuerySet:
        """Those that hold on `day`."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day))

    def between(self, first: date, last: date) -> MembershipQuerySet:
        """Those that hold on any day of `first` to `last`, both included."""
        return self.filter(starts_on__lte=last).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=first)
        )

    def agents(self) -> MembershipQuerySet:
        """Those as agent."""
        return self.filter(role=Role.AGENT)

    def leads(self) -> MembershipQuerySet:
        """Those as supervisor or manager."""
        return self.filter(role__in=LEADS)


class Membership(models.Model):
    """A user in a team in a role from a day until a day. History is kept: rows end, they do not go.

    `ends_on` is the first day on which it no longer holds; none means that it still does. Days are the
    team's own. An administrator's membership has no team: it is for the installation.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(max_length=13, choices=Role)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-starts_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(role=Role.ADMINISTRATOR, team__isnull=True)
                | (~Q(role=Role.ADMINISTRATOR) & Q(team__isnull=False)),
                name="membership_has_a_team_unless_administrator",
            ),
            # A person is an agent in one team at a time. Overlaps in the past are refused by the actions,
            # under a lock on the user; this shuts the door on two open ones whatever the path.
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(role=Role.AGENT, ends_on__isnull=True),
                name="membership_agent_in_one_team",
            ),
            models.UniqueConstraint(
                fields=["user", "team", "role"],
                condition=Q(ends_on__isnull=True),
                name="membership_once_while_it_lasts",
            ),
        ]
        indexes: ClassVar = [
            # Who was in this team on a day: the people lists and each-member goals.
            models.Index(fields=["team", "role", "starts_on"], name="membership_team_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"
