"""Who may do what at every address. A new address needs a row here, or the matrix fails.

A row says for each method who gets through (`get`, `post`, …), and who sees the thing but may not do that
(`forbidden`: 403). Whoever is named nowhere gets what they would get if nothing were there: 404; where
nobody is signed in, a page leads to the sign-in and the API answers 401. Methods without an entry are
not offered: 405.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from teams.unsubscribing import token_for
from tests.access import cases_api, learning
from tests.access.world import ABSENT, World

Roles = frozenset[str]
Where = Callable[[World], dict[str, Any]]


def roles(names: str) -> Roles:
    """A set of roles from their names."""
    return frozenset(names.split())


METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
TOKENS = roles("token_a token_b reader")
OUT = roles("anonymous deactivated")
PEOPLE = roles("agent stranger supervisor other_supervisor manager administrator")
ALL = PEOPLE | TOKENS | OUT

IN_NORTH = roles("agent supervisor manager")
LEAD_NORTH = roles("supervisor manager")
LEADERS = roles("supervisor other_supervisor manager administrator")
MANAGERS = roles("manager administrator")
IMPORTERS = MANAGERS
MANAGER = roles("manager")
AGENT = roles("agent")
ADMINISTRATOR = roles("administrator")
AGENT = roles("agent")
NOBODY = roles("")


def nowhere(world: World) -> dict[str, Any]:
    """An address without parts."""
    return {}


@dataclass(frozen=True)
class Row:
    """Who gets through at one address, by method, and a thing of North to try it on.

    `body` is what a POST or PATCH sends: one that would be taken from whoever may. `reached` says how
    getting through is answered, where it is not as usual.
    """

    at: Where = nowhere
    get: Roles | None = None
    post: Roles | None = None
    patch: Roles | None = None
    forbidden: dict[str, Roles] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    query: str | Callable[[World], str] = ""
    reached: dict[str, set[int]] = field(default_factory=dict)

    def may(self, method: str) -> Roles | None:
        """Who gets through with a method; None where it is not offered."""
        return {"GET": self.get, "POST": self.post, "PATCH": self.patch}.get(method)

    def asked(self, world: World) -> str:
        """The query that goes with the address."""
        return self.query if isinstance(self.query, str) else self.query(world)

    def absent(self, world: World) -> dict[str, Any]:
        """The same address of a thing that is not there."""
        return {
            name: ABSENT if isinstance(value, int) else "no-such-thing"
            for name, value in self.at(world).items()
        }


def page(who: Roles, at: Where = nowhere, **more: Any) -> Row:
    """A page that only shows."""
    return Row(at, get=who, **more)


def form(who: Roles, at: Where = nowhere, **more: Any) -> Row:
    """A page with a form that posts to itself."""
    return Row(at, get=who, post=who, **more)


def button(who: Roles, at: Where = nowhere, **more: Any) -> Row:
    """An address that only takes a POST."""
    return Row(at, post=who, **more)


# --- Things of North -----------------------------------------------------------------------------


def north(world: World) -> dict[str, Any]:
    return {"slug": world.north.slug}


def goal(world: World) -> dict[str, Any]:
    return {"pk": world.goal.pk}


def goal_note(world: World) -> dict[str, Any]:
    return {"pk": world.goal.pk, "note": world.note.pk}


def proposed(world: World) -> dict[str, Any]:
    return {"pk": world.proposed.pk}


def own_goal(world: World) -> dict[str, Any]:
    return {"pk": world.own_goal.pk}


def metric(world: World) -> dict[str, Any]:
    return {"slug": world.metric.slug}


def person(world: World) -> dict[str, Any]:
    return {"pk": world.people["agent"].pk}


def their_manager(world: World) -> dict[str, Any]:
    return {"pk": world.people["manager"].pk}


def import_run(world: World) -> dict[str, Any]:
    return {"pk": world.import_run.pk}


def upload(world: World) -> dict[str, Any]:
    return {"pk": world.upload.pk}


def long_upload(world: World) -> dict[str, Any]:
    return {"pk": world.long_upload.pk}


def notice(world: World) -> dict[str, Any]:
    return {"pk": world.notice.pk}


LEAVE = {"starts_on": "2027-03-01", "back_on": "2027-03-08"}


def away(world: World) -> dict[str, Any]:
    return {"pk": world.people["agent"].pk, "absence": world.absence.pk}


def challenge(world: World) -> dict[str, Any]:
    return {"pk": world.challenge.pk}


def kind(world: World) -> dict[str, Any]:
    return {"pk": world.reward_kind.pk}


def membership(world: World) -> dict[str, Any]:
    return {"pk": world.people["agent"].pk, "membership": world.membership.pk}


def closure(world: World) -> dict[str, Any]:
    return {"slug": world.north.slug, "pk": world.closure.pk}


def escalation_draft(world: World) -> dict[str, Any]:
    return {"pk": world.draft.pk}


def protocol(world: World) -> dict[str, Any]:
    return {"slug": world.book.protocol.slug}


def words(world: World) -> dict[str, Any]:
    return {"slug": world.book.protocol.slug, "pk": world.book.words.pk}


def limit(world: World) -> dict[str, Any]:
    return {"pk": world.book.limit.pk}


def category(world: World) -> dict[str, Any]:
    return {"pk": world.book.category.pk}


# --- The table -----------------------------------------------------------------------------------

KEEPERS = LEAD_NORTH | ADMINISTRATOR
"""Of Marcus's protocol: he, the managers, the administrators."""
READERS = roles("agent stranger other_supervisor")
READ_ONLY = {"GET": READERS, "POST": READERS}
AGENTS = roles("agent stranger")
API_READERS = PEOPLE | roles("reader")
"""Of what everybody may read. Tokens that only send are told that they lack the scope."""
ONLY_SEND = {"GET": roles("token_a token_b")}
OF_NORTH = IN_NORTH | ADMINISTRATOR | roles("reader")
SEE_AND_LEAVE_ALONE = roles("agent supervisor administrator")
BY_OTHERS = {"GET": SEE_AND_LEAVE_ALONE, "POST": SEE_AND_LEAVE_ALONE}
NOT_THE_AUTHOR = LEAD_NORTH | ADMINISTRATOR
DRAFT = "?metric=handled&whose=team:north&cadence=monthly&target=40&days=2026-12-01_"
NEW_GOAL = {
    "name": "Handled in December",
    "metric": "handled",
    "scope": "team",
    "team": "north",
    "cadence": "monthly",
    "starts_on": "2026-12-01",
    "target": "40",
    "why": "Nobody waits in vain.",
}
LOGGERS = PEOPLE - ADMINISTRATOR
DRAFTED = {"about": "Sofa missed its slot", "page": "a" * 32, "sequence": "1"}
CHALLENGE = "?metric=handled&whose=team:north&rule=total&starts_on=2026-12-01&ends_on=2026-12-07"
NEW_CHALLENGE = {
    "name": "A week together",
    "why": "Nobody waits in vain.",
    "metric": "handled",
    "team": "north",
    "rule": "total",
    "line": "40",
    "starts_on": "2026-12-01",
    "ends_on": "2026-12-07",
}
READINGS = {
    "readings": [
        {
            "metric": "handled",
            "agent": "jin",
            "at": "2026-11-19T10:00:00Z",
            "value": 2,
            "source": "A",
            "external_id": "1",
        }
    ]
}

