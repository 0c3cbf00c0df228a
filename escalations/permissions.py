"""Who may see and answer which escalations, protocols and limits. Visibility is the queryset."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from escalations.models import (
    MANAGER_LEVEL,
    SUPERVISOR_LEVEL,
    Category,
    Conflict,
    Escalation,
    HelpfulWords,
    LevelChange,
    LimitProposal,
    Protocol,
    ProtocolVersion,
    Remedy,
)
from teams.models import Membership, Role, Team, User
from teams.models.people import LEADS
from teams.permissions import standing_of

# --- Escalations ---------------------------------------------------------------------------------


def escalations_visible_to(user: User) -> QuerySet[Escalation]:
    """What one logged oneself, drafts included; what the agents of teams one leads have sent; and what one was
    asked to answer or has taken for another team. Nobody else's: administrators have none by office.
    """
    return Escalation.objects.filter(
        Q(logged_by=user) | (~Q(state=Escalation.State.DRAFT) & _theirs_to_answer(user))
    )


def _theirs_to_answer(user: User) -> Q:
    """Of the teams one leads, and what one was asked for, or has, from elsewhere.

    Whoever led the team and does so no more has gone from it, with all of its cases.
    """
    leads = standing_of(user).leads
    if not leads:
        return Q(pk__in=[])
    once_theirs = Membership.objects.leads().filter(user=user, team__isnull=False).values("team")
    asked = (Q(on_duty=user) | Q(claimed_by=user)) & ~Q(team__in=once_theirs)
    return Q(team__in=leads) | asked


def _was_asked(user: User, escalation: Escalation) -> bool:
    """The same of one case of a team that one does not lead. One statement for who was asked, else none."""
    if user.pk not in (escalation.on_duty_id, escalation.claimed_by_id):
        return False
    if not standing_of(user).leads:
        return False
    return not Membership.objects.leads().filter(user=user, team=escalation.team_id).exists()


def drafts_of(user: User) -> QuerySet[Escalation]:
    """One's own unsent ones."""
    return Escalation.objects.filter(logged_by=user, state=Escalation.State.DRAFT)


def queue_of(user: User) -> QuerySet[Escalation]:
    """What waits for this person to answer: of the teams they lead, and what they were asked for."""
    waiting = Escalation.objects.filter(state__in=["open", "claimed"])
    return waiting.filter(_theirs_to_answer(user))


def breaks_to_see(user: User) -> QuerySet[Escalation]:
    """Cases after which somebody asked for a break and a word, for those who may agree to it; nobody their own."""
    asked = Escalation.objects.filter(_theirs_to_answer(user), wants_break=True)
    return asked.exclude(state=Escalation.State.DRAFT).exclude(logged_by=user)


def can_log(user: User) -> bool:
    """Whoever is in a team: an agent about their own call, a leader about one they took."""
    return bool(standing_of(user).teams)


def can_answer(user: User, escalation: Escalation) -> bool:
    """A leader of the team, or the one who was asked from elsewhere. Nobody answers their own."""
    if escalation.logged_by_id == user.pk:
        return False
    return escalation.team_id in standing_of(user).leads or _was_asked(user, escalation)


def can_rate(user: User, escalation: Escalation) -> bool:
    """Who logged it says how the help was, and how the customer left."""
    return escalation.logged_by_id == user.pk


def can_review(user: User, escalation: Escalation) -> bool:
    """A leader of the team, of cases that are not their own."""
    return escalation.team_id in standing_of(user).leads and escalation.logged_by_id != user.pk


def sees_customer(user: User, escalation: Escalation) -> bool:
    """Whether the customer's reference and name stand there in full: for those who may open the case."""
    return (
        escalation.logged_by_id == user.pk
        or escalation.team_id in standing_of(user).leads
        or _was_asked(user, escalation)
    )


def teams_to_log_for(user: User) -> QuerySet[Team]:
    """The teams one belongs to; an agent has one."""
    return Team.objects.filter(pk__in=standing_of(user).teams, archived_at=None)


