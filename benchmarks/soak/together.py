"""Two imports at once: of one file, of two files into one new survey, and into two surveys."""

from __future__ import annotations

from pathlib import Path

from benchmarks.soak.looking import look
from benchmarks.soak.street import Wave, begun, command, write_wave
from benchmarks.texts import scratch
from survey_loader.store.connection import opened
from survey_loader.store.surveys import survey

INTERVIEWS = 1_200


def both(database: Path, first: tuple[Wave, str], second: tuple[Wave, str]) -> list[str]:
    """Run two imports at once and return what went wrong with either."""
    # Started one after another they would rarely meet: the interpreter takes as long as the import.
    processes = [begun(command(wave, database, slug)) for wave, slug in (first, second)]
    flaws = []
    for process in processes:
        _, said = process.communicate()
        if process.returncode:
            flaws.append(f"exit code {process.returncode}: {said[-300:]}")
    return flaws


def flaws_of(folder: Path, interviews: int) -> dict[str, list[str]]:
    """Return by meeting what promises it broke."""
    one, two = (write_wave(folder, name, interviews, photos=name == "one") for name in ("one", "two"))
    other = write_wave(folder, "other", interviews, photos=False)
    other.file.write_text(
        other.file.read_text(encoding="utf-8").replace("好きなところ", "困っていること", 1), encoding="utf-8"
    )
    found = {}
    for what, first, second, expected in (
        ("one file twice", (one, "soak"), (one, "soak"), {"soak": interviews}),
        ("two files, one new survey", (one, "soak"), (two, "soak"), {"soak": 2 * interviews}),
        ("different questions, one new survey", (one, "soak"), (other, "soak"), {"soak": 2 * interviews}),
        ("two surveys", (one, "soak"), (two, "second"), {"soak": interviews, "second": interviews}),
    ):
        database = folder / what / "machi.db"
        found[what] = both(database, first, second)
        for slug, count in expected.items():
            seen = look(database, slug)
            found[what] += seen.flaws
            if seen.interviews != count or seen.staged:
                found[what].append(f"{slug}: {seen.interviews} interviews, {seen.staged} staged")
            found[what] += _missing_questions(database, slug)
    return found


def _missing_questions(database: Path, slug: str) -> list[str]:
    """Return the questions that comments answer and that their survey does not know."""
    with opened(database) as db:
        stored = survey(db, slug)
        asked = {question.key for question in stored.questions} if stored else set()
        answered = {row[0] for row in db.conn.execute("select distinct question from comments")}
    return [f"{slug} has lost its question {key}" for key in sorted(answered - asked)]


def run() -> int:
    """Print a line a meeting; return how many broke a promise."""
    with scratch() as name:
        found = flaws_of(Path(name), INTERVIEWS)
    for what, flaws in found.items():
        print(f"{what:>36}  {'; '.join(flaws) or 'kept'}", flush=True)
    return sum(bool(flaws) for flaws in found.values())
