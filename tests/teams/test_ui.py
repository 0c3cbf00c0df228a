"""The parts every page is made of."""

from __future__ import annotations

import pytest
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.safestring import mark_safe
from html5lib import parseFragment
from lucide import IconDoesNotExist

from teams.context import Person, Shell
from teams.templatetags import ui


def render(source: str, **context):
    return Template("{% load ui %}" + source).render(Context(context))


def fragment(html: str):
    return parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)


class TestIcons:
    def test_an_icon_is_silent_unless_it_is_named(self):
        assert 'aria-hidden="true"' in render('{% icon "target" %}')
        spoken = render('{% icon "printer" label="Print <this>" %}')
        assert 'role="img"' in spoken
        assert "aria-hidden" not in spoken
        assert "<this>" not in spoken

    def test_an_unknown_icon_is_an_error(self):
        with pytest.raises(IconDoesNotExist):
            ui.icon("no-such-icon")


class TestStatus:
    @pytest.mark.parametrize(
        ("code", "word"),
        [
            ("on_pace", "On pace"),
            ("watch", "Watch"),
            ("behind", "Behind"),
            ("too_early", "Too early"),
            ("met", "Met"),
            ("missed", "Missed"),
            ("no_data", "No figures"),
            ("paused", "Paused"),
            ("dropped", "Dropped"),
        ],
    )
    def test_every_status_has_a_word_and_a_shape(self, code, word):
        chip = ui.status(code)
        assert word in chip
        assert "<path" in chip
        assert f"chip--{code}" in chip

    def test_shapes_differ_where_colours_do(self):
        shapes = {
            ui.status(code).split(' d="')[1].split('"')[0]
            for code in ("on_pace", "watch", "behind", "met", "missed")
        }
        assert len(shapes) == 5

    def test_the_page_may_choose_the_word(self):
        assert "Behind &lt;pace&gt;" in ui.status("behind", "Behind <pace>")

    def test_an_unknown_status_is_no_figures(self):
        assert "No figures" in ui.status("<script>")

    def test_initials_are_escaped(self):
        assert "&lt;" in ui.avatar("<", "kudos")


class Plan(forms.Form):
    name = forms.CharField(help_text="Short.")
    target = forms.DecimalField()
    people = forms.IntegerField(required=False)
    kind = forms.ChoiceField(choices=[("d", "Day"), ("w", "Week")], widget=forms.RadioSelect)
    team = forms.ChoiceField(choices=[("n", "North")], required=False)
    why = forms.CharField(widget=forms.Textarea(attrs={"class": "own"}))
    mail = forms.EmailField(required=False)
    sure = forms.BooleanField(required=False)
    secret = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("The end is before the start.")


class TestFields:
    def test_label_hint_and_error_are_tied_to_the_control(self):
        root = fragment(render("{% field form.name %}", form=Plan({})))
        control = root.find(".//input")
        ids = {element.get("id") for element in root.iter() if element.get("id")}
        assert root.find(".//label").get("for") == control.get("id")
        assert control.get("aria-invalid") == "true"
        assert set(control.get("aria-describedby").split()) == {"id_name_helptext", "id_name_error"}
        assert set(control.get("aria-describedby").split()) <= ids

    def test_without_error_or_hint_nothing_is_described(self):
        control = fragment(render("{% field form.target %}", form=Plan())).find(".//input")
        assert control.get("aria-describedby") is None
        assert control.get("aria-invalid") is None

    @pytest.mark.parametrize(
        ("name", "keyboard"),
        [("target", "decimal"), ("people", "numeric"), ("mail", "email"), ("name", None)],
    )
    def test_phones_offer_the_right_keys(self, name, keyboard):
        html = render("{% field field %}", field=Plan()[name])
        assert fragment(html).find(".//input").get("inputmode") == keyboard

    def test_a_group_is_a_fieldset_whose_options_have_labels(self):
        html = render("{% field form.kind tiles=True %}", form=Plan({}))
        root = fragment(html)
        assert root.find("fieldset").get("aria-describedby") == "id_kind_error"
        assert root.find(".//legend") is not None
        options = {e.get("id") for e in root.iter("input")}
        assert {label.get("for") for label in root.iter("label")} == options
        assert len(options) == 2

    def test_what_may_stay_empty_says_so(self):
        form = Plan()
        assert "(optional)" in render("{% field form.people %}", form=form)
        assert "(optional)" not in render("{% field form.name %}", form=form)
        assert "(optional)" not in render("{% field form.sure %}", form=form)
        assert "(optional)" not in render("{% field form.people optional=False %}", form=form)

    def test_classes_of_the_widget_are_kept(self):
        area = fragment(render("{% field form.why serif=True %}", form=Plan())).find(".//textarea")
        assert area.get("class").split() == ["input", "input--serif", "own"]

    def test_units_stand_beside_the_field(self):
        html = render('{% field form.target prefix="£" suffix="a day" %}', form=Plan())
        assert html.count("affix__word") == 2

    def test_hidden_fields_are_all_there(self):
        assert 'name="secret"' in render("{% hidden_fields form %}", form=Plan())


