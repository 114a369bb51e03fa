"""Every sentence the code says exists in English, with the same fields, compiled and committed."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

from survey_loader.language import speaker
from survey_loader.locale.catalogue import po_path, sentences, translated
from tests.conftest import PROJECT

# Where what a person sees is written.
ROOMS = ("pages", "survey_ui", "survey_insights", "survey_exports")
JAPANESE = re.compile(r"[\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u9fff]")
# Japanese that is not said: file, a part of it, and why. Each must still be there.
NOT_SAID = (
    ("survey_ui/language.py", "言語 / Language", "the choice of language is written in both"),
    ("survey_ui/router.py", "まちの声", "the name of the product"),
    ("survey_ui/hosts.py", "localhost", "said in both languages, before anybody can choose one"),
    ("survey_ui/door.py", "この名前の場所", "said in both languages, before anybody can choose one"),
    ("survey_ui/door.py", "サインインしてください", "said in both languages, to programs rather than people"),
    ("survey_ui/door.py", "localhost", "said in both languages, where the server starts"),
    ("survey_ui/entrance_page.py", "まちの声", "the name of the product"),
    ("survey_insights/labels.py", "ァィゥェォ", "signs that may not begin a line"),
    ("survey_insights/labels.py", "ぁ", "the first of the letters, to know kana by"),
    ("survey_insights/labels.py", "ん", "the last of the letters"),
    ("survey_exports/paper.py", "ァィゥェォ", "signs that may not begin a line"),
    ("survey_ui/review_card.py", "中文", "a language is called by its own name"),
)


def is_say(node: ast.AST) -> TypeGuard[ast.Call]:
    if not isinstance(node, ast.Call) or not node.args:
        return False
    return getattr(node.func, "id", "") in {"say", "N_"} or getattr(node.func, "attr", "") == "say"


def unsaid(path: Path) -> Iterator[str]:
    """Yield the Japanese texts of a module that no `say` translates; docstrings are for readers of the code."""
    tree = ast.parse(path.read_text("utf-8"))
    # What fills a sentence is not said by it.
    said = {id(part) for node in ast.walk(tree) if is_say(node) for part in ast.walk(node.args[0])}
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in said | told and JAPANESE.search(str(node.value)):
            yield str(node.value)


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
        if is_say(node) and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    }
    assert said - sentences().keys() == set()


def test_no_japanese_reaches_a_person_without_being_said() -> None:
    found = {
        (str(path.relative_to(PROJECT)), text)
        for room in ROOMS
        for path in (PROJECT / room).rglob("*.py")
        for text in unsaid(path)
    }
    known = {(file, text) for file, text in found for where, part, _ in NOT_SAID if file == where and part in text}
    assert found - known == set()
    for where, part, reason in NOT_SAID:
        assert any(file == where and part in text for file, text in known), f"{where} has no {part} ({reason}) any more"


def test_japanese_that_is_not_said_is_found(tmp_path: Path) -> None:
    module = tmp_path / "screen.py"
    module.write_text('"""声"""\nst.text("声がありません")\nst.text(say("声"))\nst.text(f"{n}件")\n', "utf-8")
    assert list(unsaid(module)) == ["声がありません", "件"]


def test_no_script_of_a_page_holds_japanese() -> None:
    """Their words are filled in, in the visitor's language."""
    assert [
        path.name for path in (PROJECT / "survey_ui").rglob("*.js") if JAPANESE.search(path.read_text("utf-8"))
    ] == []


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
