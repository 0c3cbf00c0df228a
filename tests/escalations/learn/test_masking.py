"""A case without its names."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from escalations.masking import REFERENCE, mask, still_there, without_customer

NAMES = ["Jin Park", "Zoë O'Brien", "Will Smith"]
REFERENCES = ["HP-482 913"]


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("Jin Park rang", "[name] rang"),
        ("JIN's parcel", "[name]'s parcel"),
        ("zoe o'brien wrote", "[name] wrote"),
        ("in the car park", "in the car park"),
        ("we will pay", "we will pay"),
        ("Will rang", "[name] rang"),
        ("Mrs Abernathy-Cole wept", "Mrs [name] wept"),
        ("order hp482913, again", "order [reference], again"),
        ("ring 020 7946 0958 now", "ring [number] now"),
        ("+44 (0)20 7946-0958", "[number]"),
        ("mail zoe@example.co.uk", "mail [e-mail]"),
        ("refund £75 in 3 days at 10:15", "refund £75 in 3 days at 10:15"),
        ("order AB-12345 came", "order [number] came"),
        ("J\u200bin Park", "[name]"),
        ("👋 \u202eJin\u202c", "👋 [name]"),
    ],
)
def test_the_first_draft(text, then):
    assert mask(text, NAMES, REFERENCES) == then


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("Ring Jin Park on 07700 900123", "Ring [name] on [number]"),
        ("order hp482913, since 2024", "order [reference], since 2024"),
        ("£1,250 for order 4821", "£1,250 for order 4821"),
        ("zoe@example.co.uk wrote", "[e-mail] wrote"),
        ("Third missed delivery", "Third missed delivery"),
    ],
)
def test_a_line_for_a_notice_keeps_what_names_no_customer(text, then):
    assert without_customer(text, "Jin Park", "HP-482 913") == then


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Nobody is named.", []),
        ("jin was kind", ["Jin Park"]),
        ("It was Zoe.", ["Zoë O'Brien"]),
        ("It was Ｊｉｎ.", ["Jin Park"]),
        ("Case H P 4 8 2 9 1 3", ["HP-482 913"]),
        ("Case 482913", ["HP-482 913"]),
        ("car park, and we will", []),
        ("Pa\u200drk", ["Jin Park"]),
    ],
)
def test_what_still_stands_there(text, left):
    assert still_there(text, NAMES, REFERENCES) == left


def test_a_reference_may_be_a_name():
    assert still_there("Dear Ms smith", [], ["Smith"]) == ["Smith"]
    assert still_there("The blacksmith", [], ["Smith"]) == []


def test_what_is_masked_holds_nothing_that_is_known():
    text = "Jin Park told Zoë O'Brien (HP-482 913, zoe@x.org, 020 7946 0958) that Will Smith calls."
    assert still_there(mask(text, NAMES, REFERENCES), NAMES, REFERENCES) == []


SIGNS = st.text(alphabet="aAbB1290 -./()+·é\u200b", max_size=14)


@given(
    before=SIGNS, reference=SIGNS, between=st.sampled_from(["", " ", "-", ". ", "x"]), after=SIGNS
)
@example(before="Order ", reference="AB-12", between=" ", after=" came")
@example(before="", reference="éab1", between="", after="")
def test_a_reference_is_found_whatever_stands_between_its_letters(
    before, reference, between, after
):
    """Whatever is looked at first to be quick, what it comes to is what the pattern alone finds."""
    text = before + between.join(sign for sign in reference if sign.isalnum()) + after
    masked = mask(text, (), [reference])
    key = [re.escape(sign) for sign in reference if sign.isalnum()]
    plain = "".join(sign for sign in text if sign != "\u200b")
    pattern = r"(?<!\w)\+?" + r"[\s./()+-]*".join(key) + r"(?!\w)"
    is_there = len(key) >= 4 and bool(re.search(pattern, plain, re.IGNORECASE))
    assert (REFERENCE in masked) == is_there
