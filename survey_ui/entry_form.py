"""The form for one interview: what stays for the next one, what was said, by whom, and what they allowed."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from survey_insights.labels import question_label, relation_label
from survey_loader import ages
from survey_loader.acts.entering import Entry
from survey_loader.language import N_, Say
from survey_loader.models import AXES, RELATIONS, Axis, Consents, PhotoConsent, PhotoKind, Question, Survey
from survey_loader.store.pictures import MAX_BYTES
from survey_ui import markup

CLIENT_KEY = "entry_client"
SAVE_KEY = "entry_save"
SCALE = ("1", "2", "3", "4", "5")
SAID = {"live": N_("住む人"), "visit": N_("来る人"), "both": N_("両方")}
PHOTO_TYPES = ["jpg", "jpeg", "png", "webp"]
PHOTO_KIND_LABELS: dict[PhotoKind, str] = {"face": N_("顔が写っている"), "board": N_("板だけ")}
# What stays for the next person, by the keys of its fields, and how it is read from a draft.
CARRIED: dict[str, Callable[[str], Any]] = {
    "carry_day": date.fromisoformat,
    "carry_clock": time.fromisoformat,
    "carry_place": str,
    "carry_interviewer": str,
    "carry_wave": str,
}
YES, BOARD, HALL, NO = N_("はい"), N_("板だけ"), N_("会場と紙だけ"), N_("いいえ")


@dataclass
class Slots:
    """Where a message about a field goes: right under that field, and beside the button just pressed."""

    by_button: DeltaGenerator | None = None
    fields: dict[str, DeltaGenerator] = field(default_factory=dict)

    def after(self, name: str) -> None:
        """Keep a place for messages about the field just drawn."""
        self.fields[name] = st.empty()

    def show(self, name: str, message: str) -> None:
        """Show a message beside its field and beside the button: the field may be out of sight."""
        for place in (self.fields.get(name), self.by_button):
            if place is not None:
                place.html(markup.paragraph("⚠ " + message, "wrong"))


def client() -> str:
    """Return the id of the interview being typed; a double click on save is one interview."""
    return str(st.session_state.setdefault(CLIENT_KEY, str(uuid.uuid4())))


def start_next() -> None:
    """Begin a new interview; place, date and interviewer stay."""
    st.session_state[CLIENT_KEY] = str(uuid.uuid4())


def pressed() -> bool:
    """Whether this run began with a press on save."""
    return bool(st.session_state.get(SAVE_KEY))


def _key(name: str) -> str:
    return f"entry_{client()}_{name}"


def typed() -> dict[str, str]:
    """Return what stands in the fields by their names, {} while nothing of this person was typed; no photos."""
    begun = _key("")
    kept = {str(key): value for key, value in st.session_state.items()}
    own = {key.removeprefix(begun): value for key, value in kept.items() if key.startswith(begun)}
    fields = {name: value for name, value in own.items() if isinstance(value, str) and value}
    if not fields.keys() - {"kind"}:
        return {}
    carried = {name: st.session_state.get(name) for name in CARRIED}
    return fields | {name: str(value) for name, value in carried.items() if value}


def go_on(survey: Survey, identity: str, fields: Mapping[str, str]) -> None:
    """Put a draft's fields back, before they are drawn; an answer the survey no longer offers is left out."""
    st.session_state[CLIENT_KEY] = identity
    for name, value in fields.items():
        if name in CARRIED:
            st.session_state[name] = CARRIED[name](value)
        elif _offered(survey, name, value):
            st.session_state[_key(name)] = value


def _offered(survey: Survey, name: str, value: str) -> bool:
    kind, _, key = name.partition("_")
    if kind not in {"answer", "said", "choice"}:
        return True
    question = survey.question(key)
    if question is None or (question.kind == "text") != (kind != "choice"):
        return False
    return kind != "choice" or value in (question.choices or SCALE)


def _start_values(survey: Survey) -> None:
    """Begin with today and now where the survey is made; what was chosen before stays."""
    now = datetime.now(survey.zone)
    st.session_state.setdefault("carry_day", now.date())
    st.session_state.setdefault("carry_clock", now.time().replace(second=0, microsecond=0))


def draw(survey: Survey, known: Mapping[str, list[str]], say: Say) -> tuple[Entry | None, Slots]:
    """Draw the form; return the entry once 保存 was pressed, and where its errors go.

    `known` lists the places, interviewers, waves and ages met so far.
    """
    _start_values(survey)
    camera = st.toggle(say("このパソコンのカメラで写真を撮る"), key="entry_camera", persist_state="session")
    # No st.form: each field is told to the server when it is left, which keeps the draft.
    slots = Slots()
    values = _occasion(known, say, slots)
    answers, said = _answers(survey, say, slots)
    values |= {"answers": answers, "said": said, "choices": _choices(survey, say, slots)}
    values |= _person(known, say, slots)
    values |= {"consents": _consents(say, slots), "photos": _photos(say, slots, camera)}
    values["note"] = st.text_input(say("メモ（だれにも見せません）"), key=_key("note"))
    saved = st.button(say("保存する"), type="primary", icon=":material/check:", key=SAVE_KEY)
    slots.by_button = st.empty()
    day, clock = values.pop("day"), values.pop("clock")
    if not saved:
        return None, slots
    at = datetime.combine(day or date.today(), clock or time(12), survey.zone)
    return Entry(survey=survey.slug, id=client(), at=at, **values), slots