class TestErrorSummary:
    def test_every_problem_links_to_its_control(self):
        form = Plan({})
        html = render("{% error_summary form %}", form=form)
        page = fragment(html + "".join(render("{% field f %}", f=f) for f in form.visible_fields()))
        ids = {element.get("id") for element in page.iter() if element.get("id")}
        links = [link.get("href") for link in page.iter("a")]
        assert links == ["#id_name", "#id_target", "#id_kind_0", "#id_why"]
        assert {link[1:] for link in links} <= ids
        assert "The end is before the start." in html

    def test_nothing_wrong_says_nothing(self):
        assert render("{% error_summary form other %}", form=Plan(), other=None).strip() == ""
        assert render("{% error_prefix form %}", form=Plan()) == ""
        assert render("{% error_prefix form %}", form=Plan({})) == "Error: "


class TestToasts:
    @pytest.mark.parametrize(
        ("tags", "offered"),
        [
            ("undo=/imports/3/undo/", True),
            ("quiet undo=/imports/3/undo/", True),
            ("undo=//elsewhere.example/", False),
            ("undo=/\\elsewhere.example/", False),
            ("undo=https://elsewhere.example/", False),
            ("", False),
        ],
    )
    def test_undo_stays_on_this_site(self, tags, offered):
        message = Message(constants.SUCCESS, "Imported <b>", extra_tags=tags)
        html = render("{% toast message %}", message=message)
        assert ("Undo" in html) is offered
        assert "elsewhere" not in html
        assert "Imported &lt;b&gt;" in html


class TestQuery:
    def test_values_are_changed_kept_and_taken_away(self):
        request = RequestFactory().get("/goals/?horizon=day&page=2&team=a&team=b")
        html = render('{% query page=None horizon="m&m" %}', request=request)
        assert html == "?team=a&amp;team=b&amp;horizon=m%26m"

    def test_without_a_request_only_the_changes_are_there(self):
        assert render("{% query page=2 %}") == "?page=2"
        assert render("{% query page=None %}") == "?"


def test_a_definition_opens_without_a_script():
    html = render('{% define "Solved" "No one wrote again." "/metrics/solved/" %}')
    assert "<details" in html
    assert 'href="/metrics/solved/"' in html
    assert "href" not in render('{% define "Solved" "No one wrote again." %}')


@pytest.mark.parametrize("kind", ["first_use", "cleared", "no_match", "no_access", "no_figures"])
def test_five_kinds_of_nothing(kind):
    html = render(
        '{% include "components/_empty.html" %}',
        kind=kind,
        title="Nothing",
        text="No one is waiting.",
        action_url="/",
        action_label="Go",
    )
    assert f"empty--{kind}" in html
    assert "No one is waiting." in html
    assert ("btn--primary" in html) is (kind == "first_use")


