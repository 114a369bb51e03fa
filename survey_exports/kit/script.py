"""The script: what a student says and does from the first word to the slip, with readings above the kanji."""

from __future__ import annotations

from reportlab.lib.units import mm

from survey_exports.kit import ruby
from survey_exports.kit.about import About
from survey_exports.kit.sheet import Sheet, Text
from survey_exports.paper import INK, MUTED
from survey_loader import consent_words
from survey_loader.acts import street_form
from survey_loader.kit_words import AXIS, BEFORE, CONSENT_HOW, HEADINGS, LAST, SLIP, WHEN, Step, filled

EDGE = 16 * mm
FOOT = 6 * mm
SAYS, DOES, TITLE = 11.5, 9.0, 12.0
INDENT, SAID, DONE = 6 * mm, 3 * mm, 3.5 * mm
BAR = 1.1 * mm
WHAT, WHAT_GAP = 44 * mm, 4 * mm
MARK, ARROW = "・", "→ "
ANSWERS_GAP = "　／　"
# Each question of consent with the keys of its answers, and what is said after them.
CONSENT = (
    ("q1", ("q1_yes", "q1_no")),
    ("q2", ("q2_face", "q2_board", "q2_no")),
    ("q3", ("q3_yes", "q3_hall", "q3_no")),
)
THEN = ("promises", "stop", "guardian")


class Script:
    """The script being written, over as many pages as it needs."""

    def __init__(self, about: About) -> None:
        self.about = about
        self.values = {**about.values(), **consent_words.texts("ja", about.values())}
        self.sheet = Sheet(about.survey.name, about.survey.holder)
        self.steps = 0
        self._begin_page()

    @property
    def width(self) -> float:
        """The width of what is written."""
        return self.sheet.width - 2 * float(EDGE)

    def _begin_page(self) -> None:
        self.y = self.sheet.height - EDGE
        who = " ".join(filter(None, (filled(SLIP["holder"], self.values), filled(SLIP["contact"], self.values))))
        self.sheet.block((EDGE, EDGE, self.width), Text(who, 8, most=2, colour=MUTED))

    def need(self, height: float) -> None:
        """Begin a new page where so much does not fit on this one."""
        if self.y - height < EDGE + FOOT:
            self.sheet.next_page()
            self._begin_page()

    def title(self) -> None:
        """Write what this is and the name of the survey."""
        self.y = ruby.draw(self.sheet, HEADINGS["script"], (EDGE, self.y, self.width), 20, bold=True)
        name = Text(self.about.survey.name, 11, most=2, colour=MUTED, above=1 * mm)
        self.y = self.sheet.block((EDGE, self.y, self.width), name) - 2 * mm

    def heading(self, marked: str, following: float = SAYS * ruby.LEADING) -> None:
        """Write the heading of the next step, which stays with what follows."""
        self.steps += 1
        self.need(TITLE * ruby.LEADING + following + 4 * mm)
        self.y -= 2.5 * mm
        base = self.y - TITLE * (ruby.LEADING - ruby.BASE)
        self.sheet.text(EDGE, base, str(self.steps), TITLE, bold=True)
        self.y = ruby.draw(self.sheet, marked, (EDGE + INDENT, self.y, self.width - INDENT), TITLE, bold=True)

    def says(self, marked: str) -> None:
        """Write what is said aloud: large, a bar beside it."""
        left, width = EDGE + INDENT + SAID, self.width - INDENT - SAID
        self.need(ruby.height(marked, SAYS, width))
        top = self.y
        self.y = ruby.draw(self.sheet, marked, (left, top, width), SAYS)
        self.sheet.shade(EDGE + INDENT, self.y + 0.5 * mm, BAR, top - self.y - 1.5 * mm, INK)

    def does(self, marked: str, mark: str = MARK) -> None:
        """Write what is done, smaller."""
        left, width = EDGE + INDENT + DONE, self.width - INDENT - DONE
        self.need(ruby.height(marked, DOES, width))
        self.sheet.text(EDGE + INDENT, self.y - DOES * (ruby.LEADING - ruby.BASE), mark, DOES, MUTED)
        self.y = ruby.draw(self.sheet, marked, (left, self.y, width), DOES, MUTED)

    def step(self, step: Step) -> None:
        """Write a step; a sentence whose value nobody has said is left out."""
        self.heading(step.title)
        for one in step.says:
            if text := filled((one,), self.values):
                self.says(text)
        for one in step.does:
            if text := filled((one,), self.values):
                self.does(text)

    def ask(self) -> None:
        """Write what is asked on the board, in the survey's own words."""
        if not self.about.survey.questions:
            return
        self.heading(HEADINGS["ask"])
        for question in self.about.survey.questions:
            steps = street_form.SCALE if question.kind == "scale" else ()
            choices = "" if question.kind == "text" else ANSWERS_GAP.join(question.choices or steps)
            self.says(f"「{question.label}」 {choices}".strip())

    def consent(self) -> None:
        """Write the questions of consent in the words of the phone, and how to ask them."""
        self.heading(HEADINGS["consent"])
        for one in CONSENT_HOW:
            self.does(one)
        for question, answers in CONSENT:
            self.says(self.values[question])
            self.does(ARROW + ANSWERS_GAP.join(self.values[answer] for answer in answers), "")
        for key in THEN:
            if self.values[key]:
                self.says(self.values[key])

    def when(self) -> None:
        """Write what may happen and how to react, side by side."""
        self.heading(HEADINGS["when"])
        left, width = EDGE + INDENT, self.width - INDENT
        beside = width - WHAT - WHAT_GAP
        for pair in WHEN:
            what, how = (filled((one,), self.values) for one in pair)
            height = max(ruby.height(what, DOES, WHAT), ruby.height(how, DOES, beside))
            self.need(height + 2 * mm)
            ruby.draw(self.sheet, what, (left, self.y, WHAT), DOES, bold=True)
            ruby.draw(self.sheet, how, (left + WHAT + WHAT_GAP, self.y, beside), DOES)
            self.y -= height + 1.2 * mm
            self.sheet.line(left, self.y, left + width, self.y)


def pdf(about: About) -> bytes:
    """Return the script as PDF bytes, A4, to be held in the hand."""
    script = Script(about)
    script.title()
    for step in BEFORE:
        script.step(step)
    script.ask()
    script.step(AXIS)
    script.consent()
    script.step(LAST)
    script.when()
    return script.sheet.pdf()