# --- Reports -------------------------------------------------------------------------------------


def reported_to(user: User) -> QuerySet[Escalation]:
    """What the reports count for this person: sent ones of the teams they lead; administrators all, in sums."""
    sent = Escalation.objects.exclude(state=Escalation.State.DRAFT)
    standing = standing_of(user)
    return sent if standing.is_administrator else sent.filter(team__in=standing.leads)


def remedies_visible_to(user: User) -> QuerySet[Remedy]:
    """Those of the teams one leads, and those one is to see to or be trained by."""
    led = Q(team__in=standing_of(user).leads)
    return Remedy.objects.filter(led | Q(owner=user) | Q(person=user))


# --- Playbook and authority ----------------------------------------------------------------------


def can_write_protocols(user: User) -> bool:
    """Supervisors and managers write; whoever writes owns."""
    standing = standing_of(user)
    return standing.is_administrator or bool(standing.leads)


def protocols_visible_to(user: User) -> QuerySet[Protocol]:
    """Who writes sees all, drafts and what is put away too; everybody else what has been published and holds."""
    if can_write_protocols(user):
        return Protocol.objects.all()
    published = ProtocolVersion.objects.filter(protocol=OuterRef("pk"), published_at__isnull=False)
    return Protocol.objects.filter(Exists(published), archived_at=None)


def can_keep_protocol(user: User, protocol: Protocol) -> bool:
    """Publish it, answer for it, hand it on, put it away: its owner while they lead, managers, administrators."""
    standing = standing_of(user)
    if standing.is_administrator or standing.manages:
        return True
    return protocol.owner_id == user.pk and bool(standing.leads)


def can_put_words_away(user: User, words: HelpfulWords) -> bool:
    """Whose they are, whoever added them, and who keeps the protocol."""
    return user.pk in (words.whose_id, words.added_by_id) or can_keep_protocol(user, words.protocol)


def can_confirm(user: User) -> bool:
    """Whoever is in a team."""
    return bool(standing_of(user).teams)


def people_who_confirm(today: date) -> QuerySet[User]:
    """Everybody who is in a team on a day of the organisation."""
    here = Membership.objects.on(today).filter(team__isnull=False, team__archived_at=None)
    return User.objects.filter(pk__in=here.values("user_id"), is_active=True)


def people_reminded_by(user: User, today: date) -> QuerySet[User]:
    """Of those the people of the teams one manages; administrators all."""
    standing = standing_of(user)
    if standing.is_administrator:
        return people_who_confirm(today)
    led = Membership.objects.on(today).filter(team__in=standing.manages)
    return people_who_confirm(today).filter(pk__in=led.values("user_id"))


def can_propose_limits(user: User) -> bool:
    """Whoever leads a team, and administrators."""
    return can_write_protocols(user)


def can_set_limits(user: User) -> bool:
    """Managers and administrators."""
    standing = standing_of(user)
    return standing.is_administrator or bool(standing.manages)


def can_set_amount(user: User, level: int) -> bool:
    """Of those who set limits: nobody that of their own level. Managers stand at 5."""
    standing = standing_of(user)
    if standing.manages:
        return level < MANAGER_LEVEL
    return standing.is_administrator


def can_answer_limit(user: User, proposal: LimitProposal) -> bool:
    """Who may set that amount; never a proposal of one's own."""
    return can_set_amount(user, proposal.level) and proposal.by_id != user.pk


def agents_levelled_by(user: User, today: date) -> QuerySet[User]:
    """The agents of the teams one leads, without oneself: nobody sets their own level."""
    led = Membership.objects.agents().on(today).filter(team__in=standing_of(user).leads)
    return User.objects.filter(pk__in=led.values("user_id"), is_active=True).exclude(pk=user.pk)


