"""What can be seen of a screen without knowing which: names, texts, controls and charts, as lists of faults."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# Texts are set a pixel or two apart by the browser's rounding; what nobody can see is no clash.
TOUCHING_PIXELS = 3
# Shared by the scripts below: what is really on the screen.
SEEN = """
const seen = node => {
    const box = node.getBoundingClientRect();
    return box.width > 0.5 && box.height > 0.5
        && node.checkVisibility({contentVisibilityAuto: true, opacityProperty: true, visibilityProperty: true});
};
const called = node => (node.getAttribute('aria-label') || node.innerText || node.textContent || node.tagName)
    .trim().replace(/\\s+/g, ' ').slice(0, 40);
const overlap = (a, b) => Math.min(
    Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
// A link that goes on in the next line has two boxes, and nothing between them is its own.
const overlapping = (all, others) => Math.max(...all.flatMap(a => others.map(b => overlap(a, b))));
"""
CLASHING_TEXTS = f"""touching => {{ {SEEN}
    const found = [];
    for (const figure of document.querySelectorAll('.js-plotly-plot')) {{
        const frame = figure.querySelector('.main-svg').getBoundingClientRect();
        const name = (figure.closest('[class*=st-key-figure_]') || figure).className.match(/st-key-(\\S+)/)?.[1];
        const texts = [...figure.querySelectorAll('.main-svg text')]
            .filter(text => text.textContent.trim() && !text.closest('.hoverlayer') && seen(text));
        const boxes = texts.map(text => text.getBoundingClientRect());
        texts.forEach((text, i) => {{
            const box = boxes[i];
            const beyond = Math.max(frame.left - box.left, box.right - frame.right,
                frame.top - box.top, box.bottom - frame.bottom);
            if (beyond > touching) found.push(`${{name}}: 「${{called(text)}}」 is cut by ${{Math.round(beyond)}} px`);
            for (let j = i + 1; j < texts.length; j++) {{
                if (overlap(box, boxes[j]) > touching)
                    found.push(`${{name}}: 「${{called(text)}}」 lies on 「${{called(texts[j])}}」`);
            }}
        }});
    }}
    return found;
}}"""
CHARTS_WITHOUT_TABLE = """() => [...document.querySelectorAll('[data-testid=stPlotlyChart]')].filter(chart => {
    const around = chart.closest('[class*=st-key-chart_], [class*=st-key-figures_]');
    return !around || !around.querySelector('details, [data-testid=stDataFrame], table, ul, ol');
}).map(chart => chart.closest('[class*=st-key-]')?.className || 'a chart without a key')"""
CONTROLS = "a[href], button, input, textarea, select, summary, [role=tab], [role=combobox], [role=radio], [role=switch]"
CROWDED = f"""([controls, touching]) => {{ {SEEN}
    const all = [...document.querySelectorAll('[data-testid=stMain] :is(' + controls + ')')]
        .filter(node => seen(node) && !node.closest('[aria-hidden=true]'));
    // What has been scrolled out of a box of its own lies on nothing.
    const window = node => {{
        for (let box = node.parentElement; box && !box.matches('[data-testid=stMain]'); box = box.parentElement)
            if (/auto|scroll/.test(getComputedStyle(box).overflowY) && box.scrollHeight > box.clientHeight + 1)
                return box.getBoundingClientRect();
        return {{ top: -Infinity, bottom: Infinity }};
    }};
    const boxes = all.map(node => {{
        const {{ top, bottom }} = window(node);
        return [...node.getClientRects()].filter(box => box.bottom > top && box.top < bottom);
    }});
    const found = [];
    all.forEach((node, i) => {{
        for (let j = i + 1; j < all.length; j++) {{
            // Parts of one field (its box and its arrow) are one control; two links never are.
            const field = node.closest('[data-testid=stElementContainer]');
            const one = node.contains(all[j]) || all[j].contains(node)
                || field && field === all[j].closest('[data-testid=stElementContainer]')
                && !(node.matches('a') && all[j].matches('a'));
            if (!one && overlapping(boxes[i], boxes[j]) > touching)
                found.push(`「${{called(node)}}」 lies on 「${{called(all[j])}}」`);
        }}
    }});
    return found;
}}"""
CUT = f"""() => {{ {SEEN}
    const words = 'h1, h2, h3, h4, p, label, summary, button, [role=tab], a, dt, dd, li, figcaption';
    return [...document.querySelectorAll('[data-testid=stMain] :is(' + words + ')')].filter(node => {{
        const look = getComputedStyle(node);
        // Lines left out on purpose, and told so by an ellipsis, are no accident.
        return seen(node) && look.overflowX !== 'visible' && look.webkitLineClamp === 'none'
            && node.scrollWidth > node.clientWidth + 1 && look.overflowX === 'hidden';
    }}).map(node => `「${{called(node)}}」 is cut`);
}}"""
# Looks differ as soon as the focus is there: a change that takes its time is only waited for by the eye.
AT_ONCE = "* { transition: none !important; animation: none !important; }"
UNSEEN_FOCUS = f"""async controls => {{ {SEEN}
    const shown = ['outlineStyle', 'outlineWidth', 'boxShadow', 'borderColor', 'backgroundColor', 'color'];
    // A field shows it by its edge, which may be drawn by a box a little further out.
    const around = (node, steps) => steps && node.parentElement
        ? [node, ...around(node.parentElement, steps - 1)] : [node];
    const look = node => around(node, 3).map(one => shown.map(name => getComputedStyle(one)[name]).join()).join('|');
    const drawn = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
    const all = [...document.querySelectorAll(':is(' + controls + '):not(:disabled):not([tabindex="-1"])')]
        .filter(node => seen(node.closest('label') || node) && !node.closest('[inert]'));
    const isSeen = async node => {{
        document.activeElement.blur();
        await drawn();
        const blurred = look(node);
        node.focus({{focusVisible: true, preventScroll: true}});
        await drawn();
        return document.activeElement !== node || look(node) !== blurred;
    }};
    // From one to the next, each is compared with itself before it all and after: that takes half as long. Where one
    // of the two is the same it may be the neighbour's doing, so that one is looked at alone.
    document.activeElement.blur();
    await drawn();
    const before = new Map(all.map(node => [node, look(node)]));
    const doubtful = new Set();
    let last, focused;
    for (const node of [...all, null]) {{
        if (node) node.focus({{focusVisible: true, preventScroll: true}});
        else document.activeElement.blur();
        await drawn();
        if (last && (focused === before.get(last) || focused === look(last))) doubtful.add(last);
        last = node && document.activeElement === node ? node : null;
        focused = last && look(last);
    }}
    const found = [];
    for (const node of doubtful)
        if (!await isSeen(node)) found.push(`「${{called(node)}}」 shows no focus`);
    document.activeElement.blur();
    return found;
}}"""
# Bars, markers, lines and the cells of a table stand for data; .koe-foot says of how many.
UNSOUND = f"""asked => {{ {SEEN}
    const marks = '.trace path, .trace .point, .heatmaplayer image';
    const marked = figure => [...figure.querySelectorAll(marks)].some(mark => {{
        const box = mark.getBoundingClientRect();
        return (box.width > 0 || box.height > 0) && getComputedStyle(mark).visibility === 'visible';
    }});
    const errors = document.querySelectorAll("[class*='st-key-problem_'], [data-testid=stException]");
    const faults = [...errors].map(box => `an error: ${{called(box)}}`);
    for (const chart of document.querySelectorAll("[class*='st-key-chart_']")) {{
        const name = chart.className.match(/st-key-(\\S+)/)[1];
        const figure = chart.querySelector('.js-plotly-plot');
        if (!figure || !marked(figure)) faults.push(`${{name}} shows nothing`);
        const foot = chart.querySelector('.koe-foot')?.innerText;
        if (!foot?.includes(asked)) faults.push(`${{name}} does not say of how many`);
    }}
    return faults;
}}"""
SIDEWAYS = """() => {
    const main = document.querySelector('[data-testid=stMain]');
    return Math.max(document.documentElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth);
}"""
# Everything that is written: texts, and what a screen reader says instead of them.
WRITTEN = """() => {
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const node = walk.currentNode;
        if (!node.parentElement.closest('style, script, noscript')) found.push(node.textContent);
    }
    for (const name of ['aria-label', 'alt', 'title', 'placeholder', 'value', 'aria-description'])
        for (const node of document.querySelectorAll(`[${name}]`)) found.push(node.getAttribute(name));
    for (const node of document.querySelectorAll('input, textarea')) found.push(node.value);
    return [...new Set(found.map(text => text.trim()).filter(Boolean))];
}"""
# What is folded within what was folded needs another turn.
MOST_FOLDS = 3
FOLDED = """[...document.querySelectorAll('[data-testid=stMain] details:not([open]) > summary')]
        .filter(summary => summary.checkVisibility({contentVisibilityAuto: true}))"""
UNFOLDED = f"""() => {{
    const folded = {FOLDED};
    folded.forEach(summary => summary.click());
    return folded.length;
}}"""
# What a page asked its server and when it was answered; without it a press is not known of until the script runs.
LINE = """(() => {
    const Plain = window.WebSocket;
    window.koeLine = { asked: 0, answered: 0 };
    window.WebSocket = class extends Plain {
        constructor(...all) {
            super(...all);
            this.addEventListener('message', () => { koeLine.answered = performance.now(); });
        }
        send(words) {
            koeLine.asked = performance.now();
            super.send(words);
        }
    };
})()"""
IDLE = """
const idle = () => !!document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')
    && !document.querySelector('[data-testid=stSkeleton]')
    && !(window.koeLine?.asked > window.koeLine?.answered);