NEW_CASE = {"category": "delivery", "about": "Sofa missed its slot", "need": "decision"}
LATER = "2026-11-20T15:00:00+00:00"
IN_A_TEAM = IN_NORTH | roles("stranger other_supervisor")


def _agents(**body: Any) -> Row:
    """A step of whoever logged i"""
    return Row(cases_api.case, post=AGENT, forbidden={"POST": LEAD_NORTH | TOKENS}, body=body)


def _leaders(**body: Any) -> Row:
    """A step of who leads the team. Nobody answers their own."""
    return Row(cases_api.case, post=LEAD_NORTH, forbidden={"POST": AGENT | TOKENS}, body=body)


def _both(**body: Any) -> Row:
    return Row(cases_api.case, post=IN_NORTH, forbidden={"POST": TOKENS}, body=body)


TABLE: dict[str, Row] = {
    # Health and the API's description: anybody.
    "healthz": page(ALL),
    "readyz": Row(get=ALL, reached={"GET": {200, 503}}),
    "schema": page(ALL),
    "api-docs": page(ALL),
    # The administrators' own site, as a whole.
    "admin:*": Row(get=ADMINISTRATOR, post=ADMINISTRATOR),
    # Writing escalations down: whoever is in a team; a draft is its agent's alone.
    "escalations:log": form(LOGGERS, body=DRAFTED),
    "escalations:log_save": button(LOGGERS, body=DRAFTED),
    "escalations:log_panel": page(LOGGERS),
    "escalations:log_earlier": button(LOGGERS, body={"reference": "HP-482913"}),
    "escalations:draft": form(AGENT, escalation_draft, body={**DRAFTED, "do": "later"}),
    # The API.
    "api:team-list": Row(get=API_READERS, forbidden=ONLY_SEND),
    "api:team-detail": Row(
        north,
        get=OF_NORTH,
        patch=MANAGERS,
        forbidden={**ONLY_SEND, "PATCH": roles("agent supervisor") | TOKENS},
        body={"huddle_at": "09:15"},
    ),
    "api:agent-list": Row(get=API_READERS, forbidden=ONLY_SEND),
    "api:agent-detail": Row(
        lambda world: {"login": world.people["agent"].username},
        get=OF_NORTH,
        forbidden=ONLY_SEND,
    ),
    "api:metric-list": Row(get=API_READERS, forbidden=ONLY_SEND),
    "api:metric-detail": Row(metric, get=API_READERS, forbidden=ONLY_SEND),
    "api:metric-series": Row(
        metric,
        get=API_READERS,
        forbidden=ONLY_SEND,
        query="?from=2026-11-01&until=2026-11-30&by=agent",
    ),
    "api:goal-list": Row(
        get=API_READERS,
        # To whoever leads South, North is not there: 400, as for any other unknown team.
        post=LEAD_NORTH | roles("other_supervisor"),
        forbidden={**ONLY_SEND, "POST": roles("agent stranger administrator") | TOKENS},
        body=NEW_GOAL,
    ),
    "api:goal-detail": Row(
        goal,
        get=OF_NORTH,
        patch=MANAGER,
        forbidden={**ONLY_SEND, "PATCH": roles("agent supervisor administrator") | TOKENS},
        body={"target": 41, "reason": "More of us now."},
    ),
    "api:goal-progress": Row(goal, get=OF_NORTH, forbidden=ONLY_SEND),
    "api:readings": Row(
        get=API_READERS,
        post=MANAGERS | roles("token_a token_b"),
        forbidden={
            **ONLY_SEND,
            "POST": roles("agent stranger supervisor other_supervisor reader"),
        },
        body=READINGS,
        query="?metric=handled&from=2026-11-01&until=2026-11-30",
    ),
    "api:notice-list": Row(get=API_READERS, forbidden=ONLY_SEND),
    "api:notice-read": Row(
        notice,
        post=MANAGER,
        forbidden={"POST": TOKENS},
    ),
    "api:notice-unread": Row(notice, post=MANAGER, forbidden={"POST": TOKENS}),
    "api:notice-choices": Row(
        get=API_READERS,
        patch=PEOPLE,
        forbidden={**ONLY_SEND, "PATCH": TOKENS},
        body={"digest": "weekly"},
    ),
    "api:notice-read-all": Row(post=PEOPLE, forbidden={"POST": TOKENS}),
    "api:challenge-list": Row(
        get=API_READERS,
        post=LEAD_NORTH | roles("other_supervisor"),
        forbidden={**ONLY_SEND, "POST": roles("agent stranger administrator") | TOKENS},
        body=NEW_CHALLENGE,
    ),
    "api:challenge-detail": Row(challenge, get=OF_NORTH, forbidden=ONLY_SEND),
    # Agents join, each for themself.
    "api:challenge-join": Row(
        challenge,
        post=AGENT,
        forbidden={"POST": roles("supervisor manager administrator") | TOKENS},
    ),
    "api:challenge-leave": Row(
        challenge, post=IN_NORTH | ADMINISTRATOR, forbidden={"POST": TOKENS}
    ),
    "api:reward-list": Row(get=API_READERS, forbidden=ONLY_SEND),
    "api:reward-detail": Row(
        lambda world: {"pk": world.grant.pk}, get=OF_NORTH, forbidden=ONLY_SEND
    ),
    # The API of escalations and the playbook. Nobody answers their own.
    "api:escalation-list": Row(
        get=API_READERS,
        post=IN_A_TEAM,
        forbidden={**ONLY_SEND, "POST": ADMINISTRATOR | TOKENS},
        body=NEW_CASE,
    ),
    "api:escalation-detail": Row(
        cases_api.case,
        # Administrators have none by office.
        get=IN_NORTH | roles("reader"),
        patch=AGENT,
        forbidden={**ONLY_SEND, "PATCH": LEAD_NORTH | TOKENS},
        # What was sent stays as it was sen
        reached={"PATCH": {409}},
        body=NEW_CASE,
    ),
    "api:escalation-send": _agents(),
    "api:escalation-decide-alone": _agents(decision="Sent a new one"),
    "api:escalation-discard": _agents(),
    "api:escalation-withdraw": _agents(),
    "api:escalation-rate": _agents(help="helped"),
    "api:escalation-ask-break": _agents(),
    "api:escalation-claim": _leaders(),
    "api:escalation-decide": _leaders(outcome="differently", line="A new one"),
    "api:escalation-hand-over": _leaders(to="marcus"),
    "api:escalation-put-back": _leaders(),
    "api:escalation-call-back": _leaders(due_at=LATER),
    "api:escalation-not-reached": _leaders(next_at=LATER),
    "api:escalation-resolve": _leaders(ending="They were pleased."),
    "api:escalation-review": _leaders(happy_alone=True, cause="Packed badly"),
    "api:escalation-see-break": _leaders(),
    "api:escalation-reopen": _both(line="They rang again."),
    "api:escalation-note": _both(text="The depot rang."),
    "api:escalation-amends": _both(kind="refund", amount="20"),
    "api:escalation-amends-answer": _leaders(request=1, approve=False, line="Not ye"),
    "api:protocol-confirm": Row(
        cases_api.protocol,
        post=IN_A_TEAM,
        forbidden={"POST": ADMINISTRATOR | TOKENS},
        body={"version": 1},
    ),
    # Today, company, teams.
    "home": page(PEOPLE),
    "company": page(PEOPLE),
    "team": page(IN_NORTH | ADMINISTRATOR, north),
    "put_off": button(IN_NORTH | ADMINISTRATOR, goal),
    "take_up": button(IN_NORTH | ADMINISTRATOR, goal),
    "job_release": button(ADMINISTRATOR, lambda world: {"pk": world.job.pk}),
    # Signing in and out, help.
    "teams:login": form(ALL, reached={"GET": {200, 302}}),
    "teams:logout": button(ALL),
    "teams:welcome": form(ALL, lambda _: {"uidb64": "MQ", "token": "no-such-thing"}),
    "teams:help": page(PEOPLE),
    # The inbox: each one's own.
    "teams:inbox": page(PEOPLE),
    "teams:inbox_open": button(MANAGER, notice),
    "teams:inbox_see": page(MANAGER, notice),
    "teams:inbox_read": button(MANAGER, notice),
    "teams:inbox_unread": button(MANAGER, notice),
    "teams:inbox_read_all": button(PEOPLE),
    "teams:unsubscribe": form(ALL, lambda world: {"token": token_for(world.people["manager"])}),
    # One's own settings.
    "teams:notifications": form(PEOPLE, body={"digest": "weekly"}),
    "teams:settings": page(PEOPLE),
    "teams:me": form(PEOPLE),
    "teams:theme": button(PEOPLE, body={"theme": "dark"}),
    "teams:keys": button(PEOPLE, body={"keys": "off"}),
    "teams:password": form(PEOPLE),
    "teams:tokens": form(PEOPLE, body={"name": "New", "scopes": ["read"], "life": "30"}),
    "teams:token_revoke": button(MANAGER, lambda world: {"pk": world.token.pk}),
    # People.
    "teams:person": page(IN_NORTH | ADMINISTRATOR, person),
    # Whoever leads a person, not whoever leads their team.
    "teams:away": form(MANAGERS, their_manager, body=LEAVE),
    "teams:away_end": button(IN_NORTH | ADMINISTRATOR, away),
    "teams:people": page(ADMINISTRATOR),
    "teams:person_new": form(ADMINISTRATOR),
    "teams:person_edit": form(ADMINISTRATOR, person),
    "teams:sign_in_link": button(ADMINISTRATOR, person),
    "teams:person_back": button(
        ADMINISTRATOR, lambda world: {"pk": world.people["deactivated"].pk}
    ),
    "teams:join": form(ADMINISTRATOR, person),
    "teams:move": form(ADMINISTRATOR, person),
    "teams:leave": form(ADMINISTRATOR, person),
    "teams:role": form(ADMINISTRATOR, membership),
    "teams:role_end": form(ADMINISTRATOR, membership),
    "teams:administrators": form(ADMINISTRATOR),
    "teams:administrator_remove": button(
        ADMINISTRATOR, lambda world: {"pk": world.people["second_administrator"].pk}
    ),
    # The organisation and its teams.
    "teams:organisation": form(ADMINISTRATOR),
    "teams:teams": page(MANAGERS),
    "teams:team_new": form(ADMINISTRATOR),
    "teams:team_edit": form(MANAGERS, north),
    "teams:team_archive": button(ADMINISTRATOR, north),
    "teams:closure_new": form(MANAGERS, north, reached={"GET": {302}}),
    "teams:closure_remove": button(MANAGERS, closure),
    # Goals.
    "goals:list": page(PEOPLE),
    "goals:new": page(LEADERS),
    "goals:new_how_much": page(LEAD_NORTH, query=DRAFT),
    "goals:new_when": page(LEAD_NORTH, query=DRAFT),
    "goals:new_why": form(LEAD_NORTH, query=DRAFT, body={"name": "New", "why": "Because."}),
    "goals:goal": page(IN_NORTH | ADMINISTRATOR, goal),
    "goals:table": page(IN_NORTH | ADMINISTRATOR, goal),
    "goals:csv": page(IN_NORTH | ADMINISTRATOR, goal),
    "goals:explain": page(IN_NORTH | ADMINISTRATOR, goal),
    "goals:edit": form(
        MANAGER,
        goal,
        forbidden={"GET": SEE_AND_LEAVE_ALONE, "POST": SEE_AND_LEAVE_ALONE},
    ),
    "goals:state": button(
        MANAGER, goal, forbidden={"POST": SEE_AND_LEAVE_ALONE}, body={"to": "pause"}
    ),
    "goals:goal_reward": form(
        MANAGER,
        goal,
        forbidden={"GET": SEE_AND_LEAVE_ALONE, "POST": SEE_AND_LEAVE_ALONE},
    ),
    # Challenges: joined by agents alone, each for themself.
    "goals:challenges": page(PEOPLE),
    "goals:challenge": page(IN_NORTH | ADMINISTRATOR, challenge),
    "goals:challenge_new": page(LEADERS),
    "goals:challenge_details": form(
        LEAD_NORTH, query=CHALLENGE, body={"name": "New", "why": "Because.", "line": "40"}
    ),
    "goals:challenge_join": form(
        AGENT,
        challenge,
        forbidden={
            "GET": roles("supervisor manager administrator"),
            "POST": roles("supervisor manager administrator"),
        },
    ),
    "goals:challenge_leave": button(IN_NORTH | ADMINISTRATOR, challenge),
    "goals:challenge_edit": form(
        MANAGER,
        challenge,
        forbidden={"GET": SEE_AND_LEAVE_ALONE, "POST": SEE_AND_LEAVE_ALONE},
    ),
    "goals:challenge_cancel": form(
        MANAGER,
        challenge,
        forbidden={"GET": SEE_AND_LEAVE_ALONE, "POST": SEE_AND_LEAVE_ALONE},
        body={"reason": "The figures stopped."},
    ),
    # Rewards: seen by the team, given by its managers, budgets set by administrators.
    "goals:rewards": page(PEOPLE),
    "goals:reward_give": form(MANAGER),
    "goals:reward_nominate": form(PEOPLE - ADMINISTRATOR),
    "goals:reward_ledger": page(MANAGERS),
    "goals:reward_reverse": form(
        MANAGER,
        lambda world: {"pk": world.grant.pk},
        forbidden={"GET": SEE_AND_LEAVE_ALONE, "POST": SEE_AND_LEAVE_ALONE},
        body={"reason": "Noted twice."},
    ),
    "goals:nomination_decline": form(
        MANAGER,
        lambda world: {"pk": world.nomination.pk},
        forbidden={"GET": AGENT, "POST": AGENT},
        body={"reason": "In the playbook with her name."},
    ),
    "goals:reward_catalogue": page(MANAGERS),
    "goals:reward_kind_new": form(
        MANAGERS, body={"name": "Lunch", "what": "For all.", "cost": "9"}
    ),
    "goals:reward_kind_edit": form(MANAGERS, kind),
    "goals:reward_kind_state": button(MANAGERS, kind, body={"to": "archive"}),
    "goals:reward_budgets": form(ADMINISTRATOR),
    # The life of a goal: its owner's word, looking back, notes of those whose goal it is.
    "goals:say": form(MANAGER, goal, forbidden=BY_OTHERS),
    "goals:unsay": button(MANAGER, goal, forbidden={"POST": SEE_AND_LEAVE_ALONE}),
    "goals:close": form(MANAGER, goal, forbidden=BY_OTHERS, reached={"GET": {200, 302}}),
    "goals:note_new": form(IN_NORTH, goal, forbidden={"GET": ADMINISTRATOR, "POST": ADMINISTRATOR}),
    "goals:note_edit": form(
        roles("agent"), goal_note, forbidden={"GET": NOT_THE_AUTHOR, "POST": NOT_THE_AUTHOR}
    ),
    "goals:note_remove": button(roles("agent"), goal_note, forbidden={"POST": NOT_THE_AUTHOR}),
    # Proposals: the agents who were asked answer, whoever leads the team concludes.
    "goals:proposal": Row(
        proposed,
        get=IN_NORTH | ADMINISTRATOR,
        post=roles("agent"),
        forbidden={"POST": NOT_THE_AUTHOR},
        body={"answer": "agree"},
    ),
    "goals:proposal_agree": button(
        MANAGER, proposed, forbidden={"POST": SEE_AND_LEAVE_ALONE}, body={"as": "proposed"}
    ),
    "goals:proposal_withdraw": button(MANAGER, proposed, forbidden={"POST": SEE_AND_LEAVE_ALONE}),
    # Goals of one's own: Jin's is shown to those who lead North, and to nobody else.
    "goals:own_goals": page(PEOPLE),
    "goals:own_goal_new": form(PEOPLE),
    "goals:own_goal": page(IN_NORTH, own_goal),
    "goals:own_goal_edit": form(AGENT, own_goal, forbidden={"GET": LEAD_NORTH, "POST": LEAD_NORTH}),
    "goals:own_goal_check_in": Row(
        own_goal,
        post=AGENT,
        forbidden={"POST": LEAD_NORTH},
        reached={"POST": {200, 302}},
        body={"going": "well", "line": "Three in a row."},
    ),
    "goals:own_goal_audience": Row(
        own_goal, post=AGENT, forbidden={"POST": LEAD_NORTH}, body={"audience": "team"}
    ),
    "goals:own_goal_done": Row(
        own_goal,
        post=AGENT,
        forbidden={"POST": LEAD_NORTH},
        body={"state": "reached", "learned": "Ask first."},
    ),
    # Which goals are kept.
    "goals:report": page(MANAGERS),
    "goals:report_csv": page(MANAGERS),
    # Metrics: everybody may know what is counted, administrators say what is.
    "goals:metrics": page(PEOPLE),
    "goals:metric": page(PEOPLE, metric),
    "goals:metric_csv": page(PEOPLE, metric),
    "goals:metric_new": form(ADMINISTRATOR),
    "goals:metric_edit": form(ADMINISTRATOR, metric),
    "goals:metric_state": button(ADMINISTRATOR, metric, body={"to": "archive"}),
    # Explain a number; enter, correct and leave out what is behind it.
    "goals:explain_csv": page(IN_NORTH | ADMINISTRATOR, goal),
    "goals:metric_explain": page(PEOPLE, metric),
    "goals:metric_explain_csv": page(PEOPLE, metric),
    "goals:reading_new": form(LEADERS, metric),
    "goals:excluded": page(LEADERS, metric),
    "goals:reading": form(
        LEAD_NORTH,
        lambda world: {"pk": world.reading.pk},
        # Jin sees the reading: it is theirs. An administrator does not see single people's.
        forbidden={"GET": roles("agent"), "POST": roles("agent")},
        body={"do": "exclude", "exclude-reason": "It rated the courier."},
    ),
    "goals:excluded_restore": button(LEAD_NORTH, lambda world: {"pk": world.excluded.pk}),
    "goals:correction_undo": button(LEAD_NORTH, lambda world: {"pk": world.correction.pk}),
    "goals:person_readings": form(
        ADMINISTRATOR,
        lambda world: {"pk": world.moved.user_id, "membership": world.moved.pk},
        body={"do": "move", "reason": "The move was noted late."},
    ),
    # Reports.
    "goals:reports": page(MANAGERS),
    "goals:brief": form(
        MANAGERS, lambda _: {"week": "2026-W47"}, body={"sentence": "A good week.", "asks": ""}
    ),
    # Screens on a wall: made by whoever leads the team, read by whoever has the link.
    "goals:screens": form(LEADERS, body={"team": "north", "name": "Hall", "theme": "dark"}),
    "goals:screen_revoke": button(
        LEAD_NORTH | ADMINISTRATOR, lambda world: {"pk": world.screen.pk}
    ),
    "goals:wall": page(ALL, lambda world: {"token": world.screen_token}),
    # Files: each manager their own, administrators all.
    "goals:imports": page(IMPORTERS),
    "goals:import_new": form(IMPORTERS),
    "goals:import_map": form(MANAGERS, upload),
    "goals:import_check": form(MANAGERS, upload, reached={"GET": {200, 302}}),
    "goals:import_working": page(MANAGERS, long_upload),
    "goals:import_again": button(MANAGERS, long_upload),
    "goals:import_done": page(MANAGERS, import_run),
    "goals:import_undo": button(MANAGERS, import_run),
    "goals:import_drop": button(MANAGERS, lambda world: {"pk": world.upload_to_drop.pk}),
    "goals:import_failing": page(MANAGERS, import_run),
    # What is learned from cases: North's is Jin's, looked back on by Priya.
    "escalations:learn": form(
        LEAD_NORTH,
        learning.case,
        forbidden={"GET": AGENT, "POST": AGENT},
        body={"happy_alone": "yes", "why_not": "limit", "cause": "Carrier late"},
    ),
    "escalations:alone": button(
        LEAD_NORTH, learning.case, forbidden={"POST": AGENT}, body={"answer": "yes"}
    ),
    "escalations:remedy": form(
        LEAD_NORTH,
        lambda world: {**learning.case(world), "kind": "fix"},
        forbidden={"GET": AGENT, "POST": AGENT},
    ),
    "escalations:case_training": form(
        LEAD_NORTH, learning.case, forbidden={"GET": AGENT, "POST": AGENT}
    ),
    "escalations:views": form(
        IN_NORTH,
        learning.case,
        body={"customer_wants": "It.", "agent_can": "Ask.", "company_offers": "A slot."},
    ),
    "escalations:remedies": page(PEOPLE),
    "escalations:remedy_done": button(LEAD_NORTH, learning.remedy),
    "escalations:remedy_drop": form(LEAD_NORTH, learning.remedy, body={"why": "They closed."}),
    "escalations:causes": page(LEADERS),
    "escalations:cause": form(LEADERS, learning.cause, body={"do": "rename", "name": "Late"}),
    "escalations:training_cases": page(PEOPLE),
    "escalations:training_case": page(PEOPLE, learning.training),
    "escalations:training_away": button(
        LEAD_NORTH, learning.training, forbidden={"POST": PEOPLE - LEAD_NORTH}
    ),
    "escalations:conflicts": page(PEOPLE),
    "escalations:conflict_new": form(
        IN_NORTH, query=learning.two_cases, body={"text": "They differ."}
    ),
    "escalations:conflict": Row(
        learning.conflict,
        get=IN_NORTH,
        post=LEAD_NORTH,
        forbidden={"POST": AGENT},
        body={"settled": "Yes holds."},
    ),
    # The report: administrators have sums, and no cases.
    "escalations:report": page(LEADERS),
    "escalations:report_csv": page(LEADERS),
    "escalations:report_rows": page(LEADERS - ADMINISTRATOR),
    "escalations:report_rows_csv": page(LEADERS - ADMINISTRATOR),
    # The playbook: read by everybody, written by whoever leads, kept by its owner and managers.
    "escalations:playbook": page(PEOPLE),
    "escalations:protocol": page(PEOPLE, protocol),
    "escalations:protocol_new": form(LEADERS),
    "escalations:protocol_edit": form(LEADERS, protocol, forbidden={"GET": AGENTS, "POST": AGENTS}),
    "escalations:protocol_about": form(KEEPERS, protocol, forbidden=READ_ONLY),
    "escalations:protocol_publish": button(
        KEEPERS, protocol, forbidden={"POST": READERS}, body={"token": "x"}
    ),
    "escalations:protocol_discard": button(KEEPERS, protocol, forbidden={"POST": READERS}),
    "escalations:protocol_reviewed": button(KEEPERS, protocol, forbidden={"POST": READERS}),
    "escalations:protocol_away": button(KEEPERS, protocol, forbidden={"POST": READERS}),
    "escalations:protocol_confirm": form(
        PEOPLE - ADMINISTRATOR,
        protocol,
        forbidden={"GET": ADMINISTRATOR, "POST": ADMINISTRATOR},
        body={"version": "1"},
    ),
    "escalations:protocol_ask": form(
        PEOPLE, protocol, body={"question-text": "Why?"}, reached={"GET": {302}}
    ),
    "escalations:confirmations": page(MANAGERS, protocol),
    "escalations:remind": button(MANAGERS, protocol),
    "escalations:words_add": form(
        PEOPLE, protocol, body={"words-text": "Gladly."}, reached={"GET": {302}}
    ),
    "escalations:words_used": button(PEOPLE, words),
    # Jin added them; Marcus keeps the protocol.
    "escalations:words_away": button(KEEPERS | AGENT, words, forbidden={"POST": READERS - AGENT}),
    "escalations:question_answer": form(
        KEEPERS,
        lambda world: {"slug": world.book.protocol.slug, "pk": world.book.question.pk},
        forbidden=READ_ONLY,
        body={"answer": "Yes."},
    ),
    # Limits: seen by everybody, proposed by whoever leads, set by managers.
    "escalations:limits": page(PEOPLE),
    "escalations:limit_new": form(MANAGERS),
    "escalations:limit_edit": form(
        MANAGERS, limit, forbidden={"GET": PEOPLE - MANAGERS, "POST": PEOPLE - MANAGERS}
    ),
    "escalations:limit_away": button(MANAGERS, limit, forbidden={"POST": PEOPLE - MANAGERS}),
    "escalations:limit_propose": form(
        LEADERS,
        limit,
        forbidden={"GET": AGENTS, "POST": AGENTS},
        body={"level": "1", "amount": "40", "reason": "So."},
    ),
    "escalations:limit_proposal": Row(
        lambda world: {"pk": world.book.proposal.pk},
        get=LEADERS,
        post=MANAGERS,
        forbidden={"POST": LEADERS - MANAGERS},
        body={"do": "agree"},
    ),
    # Levels: one's own to see, those of one's people to set.
    "escalations:levels": page(LEADERS),
    "escalations:person_levels": Row(
        person,
        get=IN_NORTH,
        post=LEAD_NORTH,
        forbidden={"POST": AGENT},
        body={"category": "delivery", "level": "1", "because": "training", "reason": "Passed."},
    ),
    # What can be logged.
    "escalations:categories": page(ADMINISTRATOR),
    "escalations:category_new": form(ADMINISTRATOR),
    "escalations:category_edit": form(ADMINISTRATOR, category),
    "escalations:category_away": button(ADMINISTRATOR, category),
    "escalations:category_move": button(ADMINISTRATOR, category, body={"do": "down"}),
}

