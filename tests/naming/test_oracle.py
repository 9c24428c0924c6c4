"""guessit as an oracle: where it is right and we are not, we should know."""

from bench import names
from tests.naming import scoring

SAMPLE_EVERY = 25


def test_guessit_knows_hardly_a_name_that_we_do_not() -> None:
    cases = [case for pattern in ("*.written.jsonl", "*.held_out.jsonl") for case in scoring.lines(pattern)]
    sample = cases[::SAMPLE_EVERY]
    differ = [case["path"] for case in sample if not names.is_ours_right(case) and names.is_guessit_right(case)]
    assert len(differ) <= len(sample) // 50, differ
