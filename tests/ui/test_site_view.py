"""The public site on 発表: made beside the page, of the whole survey, with what everybody may see and nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from survey_loader.models import Consents
from survey_loader.settings import Settings
from tests.ui.small_town import PEOPLE, add, everything, jpeg
from tests.ui.test_slides_view import finished

Visit = Callable[..., AppTest]


def made(app: AppTest) -> dict[str, bytes]:
    """Press the button and return what the folder holds."""
    app.button(key="make_site").click().run()
    app = finished(app, "site_work")
    assert "不具合" not in everything(app)
    work = app.session_state["site_work"]
    assert work.made.name == "town-site.zip"
    with zipfile.ZipFile(io.BytesIO(work.made.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_photo_and_words_for_the_hall_are_not_for_the_web(town: Settings, visit: Visit) -> None:
    files = made(visit("stage", use="公開サイト"))
    # The words of person 0 may be quoted, their photo only in a hall.
    assert not [name for name in files if name.endswith(".jpg")]
    raw = b"".join(files.values()).decode("utf-8")
    for number, (_, answers, _) in enumerate(PEOPLE):
        for text in answers.values():
            assert (text in raw) == (number == 0), text


def test_a_photo_for_the_web_is_on_the_wall_unless_photos_are_turned_off(empty: Settings, visit: Visit) -> None:
    web = Consents(quote=True, photo_committee="face", photo_hall="face", photo_web="face")
    add(empty, 0, consents=web, photos=((jpeg("teal"), "face"),))
    for number in range(1, len(PEOPLE)):
        add(empty, number)
    app = visit("stage", use="公開サイト")
    files = made(app)
    assert len([name for name in files if name.endswith(".jpg")]) == 1
    app.toggle(key="site_photos").set_value(False).run()
    assert not [name for name in made(app) if name.endswith(".jpg")]


def test_filters_change_nothing_of_it_and_what_is_not_shown_is_said(town: Settings, visit: Visit) -> None:
    whole = made(visit("stage", use="公開サイト"))
    app = visit("stage", use="公開サイト", relation="住んでいる人")
    assert made(app) == whole
    assert "数をのせなかった図" in everything(app)
    assert "連絡先がまだありません" in everything(app)


def test_words_that_were_taken_off_stay_off_while_nobody_looks_at_them(town: Settings, visit: Visit) -> None:
    app = visit("stage", use="公開サイト")
    app.toggle(key="site_look").set_value(True).run()
    assert "ラーメンがおいしい" in everything(app)
    [words] = [one for one in app.multiselect if str(one.key).startswith("site_words_")]
    assert sorted(words.options) == ["ラーメンがおいしい", "除雪してほしい"]
    words.select("ラーメンがおいしい").run()
    app.toggle(key="site_look").set_value(False).run()
    raw = b"".join(made(app).values()).decode("utf-8")
    assert "ラーメンがおいしい" not in raw and "除雪してほしい" in raw


def test_words_that_were_taken_off_can_be_put_back_also_where_fewer_are_shown(town: Settings, visit: Visit) -> None:
    for number in range(6):
        add(
            town, 3, id=f"77777777-7777-4777-8777-{number:012d}", board=str(100 + number),
            answers={"future": f"除雪を{number + 2}時間早くしてほしい"}, consents=Consents(quote=True),
        )  # fmt: skip
    app = visit("stage", use="公開サイト")
    app.segmented_control(key="site_voices").set_value("20").run()
    app.toggle(key="site_look").set_value(True).run()
    [words] = [one for one in app.multiselect if str(one.key).startswith("site_words_")]
    many = set(words.options)
    app.segmented_control(key="site_voices").set_value("4").run()
    [words] = [one for one in app.multiselect if str(one.key).startswith("site_words_")]
    off = sorted(many - set(words.options))[0]
    app.segmented_control(key="site_voices").set_value("20").run()
    [words] = [one for one in app.multiselect if str(one.key).startswith("site_words_")]
    words.select(off).run()
    app.segmented_control(key="site_voices").set_value("4").run()
    [words] = [one for one in app.multiselect if str(one.key).startswith("site_words_")]
    assert off in words.options
    words.set_value([]).run()
    assert not app.session_state["site_left_out_town"]


def test_what_takes_the_place_of_words_that_were_taken_off_is_read_first(town: Settings, visit: Visit) -> None:
    texts = [
        "除雪を早くしてほしい",
        "除雪車を増やしてほしい",
        "歩道の除雪をしてほしい",
        "夜の除雪もお願いします",
        "除雪の音を静かに",
    ]
    for number, text in enumerate(texts):
        add(
            town, 3, id=f"77777777-7777-4777-8777-{number:012d}", board=str(100 + number), answers={"future": text},
            consents=Consents(quote=True),
        )  # fmt: skip
    app = visit("stage", use="公開サイト", site_voices="4件まで")
    app.toggle(key="site_look").set_value(True).run()
    [words] = [one for one in app.multiselect if str(one.key).startswith("site_words_")]
    off = next(text for text in words.options if text in texts)
    missing = {*texts, "除雪してほしい"} - set(words.options)
    assert missing
    words.select(off).run()
    [words] = [one for one in app.multiselect if str(one.key).startswith("site_words_")]
    raw = b"".join(made(app).values()).decode("utf-8")
    assert off not in raw
    shown = [text for text in (*texts, "除雪してほしい") if text in raw]
    assert set(shown) <= set(words.options)
    assert set(shown) & missing