# The rows of each noun have files of their own, which need what stands above.
from tests.access.table_absences import ABSENCES  # noqa: E402
from tests.access.table_api import API  # noqa: E402
from tests.access.table_api_book import BOOK  # noqa: E402
from tests.access.table_appraisals import APPRAISALS  # noqa: E402
from tests.access.table_balance import BALANCE, HELP  # noqa: E402
from tests.access.table_cases import CASES  # noqa: E402
from tests.access.table_day import DAY  # noqa: E402
from tests.access.table_decisions import DECISIONS  # noqa: E402
from tests.access.table_delegated import DELEGATED  # noqa: E402
from tests.access.table_growth import GROWTH  # noqa: E402
from tests.access.table_huddles import HUDDLES  # noqa: E402
from tests.access.table_ideas import IDEAS  # noqa: E402
from tests.access.table_kudos import KUDOS  # noqa: E402
from tests.access.table_mirror import MIRROR  # noqa: E402
from tests.access.table_notes import NOTES  # noqa: E402
from tests.access.table_one_to_ones import ONE_TO_ONES  # noqa: E402
from tests.access.table_privacy import PRIVACY  # noqa: E402
from tests.access.table_pulse import PULSE  # noqa: E402
from tests.access.table_search import SEARCH  # noqa: E402
from tests.access.table_staying import STAYING  # noqa: E402
from tests.access.table_training import TRAINING  # noqa: E402
from tests.access.table_wall import WALL  # noqa: E402

TABLE |= CASES | API | BOOK | DAY
TABLE |= KUDOS | WALL | NOTES | ONE_TO_ONES | APPRAISALS | IDEAS | PULSE
TABLE |= TRAINING
TABLE |= SEARCH
TABLE |= HUDDLES
TABLE |= STAYING
TABLE |= DECISIONS | MIRROR
TABLE |= GROWTH | ABSENCES
TABLE |= DELEGATED
TABLE |= BALANCE | HELP
TABLE |= PRIVACY
