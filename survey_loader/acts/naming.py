"""Photos found by the name a table gives them, or by the key of an interview in their path. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from survey_loader.acts.matching import IMAGE_SUFFIX, SIGNS, InterviewFact, Match, board_number
from survey_loader.models import PhotoName

# A shorter key, or one of digits alone, stands in many a path by chance.
SHORTEST_KEY = 3
# LimeSurvey names the photos of its ZIP <response, five digits>_<running number>-<question>_<number>-<name>.
NUMBERED = re.compile(r"(\d{5,})_\d+[-_]")
RESPONSE = re.compile(r"(\d+)-\w+")
# IMG_0012, DSC00012, P1010012 says something else: the day.
CAMERA_NUMBER = re.compile(r"(?:[^\W\d_]+[-_ ]?)?0*(\d{1,5})")
UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Unfound:
    """A photo that an interview names and that is not there, or is there several times."""

    interview: InterviewFact
    name: str
    several: bool


def by_name(paths: Sequence[str], interviews: Sequence[InterviewFact]) -> tuple[list[Match], list[Unfound]]:
    """Return the photos that interviews name, and the names that led to none or to several.

    Names are compared ever more loosely; a file taken under a stricter reading is not up for a looser one. A
    file whose path holds the key of an interview belongs to that interview alone.
    """
    owners = _owners(paths, interviews)
    matches: list[Match] = []
    unfound: list[Unfound] = []
    pending = [(interview, photo) for interview in interviews for photo in interview.photos]
    taken: set[int] = set()
    for reading in READINGS if _are_numbers_of_photos(interviews) else READINGS[:-1]:
        index = _index(paths, reading, taken)
        found_now: dict[int, list[Match]] = defaultdict(list)
        still: list[tuple[InterviewFact, PhotoName]] = []
        for interview, photo in pending:
            found = _candidates(photo, interview, index, reading, paths, owners)
            if len(found) == 1:
                found_now[found[0]].append(Match(found[0], interview, "name", photo.name, photo.kind))
            elif found:
                unfound.append(Unfound(interview, photo.name, several=True))
            else:
                still.append((interview, photo))
        for found_here in found_now.values():
            # Two people may name one photo, but not two names mean one file.
            if len({_exact(match.name) for match in found_here}) == 1:
                matches += found_here
            else:
                unfound += [Unfound(match.interview, match.name, several=True) for match in found_here]
        taken |= found_now.keys()
        pending = still
    own, missing = _in_their_folders(paths, owners, pending, taken)
    return matches + own, unfound + missing


def _are_numbers_of_photos(interviews: Sequence[InterviewFact]) -> bool:
    """Say whether numbers in place of names can be those of a camera; how many photos there are, many share."""
    numbers = [photo.name for interview in interviews for photo in interview.photos if photo.name.isdecimal()]
    return len(set(numbers)) == len(numbers)


def _in_their_folders(
    paths: Sequence[str],
    owners: Sequence[InterviewFact | None],
    pending: Sequence[tuple[InterviewFact, PhotoName]],
    taken: Collection[int],
) -> tuple[list[Match], list[Unfound]]:
    """Return the files no name has led to but whose path holds a key, and the names that still lead nowhere.

    Where one name and one file of an interview are left, a server has renamed the file: they belong together.
    """
    files: dict[str, list[int]] = defaultdict(list)
    names: dict[str, list[PhotoName]] = defaultdict(list)
    for place, owner in enumerate(owners):
        if owner is not None and place not in taken:
            files[owner.id].append(place)
    for interview, photo in pending:
        names[interview.id].append(photo)
    renamed = {id for id in files if len(files[id]) == 1 and len(names.get(id, ())) == 1}
    matches = []
    for id, places in files.items():
        for place in places:
            owner = owners[place]
            assert owner is not None
            photo = names[id][0] if id in renamed else PhotoName(paths[place])
            matches.append(Match(place, owner, "name", photo.name, photo.kind))
    return matches, [Unfound(fact, photo.name, several=False) for fact, photo in pending if fact.id not in renamed]


# Reading names, the strictest first.


def _exact(name: str) -> str:
    # macOS splits が into two characters.
    return unicodedata.normalize("NFC", name).casefold()


def _signs_alike(name: str) -> str:
    """The servers of some tools put _ for spaces and signs."""
    parts = [SIGNS.sub("_", part).strip("_") for part in _compatible(name).rsplit(".", 1)]
    return ".".join(parts) if parts[0] else ""


def _without_suffix(name: str) -> str:
    """A phone sends IMG_1234.HEIC as IMG_1234.jpg."""
    return SIGNS.sub("_", IMAGE_SUFFIX.sub("", _compatible(name))).strip("_")


def _letters_only(name: str) -> str:
    """Other servers leave signs out."""
    return SIGNS.sub("", IMAGE_SUFFIX.sub("", _compatible(name)))


def _compatible(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _numbered(name: str) -> str:
    """7番 and No.7 mean 7.jpg."""
    number = board_number(IMAGE_SUFFIX.sub("", _compatible(name)))
    return number if number.isdecimal() else ""


def _camera_number(name: str) -> str:
    """A person writes 12 for IMG_0012.JPG; only a name of digits alone can mean a number (`_candidates`)."""
    counted = CAMERA_NUMBER.fullmatch(IMAGE_SUFFIX.sub("", _compatible(name)))
    return counted[1] if counted else ""


Reading = Callable[[str], str]
READINGS: tuple[Reading, ...] = (_exact, _signs_alike, _without_suffix, _letters_only, _numbered, _camera_number)


def _index(paths: Sequence[str], reading: Reading, taken: Collection[int]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for place, path in enumerate(paths):
        if place not in taken:
            index[reading(_base(path))].append(place)
    # A name of signs alone says nothing.
    index.pop("", None)
    return index


def _candidates(
    photo: PhotoName,
    interview: InterviewFact,
    index: Mapping[str, Sequence[int]],
    reading: Reading,
    paths: Sequence[str],
    owners: Sequence[InterviewFact | None],
) -> list[int]:
    """Return the files of this name, as far as telling them apart by path and key goes."""
    spoken = [name for given in (photo.name, *photo.also) for name in _spoken(given)]
    if reading is _camera_number:
        spoken = [name for name in spoken if _compatible(name).isdecimal()]
    found = {place for name in spoken for place in index.get(reading(_base(name)), ())}
    possible = sorted(place for place in found if owners[place] is None or owners[place] is interview)
    own = [place for place in possible if owners[place] is interview] or possible
    ends = tuple(f"/{_exact(name)}" for name in spoken if "/" in name)
    near = [place for place in own if f"/{_exact(paths[place])}".endswith(ends)] or own
    # Where every day has its folder with a table and photos, 1.jpg is the one beside the table.
    beside = [place for place in near if interview.folder and _exact(paths[place]).startswith(_exact(interview.folder))]
    return beside or near


def _spoken(name: str) -> list[str]:
    """Return the file names a cell may mean; a link names its file in its path, or in its query."""
    try:
        parts = urlsplit(name.strip())
    except ValueError:
        return [name]
    if parts.scheme == "file":
        return [unquote(parts.path)]
    if not (parts.scheme and parts.netloc):
        return [name.strip().replace("\\", "/")]
    inside = [value for _, value in parse_qsl(parts.query) if "." in value]
    return [*inside, unquote(parts.path).strip("/")]


def _owners(paths: Sequence[str], interviews: Sequence[InterviewFact]) -> list[InterviewFact | None]:
    """Return, for each path, the one interview whose key stands in it: as a folder, file name, UUID or number."""
    keys = {_key(fact.key): fact for fact in interviews}
    keys = {key: fact for key, fact in keys.items() if len(key) >= SHORTEST_KEY and not key.isdecimal()}
    responses = {response[1]: keys[key] for key in keys if (response := RESPONSE.fullmatch(key))}
    found: list[InterviewFact | None] = []
    for path in paths:
        plain = _exact(path)
        held = {*plain.split("/")[:-1], IMAGE_SUFFIX.sub("", _base(plain)), *UUID.findall(plain)}
        owners = {keys[key].id: keys[key] for key in held if key in keys}
        numbered = NUMBERED.match(_base(plain))
        if numbered and (fact := responses.get(str(int(numbered[1])))):
            owners[fact.id] = fact
        found.append(next(iter(owners.values())) if len(owners) == 1 else None)
    return found


def _key(key: str) -> str:
    return _exact(key).strip().removeprefix("uuid:")


def _base(path: str) -> str:
    return path.rsplit("/", 1)[-1]
