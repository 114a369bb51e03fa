"""The routes in front of the door: `/sign-in`, `/sign-out` and `/password`."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from survey_loader import settings
from survey_loader.acts import signing_in
from survey_loader.errors import NotSignedIn, SurveyError, UnusableAccount
from survey_loader.language import N_, speaker
from survey_loader.settings import Settings
from survey_ui import entrance_page, hosts, oidc, passport, web

SIGN_IN, SIGN_IN_OIDC, SIGN_OUT, PASSWORD = "/sign-in", "/sign-in/oidc", "/sign-out", "/password"
# Two passwords and a name, percent-encoded.
LARGEST_FORM = 8 * 1024
TARGET_SECONDS = 600
Form = dict[str, str]


async def sign_in(request: Request) -> Response:
    """Show the sign-in page, or begin a session for who knows the password."""
    form = await _form(request)
    return await asyncio.to_thread(_signed_in, request, form)


async def sign_out(request: Request) -> Response:
    """Ask whether to sign out, or end the session."""
    form = await _form(request)
    return await asyncio.to_thread(_signed_out, request, form)


async def password(request: Request) -> Response:
    """Show where to choose one's own password, or change it."""
    form = await _form(request)
    return await asyncio.to_thread(_password_changed, request, form)


def sign_in_oidc(request: Request) -> Response:
    """Send the browser to an identity provider, and remember where it wanted to go."""
    provider = request.query_params.get("provider", "")
    if provider not in oidc.providers():
        return RedirectResponse(SIGN_IN, 303)
    answer = RedirectResponse(oidc.login_address(provider), 303, {"Cache-Control": "no-store"})
    secure = passport.over_https(request)
    answer.set_cookie(
        oidc.TARGET, _target(request), max_age=TARGET_SECONDS, httponly=True, samesite="lax", secure=secure
    )
    return answer


def _signed_in(request: Request, form: Form | SurveyError | None) -> Response:
    here, language, target = settings.load(), _language(request), _target(request)
    if isinstance(form, SurveyError):
        return entrance_page.refused(form, language, 403)
    ways = _ways(target, language)
    if form is None:
        return entrance_page.sign_in(language, target, ways)
    name = form.get("name", "")
    try:
        token = signing_in.sign_in(here, name, form.get("password", ""), passport.peer_of(request))
    except NotSignedIn as error:
        return entrance_page.sign_in(language, target, ways, error, name)
    # What this browser held before is over: a token somebody planted cannot become one of ours.
    _end_all(request, here)
    answer = _see(target)
    passport.take_back(answer, request.cookies)
    passport.hand_out(answer, token, here, passport.over_https(request))
    return answer


def _signed_out(request: Request, form: Form | SurveyError | None) -> Response:
    here, language = settings.load(), _language(request)
    if isinstance(form, SurveyError):
        return entrance_page.refused(form, language, 403)
    found = passport.visitor(here, request)
    if form is None and found is not None:
        return entrance_page.sign_out(language, found.shown)
    if form is not None:
        _end_all(request, here)
    answer = entrance_page.signed_out(language)
    if form is not None:
        passport.take_back(answer, request.cookies)
        # Photos kept for a minute, and pages the back button would show.
        answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _password_changed(request: Request, form: Form | SurveyError | None) -> Response:
    here, language, target = settings.load(), _language(request), _target(request)
    if isinstance(form, SurveyError):
        return entrance_page.refused(form, language, 403)
    shown = passport.tokens(request.cookies, passport.over_https(request))
    token = next((one for one in shown if signing_in.visitor(here, one)), "")
    found = signing_in.visitor(here, token)
    if found is None or found.kind != signing_in.LOCAL:
        return _see(SIGN_IN)
    if form is None:
        return entrance_page.change_password(language, target, found.account, found.must_change)
    try:
        if form.get("new", "") != form.get("again", ""):
            raise UnusableAccount(N_("新しいパスワードが、2つの欄で違っています。同じものを入れてください。"))
        signing_in.change_password(here, token, form.get("old", ""), form.get("new", ""))
    except (NotSignedIn, UnusableAccount) as error:
        return entrance_page.change_password(language, target, found.account, found.must_change, error)
    return _see(target)


async def _form(request: Request) -> Form | SurveyError | None:
    """Return the fields of a form of ours that was sent, None for a mere visit, an error for what is none of ours."""
    if request.method != "POST":
        return None
    if not _from_here(request):
        return NotSignedIn(
            N_("この画面の外から送られたので、受け取りませんでした。もう一度サインインの画面から入れてください。")
        )
    body = bytearray()
    async for chunk in request.stream():
        body.extend(chunk)
        if len(body) > LARGEST_FORM:
            return NotSignedIn(N_("送られたものが長すぎます。もう一度サインインの画面から入れてください。"))
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}


def _from_here(request: Request) -> bool:
    """Whether a form was sent by a page of this very site, as browsers tell by Origin and Sec-Fetch-Site."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    if origin is None:
        return site is not None
    ours = {request.headers.get("host", "").lower(), hosts.public_host(settings.load())} - {""}
    return hosts.sent_from(origin).lower() in ours


def _ways(target: str, language: str) -> dict[str, str]:
    """Return the identity providers by what their button says."""
    say, ways = speaker(language), {}
    for name in oidc.providers():
        label = say(oidc.PROVIDER_LABEL) if name == oidc.DEFAULT else say("{name} で入る", name=name.title())
        ways[label] = f"{SIGN_IN_OIDC}?{urlencode({'provider': name, 'to': target})}"
    return ways


def _end_all(request: Request, here: Settings) -> None:
    for token in passport.tokens(request.cookies):
        signing_in.sign_out(here, token)


def _target(request: Request) -> str:
    return passport.inside(request.query_params.get("to", "/"))


def _language(request: Request) -> str:
    return web.language_of(request.query_params.get("lang", ""))


def _see(target: str) -> Response:
    return RedirectResponse(target, 303, {"Cache-Control": "no-store"})
