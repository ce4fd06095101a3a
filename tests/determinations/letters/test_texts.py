"""Texts of letters: an administrator's, by level and year; always text, tried on any LEA, and never lost."""

import json
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from determinations.letters import drawing, issuing, wording
from determinations.letters import texts as letters_texts
from determinations.letters.kinds import determination
from determinations.letters.models import Letter, LetterText
from determinations.letters.texts import Sheet
from determinations.runs.models import Run
from monitoring.definition import services as definition_services
from monitoring.ledger import ledger
from monitoring.ledger.models import Event
from monitoring.people.models import Person
from monitoring.work import jobs
from monitoring.years import services as years_services
from monitoring.years.models import Year
from tests.cast import NOON, Cast
from tests.owner import past_the_guard
from tests.pdfs import assert_accessible, text_of

SignIn = Callable[[Person], Client]
LATER = NOON + timedelta(days=2)
HOSTILE = [
    '<img src="file:///etc/passwd">',
    '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
    "<style>@import 'http://127.0.0.1:9/x.css'; p { background: url(http://127.0.0.1:9/x.png) }</style>",
    "<script>alert(1)</script>",
    '<a href="https://example.org">here</a> mailto:x@example.org',
    '<object data="file:///etc/hostname"></object><svg><image href="file:///etc/passwd"/></svg>',
    "&amp; &lt;b&gt; \u202eright to left\u202c",
]


def sheet_of(year: Year, slug: str) -> Sheet:
    return next(one for one in letters_texts.sheets(year) if one.slug == slug)


def write(year: Year, slug: str, *, by: Person | None, seen: int = 0, **texts: str) -> int:
    return letters_texts.save(sheet=sheet_of(year, slug), texts=texts, seen=seen, by=by, at=NOON)


def drafted(cast: Cast, code: str = "0161119") -> Letter:
    (letter,) = issuing.draft(year=Year.objects.get(), lea_codes=[code], by=cast.administrator, at=NOON)
    return letter


def test_a_text_stands_in_the_letters_of_its_level_with_its_words_filled_in(cast: Cast, determined_2023: Run) -> None:
    year = determined_2023.year
    text = "{lea} ({code}) of {county} County and {selpa}:\n\n- {level}, {year}\n- {missed} missed, {letter_date}"
    write(year, "T2", by=cast.administrator, opening=text, what_follows="Do the steps.", closing="Thank you.")
    pdf = drawing.draw(drafted(cast).context)
    words = text_of(pdf)
    assert "Alder Unified (0161119) of Alameda County and Bay SELPA" in words
    assert "Targeted Level 2, 2023" in words
    assert "3 missed, March 20, 2023" in words
    assert words.index("Alder Unified (0161119) of Alameda") < words.index("the level of Alder") < words.index("Do the")
    assert words.endswith("Thank you. Page 3 of 3") or "Thank you." in words
    assert_accessible(pdf)
    assert "Do the steps." not in text_of(drawing.draw(drafted(cast, "0161127").context))  # another level


