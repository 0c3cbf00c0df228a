"""Other words by which the search finds a page of the menu, by the name of its view.

Beside its label and its hint: what somebody types who does not know what a page is called here.
"""

from __future__ import annotations

OTHER_WORDS = {
    "home": "start home dashboard to do",
    "goals:list": "targets pace progress",
    "escalations:list": "queue cases customers complaints",
    "escalations:log": "case customer complaint",
    "feedback:kudos": "thanks praise recognition wall",
    "teams:huddle": "start of shift meeting stand-up",
    "teams:inbox": "notifications notices messages alerts unread",
    "company": "organisation whole house",
    "feedback:people": "team members agents coaching notes",
    "escalations:playbook": "protocols rules knowledge policies",
    "teams:learning": "training courses paths onboarding",
    "feedback:ideas": "suggestions",
    "teams:decisions": "log decided agreed",
    "goals:challenges": "contests competitions",
    "goals:rewards": "prizes budget ledger",
    "goals:metrics": "figures numbers kpi measures",
    "goals:imports": "csv excel upload files figures",
    "goals:reports": "weekly brief export csv download turnover leaving team health pulse",
    "feedback:team_health": "pulse team health mood survey",
    "feedback:one_to_ones": "1:1 meetings talks agenda",
    "feedback:tasks": "delegated handed over",
    "teams:mirror": "leader self reflection",
    "teams:settings": "preferences options configuration",
    "teams:help": "keys shortcuts keyboard support guide",
    "teams:me": "profile account appearance dark light mode language",
    "teams:notifications": "notifications quiet hours mail email digest alerts mute",
    "teams:tokens": "integration program",
    "teams:privacy": "export download my data gdpr erase",
    "teams:organisation": "currency timezone",
    "teams:teams": "calendar holidays closures",
    "escalations:duty": "on call rota shift",
    "goals:screens": "wall display tv",
    "teams:people": "users accounts invite members",
    "teams:keeping": "retention deletion gdpr privacy",
    "setup": "onboarding getting started",
}
