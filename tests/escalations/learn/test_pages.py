"""The pages of looking back, and what they show to whom."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from escalations.actions.remedies import fix_cause
from escalations.actions.reviews import review
from escalations.actions.training_cases import Told, publish_training_case
from escalations.models import (
    Category,
    Cause,
    Conflict,
    Protocol,
    Remedy,
    Review,
    ThreeViews,
    TrainingCase,
)
from teams.models import AuditEntry
from tests.escalations.learn.cases import NOW

DAY = timedelta(days=1)
SAID = {"happy_alone": "yes", "why_not": "limit", "cause": "Late", "learned": "Ask first."}
HOSTILE = '=HYPERLINK("x") <script>alert(1)</script> \u202eevil 👋 Zoë'


@pytest.fixture
def desk(client_of, manager):
    return client_of(manager)


@pytest.fixture
def reviewed(a_case, manager):
    case = a_case()
    review(manager, case, happy_alone=True, why_not="limit", cause="Late", now=NOW)
    case.refresh_from_db()
    return case


def learn(case):
    return reverse("escalations:learn", args=[case.pk])


def test_a_leader_looks_back_and_is_led_to_what_fits(desk, a_case):
    case = a_case()
    page = desk.post(learn(case), {**SAID, "version": case.version}, follow=True).content.decode()
    assert Review.objects.get().learned == "Ask first."
    assert page.index("Raise a limit") < page.index("Write or change a protocol")
    assert "btn--primary" in page[page.index("way--fits") :]


def test_an_idea_begins_with_the_case_it_comes_from(desk, reviewed, supervisor):
    page = desk.get(learn(reviewed)).content.decode()
    address = unescape(re.search(r'href="(/ideas/new/\?[^"]+)"', page)[1])
    begun = desk.get(address).content.decode()
    assert f'name="link" value="/escalations/{reviewed.pk}/"' in begun
    words = {"title": "Ring first", "team": "north", "link": f"/escalations/{reviewed.pk}/"}
    idea = desk.post("/ideas/new/", words, follow=True).content.decode()
    assert f'href="/escalations/{reviewed.pk}/"' in idea


def test_a_decision_begins_with_the_case_it_comes_from(desk, reviewed):
    page = desk.get(learn(reviewed)).content.decode()
    address = unescape(re.search(r'href="(/decisions/new/\?[^"]+)"', page)[1])
    begun = desk.get(address).content.decode()
    assert f'name="came_from" value="/escalations/{reviewed.pk}/"' in begun
    assert '<option value="north" selected' in begun
    sent = {"what": "We ring first", "how": "agreed", "why": "So.", "decided_on": "2026-11-20",
            "team": "north", "came_from": f"/escalations/{reviewed.pk}/"}  # fmt: skip
    made = desk.post("/decisions/new/", sent, follow=True).content.decode()
    assert f'href="/escalations/{reviewed.pk}/"' in made


def test_a_refusal_stands_at_its_field(desk, a_case):
    page = desk.post(learn(a_case()), {"happy_alone": "no", "why_not": "none", "cause": "Late"})
    assert "Say what stood in the way." in page.content.decode()
    assert not Review.objects.exists()


def test_case_20_a_stale_form_keeps_both_texts(desk, client_of, supervisor, a_case):
    case = a_case()
    desk.post(learn(case), {**SAID, "version": case.version})
    other = {**SAID, "why_not": "rule", "learned": "Write it down.", "version": case.version}
    page = client_of(supervisor).post(learn(case), other)
    text = page.content.decode()
    assert page.status_code == 409
    assert "Ask first." in text
    assert "Write it down." in text
    assert Review.objects.get().why_not == "limit"
    case.refresh_from_db()
    assert (
        client_of(supervisor).post(learn(case), {**other, "version": case.version}).status_code
        == 302
    )
    assert Review.objects.get().why_not == "rule"


def test_who_may_look_back(client_of, a_case, agent, stranger, other_supervisor, administrator):
    case = a_case()
    answers = [
        client_of(person).get(learn(case)).status_code
        for person in (agent, stranger, other_supervisor, administrator)
    ]
    assert answers == [403, 404, 404, 404]


def test_similar_cases_are_only_those_one_may_open(
    desk, a_case, reviewed, stranger, south, manager
):
    a_case(by=stranger, team=south, about="Elsewhere", state="open")
    twin = a_case(about="The same carrier", reference="AB 99999")
    review(manager, twin, happy_alone=True, cause="Late", now=NOW)
    a_case(about="The same customer", outcome="declined")
    page = desk.get(learn(reviewed)).content.decode()
    assert "The same carrier" in page
    assert "Same customer" in page
    assert "Elsewhere" not in page


@pytest.mark.parametrize("kind", ["limit", "protocol", "training", "fix"])
def test_each_thing_to_do_has_its_form(desk, reviewed, kind):
    url = reverse("escalations:remedy", args=[reviewed.pk, kind])
    assert desk.get(url).status_code == 200
    page = desk.post(url, {})
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert desk.get(reverse("escalations:remedy", args=[reviewed.pk, "prayer"])).status_code == 404


def test_a_fix_is_asked_for_and_done(desk, client_of, reviewed, supervisor):
    url = reverse("escalations:remedy", args=[reviewed.pk, "fix"])
    due = (NOW + timedelta(days=7)).date()
    desk.post(url, {"text": "Ring the carrier", "owner": supervisor.pk, "due_on": due})
    made = Remedy.objects.get()
    his = client_of(supervisor)
    assert "Ring the carrier" in his.get(reverse("escalations:remedies")).content.decode()
    his.post(reverse("escalations:remedy_done", args=[made.pk]))
    made.refresh_from_db()
    assert made.done_on == NOW.date()
    assert "Too early to say" in desk.get(learn(reviewed)).content.decode()


def test_case_02_nobody_of_another_team_is_asked(desk, reviewed, stranger):
    url = reverse("escalations:remedy", args=[reviewed.pk, "fix"])
    sent = {"text": "Ring", "owner": stranger.pk, "due_on": NOW.date()}
    assert "Choose somebody from the list." in desk.post(url, sent).content.decode()
    url = reverse("escalations:remedy", args=[reviewed.pk, "training"])
    sent = {**sent, "owner": "", "person": stranger.pk}
    desk.post(url, sent)
    assert not Remedy.objects.exists()


def test_a_remedy_of_elsewhere_is_not_there(client_of, reviewed, manager, other_supervisor, agent):
    made = fix_cause(manager, reviewed, text="Ring", owner=manager, due_on=NOW.date(), now=NOW)
    for person in (other_supervisor, agent):
        for name in ("remedy_done", "remedy_drop"):
            url = reverse(f"escalations:{name}", args=[made.pk])
            assert client_of(person).post(url, {"why": "So."}).status_code == 404
    made.refresh_from_db()
    assert (made.done_on, made.dropped_on) == (None, None)


def some_remedies(case, manager, number, **fields):
    values = {
        "kind": "fix", "cause": case.cause, "team": case.team, "owner": manager, "set_by": manager,
        "set_at": NOW, "due_on": NOW.date(), **fields,
    }  # fmt: skip
    return Remedy.objects.bulk_create(Remedy(text=f"Step {n}", **values) for n in range(number))


def test_what_is_still_to_be_done_is_never_crowded_out(desk, reviewed, manager):
    """Neither by what was done or dropped since, nor from the page of a case."""
    [oldest] = some_remedies(reviewed, manager, 1)
    today = NOW.date()
    some_remedies(reviewed, manager, 60, dropped_on=today, dropped_why="Not needed.")
    some_remedies(reviewed, manager, 60, done_on=today)
    page = desk.get(reverse("escalations:remedies"))
    assert [line.pk for line in page.context["open"].lines] == [oldest.pk]
    done = reverse("escalations:remedy_done", args=[oldest.pk])
    assert done in desk.get(learn(reviewed)).content.decode()


def test_every_remedy_is_reached_page_by_page(desk, reviewed, manager):
    today = NOW.date()
    waiting = [
        some_remedies(reviewed, manager, 1, due_on=today + timedelta(days=99 - n))[0]
        for n in range(90)
    ]
    over = [
        *some_remedies(reviewed, manager, 45, done_on=today - timedelta(days=3)),
        *some_remedies(reviewed, manager, 45, dropped_on=today, dropped_why="Not needed."),
    ]
    for part, expected in (("open", list(reversed(waiting))), ("over", list(reversed(over)))):
        found, page = [], 1
        while page:
            shown = desk.get(reverse("escalations:remedies"), {"part": part, "page": page})
            found += [line.pk for line in shown.context[part].lines]
            page = shown.context[part].next
            assert bool(page) == (f"part={part}&amp;page={page}" in shown.content.decode())
        assert found == [each.pk for each in expected]
    for query in ({"part": "none"}, {"page": "-1"}, {"page": "9" * 9}, {"page": "x"}):
        assert desk.get(reverse("escalations:remedies"), query).status_code == 404, query


def test_causes_are_renamed_merged_and_put_away(desk, reviewed, delivery, client_of, agent):
    late, slow = reviewed.cause, Cause.objects.create(category=delivery, name="Slow")
    url = reverse("escalations:cause", args=[late.pk])
    assert desk.post(url, {"do": "rename", "name": "slow"}).status_code == 200
    desk.post(url, {"do": "merge", "into": slow.pk})
    reviewed.refresh_from_db()
    assert reviewed.cause == slow
    desk.post(reverse("escalations:cause", args=[slow.pk]), {"do": "away"})
    assert desk.get(reverse("escalations:causes")).status_code == 200
    assert client_of(agent).get(url).status_code == 404


def test_a_training_case_is_drafted_without_names_and_published(desk, client_of, a_case, stranger):
    case = a_case(
        about="Zoë is upset", customer_name="Zoë O'Brien", decision="Jin may refund HP-482913"
    )
    url = reverse("escalations:case_training", args=[case.pk])
    form = desk.get(url).context["form"]
    assert form.initial["title"] == "[name] is upset"
    assert form.initial["answer"] == "[name] may refund [reference]"
    told = {"title": "Upset", "story": "Zoë rang.", "question": "And now?", "answer": "A refund."}
    refused = desk.post(url, told).content.decode()
    assert "still holds “Zoë O&#x27;Brien”" in refused
    assert not TrainingCase.objects.exists()
    desk.post(url, {**told, "story": "They rang."})
    made = TrainingCase.objects.get()
    page = client_of(stranger).get(reverse("escalations:training_case", args=[made.pk]))
    assert "They rang." in page.content.decode()
    away = reverse("escalations:training_away", args=[made.pk])
    assert client_of(stranger).post(away).status_code == 403
    assert desk.post(away).status_code == 302
    assert client_of(stranger).get(page.request["PATH_INFO"]).status_code == 404


def test_three_views_and_a_stale_one(desk, client_of, agent, a_case, stranger):
    case = a_case()
    url = reverse("escalations:views", args=[case.pk])
    views = {"customer_wants": "The chair.", "agent_can": "Refund.", "company_offers": "A slot."}
    assert client_of(agent).post(url, views).status_code == 302
    stale = desk.post(url, {**views, "agent_can": "Nothing.", "version": "old"})
    assert stale.status_code == 409
    assert "Refund." in stale.content.decode()
    assert ThreeViews.objects.get().agent_can == "Refund."
    assert client_of(stranger).get(url).status_code == 404


def test_opposite_outcomes_are_found_reported_and_settled(desk, client_of, agent, a_case, manager):
    for outcome in ("agreed", "declined"):
        review(manager, a_case(outcome=outcome), happy_alone=True, cause="Late", now=NOW)
    found = desk.get(reverse("escalations:conflicts")).context["found"]
    assert len(found.candidates) == 1
    url = reverse("escalations:conflict_new") + found.candidates[0].report
    assert client_of(agent).post(url, {"text": "Yes and no."}).status_code == 302
    row = Conflict.objects.get()
    settle = reverse("escalations:conflict", args=[row.pk])
    assert client_of(agent).post(settle, {"settled": "Yes."}).status_code == 403
    desk.post(settle, {"settled": "Yes holds."})
    found = desk.get(reverse("escalations:conflicts")).context["found"]
    assert (found.open, found.candidates) == ((), ())
    assert found.settled[0].settled == "Yes holds."


def test_contradictions_are_shown_page_by_page_the_open_ones_first(
    desk, a_case, manager, statements
):
    one, other = a_case(), a_case(outcome="declined")
    review(manager, one, happy_alone=True, cause="Late", now=NOW)
    review(manager, other, happy_alone=True, cause="Late", now=NOW)
    url = reverse("escalations:conflicts")
    assert len(desk.get(url).context["found"].candidates) == 1
    few = statements(desk, url)
    sides = {"escalation": one, "other_escalation": other}
    said = {"by": manager, "at": NOW, **sides}
    settled = {"settled": "Yes.", "settled_by": manager, "settled_at": NOW}
    # Reported and settled long ago, it is no candidate, also where another page shows it.
    Conflict.objects.create(
        text="The first of all.", **said, **{**settled, "settled_at": NOW - DAY}
    )
    for n in range(25):
        Conflict.objects.create(text=f"Open {n:02}.", by=manager, at=NOW, **a_pair(n, manager))
        Conflict.objects.create(
            text=f"Settled {n:02}.", by=manager, at=NOW, **a_pair(n, manager), **settled
        )
    first = desk.get(url).context["found"]
    assert [line.text for line in first.open] == [f"Open {n:02}." for n in range(24, 4, -1)]
    assert (first.settled, first.candidates) == ((), ())
    second = desk.get(first.next_url).context["found"]
    assert (len(second.open), len(second.settled)) == (5, 15)
    third = desk.get(second.next_url)
    assert third.context["found"].settled[-1].text == "The first of all."
    assert not third.context["found"].next_url
    assert "All that is open stands on the pages before." in third.content.decode()
    assert statements(desk, url) == few - 2
    assert statements(desk, second.next_url) < few


def a_pair(number, manager):
    """Two rules that nobody has held against each other yet."""
    delivery = Category.objects.first()
    rules = [
        Protocol.objects.create(
            slug=f"rule-{number}-{Protocol.objects.count()}", title="Rule", category=delivery,
            owner=manager, review_on=NOW.date(), created_at=NOW,
        )
        for _ in range(2)
    ]  # fmt: skip
    return {"protocol": rules[0], "other_protocol": rules[1]}


def test_cases_to_learn_from_are_shown_page_by_page(desk, a_case, manager, statements):
    url = reverse("escalations:training_cases")

    def publish(number):
        for _ in range(number):
            told = Told("It came late", "So.", "And?", "That.")
            publish_training_case(manager, a_case(), told, now=NOW)

    publish(1)
    few = statements(desk, url)
    publish(21)
    page = desk.get(url).context["page"]
    assert len(page.lines) == 20
    rest = desk.get(page.next_url).context["page"]
    assert len(rest.lines) == 2
    assert not rest.next_url
    assert desk.get(rest.previous_url).context["page"] == page
    assert statements(desk, url) == statements(desk, page.next_url) == few


def test_case_02_a_conflict_names_nothing_out_of_sight(client_of, a_case, stranger, desk):
    one, other = a_case(), a_case(outcome="declined")
    url = reverse("escalations:conflict_new")
    for query in (
        f"?case={one.pk}&case={other.pk}",
        "?case=1&case=x",
        "?case=999999&case=999998",
        "",
    ):
        assert client_of(stranger).get(url + query).status_code == 404
    assert client_of(stranger).get(f"{url}?case={one.pk}").status_code == 404


# --- The report ----------------------------------------------------------------------------------


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_report_and_its_rows(desk, reviewed, a_case):
    a_case(outcome="alone")
    page = desk.get(reverse("escalations:report"))
    assert page.status_code == 200
    text = page.content.decode()
    assert "1 escalation." in text
    assert f"by=cause&amp;key={reviewed.cause_id}" in text
    rows = desk.get(reverse("escalations:report_rows"), {"by": "cause", "key": reviewed.cause_id})
    assert [row.about for row in rows.context["found"].rows] == ["Third missed delivery"]


def test_nonsense_is_refused_and_the_usual_days_are_shown(desk, reviewed):
    page = desk.get(reverse("escalations:report"), {"since": "2026-11-20", "until": "2026-11-01"})
    assert "The last day is before the first" in page.content.decode()
    assert page.context["report"].sums.cases == 1
    for query in ({"by": "agent"}, {"by": "cause", "key": "x"}, {"by": "cause", "key": "99999"},
                  {"by": "hour", "key": "-1"}, {"before": "x"}, {"team": "south"}):  # fmt: skip
        assert desk.get(reverse("escalations:report_rows"), query).status_code == 404, query
        if "before" not in query:
            assert desk.get(reverse("escalations:report_rows_csv"), query).status_code == 404, query


def test_rows_come_a_page_at_a_time(desk, a_case, monkeypatch):
    monkeypatch.setattr("escalations.queries.report_rows.EACH_PAGE", 2)
    made = [a_case(about=f"Case {place}") for place in range(5)]
    seen, url = [], reverse("escalations:report_rows")
    while url:
        page = desk.get(url)
        seen += [row.about for row in page.context["found"].rows]
        url = page.context["next_url"]
    assert seen == [case.about for case in reversed(made)]


def test_case_06_what_people_wrote_is_harmless_in_a_file(desk, a_case, manager):
    case = a_case(about=HOSTILE, reference="=1+482913", customer_name="Zoë")
    review(manager, case, happy_alone=True, cause="@SUM(A1)", learned=HOSTILE, now=NOW)
    cells = [
        cell for row in rows_of(desk.get(reverse("escalations:report_rows_csv"))) for cell in row
    ]
    cells += [cell for row in rows_of(desk.get(reverse("escalations:report_csv"))) for cell in row]
    assert "'@SUM(A1)" in cells
    assert not [cell for cell in cells if cell.lstrip()[:1] in {"=", "@", "+"}]
    assert not [cell for cell in cells if "482913" in cell or "Zoë" in cell]
    assert "••13" in cells


def test_case_05_what_people_wrote_is_shown_as_text(desk, a_case, manager):
    case = a_case(about=HOSTILE, decision=HOSTILE)
    review(
        manager,
        case,
        happy_alone=True,
        cause="<img src=x onerror=alert(1)>",
        learned=HOSTILE,
        now=NOW,
    )
    fix_cause(manager, case, text=HOSTILE, owner=manager, due_on=NOW.date(), now=NOW)
    case.refresh_from_db()
    told = Told("<b>x</b>", HOSTILE.replace(" Zoë", ""), "<i>?</i>", "<u>!</u>")
    made = publish_training_case(manager, case, told, now=NOW)
    pages = [
        learn(case),
        reverse("escalations:remedies"),
        reverse("escalations:causes"),
        reverse("escalations:cause", args=[case.cause_id]),
        reverse("escalations:views", args=[case.pk]),
        reverse("escalations:case_training", args=[case.pk]),
        reverse("escalations:training_cases"),
        reverse("escalations:training_case", args=[made.pk]),
        reverse("escalations:report"),
        reverse("escalations:report_rows"),
    ]
    for page in pages:
        text = desk.get(page).content.decode()
        for tag in ("<script>alert", "<img src=x", "<b>x", "<i>?", "<u>!"):
            assert tag not in text, page


def test_case_14_what_the_form_does_not_ask_is_not_taken(desk, a_case, supervisor):
    case = a_case()
    more = {
        "state": "open",
        "avoidable": "no",
        "by": supervisor.pk,
        "outcome": "declined",
        "team": 99,
    }
    desk.post(learn(case), {**SAID, **more, "version": case.version})
    case.refresh_from_db()
    assert (case.state, case.outcome, case.avoidable) == ("reviewed", "agreed", "with_better")
    assert Review.objects.get().by.username == "priya"


def test_case_15_each_of_it_is_on_record_without_what_customers_said(desk, a_case):
    case = a_case()
    desk.post(learn(case), {**SAID, "version": case.version})
    entries = AuditEntry.objects.filter(actor__username="priya")
    assert {"review", "created"} <= set(entries.values_list("verb", flat=True))
    assert not [each for each in entries if "Ask first" in repr((each.before, each.after))]


def test_ten_thousand_characters_are_refused_with_a_word(desk, a_case):
    page = desk.post(learn(a_case()), {**SAID, "learned": "x" * 10_000})
    assert page.status_code == 200
    assert not Review.objects.exists()


def test_the_report_is_for_leaders_and_its_rows_for_those_who_lead(
    client_of, reviewed, agent, supervisor, other_supervisor, administrator
):
    names = ("report", "report_csv", "report_rows", "report_rows_csv")
    answers = {
        person.username: [
            client_of(person).get(reverse(f"escalations:{name}")).status_code for name in names
        ]
        for person in (agent, supervisor, other_supervisor, administrator)
    }
    assert answers == {
        "jin": [404] * 4,
        "marcus": [200] * 4,
        "ewa": [200] * 4,
        "ada": [200, 200, 404, 404],
    }
    rows = client_of(other_supervisor).get(reverse("escalations:report_rows")).context["found"].rows
    assert rows == ()
