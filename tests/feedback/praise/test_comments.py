"""A file of comments: looked at, mended, brought in whole; and twice counts once."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from feedback.actions.comments import bring_in, check
from feedback.models import Praise
from goals.ingest.files.problems import FileProblem
from teams.actions.errors import ActionRefused
from teams.models import Membership, User
from tests.feedback.kudos_scene import NOW

pytestmark = pytest.mark.django_db
PAGE = "/kudos/praise/import/"
FILE = """words,channel,date,agent,customer,id
"Jin called me back, within the hour.",Survey,2026-11-18,Jin Park,Mrs Okafor,1
=HYPERLINK('x') she said kindly,letter,19/11/2026,dele,,2
Nobody in particular,phone,2026-11-19,,,3
"""


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


def problems(text, team):
    return [(one.line, one.column, one.message) for one in check(text.encode(), team, NOW).problems]


def test_a_good_file_says_what_it_would_do_and_writes_nothing(agent, colleague, north):
    checked = check(FILE.encode(), north, NOW)
    assert checked.sentence == "3 comments: 3 new."
    assert [(one.channel, one.person_id) for one in checked.comments] == [
        ("survey", agent.pk),
        ("letter", colleague.pk),
        ("call", 0),
    ]
    assert not Praise.objects.exists()


def test_brought_in_twice_it_counts_once(agent, colleague, north):
    assert bring_in(agent, FILE.encode(), north, now=NOW) == 3
    assert bring_in(agent, FILE.encode(), north, now=NOW) == 0
    assert check(FILE.encode(), north, NOW).sentence == "3 comments: 0 new, 3 here already."
    assert Praise.objects.count() == 3
    assert Praise.objects.get(external_id="2").words == "=HYPERLINK('x') she said kindly"


def test_without_ids_a_comment_is_known_by_what_it_says(agent, colleague, north):
    text = "comment;day\nSo kind!;20.11.2026\nSo kind!;20.11.2026\nSo quick!;19.11.2026\n"
    assert bring_in(agent, text.encode("cp1252"), north, now=NOW) == 2
    assert bring_in(agent, text.encode(), north, now=NOW) == 0


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        (",survey,2026-11-18,,,9", "words", "Write down what they said"),
        ("Kind,pigeon,2026-11-18,,,9", "channel", "“pigeon” is no channel of ours. Use one of"),
        ("Kind,survey,2026-11-31,,,9", "date", "November has 30 days"),
        ("Kind,survey,2026-11-21,,,9", "date", "still ahead"),
        ("Kind,survey,,,,9", "date", "The date is missing"),
        ("Kind,survey,2026-11-18,Nobody Known,,9", "agent", "Nobody Known"),
        ("Kind,survey,2026-11-18,,,1", "id", "stands on line 2 with other words"),
    ],
)
def test_each_error_says_where_what_and_how_and_nothing_is_half_written(
    agent, colleague, north, row, column, says
):
    text = FILE + row + "\n"
    found = problems(text, north)
    assert [(line, where) for line, where, _ in found] == [(5, column)]
    assert says in found[0][2]
    with pytest.raises(FileProblem, match="Nothing was written"):
        bring_in(agent, text.encode(), north, now=NOW)
    assert not Praise.objects.exists()


def test_case_02_another_teams_agent_is_as_unknown_as_nobody(agent, stranger, north):
    text = "words,date,agent\nKind,2026-11-18,{}\n"
    theirs = problems(text.format("Tom Fisher"), north)[0][2].replace("Tom Fisher", "X")
    nobody = problems(text.format("Ann Other"), north)[0][2].replace("Ann Other", "X")
    assert theirs == nobody


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no headings|empty"),
        (b"a,b\n1,2\n", "no column headed"),
        (b"words,date\n", "nothing beneath"),
        (b"words,date\n" + b"Kind,2026-11-18\n" * 1_001, "over 1,000"),
        (b"x" * 1_000_001, "over 1 MB"),
        (b"words,date\nKind,01/02/2026\n", "day or the month first"),
    ],
)
def test_case_07_what_is_no_table_of_comments_is_refused_whole(agent, north, content, says):
    with pytest.raises(FileProblem, match=says):
        check(content, north, NOW)


def test_on_the_page_it_is_looked_at_first_then_brought_in(client_of, agent, colleague, north):
    client = client_of(agent)
    sent = SimpleUploadedFile("comments.csv", FILE.encode())
    page = client.post(PAGE, {"file": sent}).content.decode()
    assert "3 comments: 3 new." in page
    assert not Praise.objects.exists()
    text = html.unescape(
        re.search(r'<textarea name="text"[^>]*>(.*?)</textarea>', page, re.DOTALL)[1]
    )
    answer = client.post(PAGE, {"text": text, "do": "bring"})
    assert answer.status_code == 302
    assert Praise.objects.count() == 3
    assert Praise.objects.get(external_id="1").words == "Jin called me back, within the hour."
    again = SimpleUploadedFile("comments.csv", FILE.encode())
    page = client.post(PAGE, {"file": again}).content.decode()
    assert "All of them are here already" in page
    assert 'value="bring"' not in page
    wrong = SimpleUploadedFile("comments.csv", b"words,date\nKind,2026-13-01\n")
    page = client.post(PAGE, {"file": wrong}).content.decode()
    assert "Line 2, date" in page
    assert "Bring in" not in re.sub(r"<title>.*?</title>|<h1>.*?</h1>", "", page)
    assert "Choose a file." in client.post(PAGE, {}).content.decode()


LEFT = """words,date,agent,id
"Dele was so patient.",2026-11-18,Dele Adeyemi,1
"Jin rang me back.",2026-11-18,Jin Park,2
"""


def test_a_comment_for_who_left_before_that_day_is_shown_not_a_dead_end(
    client_of, agent, colleague, north
):
    Membership.objects.filter(user=colleague).update(ends_on=date(2026, 11, 2))
    checked = check(LEFT.encode(), north, NOW)
    assert checked.sentence == "2 comments: 1 new, 1 needs you."
    [problem] = checked.problems
    assert (problem.line, problem.column, problem.value) == (2, "agent", "Dele Adeyemi")
    assert "not in North on that day" in problem.message
    page = client_of(agent).post(PAGE, {"text": LEFT, "do": "bring"})
    assert (page.status_code, Praise.objects.count()) == (200, 0)
    assert "Some rows need mending first" in page.content.decode()
    # On a day when Dele was there it is for Dele, though they have left since.
    earlier = LEFT.replace("2026-11-18,Dele", "2026-10-30,Dele")
    assert bring_in(agent, earlier.encode(), north, now=NOW) == 2
    # And what is here already is not asked about again, wherever they are by now.
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    assert check(earlier.encode(), north, NOW).sentence == "2 comments: 0 new, 2 here already."


def test_what_is_refused_between_the_look_and_the_yes_is_said_in_words(
    client_of, agent, colleague, north, monkeypatch
):
    def refused(*_, **__):
        raise ActionRefused("people", "Somebody you chose is not in North.")

    monkeypatch.setattr("feedback.actions.comments.add_praise", refused)
    page = client_of(agent).post(PAGE, {"text": FILE, "do": "bring"})
    assert page.status_code == 200
    assert "Somebody you chose is not in North." in page.content.decode()