def test_without_a_text_the_letters_own_sentences_stand(cast: Cast, determined_2023: Run) -> None:
    year = determined_2023.year
    own = determination.what_follows(sheet_of(year, "T2").level)
    before = text_of(drawing.draw(drafted(cast).context))
    assert own in before
    write(year, "T2", by=cast.administrator, what_follows="Ours.")
    assert own not in text_of(drawing.draw(drafted(cast).context))
    newest = LetterText.objects.get().pk
    write(year, "T2", by=cast.administrator, seen=newest, what_follows="")
    assert text_of(drawing.draw(drafted(cast).context)) == before


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_written_is_text(
    cast: Cast, determined_2023: Run, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    year = determined_2023.year
    write(year, "T2", by=cast.administrator, opening=text, closing=f"- {text}")
    context = drafted(cast).context
    drawing.draw(context)  # fonts are read once
    opened: list[str] = []
    real = socket.socket.connect
    monkeypatch.setattr("socket.socket.connect", lambda *words: opened.append(str(words)))
    monkeypatch.setattr("builtins.open", lambda name, *words, **more: opened.append(str(name)))
    pdf = drawing.draw(context)
    monkeypatch.undo()
    assert not opened
    assert_accessible(pdf)
    squeezed = "".join(text_of(pdf).split())
    if text.isascii():
        assert squeezed.count("".join(text.split())) == 2
    assert b"/URI (https://example.org" not in pdf
    assert b"/EmbeddedFile" not in pdf
    assert socket.socket.connect is real


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{{ 7*7 }}", "“{ 7*7 }” is not filled in"),
        ("{% now 'Y' %}", "“{% now 'Y' %}” is not filled in"),
        ("{lea.__class__}", "“{lea.__class__}” is not filled in"),
        ("{0}", "“{0}” is not filled in"),
        ("{lea!r}", "“{lea!r}” is not filled in"),
        ("{}", "“{}” is not filled in"),
        ("Dear {lea and all", "A “{” has no “}” in “Dear {lea and all”"),
        ("Dear lea}", "A “}” has no “{”"),
        ("x" * 6001, "at most 6,000 fit"),
    ],
)
def test_what_cannot_be_filled_in_is_refused_by_name_and_stays_as_typed(
    cast: Cast, opened_2023: Year, signed_in: SignIn, text: str, named: str
) -> None:
    here = reverse("letter_text", args=[2023, "T2"])
    for answer in (
        signed_in(cast.administrator).post(f"{here}save/", {"opening": text, "seen": "0"}),
        signed_in(cast.administrator).post(f"{here}preview/", {"opening": text, "lea": cast.lea.code}),
    ):
        assert answer.status_code == 422
        assert any(named in fault for fault in answer.context["form"].errors["opening"])
        assert answer.context["form"]["opening"].value() == text
    assert not LetterText.objects.exists()


def test_what_is_filled_in_is_not_looked_at_again() -> None:
    values = {"lea": "- {code} {{ 7*7 }}", "code": "0161119"}
    (block,) = wording.blocks("{lea}\n{code} {lea.pk} {% now %}", values=values)
    assert block == wording.Block(False, ("- {code} {{ 7*7 }}", "0161119 {lea.pk} {% now %}"))


def test_paragraphs_and_lists() -> None:
    found = wording.blocks("One\ntwo\n\nthree\n- a\n* b\n\n\n- c", values={})
    assert [(one.is_list, one.lines) for one in found] == [
        (False, ("One", "two")),
        (False, ("three",)),
        (True, ("a", "b")),
        (True, ("c",)),
    ]


def test_a_text_that_is_changed_replaces_issued_letters_only_when_they_are_issued_anew(
    cast: Cast, determined_2023: Run
) -> None:
    year = determined_2023.year
    issuing.request_issue(year=year, by=cast.administrator, at=NOON)
    jobs.work_off()
    assert issuing.would_change(year=year) == issuing.Changes(first=0, replaced=0)
    write(year, "T2", by=cast.administrator, closing="A new closing.")
    assert issuing.would_change(year=year) == issuing.Changes(first=0, replaced=1)
    assert Letter.objects.filter(status="issued").count() == Letter.objects.count() == 3
    issuing.request_issue(year=year, by=cast.administrator, at=LATER)
    jobs.work_off()
    new = Letter.objects.get(lea=cast.lea, status="issued")
    assert new.replaces is not None
    assert new.replaces.context["texts"] == {}
    assert new.context["texts"] == {"closing": [{"is_list": False, "lines": ["A new closing."]}]}
    assert Letter.objects.count() == 4


