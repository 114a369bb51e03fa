"""The pages of the public site: the front page, one a theme, and how it was asked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from survey_exports.site import figures, over_time
from survey_exports.site.about import about
from survey_exports.site.content import Content, section, where
from survey_exports.site.frame import ABOUT, CLOSING, HOME, Place, page
from survey_exports.site.parts import facts, fold, lines, share, table, text
from survey_exports.site.voices import quotes, wall
from survey_insights.charts import footer
from survey_insights.labels import period, question_label, survey_name
from survey_insights.methods import coded_how
from survey_insights.public_charts import TOO_FEW_WORDS, PublicChart
from survey_insights.public_list import Offer, name_of
from survey_insights.selection import FEWEST_PEOPLE
from survey_insights.themes import theme_names
from survey_loader.language import Say
from survey_loader.voices import Voices

# More findings than these are no summary: those of the question pages then stand there alone.
MOST_FINDINGS = 12


def theme_file(number: int) -> str:
    """Return the file of a theme's page, by its place in the codebook."""
    return f"theme-{number + 1:02d}.html"


def chart_file(content: Content, chart: PublicChart) -> str:
    """Return the page a chart stands on: what is about one question and not a short list has the question's page."""
    keys = [question.key for question in content.voices.survey.questions]
    on_front = (chart.form == "bars" and not chart.empty) or chart.question not in keys
    return "index.html" if on_front else f"question-{keys.index(chart.question) + 1:02d}.html"


def theme_files(content: Content) -> dict[str, str]:
    """Return {theme key: file} of the themes that have a page: those with a number on show or a voice."""
    counted_themes = {row.key for chart in content.charts if chart.form != "parts" for row in chart.rows}
    return {
        theme.key: theme_file(number)
        for number, theme in enumerate(content.voices.theme_list)
        if theme.key in counted_themes or content.themes.get(theme.key)
    }


def pages(content: Content, language: str, say: Say) -> dict[str, str]:
    """Return {path: page} of one language."""
    files = theme_files(content)
    found = {
        place.path: page(place, title, main, content.voices.survey, say)
        for place, title, main in (_front(content, files, language, say), about(content, language, say))
    }
    for file in dict.fromkeys(chart_file(content, chart) for chart in content.charts):
        if file != HOME:
            place = Place(language, file)
            title, main = _question(content, file, files, say)
            found[place.path] = page(place, title, main, content.voices.survey, say)
    for key, file in files.items():
        place = Place(language, file)
        title = theme_names(content.voices, say)[key]
        found[place.path] = page(place, title, _theme(content, key, place, files, say), content.voices.survey, say)
    return found


def _linked(files: Mapping[str, str], key: str, name: str) -> str:
    return f'<a href="{files[key]}">{text(name)}</a>' if key in files else text(name)


def _front(content: Content, files: Mapping[str, str], language: str, say: Say) -> tuple[Place, str, str]:
    survey, people = content.voices.survey, content.voices.interviews
    name = survey_name(survey, say)
    purpose = f'<p class="lead">{lines(survey.purpose)}</p>' if survey.purpose else ""
    asked = [question_label(question, say) for question in survey.questions if question.kind == "text"]
    when_where = facts((
        (say("聞いたこと"), say("、").join(say("「{question}」", question=one) for one in asked)),
        (say("いつ"), period(people["day"], say)),
        (say("どこで"), where(content.voices, say)),
        (say("どうやって"), survey.method),
        (say("どれだけ"), say("聞いた人 {people}人、声 {comments}件", people=f"{len(people):,}",
                           comments=f"{len(content.voices.comments):,}")),
        (say("主催"), survey.holder),
    ))  # fmt: skip
    shown = [chart for chart in content.charts if not chart.empty]
    if len(shown) > MOST_FINDINGS:
        shown = [chart for chart in shown if chart_file(content, chart) == HOME]
    findings = "".join(
        f'<li><a href="{_address(content, chart)}">{text(chart.name)}</a><br>{text(chart.title)}</li>'
        for chart in shown
    )
    main = (
        f"<h1>{text(name)}</h1>{purpose}{when_where}"
        + (section("found", say("わかったこと"), f'<ul class="found">{findings}</ul>') if findings else "")
        + section("limits", say("読むときに"), _limits(content.voices, say))
        + wall(content.wall, Place(language, ""), say)
        + _themes_list(content, files, say)
        + section("charts", say("図"), _charts(content, HOME, files, say))
        + _questions_list(content, say)
    )
    return Place(language, HOME), name, main


def _questions_list(content: Content, say: Say) -> str:
    """The pages of the questions, with what is on them."""
    names: dict[str, list[str]] = {}
    for chart in content.charts:
        if (file := chart_file(content, chart)) != HOME:
            kind = Offer(chart.key.partition(":")[0])
            names.setdefault(file, []).append(name_of(kind, content.voices, say))
    comma = say("、")
    rows = "".join(
        f'<li><a href="{file}">{text(_question_of(content, file, say))}</a><br>{text(comma.join(found))}</li>'
        for file, found in names.items()
    )
    return section("questions", say("設問ごとにくわしく"), f'<ul class="found">{rows}</ul>') if rows else ""


def _question_of(content: Content, file: str, say: Say) -> str:
    key = next(chart.question for chart in content.charts if chart_file(content, chart) == file)
    question = content.voices.survey.question(key)
    return say("「{question}」", question=question_label(question, say)) if question else key


