"""What customers thought, in figures."""

from __future__ import annotations

from outspoken.derive.measures.feedback_figures import feedback_figures


def answers(incident: str, *scores: int) -> list[tuple[str, int]]:
    return [(incident, score) for score in scores]


def test_the_median_is_a_score_that_was_given_and_the_lowest_is_named():
    found = feedback_figures([*answers("a", 5, 4, 4), *answers("b", 1, 2)], {"a", "b"})
    assert (found.median, found.count, found.lowest) == (4, 5, "b")
    assert list(found.scores.items()) == [(5, 1), (4, 2), (2, 1), (1, 1)]


def test_answers_about_other_incidents_do_not_count():
    assert feedback_figures(answers("a", 1), {"b"}) is None
    assert feedback_figures([], {"a"}) is None