@pytest.mark.parametrize(
    ("name", "context", "expected"),
    [
        ("_callout", {"title": "One in five", "text": "waited."}, "One in five"),
        ("_banner", {"tone": "watch", "text": "Late."}, "banner--watch"),
        ("_banner", {"text": "Note.", "action_url": "/x", "action_label": "See"}, 'href="/x"'),
        ("_pager", {"next_url": "?c=2"}, 'rel="next"'),
        ("_steps", {"current": 2, "steps": ["File", "Map"]}, "Step 2 of 2"),
        ("_crumbs", {"crumbs": [("Goals", "/goals/"), ("November", "")]}, 'href="/goals/"'),
        ("_tabs", {"label": "When", "tabs": [{"label": "Day", "url": "?h=d", "current": True}]}, "aria-current"),
        ("_facts", {"facts": [{"label": "So far", "number": "38", "hint": "of 210"}]}, "of 210"),
        ("_section_head", {"title": "Goals", "url": "/g", "label": "All"}, "All</a>"),
        ("_chart_head", {"title": "Pace", "keys": [("line--data", "So far")], "table_url": "/t"}, "View as table"),
        ("_todo", {"title": "Call", "text": "now", "action_url": "/a", "action_label": "Do", "post": True}, "<button"),
        ("_todo", {"title": "Call", "text": "now", "more_url": "/m"}, "Open</a>"),
    ],
)  # fmt: skip
def test_components_show_what_they_are_given(name, context, expected):
    html = render('{% include "components/' + name + '.html" %}', **context)
    assert expected in html
    assert "style=" not in html


def test_a_pager_with_nowhere_to_go_is_not_there():
    assert render('{% include "components/_pager.html" %}').strip() == ""


class TestWritten:
    PART = '{% written "shell/_person_menu.html" shell=shell %}'

    @pytest.fixture
    def shell(self):
        def of(name: str) -> Shell:
            person = Person(name, "JP", "Agent")
            return Shell(
                None, "Hearth", "", person, (), (), (), None, "dark", "/theme/", "/sign-out/"
            )

        return of

    def test_a_part_is_written_once_for_equal_values(self, shell, monkeypatch):
        first = render(self.PART, shell=shell("Once Only"), csrf_token="a")
        monkeypatch.setattr(ui, "render_to_string", None)
        assert render(self.PART, shell=shell("Once Only"), csrf_token="a") == first
        with pytest.raises(TypeError):
            render(self.PART, shell=shell("Somebody Else"), csrf_token="a")

    def test_each_reader_has_a_token_of_their_own(self, shell):
        for token in ("a" * 64, "b" * 64):
            html = render(self.PART, shell=shell("Jin Park"), csrf_token=token)
            assert html.count(f'value="{token}"') == 2
            assert html.count("csrfmiddlewaretoken") == 2
        assert "csrfmiddlewaretoken" in render(self.PART, shell=shell("Jin Park"))
        assert ui._TOKEN not in render(self.PART, shell=shell("Jin Park"))

    def test_texts_are_escaped_and_what_is_marked_safe_is_not_taken_for_them(self):
        source = '{% written "components/_empty.html" kind="cleared" text=text %}'
        safe = render(source, text=mark_safe("<b>Quiet</b>"))
        assert "<p><b>Quiet</b></p>" in safe
        assert "&lt;b&gt;Quiet&lt;/b&gt;" in render(source, text="<b>Quiet</b>")
        assert render(source, text=mark_safe("<b>Quiet</b>")) == safe

    def test_braces_in_a_text_are_braces(self):
        source = '{% written "components/_empty.html" kind="cleared" text=text %}'
        assert "{0} {{x}} {token}" in render(source, text="{0} {{x}} {token}", csrf_token="a")

    def test_what_can_change_under_ones_hands_is_refused(self):
        with pytest.raises(TypeError):
            render('{% written "components/_empty.html" kind="cleared" text=text %}', text=["a"])

    def test_who_edits_a_template_sees_it_at_once(self, settings, monkeypatch):
        settings.DEBUG = True
        source = '{% written "components/_empty.html" kind="cleared" text="Developer" %}'
        render(source)
        monkeypatch.setattr(ui, "render_to_string", lambda *_: "edited")
        assert render(source) == "edited"
