"""`accounts`: who may come in and what they may do where, from a terminal."""

from __future__ import annotations

import argparse
from typing import Any

from survey_loader.access import COMMAND_LINE, EVERY_SURVEY, ROLE_LABELS, Role
from survey_loader.acts import accounts
from survey_loader.commands import add_db
from survey_loader.errors import UnusableAccount
from survey_loader.language import N_, Say
from survey_loader.settings import Settings

ROLE_NAMES = {role.name.lower(): role for role in Role}
ACTIONS = (
    "list: 一覧　add: 加える　grant: 役割を与える　take-away: 役割を取る　password: パスワードを作り直す　"
    "disable: 止める　enable: また使えるようにする　unlock: 間違いで入れなくなったのを解く　sign-out: 出す"
)


def add_commands(commands: Any) -> None:
    """Add the command of this module."""
    command = commands.add_parser("accounts", help="アカウントと役割：だれが入れて、どの調査で何ができるか")
    command.add_argument("action", choices=tuple(RUNS), metavar="ACTION", help=ACTIONS)
    command.add_argument("name", nargs="?", default="", metavar="NAME", help="アカウントの名前（半角）")
    command.add_argument("--shown", default="", metavar="TEXT", help="画面に出す名前")
    command.add_argument("--role", choices=tuple(ROLE_NAMES), metavar="ROLE", help="役割：" + "、".join(ROLE_NAMES))
    command.add_argument(
        "--survey", default=EVERY_SURVEY, metavar="SLUG", help="この調査だけの役割。なければすべての調査"
    )
    command.add_argument(
        "--email", default="", metavar="ADDRESS", help="大学・市などのサインイン（OIDC）で入る人のメールアドレス"
    )
    command.add_argument(
        "--subject", default="", metavar="ID", help="同じく、その利用者番号（サインインを試すと画面に出ます）"
    )
    add_db(command)
    command.set_defaults(run=run)


def run(settings: Settings, options: argparse.Namespace, say: Say) -> int:
    """Do what was asked; the first account closes the server to whoever has none."""
    RUNS[options.action](settings, options, say)
    return 0


def _list(settings: Settings, options: argparse.Namespace, say: Say) -> None:
    found = accounts.listed(settings, COMMAND_LINE)
    for one in found:
        marks = [
            say(words)
            for words, holds in (
                (N_("止めています"), one.disabled),
                (N_("間違いが続いて待っています"), one.locked),
                (N_("最初のパスワードのままです"), one.must_change),
            )
            if holds
        ]
        roles = say("、").join(f"{slug or say('すべての調査')} {role.name.lower()}" for slug, role in one.roles) or say(
            "役割なし"
        )
        print("\t".join((one.name, one.shown, one.email or "-", roles, *marks)))
    if not found:
        print(say("まだアカウントはありません。このパソコンの前の人が、担当者として使えます。"))


def _add(settings: Settings, options: argparse.Namespace, say: Say) -> None:
    role = ROLE_NAMES.get(options.role or "")
    password = accounts.add(
        settings, COMMAND_LINE, options.name, options.shown, role, options.survey, options.email, options.subject
    )
    print(say("アカウント「{name}」を作りました。", name=accounts.same_name(options.name)))
    _tell(password, say)
    if role is None:
        print(say("まだ何もできません。役割は accounts grant で与えてください。"))
    if not any(Role.ADMIN in dict(one.roles).values() for one in accounts.listed(settings, COMMAND_LINE)):
        print(say("画面でアカウントを扱える管理者は、まだいません（--role admin）。"))


def _grant(settings: Settings, options: argparse.Namespace, say: Say) -> None:
    role = ROLE_NAMES.get(options.role or "")
    if role is None:
        raise UnusableAccount(accounts.NO_ROLE)
    accounts.grant(settings, COMMAND_LINE, options.name, options.survey, role)
    print(say("「{name}」に役割「{role}」を与えました。", name=options.name, role=say(ROLE_LABELS[role])))


def _take_away(settings: Settings, options: argparse.Namespace, say: Say) -> None:
    taken = accounts.take_away(settings, COMMAND_LINE, options.name, options.survey)
    print(say("役割を取りあげました。") if taken else say("その役割は、もともとありませんでした。"))


def _password(settings: Settings, options: argparse.Namespace, say: Say) -> None:
    _tell(accounts.set_password(settings, COMMAND_LINE, options.name), say)


def _disable(settings: Settings, options: argparse.Namespace, say: Say) -> None:
    ended = accounts.disable(settings, COMMAND_LINE, options.name)
    print(say("「{name}」を止めました。終わったサインイン：{n}件", name=options.name, n=ended))


def _enable(settings: Settings, options: argparse.Namespace, say: Say) -> None:
    accounts.disable(settings, COMMAND_LINE, options.name, disabled=False)
    print(say("「{name}」は、また使えます。", name=options.name))


def _unlock(settings: Settings, options: argparse.Namespace, say: Say) -> None:
    accounts.unlock(settings, COMMAND_LINE, options.name)
    print(say("「{name}」は、すぐに試せます。", name=options.name))


def _sign_out(settings: Settings, options: argparse.Namespace, say: Say) -> None:
    ended = accounts.sign_out_everywhere(settings, COMMAND_LINE, options.name)
    print(say("終わったサインイン：{n}件", n=ended))


def _tell(password: str, say: Say) -> None:
    if password:
        print(say("最初のパスワード（いま一度だけ出ます。入ってすぐに変えます）：{password}", password=password))


RUNS = {
    "list": _list,
    "add": _add,
    "grant": _grant,
    "take-away": _take_away,
    "password": _password,
    "disable": _disable,
    "enable": _enable,
    "unlock": _unlock,
    "sign-out": _sign_out,
}
