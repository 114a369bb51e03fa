"""Learning from what people coded, over all surveys: taken only where it is better than the rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from survey_loader.access import EVERY_SURVEY, Actor, Role, require
from survey_loader.acts import analysis
from survey_loader.settings import Settings
from survey_loader.store import judgements
from survey_loader.store import learned as table
from survey_loader.store.connection import opened, transaction
from survey_loader.store.packing import unpack_morphemes
from survey_loader.store.surveys import append_log, surveys
from survey_loader.text.learned import KINDS, NONE
from survey_loader.text.learning import Example, train


def learn(settings: Settings, actor: Actor) -> list[dict[str, Any]]:
    """Learn axis and tone from all comments people coded, and return a report of each kind.

    What is not better than the rules is put out of force. Comments are coded anew by the surveys' next re-coding.
    """
    require(actor, EVERY_SURVEY, Role.ORGANISER)
    with opened(settings.database) as db:
        examples = _examples(settings, db)
        reports = []
        for kind in KINDS:
            model, report = train(examples, kind)
            told = {name: value for name, value in report._asdict().items()}
            with transaction(db):
                number = table.save(db, kind, model.dump() if model else "", told, actor.name)
                append_log(db, actor.name, "learn", "", str(number), kind=kind, comments=report.n, taken=report.taken)
            reports.append(told)
    return reports


def reports(settings: Settings) -> list[dict[str, Any]]:
    """Return how learning went last, one report a kind; none where nobody has tried."""
    with opened(settings.database) as db:
        return table.reports(db)


def folds(db: Database) -> dict[str, Mapping[str, str | None]]:
    """Return {kind: {comment: label it gets from a model that has not seen it}} of the models in force."""
    return {kind: json.loads(model)["folds"] for kind, model in table.in_force(db).items()}


def _examples(settings: Settings, db: Database) -> list[Example]:
    examples = []
    for target in surveys(db):
        this = analysis.by_rules_alone(analysis.analyst_in_force(settings, db, target))
        for row in judgements.coded_by_people(db, target.slug):
            tone_hint, axis_hint = target.hints(row.question)
            coding = this.coding(row.normalised, unpack_morphemes(row.morphemes), None, None)
            examples.append(
                Example(
                    row.comment, row.interview, row.normalised, coding, row.axis or NONE, row.tone or NONE,
                    axis_hint or "", tone_hint or "",
                )
            )  # fmt: skip
    return examples
