"""What changed between two texts is found word by word, and nothing of either text is lost."""

from hypothesis import given
from hypothesis import strategies as st

from cim_portal.lib.differences import pieces


def test_the_words_that_changed_are_found() -> None:
    was, now = pieces("We asked two parents in May.", "We asked three parents and a teacher in May.")
    assert [one.text for one in was if one.changed] == ["two "]
    assert [one.text for one in now if one.changed] == ["three ", "and a teacher "]


def test_what_was_blank_is_all_new() -> None:
    was, now = pieces("", "All of it")
    assert was == []
    assert all(one.changed for one in now)


def test_long_texts_are_compared_by_lines() -> None:
    text = "".join(f"Line {number} has words.\n" for number in range(4_000))
    was, now = pieces(text, text.replace("Line 7 has", "Line 7 had"))
    assert [one.text for one in was if one.changed] == ["Line 7 has words.\n"]
    assert [one.text for one in now if one.changed] == ["Line 7 had words.\n"]


@given(st.text(alphabet="ab \n", max_size=60), st.text(alphabet="ab \n", max_size=60))
def test_the_pieces_put_together_are_the_texts(before: str, now: str) -> None:
    was, became = pieces(before, now)
    assert "".join(one.text for one in was) == before
    assert "".join(one.text for one in became) == now
    assert (before == now) == (not any(one.changed for one in was + became))