"""
# A screen is still when its script has run, its charts are drawn and nothing has changed or moved for a while: while
# something unfolds it is cut at a height that grows, and what stands in it reaches over what comes after. At the end
# of that it is drawn folded once more.
STILL = f"""async turns => {{ {IDLE}
    const done = () => idle()
        && !!document.querySelector('[data-testid=stMain] h1')
        && !document.querySelector('[data-stale=true]')
        && !document.getAnimations().some(one => one.playState === 'running'
            && one.effect?.getComputedTiming().iterations !== Infinity)
        && [...document.querySelectorAll('[data-testid=stPlotlyChart]')]
            .every(chart => chart.querySelector('.main-svg .trace, .main-svg .hm, .main-svg .annotation'));
    let calm = 0;
    const watch = new MutationObserver(() => {{ calm = 0; }});
    watch.observe(document.body, {{subtree: true, childList: true, attributes: true, characterData: true}});
    const until = performance.now() + 30_000;
    while (performance.now() < until && calm < turns) {{
        await new Promise(resolve => setTimeout(resolve, 40));
        calm = done() ? calm + 1 : 0;
    }}
    watch.disconnect();
    return done();
}}"""
# Turns of 40 ms and more. Not a time: on a busy machine it passes while the page has no turn to change in.
CALM_TURNS = 7


class Violation(NamedTuple):
    """One element that breaks one rule of axe: its selector, what is wrong, and the element itself."""

    rule: str
    selector: str
    why: str
    html: str


def violations(page: Page, *, colours_alone: bool = False) -> list[Violation]:
    """Return what axe finds against WCAG 2.2 AA, element by element; `colours_alone` leaves out all but contrast."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    rules = {"type": "rule", "values": ["color-contrast"]} if colours_alone else {"type": "tag", "values": STANDARDS}
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found: dict[str, Any] = page.evaluate(f"() => axe.run(document, {json.dumps(options)})")
    return [
        Violation(broken["id"], " ".join(map(str, node["target"])), node["failureSummary"], node["html"])
        for broken in found["violations"]
        for node in broken["nodes"]
    ]


