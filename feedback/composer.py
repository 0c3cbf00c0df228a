"""What a thanks says already: the moment, what they did, what it changed. Rules, no model; each can be read here.

`read` goes through the words sentence by sentence. It never judges and nothing waits for it: a part that it does
not find is offered, not asked for. Where a rule is not sure it stays silent, since a tick that is wrong teaches
people to write for the tick. English alone: in other languages nothing ticks, and kudos are shared as ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST = 64
"""Of what is shown beneath a tick, in characters."""


@dataclass(frozen=True, slots=True)
class Found:
    """The three parts as the words put them, each empty where it is not there."""

    moment: str = ""
    act: str = ""
    effect: str = ""

    @property
    def count(self) -> int:
        """How many of the three there are."""
        return sum(1 for part in (self.moment, self.act, self.effect) if part)


def read(words: str, names: Iterable[str] = ()) -> Found:
    """The parts of a thanks to the people called `names` (first names are enough; they may be spoken of by name).

    >>> read("On Tuesday you rang the depot, so nobody waited.")
    Found(moment='Tuesday', act='Rang the depot', effect='Nobody waited')
    """
    text = _plain(words)
    sentences = [part for part in _ENDS.split(text) if part.strip()]
    people = [name.split()[0].casefold() for name in names if name.split()]
    return Found(
        _moment(text, people),
        next(filter(None, (_act(part, people, n) for n, part in enumerate(sentences))), ""),
        next(filter(None, (_effect(part, people) for part in sentences)), ""),
    )


def _any(words: str) -> str:
    return "(?:" + "|".join(words.split()) + ")"


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _plain(words: str) -> str:
    """Straight quotes, single spaces, titles without their stop, nothing between stars, no praise by idiom."""
    text = words.replace("’", "'").replace("\x00", "")
    text = re.sub(r"\b(Mr|Mrs|Ms|Dr|St)\.", r"\1", text)
    text = re.sub(r"[ \t]+", " ", text)
    return _IDIOMS.sub(" ", text)


_ENDS = re.compile(r"(?<=[^\d\s])[.!?;:]+(?:\s|$)|[.!?;](?:\s|$)|[.!?;:]*\n+")
_IDIOMS = re.compile(
    r"\b(?:above and beyond|the extra mile|out of the park|all the stops|(?:made|make) (?:my|our) (?:day|week)"
    r"|saved? the day|keep (?:it|this) up|hard work|worked (?:\w+ )?hard|110 ?%|100 ?%|10/10"
    r"|each and every|every single|take a moment|(?:did|do|doing) (?:\w+ )*(?:job|work)|your best"
    r"|like an? (?:true |real |total |absolute )?(?:pro|champ|champion|boss|star|hero|legend|professional|rockstar)"
    r"|could(?: not|n't) have done (?:it|this|that) without)\b",
    re.IGNORECASE,
)

# --- The moment ----------------------------------------------------------------------------------

_DAYS = _any("monday tuesday wednesday thursday friday saturday sunday")
_MONTHS = _any(
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sept oct nov dec"
)
_PARTS = _any("morning afternoon evening night noon lunchtime")
_HOURS = _any("one two three four five six seven eight nine ten eleven twelve")
_TITLES = _any("Mr Mrs Ms Miss Mx Dr Herr Frau")
_WHO = _any("gentleman lady customer caller family man woman couple guest passenger patient client")
_CASES = _any("case order ticket escalation invoice refund complaint claim booking parcel request")
_WHEN = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:last |this |late (?:on )?|early (?:on )?)?{_DAYS}(?: {_PARTS})?\b",
        rf"\b(?:yesterday|today|tonight|last night)(?: {_PARTS}| at {_PARTS}| at {_HOURS})?\b",
        rf"\b(?:this|that|one|in the) {_PARTS}\b",
        r"\blast (?:week|weekend|shift)\b|\b(?:this|at the|over the) weekend\b|\bthe other day\b",
        rf"\b(?:on |at the (?:end|start) of |in (?:early|late) )\d{{0,2}}(?:st|nd|rd|th)? ?{_MONTHS}\b",
        rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTHS}\b|\b{_MONTHS} \d{{1,2}}\b",
        r"\b(?:[01]?\d|2[0-3])[:.][0-5]\d\b(?! ?%)|\bat (?:about |around )?\d{1,2} ?(?:am|pm|o'clock)\b",
        rf"\bat (?:about |around |half past |quarter (?:past|to) )?(?:noon|midnight|{_HOURS})\b(?! \w)",
        rf"\b(?:half past|quarter (?:past|to)) {_HOURS}\b",
        r"\b(?:in|during|after|before) the (?:[\w' ]{1,20} )?(?:rush|outage|strike|storm|sale|launch|huddle)\b",
        rf"\b(?:the|an?|that|your|this) (?:\w+ )?{_WHO} (?:in|from|at|with|who|on)\b(?: \w+)?",
        rf"\b{_CASES} (?:number |no |#)?#?[\d][\d-]*\b",
    )
]
# A title and a name, or a case by its name: capitals count.
_NAMED = re.compile(
    rf"\b{_TITLES} [A-ZÀ-Ž][\w'-]+"
    rf"|\b(?!(?:The|This|That|My|Our|Your|Every|Each|No|One|Last|Any|A|An)\b)[A-ZÀ-Ž][\w'-]+ {_CASES}\b"
)
_BY_WHEN = re.compile(
    r"\bwhen (?:the|our|a|all|half|everyone|everybody|nobody|no one|we|it|she|he|they|I)\b[^,.;!?]{6,60}",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(r"^(?:on|at|in|during|in the|the) (?=\S)", re.IGNORECASE)


def _moment(text: str, people: list[str]) -> str:
    """A time, a case or a customer; what is named first."""
    found = [
        match for match in (*(one.search(text) for one in _WHEN), _NAMED.search(text)) if match
    ]
    if not found:
        # "When the phones went down": a moment by what happened, if nothing else says when.
        by_what = _BY_WHEN.search(text)
        return "" if by_what is None or _is_about(by_what[0], people) else _shown(by_what[0])
    first = min(found, key=lambda match: (match.start(), -match.end()))
    return _shown(_PREPOSITION.sub("", first[0].strip()))


def _is_about(clause: str, people: list[str]) -> bool:
    """Whether a clause speaks of those who are thanked, or of nobody in particular."""
    return bool({"nobody", "no", *people} & set(re.findall(r"[\w']+", clause.casefold())))


# --- What they did -------------------------------------------------------------------------------

_IRREGULAR = _any(
    "became began bent cast overcame proofread redid reread reset undid  bought brought broke built came caught chose cut dealt drew drove dug fed fought found "
    "gave got held heard kept laid led left lent let lit lost made met paid put ran rang read rebuilt rewrote "
    "said sat saw sent set shut sold sought spent split spoke stood stuck swept taught thought threw told took "
    "turned understood walked went withdrew won wrote did"
)
_NOT_ACTS = _set(
    "impressed amazed delighted pleased excited touched inspired blessed loved liked enjoyed wanted wished needed "
    "appreciated valued admired seemed looked rated tired used rocked smashed nailed killed crushed slayed deserved "
    "hundred red shed bed feed need speed indeed"
)
_BETWEEN = (
    r"(?:(?:all|both|also|then|just|even|still|never|once|again|first|quietly|calmly|really|had|have|"
    r"already|simply|together|each|\w+ly) ){0,3}"
)
_PAST = rf"(?P<verb>{_IRREGULAR}|\w{{2,}}ed)\b"
_DONE = re.compile(
    rf"\b(?P<who>you|u|you two|the two of you|we) {_BETWEEN}{_PAST}(?P<rest>[^,;]*)", re.IGNORECASE
)
_DONE_BY_NAME = re.compile(rf"\b(?P<who>[\w'-]+) {_BETWEEN}{_PAST}(?P<rest>[^,;]*)", re.IGNORECASE)
_BARE = re.compile(rf"^\W*{_BETWEEN}{_PAST}(?P<rest>[^,;]*)", re.IGNORECASE)
_THANKED_FOR = re.compile(
    r"\b(?:for|by|of you|in) (?:not )?(?P<verb>(?!during|everything|something|nothing|anything|being|having|"
    r"morning|evening|going)\w{2,}ing)\b(?P<rest>[^,;]*)",
    re.IGNORECASE,
)
_SEEN = re.compile(
    r"\b(?:saw|heard|watched) you (?P<verb>[a-z]{3,})\b(?P<rest>[^,;]*)", re.IGNORECASE
)
_PARTS_OF_ACT = re.compile(
    r"\b(?:and (?:now|today)|so (?:that|nobody|no one|the|we|they|she|he|it|I|everyone|customers?)|because|which meant|and it|before|until|"
    r"when|while|and (?:she|he|they|the customer|it|nobody|everyone))\b",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(rf"\b(?:{_TITLES} [A-Z]|{_WHO}\b|customers?\b)")
# What fills the place of something done without saying what.
_FILLER = _set(
    "a an the this that these those it its so too very really truly just such much many more most lot lots all "
    "always as well great good fantastic amazing awesome brilliant wonderful excellent incredible best better hard "
    "job work effort energy everything anything something everyone everybody anyone us me my mine our ours we i you "
    "your yours yourself them they their him her his he she to for of in on at by from with and or but up out off over "
    "through again today yesterday tonight morning afternoon evening day days week weeks month quarter year time times "
    "difference impact smile star team mates here there then now back above beyond please thanks thank "
    "when while until before after because than what how be been being is was were are do did does got get "
    "monday tuesday wednesday thursday friday saturday sunday together along around away down none"
)
# "You showed real commitment": of these verbs, a quality is no object. Elsewhere it may be ("you restarted the service").
_SHOWING = _set(
    "showed shown demonstrated displayed proved gave given brought delivered provided offered created had kept "
    "maintained took made radiated spread led exuded put exercised"
)
_QUALITIES = _set(
    "ability accountability asset atmosphere attention attitude calm care character commitment communication "
    "compassion confidence courage creativity dedication determination diligence drive empathy energy enthusiasm "
    "expertise flexibility focus fun grace heart help humour impact initiative inspiration integrity kindness leader "
    "leadership loyalty maturity mindset mood motivation optimism ownership passion patience player positivity "
    "presence pride professional professionalism quality reliability resilience respect responsibility results role "
    "model service skill skills soul spirit standard standards strength support sympathy talent teamwork tenacity "
    "thoughtfulness understanding value values vibe vibes warmth willingness "
    "made gave showed took brought had absolute complete exceptional extraordinary full genuine high huge lovely massive nice outstanding perfect "
    "positive proper pure real remarkable solid strong super superb tremendous true"
)


def _act(sentence: str, people: list[str], number: int) -> str:
    """A verb of something done by those thanked, with what it was done to."""
    tries = [found for rule in (_DONE, _SEEN, _THANKED_FOR) for found in rule.finditer(sentence)]
    tries += [
        found
        for found in _DONE_BY_NAME.finditer(sentence)
        if _means(found["who"], people, None if number else sentence[: found.start()])
    ]
    bare = _BARE.match(sentence)
    if bare is not None:
        tries.append(bare)
    for found in sorted(tries, key=lambda one: one.start("verb")):
        if found["verb"].casefold() in _NOT_ACTS or _GIFT.match(found[0]):
            continue
        rest = _PARTS_OF_ACT.split(found["rest"])[0]
        if _says_what(found["verb"], found["rest"]):
            return _shown(
                f"{found['verb']}{rest if _says_what(found['verb'], rest) else found['rest']}"
            )
    return ""


def _means(who: str, people: list[str], before: str | None) -> bool:
    """Whether a subject is somebody thanked: by name, or by a pronoun before anybody else came up.

    `before` is what stands before it, None where whole sentences do.
    """
    name = who.casefold()
    if name in people:
        return True
    return name in {"she", "he", "they"} and before is not None and not _SOMEBODY.search(before)


def _says_what(verb: str, rest: str) -> bool:
    """Whether something is named that it was done to, or how."""
    words = re.findall(r"[\w'’-]+", rest.casefold())
    filler = _FILLER | _QUALITIES if verb.casefold() in _SHOWING else _FILLER
    told = [word for word in words if word not in filler and not word.endswith("ly")]
    return bool(told) if verb.casefold() != "did" else len(told) > 1


# --- What it changed -----------------------------------------------------------------------------

_OTHERS = (
    r"(?:(?:the |a |an |every |all |most |some |that |those |our |two |three |four |five |\d+ )?"
    r"(?:\w+ )?(?:customers?|callers?|people|guests?|clients?|passengers?|colleagues?|team|queue|inbox|backlog|"
    r"complaints?|calls?|family|gentleman|lady|couple|shift|rest of us|newcomers?|wait)"
    rf"|{_TITLES} [A-Z][\w'-]+|nobody|no one|none|everyone|everybody|they|she|he|it|we|I)"
)
_REACTED = _any(
    "said told wrote rang called thanked smiled laughed cried calmed relaxed apologised apologized felt bought ordered "
    "renewed rated gave came withdrew cancelled stayed left trusted hugged answered waited went halved fell dropped "
    "got had found heard was were found finished turned took sat missed chased noticed knew recommended accepted kept "
    "stopped agreed have has find find know stop smile no use"
)
_DID_FOR_US = (
    r"(?:meant|means|saved|spared|let|gave us|kept|halved|doubled|stopped|"
    r"calmed|reassured|cheered|made (?:it possible|sure|us|them|her|him|the|all))"
)
_SETTLED = _any("back up over gone open live empty clear fixed solved sorted home working")
_WHOM = r"(?:her|him|them|me|us|the|an?|every\w+|all|two|three|\d+)"
_AMOUNT = r"(?:an? )?(?:\d|half|third|quarter|two|three|four|five|six|ten|twenty|minute|point|hour)"
_MOVED = (
    r"(?:went (?:up|down)|rose|fell|dropped|climbed|jumped|grew|improved|sank|shrank|rises|falls|"
    r"(?:is|are|was|were) (?:now )?(?:up|down)|stayed (?:under|below|above))"
)
_MEASURE = r"(?:(?!(?:you|u|I|we|she|he|they|and|so)\b|\w+ly\b)[\w'-]+ )"
# What somebody gives back is how they took it, whoever stands in the sentence.
_GIFT = re.compile(
    rf"(?P<what>{_OTHERS} (?:even |then |later )?(?:sent|brought|posted|baked) (?:us |me |you |the team |round )?"
    r"(?:an? |some |the )?(?:\w+ )?(?:flowers|cards?|cakes?|chocolates?|biscuits|cookies|present|gift|tip)\b.*)",
    re.IGNORECASE,
)
_LEADS_TO = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bso that (?P<what>.+)",
        rf"\bso (?P<what>(?:{_OTHERS}|not |nothing |none ).*)",
        rf"\b(?:it|that|this|which|and it|and that|has|have) (?:\w+ly )?(?P<what>{_DID_FOR_US} .+)",
        r"\bso (?P<what>(?!much |many |very )[^,;]+ instead of .+)",
        rf"\band (?:now|today),? (?P<what>{_OTHERS} .+)",
        rf"\band (?P<what>(?:the|our|their|her|his) (?:\w+ ){{1,2}}(?:was|were|is|are) {_SETTLED}\b.*)",
        rf"(?P<what>\b(?:the|our|their) {_MEASURE}{{1,4}}{_MOVED} (?:by |from |to )?{_AMOUNT}.*)",
        rf"(?P<what>\b{_MEASURE}{{1,5}}{_MOVED} (?:by |from |to )?{_AMOUNT}.*)",
        rf"\byour (?:\w+ ){{1,6}}?(?P<what>(?:calmed|reassured|cheered|saved|stopped|won) {_WHOM}\b.*)",
        r"(?P<what>\bnot (?:one|a single \w+)\b.* (?:was|were|has|had|came|got|went|is|are)\b.*)",
        r"(?P<what>\b(?:we|they) (?:lost|missed) (?:none|nobody|no one|not one)\b.*)",
        r"^(?P<what>no (?:\w+ ){1,2}since\b.*)",
        r"\bmeaning (?P<what>.+)",
        r"\bbecause of (?:which|that|you|it|this),? (?P<what>.+)",
        r"\b(?:thanks to|because of) (?:you|that|this|it),? (?P<what>(?!for\b|again\b).+)",
        r"(?P<what>.+)\b(?:thanks to|because of) you$",
        r"\b(?:since then|ever since|from then on|as a result|in the end),? (?P<what>.+)",
        r"\b(?P<what>(?:rated|gave) us (?:a )?(?:\d|one|two|three|four|five)\b.*)",
        r"\b(?P<what>\d+ (?:of (?:the |them |our )?)?[\w ]{0,24}(?:rated|got|heard|stayed|thanked|came|bought|found|had|were|said)\b.*)",
        r"\b(?P<what>(?:from \d+[\w ]* to \d+|\d+ [\w' ]{0,30}?\band (?:none|\d+)\b|\d+ by \w+).*)",
        r"\b(?P<what>(?:saved|spared) (?:us|me|the|them|him|her|some|\d).*)",
        r"\b(?P<what>(?:nobody|no one) (?:had to|has to|waited|sat|missed|noticed|came|complained|asked).*)",
    )
]
_REACTION = re.compile(
    rf"(?:^|[,;:-] ?|\band |\bbut |^(?:after|since|when) [^,]{{3,60}} (?=(?:she|he|they) ))"
    rf"(?P<what>{_OTHERS} (?:(?:about|of|from|in|with) \w+ ){{0,2}}(?:\w+ly |even |have |had |has |since |then |just |all |never )*"
    rf"(?:{_REACTED})\b.*)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b(?:before|until|when|while|where|if|although|as soon as|that) [^,;]*$", re.IGNORECASE
)
# "I noticed how you…" is no reaction either.
_ONESELF = re.compile(
    r"^I (?:\w+ly |also |just |have |had )*(?:noticed|know|knew|heard|saw|thought|found|love|loved)\b|^(?:I|we|it) (?:was|were|have|had|just|am|are|felt lucky|is)\b",
    re.IGNORECASE,
)
_KIND = _set("grateful lucky proud happy impressed inspiring amazed thankful")


def _effect(sentence: str, people: list[str]) -> str:
    """What followed: a consequence, a number that moved, or how somebody took it."""
    for rule in (_GIFT, *_LEADS_TO):
        found = rule.search(sentence)
        if found is not None and _is_news(found["what"], people):
            return _shown(found["what"])
    for found in _REACTION.finditer(sentence):
        before = sentence[: found.start("what")]
        if _ASIDE.search(before) and not before.rstrip().endswith(("and", ",", ";")):
            continue
        if _is_news(found["what"], people) and not _ONESELF.match(found["what"]):
            return _shown(found["what"])
    return ""


def _is_news(what: str, people: list[str]) -> bool:
    """Whether it tells something that happened, of others than those thanked, beyond that one is glad."""
    words = re.findall(r"[\w'’-]+", what.casefold())
    if not words or words[0] in {"you", "you're", "u", *people}:
        return False
    told = [word for word in words if word not in _FILLER and word not in _KIND]
    return bool(told) and not _KIND & set(words)


def _shown(part: str) -> str:
    """As it stands beneath its tick: with a capital, cut at a word."""
    text = part.strip(" ,.;:!?-–—“”\"'()")
    if len(text) > LONGEST:
        text = text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return text[:1].upper() + text[1:]
