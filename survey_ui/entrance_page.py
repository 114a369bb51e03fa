"""The pages in front of the door, drawn by the server without scripts: signing in and out, a password, whom to ask."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

from starlette.responses import HTMLResponse

from survey_loader.acts import passwords, signing_in
from survey_loader.errors import SurveyError
from survey_loader.language import LANGUAGES, N_, Say, speaker, tag
from survey_ui import web

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# The ink of buttons and links everywhere (.streamlit/config.toml); the colours of the data are the data's alone.
STYLE = """
:root { color-scheme: light dark; --ink: #3A3F8F; --on-ink: #FFFFFF; --edge: #767A8C; --wrong: #B42318; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #AEB3F5; --on-ink: #15161D; --edge: #8F94A8; --wrong: #FDA29B; }
  body { background: #15161D; color: #ECEDF4; } }
* { box-sizing: border-box; }
body { margin: 0; line-height: 1.7; font-size: 17px; font-family: "Hiragino Sans", "Hiragino Kaku Gothic ProN",
  "Yu Gothic UI", "Yu Gothic", Meiryo, "Noto Sans JP", "Noto Sans CJK JP", sans-serif; }
main { max-width: 26rem; margin: 8vh auto 3rem; padding: 0 1.2rem; }
.name { margin: 0; color: var(--ink); font-weight: 700; font-size: 1.15rem; }
h1 { font-size: 1.7rem; line-height: 1.4; margin: .2rem 0 1.2rem; }
label { display: block; font-weight: 600; margin: 1rem 0 .25rem; }
input { width: 100%; font: inherit; padding: .6rem .7rem; border-radius: 10px; border: 1px solid var(--edge);
  background: transparent; color: inherit; }
button, .button { display: block; width: 100%; margin: 1.5rem 0 0; padding: .7rem; font: inherit; font-weight: 600;
  text-align: center; text-decoration: none; cursor: pointer; border-radius: 10px; border: 1px solid var(--ink);
  background: var(--ink); color: var(--on-ink); }
.button { background: transparent; color: var(--ink); }
:is(a, button, input):focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
.wrong { color: var(--wrong); font-weight: 600; border-left: 4px solid currentColor; padding-left: .8rem; }
.quiet { font-size: .9rem; } .code { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
a { color: var(--ink); }
nav { display: flex; margin-top: 2.5rem; flex-wrap: wrap; gap: .4rem 1.2rem; font-size: .9rem; }
"""
ASK = N_("アカウントがないときや、パスワードを忘れたときは、調査の管理者に頼んでください。")


def sign_in(
    language: str, target: str, ways: Mapping[str, str], error: SurveyError | None = None, name: str = ""
) -> HTMLResponse:
    """Return the sign-in page; `ways` are names and addresses of the providers one may also come by."""
    say = speaker(language)
    fields = _field("name", say("名前（アカウント）"), "text", "username", name, focus=not name) + _field(
        "password", say("パスワード"), "password", "current-password", focus=bool(name)
    )
    body = (
        _wrong(error, say)
        + _form("/sign-in", target, language, fields, say("入る"))
        + "".join(_way(address, way) for way, address in ways.items())
        + _line(say(ASK), "quiet")
    )
    return _page(say("サインイン"), body, language, "/sign-in", target, 200 if error is None else 401)


def change_password(
    language: str, target: str, account: str, first: bool, error: SurveyError | None = None
) -> HTMLResponse:
    """Return the page where somebody chooses their own password; `first` where they must."""
    say = speaker(language)
    why = say("最初のパスワードは一度だけのものです。ご自分のパスワードに変えると、使い始められます。")
    rule = say("{least}文字以上で、アカウントの名前を入れないでください。", least=passwords.SHORTEST)
    fields = (
        # For password keepers: whose password it is.
        f'<input type="hidden" name="name" autocomplete="username" value="{_quoted(account)}">'
        + _field("old", say("いまのパスワード"), "password", "current-password", focus=True)
        + _field("new", say("新しいパスワード"), "password", "new-password", under=rule)
        + _field("again", say("新しいパスワードをもう一度"), "password", "new-password")
    )
    body = (
        (_line(why) if first else "")
        + _wrong(error, say)
        + _form("/password", target, language, fields, say("変える"))
        + ("" if first else _way("/", say("やめる")))
    )
    return _page(say("パスワードを変える"), body, language, "/password", target, 200 if error is None else 400)


def sign_out(language: str, shown: str) -> HTMLResponse:
    """Return the page that asks whether to sign out, which a link alone must not do."""
    say = speaker(language)
    body = (
        _line(say("{name} さんとして入っています。", name=shown))
        + _form("/sign-out", "/", language, "", say("サインアウト"))
        + _way("/", say("続ける"))
    )
    return _page(say("サインアウト"), body, language, "/sign-out", "/", 200)


def signed_out(language: str) -> HTMLResponse:
    """Return the page after it."""
    say = speaker(language)
    body = _line(say("出ました。このパソコンをほかの人も使うときは、この窓も閉じてください。")) + _way(
        "/sign-in", say("もう一度入る")
    )
    return _page(say("サインアウト"), body, language, "/sign-out", "/", 200)


def not_listed(error: SurveyError, claims: Mapping[str, Any], chosen: str) -> HTMLResponse:
    """Return the page for somebody a provider knows and we do not: what to tell the admin."""
    language = web.language_of(chosen)
    say = speaker(language)
    told = [str(claims.get("email") or ""), signing_in.subject_of(claims)]
    body = (
        _wrong(error, say)
        + "".join(_line(line, "code") for line in told if line)
        + _way("/sign-in", say("別のアカウントで入る"))
    )
    return _page(say("サインイン"), body, language, "/sign-in", "/", 403)


def refused(error: SurveyError, language: str, status: int) -> HTMLResponse:
    """Return a page that says one thing only, and the way back to signing in."""
    say = speaker(language)
    body = _wrong(error, say) + _way("/sign-in", say("サインインする"))
    return _page(say("サインイン"), body, language, "/sign-in", "/", status)


def _form(action: str, target: str, language: str, fields: str, button: str) -> str:
    address = _quoted(f"{action}?{_query(target, language)}")
    return f'<form method="post" action="{address}">{fields}<button>{escape(button)}</button></form>'


def _way(address: str, label: str) -> str:
    return f'<a class="button" href="{_quoted(address)}">{escape(label)}</a>'


def _line(text: str, kind: str = "") -> str:
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def _page(title: str, body: str, language: str, here: str, target: str, status: int) -> HTMLResponse:
    # The other languages, each in its own words.
    links = "".join(
        f'<a lang="{tag(code)}" href="{here}?{_quoted(_query(target, code))}">{escape(name)}</a>'
        for code, name in LANGUAGES.items()
        if code != language
    )
    return HTMLResponse(
        f'<!DOCTYPE html><html lang="{tag(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<title>{escape(title)} - まちの声</title><link rel="icon" href="/favicon.png"><style>{STYLE}</style></head>'
        f'<body><main><p class="name" lang="ja">まちの声</p><h1>{escape(title)}</h1>{body}'
        f'<nav aria-label="Language">{links}</nav></main></body></html>',
        status,
        {"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "X-Frame-Options": "DENY"},
    )


def _field(
    name: str, label: str, kind: str, fill: str, value: str = "", *, focus: bool = False, under: str = ""
) -> str:
    hint = f'<span class="quiet" id="{name}-hint">{escape(under)}</span>' if under else ""
    described = f' aria-describedby="{name}-hint"' if under else ""
    return (
        f'<label for="{name}">{escape(label)}</label>'
        f'<input id="{name}" name="{name}" type="{kind}" autocomplete="{fill}" value="{_quoted(value)}" required'
        f' maxlength="{passwords.LONGEST}" autocapitalize="none" spellcheck="false"{described}'
        f"{' autofocus' if focus else ''}>{hint}"
    )


def _wrong(error: SurveyError | None, say: Say) -> str:
    return f'<p class="wrong" role="alert">{escape(error.render(say))}</p>' if error else ""


def _query(target: str, language: str) -> str:
    return urlencode({"to": target, "lang": language})


def _quoted(text: str) -> str:
    return escape(text, quote=True)