def clashing_texts(page: Page) -> list[str]:
    """Return the drawn texts of all charts that lie on each other or leave their chart."""
    return list(page.evaluate(CLASHING_TEXTS, TOUCHING_PIXELS))


def charts_without_table(page: Page) -> list[str]:
    """Return the charts nobody can read as a table or a list."""
    return list(page.evaluate(CHARTS_WITHOUT_TABLE))


def crowded(page: Page) -> list[str]:
    """Return the controls that lie on each other, and the texts that are cut off."""
    return [*page.evaluate(CROWDED, [CONTROLS, TOUCHING_PIXELS]), *page.evaluate(CUT)]


def unseen_focus(page: Page) -> list[str]:
    """Return the controls that look the same with and without the focus of the keyboard."""
    page.add_style_tag(content=AT_ONCE)
    return list(page.evaluate(UNSEEN_FOCUS, CONTROLS))


def unsound(page: Page, asked: str) -> list[str]:
    """Return the errors on the screen, and the charts that show nothing or do not say how many were `asked`."""
    return list(page.evaluate(UNSOUND, asked))


def sideways(page: Page) -> int:
    """Return how many pixels the page can be pushed sideways."""
    return int(page.evaluate(SIDEWAYS))


def written(page: Page) -> list[str]:
    """Return all that stands on the screen or is said by a screen reader."""
    return list(page.evaluate(WRITTEN))


def has_folded(page: Page) -> bool:
    """Whether anything is folded away."""
    return bool(page.evaluate(f"() => {FOLDED}.length"))


def unfold(page: Page) -> None:
    """Open what is folded away: what is seldom seen must be right as well."""
    for _ in range(MOST_FOLDS):
        if not page.evaluate(UNFOLDED):
            return
        still(page)


def still(page: Page) -> None:
    """Wait until all charts are drawn and nothing moves any more."""
    assert page.evaluate(STILL, CALM_TURNS), f"{page.url} was never drawn to its end"