def levels_visible_to(user: User, today: date) -> QuerySet[User]:
    """Whose levels one may see: one's own, and those of the agents of teams one leads."""
    led = Membership.objects.agents().on(today).filter(team__in=standing_of(user).leads)
    return User.objects.filter(Q(pk=user.pk) | Q(pk__in=led.values("user_id")))


def can_set_level(user: User, person: User, team: Team) -> bool:
    """A leader of the team, of somebody else in it."""
    return team.pk in standing_of(user).leads and person.pk != user.pk


def can_set_budget(user: User, team: Team) -> bool:
    """Administrators, and the team's managers."""
    standing = standing_of(user)
    return standing.is_administrator or team.pk in standing.manages


def can_edit_duty(user: User, team: Team) -> bool:
    """Who is on call and how soon is passed on: the team's leaders."""
    return team.pk in standing_of(user).leads


def level_of(user: User, category: Category | None) -> int:
    """What this person may decide alone in a category, as a level. One statement, for leaders none.

    Supervisors stand at 4 and managers at 5 in every category; agents at what was set last, or 0.
    """
    standing = standing_of(user)
    if standing.manages:
        return MANAGER_LEVEL
    if standing.supervises:
        return SUPERVISOR_LEVEL
    if category is None:
        return 0
    last = LevelChange.objects.filter(person=user, category=category).order_by("-id").first()
    return 0 if last is None else last.level


# --- Learning ------------------------------------------------------------------------------------


def can_name_causes(user: User) -> bool:
    """Whoever leads a team; administrators tidy up."""
    standing = standing_of(user)
    return standing.is_administrator or bool(standing.leads)


def can_finish_remedy(user: User, remedy: Remedy) -> bool:
    """Its owner, and the leaders of the team that it is for."""
    return remedy.owner_id == user.pk or remedy.team_id in standing_of(user).leads


def can_write_views(user: User, escalation: Escalation) -> bool:
    """Whoever may open a case may say how its sides see it."""
    return sees_customer(user, escalation)


def conflicts_visible_to(user: User) -> QuerySet[Conflict]:
    """Those between answers that this person may read: protocols that are published, cases that are theirs to open."""
    cases = escalations_visible_to(user).values("pk")
    protocols = protocols_visible_to(user).values("pk")
    return Conflict.objects.filter(
        Q(escalation=None) | Q(escalation__in=cases),
        Q(other_escalation=None) | Q(other_escalation__in=cases),
        Q(protocol=None) | Q(protocol__in=protocols),
        Q(other_protocol=None) | Q(other_protocol__in=protocols),
    )


def with_owners_there(found: QuerySet[Conflict], today: date) -> QuerySet[Conflict]:
    """Conflicts that know whether an owner of theirs is there: for `can_settle` of many, in their one statement."""
    leads = Q(role__in=LEADS, team__archived_at=None) | Q(role=Role.ADMINISTRATOR)
    here = Membership.objects.on(today).filter(leads, user__is_active=True)
    return found.annotate(
        is_kept=Exists(here.filter(user=OuterRef("protocol__owner")))
        | Exists(here.filter(user=OuterRef("other_protocol__owner")))
    )


def _is_kept(conflict: Conflict, protocols: Iterable[Protocol]) -> bool:
    there: bool | None = getattr(conflict, "is_kept", None)
    if there is not None:
        return there
    return any(can_keep_protocol(each.owner, each) for each in protocols)


def can_settle(user: User, conflict: Conflict) -> bool:
    """The owners of the protocols, and where none of them keeps theirs any more, whoever may; of two cases, leaders
    of a team that one of them is of.
    """
    protocols = [each for each in (conflict.protocol, conflict.other_protocol) if each]
    if protocols:
        mine = [each for each in protocols if can_keep_protocol(user, each)]
        if any(each.owner_id == user.pk for each in mine):
            return True
        return bool(mine) and not _is_kept(conflict, protocols)
    cases = (conflict.escalation, conflict.other_escalation)
    return bool({case.team_id for case in cases if case} & standing_of(user).leads)
