"""How a file is read: which column means what, what unclear cells mean, and on what ground voices may be shown."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Values
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import streamlit as st

from survey_insights.labels import RELATION_LABELS, question_label
from survey_loader.acts.previewing import Preview
from survey_loader.acts.report_text import MEANING_LABELS
from survey_loader.acts.uploading import Upload
from survey_loader.language import N_, Say
from survey_loader.models import Question, QuestionKind, Survey, Tone
from survey_loader.settings import PROJECT_DIR
from survey_loader.sources.mapping import Mapping
from survey_loader.sources.mapping_sheet import (
    KINDS,
    SAID,
    UNUSED,
    ColumnUse,
    examples,
    free_key,
    has_voices,
    uses,
    with_uses,
)
from survey_ui import markup

MAPPINGS_DIR = PROJECT_DIR / "data" / "mappings"
HINT_LABELS = {
    "": N_("なし"),
    "praise": N_("好き"),
    "wish": N_("願い"),
    "trouble": N_("困りごと"),
    "mixed": N_("入りまじる"),
}
YES_NO = {"yes": N_("はい"), "no": N_("いいえ")}
# What an unclear cell of a field may mean; what is not chosen stays unknown, and unknown consent means no.
CELL_MEANINGS: Values[str, Values[str, str]] = {
    "relation": RELATION_LABELS,
    "said": {"live": N_("住む人"), "visit": N_("来る人"), "both": N_("両方"), "": N_("わからない")},
    "consent_quote": YES_NO,
    "consent_photo_committee": {"face": N_("はい"), "board": N_("板だけ"), "no": N_("いいえ")},
    "consent_photo_public": {
        "face": N_("はい"), "hall": N_("会場と紙だけ"), "board": N_("板だけ"), "no": N_("いいえ"),
    },
}  # fmt: skip
CONSENTS = ("consent_quote", "consent_photo_committee", "consent_photo_public")
LONGEST_EXAMPLE = 60
NARROWEST_PIXELS = 180
NEW = ""
AUTOMATIC, ANEW = "", "anew"


@dataclass(frozen=True)
class Choice:
    """By which mapping a file is read: one that was chosen, or none; and whether kept ones may be used.

    `name` is what a mapping that is not yet kept is called in its file.
    """

    mapping: Mapping | None
    kept_mappings: bool
    name: str = ""


def choose(kept: Values[str, Mapping], dropped: Sequence[Upload], say: Say) -> Choice:
    """Draw the choice of a mapping: by itself, one kept for the survey, one handed in, or one that came along."""
    files = {f"file:{upload.name}": upload.path for upload in dropped}
    files |= (ours := {f"file:{path.stem}": path for path in sorted(MAPPINGS_DIR.glob("*.toml"))})
    called = {key: Mapping.load(path).survey.name or path.stem for key, path in ours.items()}
    names = {AUTOMATIC: say("自動で見分ける")}
    names |= {f"kept:{name}": say("保存した対応表：{name}", name=name) for name in kept}
    names |= {key: say("対応表のファイル：{name}", name=called.get(key, key.removeprefix("file:"))) for key in files}
    names |= {ANEW: say("保存した対応表を使わずに見分ける")} if kept else {}
    chosen = st.selectbox(
        say("対応表"),
        list(names),
        index=list(names).index(next(iter(files))) if dropped else 0,
        format_func=names.__getitem__,
        key=f"import_mapping_{len(dropped)}_{len(kept)}",
    )
    if chosen in files:
        return Choice(Mapping.load(files[chosen]), True, called.get(chosen, files[chosen].stem))
    return Choice(kept.get(chosen.removeprefix("kept:")), chosen != ANEW)


def changed(look: Preview, say: Say) -> Mapping:
    """Draw each column with its meaning, and return the mapping as it stands now.

    Raises UnusableMapping where two columns were given a meaning that only one can have.
    """
    header, mark = look.recognised.header, token(look)
    before = uses(look.mapping, header)
    cells = examples(header, look.samples)
    st.html(
        markup.paragraph(
            say("列の意味を変えると、上の数とはじめの行もすぐに変わります。声の列は「設問（文章）＝声」です。"), "quiet"
        )
    )
    questions = _Questions(look)
    used = st.container()
    left_out = sum(use.meaning == UNUSED for use in before)
    left = say("使わない列（{n}）", n=left_out)
    open_at_once = not has_voices(look.mapping)
    unused = st.expander(left, open_at_once, type="compact", key=f"unused_{mark}") if left_out else used
    chosen = []
    for place, use in enumerate(before):
        with unused if use.meaning == UNUSED else used:
            chosen.append(_one_column(use, cells[place], f"{mark}_{place}", questions, say))
    return with_uses(look.mapping, chosen)


def token(look: Preview) -> str:
    """Return a mark of the file and mapping looked at: other widgets for other ones, the same for any survey."""
    mapping = replace(look.mapping, survey=Survey(slug="", name=""))
    seen = "\x1f".join((*look.recognised.header, mapping.dump()))
    return hashlib.sha256(seen.encode("utf-8", "surrogatepass")).hexdigest()[:12]


class _Questions:
    """The questions a column may answer: those of the survey, and new ones, each with a key of its own."""

    def __init__(self, look: Preview) -> None:
        self.of_survey = {question.key: question for question in look.questions}
        self.taken = {*self.of_survey, *(asked.question.key for asked in look.mapping.questions)}
        self.texts = {asked.question.key: asked.question for asked in look.mapping.questions}
        # Several columns may answer one new question: it is named at the first.
        self.named: dict[str, Question] = {}

    def new(self, kind: QuestionKind, label: str) -> Question:
        """Return a new question under a key that none has."""
        key = free_key(kind, self.taken)
        self.taken.add(key)
        return Question(key, label, kind)


def _one_column(use: ColumnUse, cells: Sequence[str], mark: str, questions: _Questions, say: Say) -> ColumnUse:
    name = " ".join(use.column.split())
    with st.container(key=f"column_{mark}"), st.grid("auto", min_column_width=NARROWEST_PIXELS):
        st.html(_column(name, cells, say))
        meaning = st.selectbox(
            say("「{column}」の意味", column=markup.plain(name)),
            list(MEANING_LABELS),
            index=list(MEANING_LABELS).index(use.meaning),
            format_func=lambda meaning: say(MEANING_LABELS[meaning]),
            key=f"meaning_{mark}",
        )
        if meaning == SAID:
            return replace(use, meaning=meaning, question=_said_of(use, mark, questions, say))
        if meaning not in KINDS:
            return replace(use, meaning=meaning, question=None)
        return replace(use, meaning=meaning, question=_question(use, cast(QuestionKind, meaning), mark, questions, say))


def _said_of(use: ColumnUse, mark: str, questions: _Questions, say: Say) -> Question | None:
    """Draw whose answers a だれにとって？ column speaks of; return that question."""
    texts = [question for question in questions.texts.values() if question.kind == "text"]
    return st.selectbox(
        say("どの設問の答えについてですか"),
        texts,
        index=texts.index(use.question) if use.question in texts else 0,
        format_func=lambda question: markup.plain(question_label(question, say)),
        key=f"said_{mark}",
    )


def _question(use: ColumnUse, kind: QuestionKind, mark: str, questions: _Questions, say: Say) -> Question:
    """Draw which question a column answers: one of the survey, or a new one with name and hint."""
    asked = use.question if use.question and use.question.kind == kind else None
    labels = {
        question.key: question_label(question, say)
        for question in questions.of_survey.values()
        if question.kind == kind
    }
    key = NEW
    if labels:
        key = st.selectbox(
            say("どの設問ですか"),
            [*labels, NEW],
            index=[*labels, NEW].index(asked.key if asked and asked.key in labels else NEW),
            format_func=lambda key: markup.plain(labels[key]) if key else say("新しい設問"),
            key=f"question_{mark}_{kind}",
        )
    if key:
        return questions.of_survey[key]
    own = asked if asked and asked.key not in labels else questions.new(kind, " ".join(use.column.split()))
    if own.key not in questions.named:
        questions.named[own.key] = questions.texts[own.key] = _named(own, mark, say)
    return questions.named[own.key]


def _named(question: Question, mark: str, say: Say) -> Question:
    label = st.text_input(say("設問の名前"), value=question.label, key=f"label_{mark}_{question.key}")
    if question.kind == "text":
        hint = st.selectbox(
            say("この設問でたずねた気持ち"),
            list(HINT_LABELS),
            index=list(HINT_LABELS).index(question.tone_hint or ""),
            format_func=lambda tone: say(HINT_LABELS[tone]),
            key=f"hint_{mark}_{question.key}",
        )
        question = replace(question, tone_hint=cast(Tone, hint) if hint else None)
    return replace(question, label=label.strip() or question.label)


def _column(name: str, cells: Sequence[str], say: Say) -> str:
    shown = say("／").join(cells)
    shown = shown if len(shown) <= LONGEST_EXAMPLE else f"{shown[:LONGEST_EXAMPLE]}…"
    under = say("例：{cells}", cells=shown) if shown else say("（空の列）")
    return markup.paragraph(name, "column") + markup.paragraph(under, "quiet")


def explained(look: Preview, mapping: Mapping, mark: str, say: Say) -> Mapping:
    """Draw the cells nobody understood, each with what it may mean; return the mapping with what was chosen.

    What was chosen stays while `mark` is the same.
    """
    unread = {field: cells for field, cells in look.unread.items() if field in CELL_MEANINGS}
    if not unread:
        return mapping
    st.html(
        markup.heading(
            say("読みとれなかった書きかた"),
            under=say("わかるものだけ選んでください。選ばなければ「不明」、同意は「いいえ」として入ります。"),
        )
    )
    values = {field: dict(table) for field, table in mapping.values.items()}
    with st.grid("auto", min_column_width=260):
        for field, cells in unread.items():
            for cell in cells:
                meaning = _cell(field, cell, mark, say)
                if meaning is not None:
                    values.setdefault(field, {})[cell] = meaning
    return mapping if values == mapping.values else replace(mapping, values=values)


def _cell(field: str, cell: str, mark: str, say: Say) -> str | None:
    meanings, name = CELL_MEANINGS[field], say(MEANING_LABELS[field])
    return st.selectbox(
        say("{field}：「{cell}」", field=name, cell=markup.plain(cell)),
        list(meanings),
        index=None,
        format_func=lambda meaning: say(meanings[meaning]),
        placeholder=say("選ぶ"),
        key=f"cell_{mark}_{field}_{cell}",
    )


def grounded(look: Preview, mapping: Mapping, say: Say) -> Mapping:
    """Where a file has no consents, draw the field for the ground its voices may be shown on; return the mapping."""
    if any(getattr(mapping.columns, consent) for consent in CONSENTS):
        return mapping
    under = say(
        "このまま取り込むと、数には入りますが、声も写真も外の人には見せられません。"
        "公開の資料など、見せてよいわけがあるときだけ書いてください。声の公開の根拠として記録されます。"
    )
    if mapping.basis:
        under = say("対応表に書いてある根拠で、声を公開できるものとして取り込みます。")
    st.html(markup.heading(say("公開してよいかの列がありません"), under=under))
    basis = st.text_input(
        say("公開の根拠（なければ空のまま）"),
        value=mapping.basis,
        placeholder=say("例：CC BY 4.0（オープンデータ）"),
        key=f"basis_{token(look)}",
    )
    return mapping if basis.strip() == mapping.basis else replace(mapping, basis=basis.strip())
