"""What Streamlit says in English only, said in the visitor's language by a small script of our own.

Served with it: the script that tells when a file is on its way (uploads).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from survey_loader import settings
from survey_loader.language import LANGUAGES, N_, speaker, tag
from survey_ui import uploads

SCRIPT = (Path(__file__).parent / "names.js").read_text(encoding="utf-8")
PATH = "/names.js"
TAG = b'<script src="./names.js" defer></script>'
SOURCE_OF_STREAMLIT = "en"
SIDEWAYS = N_("横に動かして見られます")
# Names for screen readers, hints and menus of Streamlit 1.67; the tests find what is missing.
EXACTLY = {
    "Skip to main content": N_("本文へ移る"),
    "Sidebar": N_("画面の一覧と設定"),
    "App pages": N_("画面の一覧"),
    "Logo": N_("まちの声"),
    "Navigate to home page": N_("概要へ"),
    "Expand sidebar": N_("画面の一覧を開く"),
    "Collapse sidebar": N_("画面の一覧を閉じる"),
    "Main menu": N_("表示のメニュー"),
    "Rerun": N_("もう一度読みこむ"),
    "Settings": N_("設定"),
    "Print": N_("印刷"),
    "Theme": N_("明るさ"),
    "Light": N_("明るい"),
    "Dark": N_("暗い"),
    "System": N_("機器に合わせる"),
    "Use system setting": N_("機器に合わせる"),
    "Open": N_("選択肢を開く"),
    "Close": N_("閉じる"),
    "Clear all": N_("すべて外す"),
    "Clear value": N_("選んだものを外す"),
    "Clear entry": N_("入力を消す"),
    "Selected values": N_("選んだもの"),
    "Select all": N_("すべて選ぶ"),
    "file upload": N_("ファイルを選ぶ"),
    "Upload": N_("選ぶ"),
    "Add files": N_("ほかのファイルを選ぶ"),
    "Click to retry upload": N_("押すと、もう一度送ります"),
    "Choose date": N_("日付を選ぶ"),
    "Clear date": N_("日付を消す"),
    "Clear time": N_("時刻を消す"),
    "Previous month": N_("前の月"),
    "Next month": N_("次の月"),
    "Increment": N_("増やす"),
    "Decrement": N_("減らす"),
    "Pagination": N_("ページの移動"),
    "Previous page": N_("前のページ"),
    "Next page": N_("次のページ"),
    "Scroll tabs left": N_("左のタブへ"),
    "Scroll tabs right": N_("右のタブへ"),
    "Notifications": N_("お知らせ"),
    "Running...": N_("読みこみ中"),
    "Connecting": N_("つないでいます"),
    "Connection error": N_("つながりません"),
    "Add row": N_("行を加える"),
    "Delete row(s)": N_("行を消す"),
    "Show/hide columns": N_("列を選ぶ"),
    "Search": N_("表の中を探す"),
    "Type to search": N_("探すことば"),
    "Close Search": N_("探すのをやめる"),
    "Next Result": N_("次の結果"),
    "Previous Result": N_("前の結果"),
    "Fullscreen": N_("大きく見る"),
    "Close fullscreen": N_("もとの大きさに戻す"),
    "Dataframe column menu": N_("列のメニュー"),
    "Sort ascending": N_("小さい順に並べる"),
    "Sort descending": N_("大きい順に並べる"),
    "Format": N_("書き方"),
    "Autosize": N_("幅を合わせる"),
    "Pin column": N_("列を左に留める"),
    "Unpin column": N_("列を留めない"),
    "Hide column": N_("列を隠す"),
    "Switch camera": N_("カメラを切り替える"),
}
# Names that carry something of the screen after them.
BEGINNINGS = {
    "Page ": N_("{rest}ページ"),
    "Remove ": N_("{rest}を外す"),
    "Cancel upload of ": N_("{rest}を送るのをやめる"),
    "Upload ": N_("{rest}のファイルを選ぶ"),
    "Show/hide columns: ": N_("列を選ぶ：{rest}"),
    "Search: ": N_("表の中を探す：{rest}"),
    "Fullscreen: ": N_("大きく見る：{rest}"),
    "Add row: ": N_("行を加える：{rest}"),
    "Delete row(s): ": N_("行を消す：{rest}"),
    "Shortcut ": N_("キー：{rest}"),
    "year, ": N_("年、{rest}"),
    "month, ": N_("月、{rest}"),
    "day, ": N_("日、{rest}"),
}
# Names that carry something of the screen before them.
ENDINGS = {" per file": N_("{rest}まで")}


def _said(language: str) -> dict[str, Any]:
    say = speaker(language)
    if language == SOURCE_OF_STREAMLIT:
        return {"sideways": say(SIDEWAYS)}
    return {
        "sideways": say(SIDEWAYS),
        "exactly": {english: say(words) for english, words in EXACTLY.items()},
        "beginnings": [(start, say(words)) for start, words in BEGINNINGS.items()],
        "endings": [(end, say(words)) for end, words in ENDINGS.items()],
    }


def script() -> str:
    """Return the script with its words in all languages; the address tells it which one is spoken."""
    told = {
        "SAID": {language: _said(language) for language in LANGUAGES},
        "LANGUAGES": {name: code for code, name in LANGUAGES.items()} | {code: code for code in LANGUAGES},
        "TAGS": {code: tag(code) for code in LANGUAGES},
        "STANDARD": settings.load().language,
    }
    constants = (f"const {name} = {json.dumps(value, ensure_ascii=False)};" for name, value in told.items())
    return "\n".join((*constants, SCRIPT, uploads.SCRIPT))


async def names(_: Request) -> Response:
    """Send the script."""
    return Response(script(), media_type="text/javascript", headers={"Cache-Control": "max-age=60"})