def _limits(voices: Voices, say: Say) -> str:
    told = (
        say(CLOSING),
        say(
            "割合には、同じように聞きなおしたときに動きうる幅を付けています。幅が重なる順番や上がり下がりは、偶然でも起こります。"
        ),
        coded_how(voices, say),
        say("分けまちがいもあります。"),
        say("{least}人より少ない人の答えは、だれか分からないように数をのせていません。", least=FEWEST_PEOPLE),
    )
    way = say("調べ方をくわしく読む")
    more = f'<a href="{ABOUT}">{text(way)}</a>'
    return f"<ul>{''.join(f'<li>{text(one)}</li>' for one in told)}</ul><p>{more}</p>"


def _themes_list(content: Content, files: Mapping[str, str], say: Say) -> str:
    names = theme_names(content.voices, say)
    rows = "".join(f'<li><a href="{file}">{text(names[key])}</a></li>' for key, file in files.items())
    return section("themes", say("テーマ別に読む"), f'<ul class="themes">{rows}</ul>') if rows else ""


def _charts(content: Content, file: str, files: Mapping[str, str], say: Say) -> str:
    return "".join(_chart(content, chart, files, say) for chart in content.charts if chart_file(content, chart) == file)


def _question(content: Content, file: str, files: Mapping[str, str], say: Say) -> tuple[str, str]:
    """Title and HTML of the page of one question."""
    title = _question_of(content, file, say)
    back, about = say("まとめ"), say("だれが、いつ書いたかで分けた図です。短いまとめは、はじめのページにあります。")
    return title, (
        f'<h1>{text(title)}</h1><p>{text(about)} <a href="{HOME}#charts">{text(back)}</a></p>'
        + section("charts", say("図"), _charts(content, file, files, say))
    )


def _address(content: Content, chart: PublicChart) -> str:
    file = chart_file(content, chart)
    return f"{'' if file == HOME else file}#{_anchor(content, chart)}"


def _anchor(content: Content, chart: PublicChart) -> str:
    return f"chart-{content.charts.index(chart) + 1}"


def _chart(content: Content, chart: PublicChart, files: Mapping[str, str], say: Say) -> str:
    anchor = _anchor(content, chart)
    if chart.empty:
        return (
            f'<section class="chart" aria-labelledby="{anchor}"><h3 id="{anchor}">{text(chart.name)}</h3>'
            f"<p>{text(chart.title)}</p></section>"
        )
    kept = "".join(f"<li>{text(note)}</li>" for note in chart.notes)
    noted = f'<ul class="notes">{kept}</ul>' if kept else ""
    return (
        f'<section class="chart {chart.form}-chart" aria-labelledby="{anchor}">'
        f'<p class="kicker">{text(chart.name)}</p><h3 id="{anchor}">{text(chart.title)}</h3>'
        f'<p class="measure">{text(chart.subtitle)}</p>{figures.figure(chart, say, partial(_linked, files))}{noted}'
        + fold(say("表で見る"), table(chart, say))
        + fold(say("読み方と調べ方"), f"<p>{text(chart.reading)}</p><p>{text(chart.method)}</p>")
        + f'<p class="source">{text(chart.footer)}</p></section>'
    )


def _theme(content: Content, key: str, place: Place, files: Mapping[str, str], say: Say) -> str:
    name = theme_names(content.voices, say)[key]
    told = [one for chart in content.charts if chart.form == "bars" for one in _of_all(chart, key, content, say)]
    slices = "".join(_slice(content, chart, key, say) for chart in content.charts)
    listed = "".join(f"<li>{text(one)}</li>" for one in told)
    inside = (f'<ul class="found">{listed}</ul>' if listed else "") + slices
    if not inside and any(chart.key.startswith("themes:") for chart in content.charts):
        few = say(TOO_FEW_WORDS, least=FEWEST_PEOPLE)
        inside = f"<p>{text(few)}</p>"
    source = f'<p class="source">{text(footer(content.voices, say))}</p>'
    numbers = section("numbers", say("数で見る"), inside + source) if inside else ""
    others = say("ほかのテーマ")
    back = f'<p class="back"><a href="{HOME}#themes">{text(others)}</a></p>'
    words = quotes(content.themes.get(key, ()), content.voices, place, say)
    return f"<h1>{text(name)}</h1>{numbers}{words}{back}"


def _of_all(chart: PublicChart, key: str, content: Content, say: Say) -> list[str]:
    row = chart.of_row(key)
    question = content.voices.survey.question(chart.question)
    cell = chart.cell(row, 0) if row is not None else None
    if cell is None or question is None:
        return []
    return [
        say("「{question}」では、聞いた{n}人のうち{k}人が書きました：{share}",
            question=question_label(question, say), n=f"{cell.total:,}", k=f"{cell.count:,}", share=share(cell, say))
    ]  # fmt: skip


def _slice(content: Content, chart: PublicChart, key: str, say: Say) -> str:
    """One theme of a chart of groups or waves, where more than one number of it is on show."""
    row = chart.of_row(key)
    if row is None or chart.form not in ("dots", "lines") or (~chart.hidden[row]).sum() < 2:
        return ""
    drawn = over_time.over_time(chart, [row], [row], say) if chart.form == "lines" else figures.one_row(chart, row, say)
    hidden = chart.notes[:1] if chart.hidden[row].any() else ()
    noted = "".join(f'<p class="notes">{text(note)}</p>' for note in hidden)
    return (
        f'<section class="chart"><h3>{text(chart.name)}</h3><p class="measure">{text(chart.subtitle)}</p>{drawn}{noted}'
        + fold(say("表で見る"), table(chart, say, [row]))
        + "</section>"
    )