def test_a_letter_of_before_there_were_texts_says_the_same(cast: Cast, determined_2023: Run) -> None:
    year = determined_2023.year
    issuing.request_issue(year=year, by=cast.administrator, at=NOON)
    jobs.work_off()
    for letter in Letter.objects.all():
        old = {name: said for name, said in letter.context.items() if name not in drawing._UNSAID}
        past_the_guard(
            "determinations_letter",
            "UPDATE determinations_letter SET context = %s WHERE id = %s",
            json.dumps(old),
            letter.pk,
        )
        assert drawing.draw(old) == drawing.draw(letter.context)
    assert issuing.would_change(year=year) == issuing.Changes(first=0, replaced=0)


def test_waiting_drafts_are_brought_up_to_date(cast: Cast, determined_2023: Run) -> None:
    year = determined_2023.year
    first = drafted(cast)
    write(year, "T2", by=cast.administrator, closing="A new closing.")
    assert (drafted(cast).pk, list(drafted(cast).context["texts"])) == (first.pk, ["closing"])


def test_no_text_is_lost_and_each_change_is_in_the_ledger(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    assert write(opened_2023, "T2", by=cast.administrator, opening="First.", closing="Stays.") == 2
    newest = LetterText.objects.latest("pk").pk
    assert write(opened_2023, "T2", by=cast.administrator, seen=newest, opening="Second.", closing="Stays.") == 1
    moves = Event.objects.filter(move="wrote_letter_text").order_by("pk")
    assert [move.subject_text for move in moves][-1] == "“Opening” in the 2023 Annual Determination Letter, T2"
    assert {move.by for move in moves} == {cast.administrator}
    page = signed_in(cast.monitor).get(reverse("letter_text", args=[2023, "T2"]))
    for words in ("First.", "Second.", "Stays."):
        assert words in page.content.decode()


def test_who_saves_over_another_is_told_and_keeps_what_was_typed(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    browser, here = signed_in(cast.administrator), reverse("letter_text", args=[2023, "T2"])
    write(opened_2023, "T2", by=cast.administrator, opening="Theirs.")
    answer = browser.post(f"{here}save/", {"opening": "Mine.", "seen": "0"})
    assert answer.status_code == 409
    assert "Ada Administrator saved other texts on" in answer.content.decode()
    assert answer.context["form"]["opening"].value() == "Mine."
    again = browser.post(f"{here}save/", {"opening": "Mine.", "seen": answer.context["form"]["seen"].value()})
    assert again.status_code == 302
    assert list(LetterText.objects.order_by("pk").values_list("text", flat=True)) == ["Theirs.", "Mine."]


def test_a_preview_shows_what_is_typed_on_any_lea_and_keeps_nothing(
    cast: Cast, determined_2023: Run, signed_in: SignIn
) -> None:
    browser, here = signed_in(cast.monitor), reverse("preview_letter", args=[2023, "T2"])
    own = browser.post(here, {"opening": "Dear {lea}", "lea": "alder"}).content.decode()
    assert "Preview: the letter of Alder Unified" in own
    assert "Dear Alder Unified" in own
    assert "has another level" not in own
    other = browser.post(here, {"opening": "Dear {lea}", "lea": "1030642"}).content.decode()
    assert "Cedar Charter has another level in" in other
    assert "Targeted Level 2" in other
    assert "What the level rests on" not in other
    pdf = browser.post(here, {"opening": "Dear {lea}", "lea": "1030642", "as": "pdf"})
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert_accessible(pdf.content)
    words = text_of(pdf.content)
    assert "Preview. This is not a letter of the state" in words
    assert "Dear Cedar Charter" in words
    assert not LetterText.objects.exists()
    assert not Letter.objects.exists()
    assert not Event.objects.filter(move="wrote_letter_text").exists()


def test_a_preview_asks_which_lea_is_meant(cast: Cast, determined_2023: Run, signed_in: SignIn) -> None:
    browser, here = signed_in(cast.administrator), reverse("preview_letter", args=[2023, "T2"])
    several = browser.post(here, {"opening": "Mine.", "lea": "bay"})
    assert several.status_code == 422
    assert "2 LEAs fit “bay”. Choose one" in several.content.decode()
    assert several.context["form"]["opening"].value() == "Mine."
    chosen = {"lea": "bay", "searched": "bay", "chosen": "0161127"}
    assert "the letter of Birch Elementary" in browser.post(here, chosen).content.decode()
    assert "the letter of Cedar Charter" in browser.post(here, chosen | {"lea": "cedar"}).content.decode()
    assert "No LEA has “nowhere”" in browser.post(here, {"lea": "nowhere"}).content.decode()
    assert "Name the LEA" in browser.post(here, {"lea": ""}).content.decode()


def test_a_preview_before_anything_is_determined(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    here = reverse("preview_letter", args=[2023, "none"])
    page = signed_in(cast.administrator).post(here, {"opening": "Dear {lea}", "lea": cast.lea.code})
    assert "No level of Alder Unified is determined yet." in page.content.decode()
    assert "Dear Alder Unified" in page.content.decode()


def test_last_years_texts_are_taken_over_for_the_levels_of_both(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    text = Path("fixtures/definitions/2024.yaml").read_text()
    definition_services.load_definition(text=text, by=cast.administrator, at=NOON)
    years_services.open_year(year=2024, by=cast.administrator, at=NOON)
    old, new = Year.objects.get(year=2023), Year.objects.select_related("definition").get(year=2024)
    here, both = reverse("letter_texts", args=[2024]), {one.slug for one in letters_texts.sheets(new)}
    with pytest.raises(letters_texts.NothingToTakeOver):
        letters_texts.take_over(year=new, by=cast.administrator, at=NOON)
    levels = [one.slug for one in letters_texts.sheets(old)]
    for slug in levels:
        write(old, slug, by=cast.administrator, opening=f"Of {slug}", closing="Bye.")
    shared = [slug for slug in levels if slug in both]
    write(new, shared[0], by=cast.administrator, opening="Of its own")
    browser = signed_in(cast.administrator)
    assert "Copy the texts of 2023" in browser.get(here).content.decode()
    browser.post(reverse("take_over_letter_texts", args=[2024]))
    mine = LetterText.objects.filter(year=new)
    assert mine.count() == 2 * len(shared)
    assert mine.get(level=sheet_of(new, shared[0]).code, place="opening").text == "Of its own"
    assert browser.post(reverse("take_over_letter_texts", args=[2024])).status_code == 409


def test_only_an_administrator_writes(cast: Cast, opened_2023: Year, signed_in: SignIn) -> None:
    with pytest.raises(ledger.NotYou):
        write(opened_2023, "T2", by=cast.monitor, opening="Mine.")
    with pytest.raises(ledger.NotYou):
        letters_texts.take_over(year=opened_2023, by=cast.monitor, at=NOON)
    page = signed_in(cast.monitor).get(reverse("letter_text", args=[2023, "T2"])).content.decode()
    assert "Save the texts" not in page
    assert signed_in(cast.monitor).get(reverse("letter_text", args=[2023, "T9"])).status_code == 404


def test_the_pages_take_as_many_queries_whatever_is_written(
    cast: Cast, opened_2023: Year, signed_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for one in letters_texts.sheets(opened_2023):
        write(opened_2023, one.slug, by=cast.administrator, opening="One.", what_follows="Two.", closing="Three.")
    browser = signed_in(cast.administrator)
    for here in (reverse("letter_texts", args=[2023]), reverse("letter_text", args=[2023, "T2"])):
        browser.get(here)
        with django_assert_max_num_queries(14):
            assert browser.get(here).status_code == 200


def test_a_text_that_is_too_long_is_refused_and_stays_as_typed(
    cast: Cast, opened_2023: Year, signed_in: SignIn
) -> None:
    text = "So it is. " * 2_001
    here = reverse("letter_text", args=[2023, "T2"])
    answer = signed_in(cast.administrator).post(f"{here}save/", {"opening": text, "seen": "0"})
    assert answer.status_code == 422
    assert "at most 20000 characters (it has 20009)" in answer.content.decode()
    assert text.strip() in answer.content.decode()
    assert not LetterText.objects.exists()
