"""What all that is printed for the street knows of a survey, and the values its words are filled with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from survey_loader import consent_words
from survey_loader.acts import stopping
from survey_loader.models import Survey


@dataclass(frozen=True, slots=True)
class About:
    """A survey on paper.

    `address` is where respondents reach the server, "" where they cannot; `until` is None where nothing goes by itself.
    """

    survey: Survey
    address: str = ""
    until: date | None = None

    def values(self, language: str = "ja") -> dict[str, str]:
        """Return what fills the words, "" for what nobody has said."""
        survey, until = self.survey, self.until
        return {
            "town": (survey.name_en if language == "en" else "") or survey.name,
            "holder": survey.holder,
            "contact": survey.contact,
            "purpose": survey.purpose,
            "until": consent_words.month(language, until.year, until.month) if until else "",
            "days": str(consent_words.DAYS),
            "age": str(survey.guardian_age),
            "typed": self.typed,
        }

    @property
    def typed(self) -> str:
        """What somebody without a camera types in to ask to stop, "" where the server cannot be reached."""
        bare = self.address.partition("://")[2].rstrip("/")
        return f"{bare}{stopping.PATH}#{self.survey.slug}" if bare else ""

    def stop_link(self, number: int) -> str:
        """Return what the QR code of a slip opens, "" where the server cannot be reached."""
        return stopping.link(self.address, self.survey.slug, number) if self.address else ""
