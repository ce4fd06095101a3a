"""Plain American English: none of the words that the portal has a plainer one for, wherever a person reads."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# What is not written, and what is written instead.
PLAINER = {
    r"reckon\w*": "calculate",
    r"(take|takes|taking|took|taken) (out|away)": "remove",
    r"(take|takes|taking|took|taken) (it|them|this|that) (out|away)": "remove, download",
    r"mend(s|ed|ing)?": "fix, correct",
    r"stands?|stood": "is, appears",
    r"told": "notified",
    r"anew": "again",
    r"beside": "next to",
    r"(go|goes|going|went|gone) on": "continue",
    r"(some|no|every|any)body": "someone, no one, everyone, anyone",
    r"wait(s|ed|ing)? (up)?on": "waiting for, to do",
    r"mailbox(es)?": "check your email",
    r"e-mails?": "email",
    r"(keep|keeps|keeping|kept) the resources": "manage resources",
    r"hand(s|ed|ing)? in": "submit",
    r"nothing here for you": "page not found",
    r"\w*(organis|recognis|summaris|prioritis|categoris|analys(ed|ing))\w*": "American spelling",
    r"\w*(behaviour|colour|neighbour|favour|honour)\w*": "American spelling",
    r"centre[sd]?|catalogues?|programmes?|licences?|whilst|learnt|cancelled|labelled": "center, catalog, program, canceled",
}
NOT_WRITTEN = re.compile(rf"\b({'|'.join(PLAINER)})\b", re.IGNORECASE)
# What people of the demonstration wrote is theirs, and a key of the JSON of `seed_demo` stays what scripts read.
ALLOWED = {
    ("cim_portal/demo/wording.py", "told"),
    ("cim_portal/demo/wording.py", "nobody"),
    ("cim_portal/demo/people.py", "organisation"),
    ("templates/account/login.html", "organisation"),
}
READ = (
    *(
        "README.md",
        "docs/**/*.md",
        "templates/**/*.html",
        "templates/**/*.txt",
        "static/*/**/*.js",
        "fixtures/**/*.yaml",
    ),
    *(f"{app}/**/*.py" for app in ("cim_portal", "monitoring", "determinations", "improvement_plans")),
)


def texts() -> Iterator[Path]:
    """Yield every file in which someone reads words: pages, documents, definitions, code with its names and sentences."""
    for pattern in READ:
        for path in ROOT.glob(pattern):
            if "vendor" not in path.parts and "migrations" not in path.parts:
                yield path


def not_plain(text: str) -> set[str]:
    """Return the words of the text that have a plainer one. A name of several words is read as those."""
    return {found[0].lower() for found in NOT_WRITTEN.finditer(text.replace("_", " "))}


@pytest.mark.parametrize(
    "sentence",
    ["It stands here.", "waits_on = 1", "Take them away as CSV", "by colours", "E-mails", "was mended", "have gone on"],
)
def test_words_are_found(sentence: str) -> None:
    assert not_plain(sentence)


def test_every_text_is_in_plain_words() -> None:
    found = sorted(
        f"{path.relative_to(ROOT)}: “{word}”"
        for path in texts()
        for word in not_plain(path.read_text(encoding="utf-8"))
        if (str(path.relative_to(ROOT)), word) not in ALLOWED
    )
    assert not found, "Write what tests/test_words.py says instead: " + ", ".join(found)