def _occasion(known: Mapping[str, list[str]], say: Say, slots: Slots) -> dict[str, Any]:
    st.html(markup.heading(say("いつ・どこで"), under=say("次の人にもそのまま残ります。")))
    values: dict[str, Any] = {}
    with st.grid("auto", min_column_width=210):
        with st.container():
            values["day"] = st.date_input(say("日付"), key="carry_day", persist_state="session")
            slots.after("at")
        values["clock"] = st.time_input(say("時刻（およそ）"), key="carry_clock", persist_state="session")
        for name, label in (
            ("place", say("場所")),
            ("interviewer", say("聞き手")),
            ("wave", say("回（書かなければ月）")),
        ):
            with st.container():
                values[name] = _known_or_new(label, known[name], f"carry_{name}", say)
                slots.after(name)
    return values


def _known_or_new(label: str, known: list[str], key: str, say: Say) -> str:
    typed = st.session_state.get(key)
    options = [*known, typed] if typed and typed not in known else known
    chosen = st.selectbox(
        label,
        options,
        index=None,
        accept_new_options=True,
        placeholder=say("選ぶか、書き入れる"),
        key=key,
        persist_state="session",
    )
    return chosen or ""


def _answers(survey: Survey, say: Say, slots: Slots) -> tuple[dict[str, str], dict[str, Axis]]:
    st.html(markup.heading(say("板のことば"), under=say("書かれたとおりに。書いていない設問は空のままにします。")))
    answers: dict[str, str] = {}
    said: dict[str, Axis] = {}
    for question in (question for question in survey.questions if question.kind == "text"):
        answers[question.key] = st.text_area(
            markup.plain(question_label(question, say)), height=88, key=_key(f"answer_{question.key}")
        )
        slots.after(question.key)
        whom = st.segmented_control(
            say("だれにとって？（聞いたときだけ）"),
            AXES,
            format_func=lambda axis: say(SAID[axis]),
            key=_key(f"said_{question.key}"),
        )
        if whom:
            said[question.key] = whom
    slots.after("answers")
    return answers, said


def _choices(survey: Survey, say: Say, slots: Slots) -> dict[str, str]:
    found: dict[str, str] = {}
    for question in (question for question in survey.questions if question.kind != "text"):
        value = _choice(question, say)
        slots.after(question.key)
        if value:
            found[question.key] = value
    return found


def _choice(question: Question, say: Say) -> str | None:
    label, key = markup.plain(question_label(question, say)), _key(f"choice_{question.key}")
    if question.kind == "scale":
        return st.segmented_control(label, question.choices or SCALE, format_func=markup.plain, key=key)
    return st.selectbox(label, question.choices, index=None, placeholder=say("選ぶ"), key=key)


def _person(known: Mapping[str, list[str]], say: Say, slots: Slots) -> dict[str, Any]:
    st.html(markup.heading(say("話してくれた人")))
    relation = st.segmented_control(
        say("まちとの関わり"),
        RELATIONS,
        format_func=lambda name: relation_label(name, say),
        key=_key("relation"),
    )
    slots.after("relation")
    with st.grid("auto", min_column_width=210):
        age = st.selectbox(
            say("年代"), ages.offered(known["age"]), index=None, placeholder=say("選ぶ"), key=_key("age")
        )
        language = st.text_input(say("言語（日本語でないとき）"), key=_key("language"))
        with st.container():
            board = st.text_input(say("板の番号"), key=_key("board"))
            slots.after("board")
    return {"relation": relation or "unknown", "age": age or "", "language": language, "board": board}


def _consents(say: Say, slots: Slots) -> Consents:
    st.html(markup.heading(say("同意"), under=say("本人が答えたとおりに。答えがなければ「いいえ」です。")))
    quote = _consent(say("① ことば：調べて、発表で紹介します（短くすることがあります）"), (YES, NO), "quote", say)
    seen = _consent(say("② 写真・委員会：実行委員会の人だけが見ます"), (YES, BOARD, NO), "committee", say)
    public = _consent(say("③ 写真・公開：発表会・報告書・ネット・新聞で見せます"), (YES, HALL, NO), "public", say)
    slots.after("consents")
    # What the committee may not see is not shown to the public either.
    allowed: PhotoConsent = {YES: "face", BOARD: "board"}.get(seen, "no")  # type: ignore[assignment]
    return Consents(
        quote=quote == YES,
        photo_committee=allowed,
        photo_hall=allowed if public in {YES, HALL} else "no",
        photo_web=allowed if public == YES else "no",
    )


def _consent(label: str, options: tuple[str, ...], name: str, say: Say) -> str:
    return st.segmented_control(label, options, format_func=say, key=_key(f"consent_{name}")) or NO


def _photos(say: Say, slots: Slots, camera: bool) -> tuple[tuple[bytes, PhotoKind], ...]:
    st.html(markup.heading(say("写真")))
    kind = st.segmented_control(
        say("写っているもの"),
        list(PHOTO_KIND_LABELS),
        default="face",
        format_func=lambda kind: say(PHOTO_KIND_LABELS[kind]),
        key=_key("kind"),
    )
    files = [
        st.file_uploader(say("写真を選ぶ"), PHOTO_TYPES, key=_key("photo"), max_upload_size=MAX_BYTES // 1_000_000)
    ]
    if camera:
        files.append(st.camera_input(say("写真を撮る"), key=_key("camera")))
    slots.after("photos")
    # Nobody said that only the board is on it: a face asks for the stricter consent.
    return tuple((file.getvalue(), kind or "face") for file in files if file)
