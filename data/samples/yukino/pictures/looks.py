"""What a drawn person looks like, drawn by lot from age and words, or given by the cast list."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from .sketch import Colour, mix, rgb

SKINS = tuple(map(rgb, ("#FBE0CC", "#F6D3B8", "#EDC19F", "#D9A37C", "#B97B56", "#8A5A3C", "#6B4430")))
HAIRS = tuple(map(rgb, ("#26201F", "#332A27", "#4A3428", "#6B4630", "#8E5F3C", "#B98A4E")))
GREYS = tuple(map(rgb, ("#8E8F94", "#B4B5B8", "#D3D3D2", "#EDEBE6")))
COATS = tuple(map(rgb, (
    "#2F4B7C", "#D9A02E", "#A84436", "#3E6B4F", "#B98D5E", "#77838C", "#7A4B6E", "#6498BD", "#E4D7BE",
    "#D98A98", "#3D434B", "#C2453F", "#5C7F6B", "#8C6BA0", "#C9743A", "#4E8A8B",
)))  # fmt: skip
KNITS = tuple(map(rgb, (
    "#C2453F", "#E3B440", "#4E7CA8", "#F1EADB", "#6B8F71", "#9B5B7D", "#3B4654", "#E59AA5",
)))  # fmt: skip

YOUNG_HAIR = ("short", "spiky", "side", "bob", "long", "ponytail", "bun", "twin", "wavy", "crop", "fringe")
ADULT_HAIR = ("short", "side", "bob", "long", "ponytail", "bun", "wavy", "crop", "fringe", "receding")
MIDDLE_HAIR = ("short", "side", "bob", "perm", "bun", "crop", "receding", "receding", "fringe", "wavy")
ELDER_HAIR = ("perm", "perm", "bald", "receding", "short", "bun", "side", "crop")
COATS_BY_AGE = {
    "child": ("puffer", "hoodie", "duffle", "sweater", "parka"),
    "teen": ("blazer", "sailor", "stand_collar", "hoodie", "duffle", "puffer", "varsity"),
    "adult": ("parka", "puffer", "wool", "duffle", "sweater", "suit", "hoodie", "vest", "work", "apron"),
    "middle": ("parka", "puffer", "wool", "wool", "sweater", "suit", "vest", "work", "apron", "cardigan"),
    "elder": ("wool", "puffer", "cardigan", "vest", "parka", "sweater"),
}
UNIFORM_HAIR = {
    "sailor": ("bob", "long", "ponytail", "bun", "twin", "wavy"),
    "stand_collar": ("short", "spiky", "side", "crop", "fringe"),
}
HATS = ("knit", "knit", "pompom", "pompom", "beret", "cap", "bucket", "earflap", "earmuffs")
STAGES = {"10代": "teen", "50代": "middle", "60代": "elder", "70代以上": "elder"}

Choice = TypeVar("Choice")


@dataclass(frozen=True, slots=True)
class Look:
    """One person: every part by name or colour; `stage` is child, teen, adult, middle or elder."""

    stage: str
    skin: Colour
    hair: str
    hair_colour: Colour
    coat: str
    coat_colour: Colour
    knit: Colour
    hat: str = ""
    glasses: str = ""
    scarf: str = ""
    mouth: str = "smile"
    eyes: str = "dots"
    beard: str = ""
    mittens: bool = False
    wheelchair: bool = False
    company: str = ""


def stage_of(age: str, words: str) -> str:
    """Return the stage of life of an age band; a teenager who writes no kanji is a child."""
    kanji = any("一" <= character <= "鿿" for character in words)
    if age == "10代" and not kanji and not words.isascii():
        return "child"
    return STAGES.get(age, "adult")


def look_by_lot(stage: str, language: str, rng: random.Random) -> Look:
    """Draw a look by lot, as it may be met on an October day in the north."""
    hairs = {"elder": ELDER_HAIR, "middle": MIDDLE_HAIR, "adult": ADULT_HAIR}.get(stage, YOUNG_HAIR)
    hair = rng.choice(hairs)
    skins = SKINS if language == "English" else SKINS[:3]
    coat_colour = rng.choice(COATS)
    wheelchair = stage != "child" and rng.random() < 0.03
    return Look(
        stage=stage,
        skin=rng.choice(skins),
        hair=hair,
        hair_colour=_hair_colour(stage, language, rng),
        coat=_coat(stage, hair, rng),
        coat_colour=coat_colour,
        knit=rng.choice([knit for knit in KNITS if knit != coat_colour]),
        hat=_maybe(HATS, 0.34, rng),
        glasses=_maybe(("round", "square"), 0.42 if stage == "elder" else 0.24, rng),
        scarf=_maybe(("plain", "striped", "wrapped"), 0.4, rng),
        mouth=rng.choice(("smile", "smile", "grin", "open", "calm")),
        eyes=rng.choice(("dots", "dots", "dots", "laughing", "lashes")),
        beard=_beard(stage, hair, rng),
        mittens=rng.random() < 0.3,
        wheelchair=wheelchair,
        company="" if wheelchair else _company(stage, rng),
    )


def _maybe(choices: Sequence[Choice], chance: float, rng: random.Random) -> Choice | str:
    return rng.choice(choices) if rng.random() < chance else ""


def _coat(stage: str, hair: str, rng: random.Random) -> str:
    """Draw a coat by lot; the two old school uniforms go by the hair."""
    coats = [coat for coat in COATS_BY_AGE[stage] if hair in UNIFORM_HAIR.get(coat, (hair,))]
    return rng.choice(coats)


def _hair_colour(stage: str, language: str, rng: random.Random) -> Colour:
    if stage == "elder":
        return rng.choice(GREYS)
    if stage == "middle" and rng.random() < 0.7:
        return mix(rng.choice(HAIRS[:3]), rng.choice(GREYS[:2]), rng.uniform(0.15, 0.7))
    last = {"English": 6, "日本語": 4}.get(language, 3)
    return rng.choice(HAIRS[: 3 if stage == "child" else last])


def _beard(stage: str, hair: str, rng: random.Random) -> str:
    if stage in ("child", "teen") or hair not in ("short", "crop", "bald", "receding"):
        return ""
    return _maybe(("full", "moustache", "stubble"), 0.34, rng)


def _company(stage: str, rng: random.Random) -> str:
    chances = {
        "child": (("parent", 0.7),),
        "teen": (("friend", 0.3),),
        "adult": (("partner", 0.12), ("child", 0.12), ("dog", 0.05)),
        "middle": (("partner", 0.16), ("dog", 0.06)),
        "elder": (("partner", 0.2), ("child", 0.14), ("dog", 0.04)),
    }
    at = rng.random()
    for company, chance in chances[stage]:
        if at < chance:
            return company
        at -= chance
    return ""
