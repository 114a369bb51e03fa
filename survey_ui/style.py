"""The few style rules Streamlit's theme cannot say: comment cards, photo walls, labels, sentences."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from survey_insights.palette import AXIS_INK, DARK_OF, TONE_INK, Ink

# `currentColor` and light-dark() follow Streamlit's own light and dark without asking which it is.
RULES = """
.koe-heading h2, .koe-heading h3, .koe-heading h4 { margin: 0; padding: 0; line-height: 1.5; text-wrap: pretty; }
.koe-heading h3 { font-size: 1.2rem; font-weight: 650; }
.koe-under, .koe-quiet { margin: .1rem 0 0; font-size: .88rem; line-height: 1.6; opacity: .78; }
.koe-aside { margin: 0; font-size: .88rem; opacity: .78; }
.koe-foot { margin: 0; font-size: .78rem; line-height: 1.6; opacity: .74; }
.koe-town { display: flex; flex-wrap: wrap; gap: .3rem .8rem; align-items: center; margin: 0;
  font-size: .92rem; }
.koe-column { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
[class*=st-key-column_] { padding-top: .7rem; border-top: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
.koe-plain, .koe-lead { margin: 0; line-height: 1.8; }
.koe-lead { font-size: 1.15rem; font-weight: 600; }
.koe-sample { display: inline-block; margin: 0; padding: .15rem .8rem; border-radius: 999px;
  font-size: .88rem; border: 1px dashed color-mix(in srgb, currentColor 45%, transparent); }
.koe-chip { display: inline-block; padding: .08rem .6rem; margin: 0 .3rem .3rem 0; border-radius: 999px;
  font-size: .82rem; line-height: 1.7; white-space: nowrap;
  border: 1px solid color-mix(in srgb, currentColor 35%, transparent);
  background: color-mix(in srgb, currentColor 8%, transparent); }
.koe-theme { opacity: .85; background: transparent; }
.koe-axis-none, .koe-tone-none { color: inherit; opacity: .8; }
.koe-cards { display: flex; flex-direction: column; gap: .9rem; }
.koe-card { display: flex; gap: 1rem; padding: 1rem 1.1rem; border-radius: 12px;
  border: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
.koe-card > div { flex: 1; min-width: 0; }
.koe-card .koe-photo img { width: 132px; height: 132px; object-fit: cover; border-radius: 8px; }
.st-key-desk_comment .koe-photo img { display: block; width: 160px; height: auto; border-radius: 8px; }
.koe-words { margin: 0 0 .5rem; font-size: 1.08rem; line-height: 1.85; white-space: pre-wrap;
  overflow-wrap: anywhere; }
.koe-board { margin: 0; font-size: 1.5rem; line-height: 1.8; font-weight: 600; white-space: pre-wrap;
  overflow-wrap: anywhere; }
.koe-who { margin: .1rem 0 0; font-size: .85rem; line-height: 1.6; opacity: .75; }
.koe-why { margin-top: .35rem; font-size: .88rem; line-height: 1.75; }
.koe-why summary { cursor: pointer; opacity: .75; width: fit-content; }
.koe-why li { font-size: .88rem; margin: 0; }
.koe-why ul { margin: .3rem 0 0; padding-left: 1.2rem; }
.koe-words mark, .koe-board mark { background: color-mix(in srgb, #EAB308 28%, transparent); color: inherit;
  border-radius: 3px; }
.koe-wall { display: grid; grid-template-columns: repeat(auto-fill, minmax(136px, 1fr)); gap: 1rem; }
.koe-wall figure { margin: 0; }
.koe-wall img { width: 100%; aspect-ratio: 1; object-fit: cover; border-radius: 10px; display: block;
  background: color-mix(in srgb, currentColor 8%, transparent); }
.koe-wall figcaption { margin-top: .4rem; font-size: .9rem; line-height: 1.6; overflow-wrap: anywhere;
  display: -webkit-box; -webkit-line-clamp: 4; -webkit-box-orient: vertical; overflow: hidden; }
.koe-wall-small { grid-template-columns: repeat(auto-fill, minmax(92px, 1fr)); gap: .7rem; }
.koe-wall-large { grid-template-columns: repeat(auto-fill, minmax(280px, 1fr)); gap: 1.4rem; }
.koe-wall-large figcaption { font-size: 1rem; -webkit-line-clamp: 8; }
.koe-take { padding: 0 .1rem; border: 0; background: none; font: inherit; font-size: .85rem; cursor: pointer;
  color: light-dark(#3A3F8F, #AEB3F5); text-decoration: underline; min-height: 24px; }
.koe-told { position: fixed; right: 1.2rem; bottom: 1.2rem; z-index: 999; margin: 0; padding: .7rem 1.1rem;
  border-radius: 10px; background: #1C1B2B; color: #FFFFFF; font-size: .95rem; max-width: min(26rem, 90vw);
  animation: koe-told 5s forwards; pointer-events: none; }
@keyframes koe-told { 0%, 85% { opacity: 1; } 100% { opacity: 0; visibility: hidden; } }
.koe-take:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; border-radius: 3px; }
.koe-wall .koe-take { margin-top: .2rem; text-align: left; }
.koe-together li { font-size: 1.08rem; line-height: 1.85; }
.koe-boxed { position: relative; display: inline-block; max-width: 100%; }
.koe-boxed .koe-photo img { display: block; max-width: 100%; max-height: 60vh; border-radius: 8px; }
.koe-box { position: absolute; border: 3px solid #FFD400; outline: 1px solid #1B1B2B; border-radius: 4px;
  pointer-events: none; }
.koe-card a { color: light-dark(#3A3F8F, #AEB3F5); }
[class*=st-key-tray_photo_] .koe-photo img { display: block; width: 100%; max-width: 360px; height: auto;
  border-radius: 8px; }
.koe-whole .koe-photo img { width: 260px; height: auto; }
.koe-who a { margin-left: .6rem; white-space: nowrap; }
.st-key-facets [data-testid=stBaseButton-tertiary] { padding-block: .1rem; min-height: 0; text-align: left; }
.koe-waiting img { display: block; max-width: 100%; max-height: 62vh; margin: 0 auto; border-radius: 12px;
  background: color-mix(in srgb, currentColor 8%, transparent); }
.koe-first { margin: 0; display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical; overflow: hidden; }
.koe-part { display: inline-block; margin-right: .9rem; }
@media (min-width: 641px) {
  /* What only a phone needs to be told leaves no gap behind. */
  [data-testid=stElementContainer]:has(.koe-aside) { display: none; }
  /* The photo stays in sight while its candidates pass by. */
  [data-testid=stColumn]:is(:has(.koe-waiting), :has(.st-key-typing_photo)) {
    position: sticky; top: 4rem; align-self: flex-start; }
}
@media (max-width: 640px) { .koe-waiting img { max-height: 46vh; } }
.koe-pair { display: flex; gap: 1rem; align-items: center; }
.koe-pair > div { flex: 1; min-width: 0; }
.koe-pair .koe-photo img { width: 88px; height: 88px; object-fit: cover; border-radius: 8px; display: block; }
.koe-facts { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.2rem; line-height: 1.7;
  margin: .4rem 0 0; }
/* Twice the name: Streamlit indents lists. */
.koe-facts.koe-facts { padding: 0; }
.koe-facts dt, .koe-facts dd { padding: 0; }
/* A sentence that is a link is read to its end. */
.st-key-standouts a { height: auto; min-height: 0; padding-block: .3rem; }
.st-key-standouts a * { white-space: normal; overflow: visible; overflow-wrap: anywhere; }
.koe-parts summary { cursor: pointer; line-height: 1.8; font-weight: 600; }
.koe-parts ul { list-style: none; margin: .1rem 0 .8rem; padding-left: 1.1rem; }
.koe-parts li { margin: 0 0 .45rem; line-height: 1.7; font-size: .95rem; }
.koe-parts small { font-size: .86rem; opacity: .8; } .koe-parts a { overflow-wrap: anywhere; }
.koe-list { margin: 0; padding-left: 1.2rem; font-size: .9rem; line-height: 1.7; }
.koe-facts dt { opacity: .7; } .koe-facts dd { margin: 0; overflow-wrap: anywhere; }
.koe-keys { margin: 0; font-size: .82rem; line-height: 1.6; opacity: .74; }
@media (min-width: 641px) {
  [data-testid=stColumn]:has(.koe-checked) { position: sticky; top: 4rem; align-self: flex-start; }
}
.koe-changes dd { white-space: pre-wrap; }
.koe-changes del { color: light-dark(#B42318, #FDA29B); text-decoration-thickness: 2px; }
.koe-changes ins { font-weight: 600; text-decoration-thickness: 2px; text-underline-offset: .25em;
  color: light-dark(#0B5D38, #86E0B3); }
.koe-aloud { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.koe-checked .koe-photo img { display: block; width: 100%; max-height: 68vh; object-fit: contain; border-radius: 12px;
  margin-bottom: .8rem; background: color-mix(in srgb, currentColor 8%, transparent); }
.koe-wrong { margin: 0; font-size: .92rem; line-height: 1.6; color: light-dark(#B42318, #FDA29B); }
.koe-rows { max-height: 460px; overflow: auto; border-radius: 10px;
  border: 1px solid color-mix(in srgb, currentColor 15%, transparent); }
.koe-rows table { width: 100%; border-collapse: collapse; font-size: .92rem; line-height: 1.6; }
.koe-rows th, .koe-rows td { padding: .2rem .7rem; text-align: right; white-space: nowrap; border: 0;
  font-variant-numeric: tabular-nums; }
.koe-rows a { color: inherit; text-underline-offset: .2em; }
.koe-rows th { font-weight: 600; font-size: .82rem; opacity: .8; }
.koe-rows .koe-text { text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 7.5em; }
.koe-changed del { color: light-dark(#B42318, #FDA29B); }
.koe-changed ins { font-weight: 650; text-underline-offset: .2em; }
.koe-tally { display: flex; flex-wrap: wrap; gap: .2rem 2rem; margin: 0; font-size: 2rem; line-height: 1.5;
  font-weight: 700; font-variant-numeric: tabular-nums; }
.koe-bar { display: block; height: .5rem; margin: .3rem 0; border-radius: 999px; overflow: hidden; min-width: 3rem;
  background: color-mix(in srgb, currentColor 14%, transparent); }
.koe-bar span { display: block; height: 100%; background: light-dark(#3A3F8F, #AEB3F5); }
.koe-ways { display: flex; flex-wrap: wrap; gap: .2rem .9rem; } .koe-ways a { white-space: nowrap; }
.koe-line { border-bottom: 1px solid color-mix(in srgb, currentColor 12%, transparent); }
.koe-line summary { display: grid; grid-template-columns: minmax(0, 1fr) auto minmax(0, 1fr); gap: .3rem;
  align-items: baseline; padding: .35rem 0; line-height: 1.7; cursor: pointer; list-style: none; }
.koe-line summary::-webkit-details-marker { display: none; }
.koe-line summary:hover { background: color-mix(in srgb, currentColor 5%, transparent); }
.koe-left, .koe-right { display: flex; overflow: hidden; white-space: pre; }
.koe-left { justify-content: flex-end; }
.koe-line mark { background: color-mix(in srgb, #EAB308 28%, transparent); color: inherit; border-radius: 3px;
  padding: 0 .15rem; font-weight: 600; max-width: 60vw; overflow-wrap: anywhere; }
.koe-line .koe-card { margin: .2rem 0 .9rem; }
.koe-cloud img { width: 100%; height: auto; border-radius: 10px; }
/* Streamlit says these in English only: "No results" where a list takes new words, "Press Enter to apply", "Stop". */
[role=listbox][data-empty], [data-testid=InputInstructions], [data-testid=stStatusWidget] button { display: none; }
/* White on the indigo of the dark look would be too faint (3.4 : 1); this is 5.3 : 1. */
[data-testid^=stBaseButton-primary][data-testid]:enabled,
[data-testid^=stBaseButton-primary][data-testid]:enabled :is(p, kbd),
[data-testid=stMultiSelectTagsContainer] [data-tag][data-tag] { color: light-dark(#FFFFFF, #15161D); }
/* Streamlit's keys on buttons are 3.2 : 1 where the button is filled, 4.4 : 1 elsewhere. */
button kbd[aria-label] { opacity: .85; } [data-testid^=stBaseButton-primary] kbd[aria-label] { opacity: 1; }
/* Who goes by keyboard sees where they are, ours and Streamlit's alike; fields to write in have an edge that tells. */
:is(a, button, summary, [tabindex], [role]):focus-visible:not(input, textarea, [tabindex="-1"]),
label:has(> input:focus-visible) {
  outline: 2px solid light-dark(#3A3F8F, #AEB3F5); outline-offset: 2px; }
/* Streamlit's grey on what can be unfolded, and on its own name, is 4.3 : 1; this is 7.5 : 1. */
[data-testid=stExpander] summary { opacity: 1; }
[data-testid=stExpander] summary [data-testid=stMarkdownContainer][data-testid],
[data-testid=stMainMenuPopover] span { color: light-dark(#4B5563, #C3C9D2); }
@media (min-width: 641px) and (max-width: 1200px) {
  .stMainBlockContainer.stMainBlockContainer { padding-inline: 2rem; }
  /* Half of a tablet is too narrow for a chart with its numbers. */
  [data-testid=stHorizontalBlock]:has(> [data-testid=stColumn] [data-testid=stPlotlyChart]) { flex-wrap: wrap; }
  [data-testid=stHorizontalBlock] > [data-testid=stColumn]:has([data-testid=stPlotlyChart]) { min-width: 100%; }
}
/* Without a pointer to hover with, a table's buttons are always there: not on what stands above it. */
@media (hover: none) {
  /* Nor has a phone these keys. */
  .koe-keys, button kbd[aria-label] { display: none; }
  [data-testid=stExpanderDetails] > div > div > [data-testid=stElementContainer]:has(> [data-testid=stDataFrame]),
  [data-testid=stExpanderDetails] [data-testid=stDataFrame] { margin-top: 1.4rem; }
}
/* The names on this map were placed for this very width. */
.st-key-figure_theme_map { overflow-x: auto; }
.st-key-figure_theme_map > * { min-width: 680px; max-width: 680px; }
@media (max-width: 640px) {
  .koe-cloud { overflow-x: auto; }
  .koe-rows:has(.koe-bar) :is(th, td) { padding-inline: .4rem; }
  .koe-rows:has(.koe-bar) .koe-text { min-width: 6.5em; }
  /* The list reads better on a phone than the drawing. */
  .st-key-hierarchy, .st-key-theme_map_parts,
  .st-key-review_bare > div > [data-testid=stHorizontalBlock] { flex-direction: column-reverse; }
  .st-key-figure_crosstab_wide, .st-key-network_wide [class*="st-key-figure_network"] { overflow-x: auto; }
  .st-key-figure_crosstab_wide > *, .st-key-network_wide [class*="st-key-figure_network"] > * { min-width: 680px; }
  .koe-cloud img { width: auto; max-width: none; height: 330px; }
  .koe-card, .st-key-desk_comment.st-key-desk_comment { flex-direction: column; }
  .koe-card .koe-photo img { width: 100%; height: auto; max-height: 320px; }
  .koe-wall { grid-template-columns: repeat(2, 1fr); gap: .7rem; }
  .koe-wall-small { grid-template-columns: repeat(3, 1fr); }
  .koe-wall-large { grid-template-columns: 1fr; }
}
"""


def _colour_rule(kind: str, ink: Ink) -> str:
    return f".koe-{kind} {{ color: light-dark({ink.colour}, {DARK_OF[ink.colour]}); }}"


@lru_cache(maxsize=1)
def _sheet() -> str:
    inks = {f"axis-{name}": ink for name, ink in AXIS_INK.items() if name != "none"}
    inks |= {f"tone-{name}": ink for name, ink in TONE_INK.items() if name != "none"}
    return f"<style>{RULES}{''.join(_colour_rule(kind, ink) for kind, ink in inks.items())}</style>"


def apply() -> None:
    """Put the rules into the page; an element without body takes no room."""
    st.html(_sheet())
