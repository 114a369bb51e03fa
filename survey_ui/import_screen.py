"""From the files that wait to the button that imports them: what is looked at, asked and changed in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from survey_insights.labels import survey_name
from survey_loader.access import Actor
from survey_loader.acts import mappings
from survey_loader.acts.previewing import Preview
from survey_loader.acts.reports import ImportRequest
from survey_loader.acts.uploading import Upload
from survey_loader.errors import SurveyError, UnusableMapping
from survey_loader.language import Say
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.sources.mapping import Mapping
from survey_loader.sources.mapping_sheet import has_voices
from survey_ui import errors, import_view, import_work, mapping_view, markup, preview_view, room

# The file whose columns a person must name.
NEEDED = "import_columns_needed"


def show(
    here: Settings, waiting: Sequence[Upload], surveys: Sequence[Survey], actor: Actor, under_way: bool, say: Say
) -> None:
    """Draw everything about the files that wait, and import them when told to.

    What is asked stands below what it changes: the places are made first and filled afterwards.
    """
    table = import_view.choose_table(here, waiting, say)
    if table is None:
        _photos_alone(here, waiting, surveys, actor, under_way, say)
        return
    target_place, look_place, asked, button_place = (st.container() for _ in range(4))
    needed = st.session_state.get(NEEDED) == table
    details = st.expander(
        say("列の読みかたを見る・変える"), needed, icon=":material/settings:", key=f"import_columns_{needed}"
    )
    with details:
        first = _first_look(here, waiting, table, surveys, target_place, look_place, say)
        if first is None:
            return
        request, proposed, seen = first
        if not (needed or has_voices(seen.mapping)):
            # Nobody could say which column the voices are in: the columns lie open.
            st.session_state[NEEDED] = table
            st.rerun()
        columns, wrong = _changed(seen, say)
    read = _under(here, request, seen, columns, say)
    with asked:
        mapping = _asked(seen, read[1], columns, say)
    with details:
        if mapping != seen.mapping:
            # Read anew without what somebody put into the columns, the next file would change what this one brings.
            proposed = proposed or seen.recognised.kept or import_view.stem(table)
        keep = _keeping(here, seen, mapping, proposed, actor, say)
    request, foreseen = read if mapping == columns else _under(here, request, seen, mapping, say)
    with look_place:
        if wrong is not None:
            errors.show(wrong, say)
            return
        preview_view.show(foreseen, say)
        same = preview_view.same_people(foreseen.pairs, str(import_view.imports()), say)
    with button_place:
        _button(here, replace(request, same=same, keep_mapping=keep), foreseen, waiting, actor, under_way, say)


def _under(
    here: Settings, request: ImportRequest, seen: Preview, mapping: Mapping, say: Say
) -> tuple[ImportRequest, Preview]:
    """Return the import under a mapping and what it would do; both as they are where it reads the same."""
    if mapping == seen.mapping:
        return request, seen
    request = replace(request, mapping=Mapping.parse(mapping.dump()))
    return request, preview_view.look(here, request, say)


def _asked(seen: Preview, read: Preview, mapping: Mapping, say: Say) -> Mapping:
    """Draw what only a person can tell of a file that holds voices; return the mapping with the answers."""
    if not has_voices(mapping):
        return mapping
    mapping = mapping_view.explained(read, mapping, mapping_view.token(seen), say)
    return mapping_view.grounded(seen, mapping, say)


def _photos_alone(
    here: Settings, waiting: Sequence[Upload], surveys: Sequence[Survey], actor: Actor, under_way: bool, say: Say
) -> None:
    """Offer to give photos that came without a table to the interviews a survey has already."""
    st.text(say("聞き取りの表（CSV・Excel・JSON・ZIP）も、いっしょに入れてください。"))
    photos = [upload for upload in waiting if upload.kind == "photos"]
    names = {survey.slug: survey_name(survey, say) for survey in surveys}
    if not photos or not names:
        return
    st.text(say("もう入っている聞き取りの写真なら、写真だけでも取り込めます。"))
    looked_at = st.session_state.get(room.SURVEY_KEY)
    slug = st.selectbox(
        say("どの調査の写真ですか"),
        list(names),
        index=list(names).index(looked_at) if looked_at in names else 0,
        format_func=names.__getitem__,
        key=f"import_photos_of_{looked_at}",
    )
    if st.button(say("写真だけを取り込む"), disabled=under_way, icon=":material/photo_library:"):
        import_work.start_photos(here, slug, [upload.path for upload in photos], actor)
        import_view.put_away(photos)
        st.rerun()


def _first_look(
    here: Settings,
    waiting: Sequence[Upload],
    table: Upload,
    surveys: Sequence[Survey],
    target_place: DeltaGenerator,
    look_place: DeltaGenerator,
    say: Say,
) -> tuple[ImportRequest, str, Preview] | None:
    """Draw target and mapping.

    Returns the import asked for, the name a mapping has that is not yet kept, and what the import would do
    before any column is changed; None where the file cannot be read, which is then told in `look_place`.
    """
    given = [upload for upload in waiting if upload.kind == "mapping"]
    kept = mappings.listed(here, import_view.chosen_survey(surveys))
    choice = mapping_view.choose(kept, given, say)
    with target_place:
        target = import_view.choose_target(here, surveys, table, choice.mapping, say)
    request = ImportRequest(
        table.path,
        target.slug,
        target.wave,
        choice.mapping,
        tuple(upload.path for upload in waiting if upload.kind == "photos"),
        survey_name=target.name,
        kept_mappings=choice.kept_mappings,
    )
    try:
        return request, choice.name, preview_view.look(here, request, say)
    except SurveyError as error:
        with look_place:
            errors.show(error, say)
        return None


def _changed(seen: Preview, say: Say) -> tuple[Mapping, UnusableMapping | None]:
    """Draw the columns; return the mapping as changed, or as it was with the reason why it cannot be so."""
    try:
        return mapping_view.changed(seen, say), None
    except UnusableMapping as error:
        # Here as well: who changes the twentieth column does not see what stands above the first.
        errors.show(error, say)
        return seen.mapping, error


def _keeping(here: Settings, seen: Preview, mapping: Mapping, proposed: str, actor: Actor, say: Say) -> str:
    """Draw the name under which this mapping is kept with the import, and it as a file; return the name or ""."""
    name = st.text_input(
        say("この読みかたを保存する名前（次の同じ形のファイルから自動で使います）"),
        value=proposed[: mappings.LONGEST_NAME],
        placeholder=say("例：街頭の入力表"),
        max_chars=mappings.LONGEST_NAME,
        key=f"import_keep_{mapping_view.token(seen)}_{bool(proposed)}",
    )
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            say("対応表を保存（TOML）"),
            data=mapping.dump().encode("utf-8"),
            file_name="mapping.toml",
            mime="application/toml",
            on_click="ignore",
            icon=":material/download:",
            type="tertiary",
        )
        used = seen.recognised.kept
        if used and st.button(say("保存した対応表「{name}」を消す", name=markup.plain(used)), type="tertiary"):
            mappings.remove(here, actor, seen.survey.slug, used)
            st.rerun()
    return name.strip()


def _button(
    here: Settings,
    request: ImportRequest,
    seen: Preview,
    waiting: Sequence[Upload],
    actor: Actor,
    under_way: bool,
    say: Say,
) -> None:
    """Draw the button that imports."""
    if request.keep_mapping:
        kept = say("この読みかたを「{name}」という名前で保存し、次から使います。", name=request.keep_mapping)
        st.html(markup.paragraph(kept, "quiet"))
    unusable = under_way or not has_voices(seen.mapping)
    if st.button(say("この内容で取り込む"), type="primary", disabled=unusable, icon=":material/upload:"):
        import_work.start(here, request, actor)
        import_view.put_away(upload for upload in waiting if upload.path in {request.file, *request.photos})
        st.rerun()
