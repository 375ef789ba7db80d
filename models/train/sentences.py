"""Training text: a small grammar of everyday English, lists of words, and Python's own manual.

Nothing is downloaded. The grammar is ours; the word list is Debian's `wamerican` (SCOWL, free to
use for anything); the manual is what `pydoc_data.topics` of the running Python holds (PSF licence).
"""

from __future__ import annotations

import random
import re
from pydoc_data.topics import topics
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SLOTS = {
    "who": """
I;you;we;they;my sister;the old man;her brother;our teacher;the young doctor;everybody;
a stranger;the children;his mother;their neighbour;the captain;nobody;Mary;John;George;
Elizabeth;the people next door;one of the boys;the shopkeeper;a friend of mine;
the judge;two policemen""",
    "did": """
found;bought;lost;wanted;watched;carried;forgot;remembered;painted;described;opened;
followed;cooked;measured;chose;heard about;laughed at;thought about;waited for;
dreamed of;put away;looked through;threw out;paid for;noticed;explained;borrowed;
repaired;enjoyed;pushed""",
    "thing": """
the blue box;a loaf of bread;the broken window;an orange;your letter;the yellow boat;
a pair of shoes;the garden gate;three books;the newspaper;a cup of coffee;
the heavy table;my watch;a large house;the whole story;the last question;
some fresh fish;the music;a picture of the village;this machine;the other answer;
an hour of silence;the green jacket;a thousand stars;the bridge;half of the money;
the church bell;that strange noise;a bag of sugar;the longest road;fresh vegetables""",
    "where": """
in the kitchen;near the river;at school;behind the station;on the hill;under the bed;
by the sea;in the next room;across the street;outside the theatre;between the trees;
at the corner;above the clouds;in the middle of the town;on the northern shore;
at the airport;along the path""",
    "when": """
yesterday;this morning;last Thursday;before breakfast;at noon;every evening;tomorrow;
in the middle of the night;two weeks ago;during the winter;after the rain;once a year;
right now;on the first of June;at half past seven;for a long time;early on Sunday;
as usual;in August""",
    "how": """
slowly;with great care;without a word;quickly;very well;in a loud voice;by accident;
with both hands;as if nothing had happened;rather badly;together;quietly;for no reason;
with a smile""",
    "is": """
small;beautiful;too expensive;as cold as ice;full of water;ready;difficult to read;
quite new;worth the trouble;thicker than before;dangerous;smooth and round;easy;
made of wood;almost empty;the wrong size;very bright;older than it looks;usually closed;
both cheap and useful""",
    "said": """
said;asked;answered;whispered;shouted;thought;wrote;replied;believed;knew;told us;
agreed""",
    "number": """
three;eleven;twelve;fifteen;twenty one;forty six;a hundred;ninety nine;seventeen;
two hundred and five;eight thousand;sixty;thirty three;one and a half;fourteen;
five million""",
    "unit": """
miles;minutes;dollars;pages;chairs;degrees;voices;years;days;letters;persons;percent""",
    "verb": """
open the door;finish the work;catch the early train;write it down;change your mind;
stay here;turn off the light;join the others;speak more clearly;wash the dishes;
think about the future;choose a colour;measure the distance;drink some water;
save the file;press the key;read the next page;listen to the voice;use both hands;
pull the rope;ask for help;measure twice;buy fewer things""",
}
_TEMPLATES = """{who} {did} {thing} {where}.
{when}, {who} {did} {thing}.
{who} {did} {thing} {how}, and {who} {did} {thing}.
why did {who} {verb} {when}?
please {verb}, and {verb}.
{thing} {where} is {is}, but {thing} is {is}.
is {thing} {is}?
“{verb}!” {said} {who}.
{who} {said} that {who} could {verb}.
there are {number} {unit} {where}.
it takes {number} {unit} to {verb}; {who} {said} so.
if you {verb}, {who} should {verb} {when}.
{number}, {number}, {number} and {number}.
have {who} ever {did} {thing}?
{who} would rather {verb} than {verb}.
what a pity: {thing} is {is}!
do not {verb} unless {who} {said} so.
{thing} — {is} or not — was {where} {when}.
no, {who} never {did} {thing} {how}.
although {thing} was {is}, {who} {did} {thing}.
{who} had to {verb}… {when}.
the {word} of the {word} is {is}.
{who} {did} a {word} {word} {where}.
{word}, {word}, {word}, and {word}.
{word} and {word} were {is}, {who} {said}.
did you say {word} or {word}?
a {word} {word} {how} {did} the {word}.
{word}. {word} {word}. {word}!
every {word} has {number} {word}; no {word} has {number}.
{word}.
{verb}.
{who} {did} {word} {word} {word} {when}.""".splitlines()
_RARE = ["loch", "ugh", "uh-oh", "button", "cotton", "kitten", "mountain"]  # rare phonemes
_SENTENCE = re.compile(r"(?<=[.!?] )[A-Z][A-Za-z,;:' -]{15,110}[.!?](?= )")


def grammar(seed: int, words: Path) -> Iterator[str]:
    """Yield sentences without end.

    Args:
        seed: The same seed gives the same sentences.
        words: A file with one word a line; lower-case ones of three to eleven letters are used.
    """
    rng = random.Random(seed)  # noqa: S311 - reproducible text, not a secret
    choices = {name: [x.strip() for x in text.split(";")] for name, text in _SLOTS.items()}
    choices["word"] = _RARE * 20 + [
        w for w in words.read_text().split() if re.fullmatch("[a-z]{3,11}", w)
    ]
    while True:
        sentence = rng.choice(_TEMPLATES)
        while "{" in sentence:
            sentence = re.sub(r"\{(\w+)\}", lambda m: rng.choice(choices[m[1]]), sentence, count=1)
        head = 1 if sentence.startswith("“") else 0
        yield sentence[:head] + sentence[head].upper() + sentence[head + 1 :]


def manual() -> list[str]:
    """Return the plain sentences of Python's manual, each once."""
    found: dict[str, None] = {}
    for topic in topics.values():
        text = re.sub(r"\s+", " ", topic)
        found.update(dict.fromkeys(match[0] for match in _SENTENCE.finditer(text)))
    return list(found)
