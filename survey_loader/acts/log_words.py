"""What the log says, in plain words: acts, who did them, and the counts and ids of a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey_loader.access import ACTOR_LABELS, INVITATION
from survey_loader.acts.report_text import COUNT_LABELS
from survey_loader.language import N_, Say

# How each act is called on screens; a test finds an act without a name.
ACT_LABELS: Mapping[str, str] = {
    "import": N_("ファイルを取り込んだ"),
    "undo": N_("取り込みを元に戻した"),
    "enter": N_("聞き取りを入力した"),
    "make invitation": N_("街頭の招待を作った"),
    "revoke invitation": N_("街頭の招待を取り消した"),
    "send again": N_("スマホから直して送った"),
    "add photo": N_("スマホから写真を送った"),
    "count in the street": N_("声をかけた人数を送った"),
    "check interview": N_("聞き取りを確認した"),
    "uncheck interview": N_("確認を取り消した"),
    "return to version": N_("聞き取りを前の内容に戻した"),
    "set aside": N_("聞き取りを外した"),
    "bring back": N_("外した聞き取りを戻した"),
    "merge": N_("同じ人の聞き取りを一つにまとめた"),
    "type board": N_("写真からことばを入力した"),
    "proof-read board": N_("写真から入力したことばを確かめた"),
    "call unreadable": N_("写真の板が読めないとした"),
    "let photo go": N_("見せてよいと言わなかった人の写真を、入力のあとで消した"),
    "set typing": N_("写真からの入力をだれができるかを決めた"),
    "set targets": N_("聞き取りの目標を決めた"),
    "ask to stop": N_("取り下げを求めた"),
    "settle stop": N_("取り下げの求めを閉じた"),
    "print slips": N_("番号の紙を作った"),
    "erase": N_("聞き取りを消した（取り下げ）"),
    "change consents": N_("同意を変えた"),
    "describe survey": N_("調査の管理者・目的・保存期間を直した"),
    "set retention": N_("回の保存期限を決めた"),
    "warn of retention": N_("保存期限が近いことを知らせた"),
    "purge": N_("保存期限が過ぎたものを消した"),
    "backup": N_("控えを取った"),
    "restore": N_("控えから戻した"),
    "sample": N_("見本を読みこんだ"),
    "recode": N_("声を分類し直した"),
    "learn": N_("人の判断から学んだ"),
    "judge": N_("声を判断した"),
    "take judgement back": N_("判断を取り消した"),
    "draw sample": N_("確かめる声をくじで選んだ"),
    "save codebook": N_("テーマの分け方を保存した"),
    "save terms": N_("ことばの整理を保存した"),
    "refuse suggestion": N_("候補をことわった"),
    "offer suggestion again": N_("ことわった候補をまた出すようにした"),
    "save mapping": N_("ファイルの読み方を保存した"),
    "remove mapping": N_("ファイルの読み方を消した"),
    "join photo": N_("写真を聞き取りにつないだ"),
    "part photo": N_("写真を聞き取りからはずした"),
    "drop photo": N_("写真を消した"),
    "place points": N_("場所の位置を決めた"),
    "forget place point": N_("場所の位置を消した"),
    "town outline": N_("まちの輪郭を入れた"),
    "forget town outline": N_("まちの輪郭を消した"),
    "add event": N_("できごとを加えた"),
    "change event": N_("できごとを書きかえた"),
    "remove event": N_("できごとを消した"),
    "add account": N_("アカウントを作った"),
    "reset password": N_("パスワードを作り直した"),
    "change password": N_("自分のパスワードを変えた"),
    "grant role": N_("役割を与えた"),
    "take role away": N_("役割を取った"),
    "disable account": N_("アカウントを止めた"),
    "enable account": N_("アカウントをまた使えるようにした"),
    "unlock account": N_("入れなくなったアカウントを解いた"),
    "end sessions": N_("サインインを終わらせた"),
    "hand out": N_("外に出した"),
    "call back": N_("外に出したものを回収した"),
    "check for public": N_("公開前チェックをした"),
    "confirm for public": N_("公開前チェックを二人目が確かめた"),
    "check again for public": N_("公開前チェックをやり直しにした"),
    "freeze figures": N_("数字を確定版にした"),
    "remove frozen figures": N_("確定版を消した"),
    "begin list": N_("発表リストを作った"),
    "change list": N_("発表リストを直した"),
    "remove list": N_("発表リストを消した"),
    "put on list": N_("発表リストに入れた"),
    "take off list": N_("発表リストから外した"),
    "sign in": N_("サインインした"),
    "sign out": N_("サインアウトした"),
}
# What a line counts or names, besides what reports of imports count.
DETAIL_LABELS: Mapping[str, str] = {
    **COUNT_LABELS,
    "interviews": N_("聞き取り"),
    "comments": N_("声"),
    "fields": N_("変えたところ"),
    "reason": N_("理由"),
    "until": N_("期限"),
    "rejects": N_("取り込めなかった行"),
    "places": N_("場所"),
    "approached": N_("声かけ"),
    "declined": N_("お断り"),
    "outcome": N_("どうなったか"),
    "first": N_("はじめの番号"),
    "last": N_("おわりの番号"),
    "people": N_("人数"),
    "outputs": N_("回収するもの"),
    "tables": N_("図と表"),
    "held": N_("出さなかったもの"),
    "blackened": N_("伏せたところ"),
    "charts": N_("図"),
}
# What was changed, where a line names it.
FIELD_LABELS: Mapping[str, str] = {
    "quote": N_("ことばの紹介"),
    "photo_committee": N_("写真・委員会"),
    "photo_hall": N_("写真・会場と紙"),
    "photo_web": N_("写真・ネットと新聞"),
    "basis": N_("同意とは別の根拠"),
    "holder": N_("管理者"),
    "contact": N_("連絡先"),
    "purpose": N_("目的"),
    "retention": N_("保存期間のことば"),
    "retention_months": N_("保存する月数"),
    "after_retention": N_("期限が過ぎたら"),
    "students": N_("学生も入力する"),
    "waiting": N_("持ち主の決まっていない写真も並べる"),
    "guardian_age": N_("おうちの人と決める年齢"),
    "public_check": N_("公開前チェック"),
}


def act_label(act: str, say: Say) -> str:
    """Return an act in plain words; one this version does not know is called as it was written."""
    return say(ACT_LABELS[act]) if act in ACT_LABELS else act


def actor_label(name: str, say: Say, called: Mapping[str, str] | None = None) -> str:
    """Return how somebody is called; `called` are the names that owners of accounts go by."""
    if name in ACTOR_LABELS:
        return say(ACTOR_LABELS[name])
    number = name.removeprefix(INVITATION)
    if name.startswith(INVITATION) and number.isdecimal():
        return say("招待「{label}」", label=(called or {}).get(name, number))
    shown = (called or {}).get(name, name)
    return name if shown == name else f"{shown} ({name})"


def told(details: Mapping[str, Any], say: Say) -> str:
    """Return the counts and names of a line worth telling on one line; what is nothing or has no name is left out."""
    known = {say(DETAIL_LABELS[name]): value for name, value in details.items() if name in DETAIL_LABELS and value}
    return "　".join(f"{name} {_value(value, say)}" for name, value in known.items())


def _value(value: object, say: Say) -> str:
    if isinstance(value, list):
        return say("、").join(say(FIELD_LABELS.get(str(one), str(one))) for one in value)
    # A reason chosen on a screen has its words in every language; one that was typed stays as it is.
    return f"{value:,}" if isinstance(value, int) else say(str(value))


def as_kept(details: Mapping[str, Any]) -> str:
    """Return all counts and ids of a line as they are kept, on one line."""
    return ", ".join(f"{name}={_joined(value)}" for name, value in details.items())


def _joined(value: object) -> str:
    return "+".join(map(str, value)) if isinstance(value, list) else str(value)
