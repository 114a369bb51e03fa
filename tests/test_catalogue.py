"""Every sentence the code says exists in English, with the same fields, compiled and committed."""

from __future__ import annotations

import ast
import string

from survey_loader.language import speaker
from survey_loader.locale.catalogue import po_path, sentences, translated
from tests.conftest import PROJECT


def fields(message: str) -> set[str]:
    return {name.split(".")[0] for _, name, _, _ in string.Formatter().parse(message) if name}


def test_every_sentence_has_an_english_one() -> None:
    catalogue = translated("en")
    missing = [message for message in sentences() if not (catalogue.get(message) and catalogue.get(message).string)]
    assert missing == []


def test_the_extractor_sees_every_sentence_the_code_says() -> None:
    """One within an f-string it does not see, and it would stay Japanese for ever."""
    said = {
        node.args[0].value
        for path in PROJECT.glob("[dps]*/**/*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", "") in {"say", "N_"} or getattr(node.func, "attr", "") == "say")
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }
    assert said - sentences().keys() == set()


def test_english_sentences_fill_the_same_fields() -> None:
    wrong = [
        message.id
        for message in translated("en")
        if message.id and isinstance(message.id, str) and fields(message.id) != fields(str(message.string))
    ]
    assert wrong == []


def test_english_has_no_japanese_left_in_it() -> None:
    left = [
        message.string
        for message in translated("en")
        if message.id and any("\u3041" <= sign <= "\u30ff" for sign in str(message.string))
    ]
    assert left == []


def test_the_compiled_catalogue_is_the_committed_one() -> None:
    say = speaker("en")
    wrong = [
        message.id
        for message in translated("en")
        if isinstance(message.id, str) and message.id and say(message.id) != message.string
    ]
    assert wrong == []
    assert po_path("en").with_suffix(".mo").is_file()
