"""Which role each screen asks for: the navigation, the screens themselves and their tests read it here."""

from __future__ import annotations

from survey_loader.access import Role

# By the name of the page (pages/<name>.py), as in `router.SECTIONS`.
LEAST: dict[str, Role] = {
    "overview": Role.VIEWER,
    "themes": Role.VIEWER,
    "cities": Role.VIEWER,
    "trends": Role.VIEWER,
    "entry": Role.STUDENT,
    "typing_in": Role.STUDENT,
    "voices": Role.MEMBER,
    "stage": Role.MEMBER,
    "tray": Role.MEMBER,
    "words": Role.MEMBER,
    "accuracy": Role.MEMBER,
    "review": Role.ORGANISER,
    "street": Role.ORGANISER,
    "field": Role.ORGANISER,
    "release": Role.MEMBER,
    "coding": Role.ORGANISER,
    "codebook": Role.ORGANISER,
    "terms": Role.ORGANISER,
    "importing": Role.ORGANISER,
    "joining": Role.ORGANISER,
    "consent": Role.ORGANISER,
    "log": Role.ORGANISER,
    "accounts": Role.ADMIN,
}
# Whoever may read what people wrote; those below see public numbers only.
READING = Role.MEMBER
# Whoever may change what a survey holds.
KEEPING = Role.ORGANISER
