"""What the words in a cell mean: relations, consents, だれにとって, languages. Unknown means no."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from survey_loader.models import Axis, PhotoConsent, Relation

# An answer longer than this, or one that sets a condition, is for a person to read.
LONGEST_YES = 40
MOST_UNREAD = 50
# In a value table, what stands for every other cell that is not empty.
EVERYTHING_ELSE = "*"

_FORMER = r"(以前|昔|もと|元).*(住|市民|町民)|住んでいた|帰省|ゆかり|縁があ|里帰り|実家|ふるさと|故郷|出身"
_RELATIONS: tuple[tuple[Relation, str], ...] = (
    ("commuter", r"[市町村区県]外.*(通勤|通学)"),
    ("rooted", _FORMER + r"|rooted|hometown|former|grew up"),
    ("visitor", r"住んでいない|住んでいません|non[- ]?resident|not live|outside|out of|elsewhere|\bnot in\b"),
    ("resident", r"([市町村区]内|地元).*(在住|居住|住)|在住者"),
    ("commuter", r"通勤|通学|勤務|働い|職場|commut|work|study"),
    ("visitor", r"観光|旅行|[市町村区県]外|海外|国外|外国|来訪|訪れ|訪問|出張|よそ|visit|tourist|travel"),
    (
        "resident",
        r"[市町村区]内|在住|居住|住んで|住民|[市町村区]民|地元|resident|live|local|in (the )?(town|city|village)",
    ),
)
_CONDITION = r"ただし|但し|なら|けど|けれど|以外|のみ|だけ|条件|場合|一部|\b(only|but|if|except|unless)\b"
_NO_MATTER = r"(問題|支障)は?(ない|ありません|なし)|構(わない|いません)|かまわない|かまいません"
_NO = (
    r"いいえ|不可|不同意|非公開|しない|しません|ない|なし|[×✕✖✗]|拒否|だめ|ダメ|断|^否|^x$|^ng"
    r"|^(あと|後)で|^保留|^未定|^later$|\bno\b|\bnot\b|n't|^n$|^0(\.0)?$|^false$|disagree|refuse"
)
_YES = (
    r"^はい|^可|ok|オーケー|[○〇◯◎✓✔☑]|^レ$|同意|了承|承諾|許可|許諾|承認|公開し|公開可|掲載可|可能|よい|良い"
    r"|いいです|^yes|^y$|^1(\.0)?$|^true$|agree|allow"
)
_BOARD = r"(板|ボード|board)"
_BOARD_ONLY = _BOARD + r"[^、。]*(だけ|のみ|only)|^" + _BOARD + r"$|only the board|^顔(出し)?は?なし$"
_HALL_ONLY = r"(会場|紙|館内|展示|印刷|hall|print)[^、。]*(だけ|のみ|only)|^(会場|hall)$"
# A question about a hall or paper alone, whose yes says nothing of the web.
_HALL = r"会場|館内|展示|印刷|紙面|パネル|ポスター|冊子|\bhall\b|\bprint|exhibit"
_WEB = r"公開|公表|web|ウェブ|ネット|sns|ホームページ|サイト|online|internet|publi"
_LANGUAGES = {
    "ja": ("日本語", "japanese", "ja"), "en": ("英語", "english", "en"),
    "zh": ("中国語", "中文", "chinese", "zh"), "ko": ("韓国語", "한국어", "korean", "ko"),
}  # fmt: skip
_LANGUAGE_OF = {word: code for code, words in _LANGUAGES.items() for word in words}

# Ages as codes and numbers; a band like 20-29 is named by where it begins.
_AGE = re.compile(
    r"(?:age ?)?(?P<tens>[1-9])\d(?:'?s|歳?代|歳|才)?(?: ?(?:[-~〜]|から) ?(?P=tens)9(?:歳|才)?)?"
    r"(?P<up> ?\+|[ _]?(?:plus|over|and over|or over|or older|以上))?"
)
_KANJI_TENS = re.compile(r"^([一二三四五六七八九]?)十(?=歳?代)")

PublicPhoto = tuple[PhotoConsent, PhotoConsent]
PUBLIC_PHOTO: Mapping[str, PublicPhoto] = {
    "face": ("face", "face"),
    "hall": ("face", "no"),
    "board": ("board", "board"),
    "board_hall": ("board", "no"),
    "no": ("no", "no"),
}


def compared(cell: str) -> str:
    """Return a cell as it is compared: NFKC, one case, no surrounding space."""
    return unicodedata.normalize("NFKC", cell).strip().casefold()


def _as_words(cell: str) -> str:
    """Return a cell as it is compared, the codes of forms (not_in_town) as words."""
    return compared(cell).replace("_", " ")


def as_written(cell: str) -> str:
    """Return a cell with full-width letters and digits made one (NFKC), otherwise as it stands."""
    return unicodedata.normalize("NFKC", cell).strip()


def age(cell: str) -> str:
    """Return the age band of a cell: 20s and 23歳 are 20代; other words stay as written."""
    written = as_written(cell)
    band = _AGE.fullmatch(_KANJI_TENS.sub(_in_digits, written.casefold()))
    if band is None:
        return written
    return f"{band['tens']}0代以上" if band["up"] else f"{band['tens']}0代"


def _in_digits(tens: re.Match[str]) -> str:
    return f"{'一二三四五六七八九'.find(tens[1] or '一') + 1}0"


def relation(cell: str) -> Relation | None:
    """Return who speaks, or None where the words do not tell."""
    word = _as_words(cell)
    return next((relation for relation, pattern in _RELATIONS if re.search(pattern, word)), None)


def yes(cell: str) -> bool | None:
    """Return the answer of a yes/no cell, or None where it sets a condition or does not tell."""
    word = _as_words(cell)
    if re.search(_CONDITION, word):
        return None
    if re.search(_NO_MATTER, word):
        return True if len(word) <= LONGEST_YES else None
    if re.search(_NO, word):
        return False
    return True if re.search(_YES, word) and len(word) <= LONGEST_YES else None


def photo_committee(cell: str) -> PhotoConsent | None:
    """Return what the committee may see: face, board only, or no."""
    word = compared(cell)
    if word in ("face", "顔"):
        return "face"
    if re.search(_BOARD_ONLY, word):
        return "board"
    answer = yes(cell)
    return None if answer is None else "face" if answer else "no"


def photo_public(cell: str) -> PublicPhoto | None:
    """Return what (a hall and print, the web) may show; 会場と紙だけ keeps the face off the web."""
    if (code := compared(cell)) in PUBLIC_PHOTO:
        return PUBLIC_PHOTO[code]
    if re.search(_HALL_ONLY, code):
        return PUBLIC_PHOTO["hall"]
    answer = photo_committee(cell)
    return None if answer is None else PUBLIC_PHOTO[answer]


def asks_for_hall_only(header: str) -> bool:
    """Say whether a consent is asked for a hall or for paper, and not for the web."""
    word = _as_words(header)
    return bool(re.search(_HALL_ONLY, word) or (re.search(_HALL, word) and not re.search(_WEB, word)))


def photo_in_hall(cell: str) -> PublicPhoto | None:
    """Return what a hall may show where only that was asked; the web may show nothing."""
    answer = photo_public(cell)
    return None if answer is None else (answer[0], "no")


def said(cell: str) -> Axis | None:
    """Return whom the thing serves in the writer's own answer: 住む人, 来る人, 両方."""
    word = compared(cell)
    live = re.search(r"住|暮ら|くらす|市民|住民|\blive|resident", word)
    visit = re.search(r"来る|訪れ|観光|旅|\bvisit|tourist", word)
    if re.search(r"両方|どちらも|both|みんな", word) or (live and visit):
        return "both"
    return "live" if live else "visit" if visit else None


def language(cell: str) -> str:
    """Return the language's code where it is a common one, else the words as written."""
    return _LANGUAGE_OF.get(compared(cell), as_written(cell))


Meaning = TypeVar("Meaning")


class Understanding(dict[str, Meaning]):
    """The meanings of one column's cells: its value table, then the table's "*", then words.

    Each distinct cell is worked out once. Cells that nothing explains mean `unknown`; those not blank are kept,
    up to MOST_UNREAD of them, in `unread`, so that a person can add them to the table.
    """

    def __init__(
        self,
        unknown: Meaning,
        words: Callable[[str], Meaning | None],
        table: Mapping[str, str] | None = None,
        stands_for: Callable[[str], Meaning] | None = None,
    ) -> None:
        super().__init__()
        self.unread: list[str] = []
        self._unknown = unknown
        self._words = words
        # Most tables give the meaning itself; the mapping file has been checked for it.
        self._stands_for = stands_for or (lambda listed: cast(Meaning, listed))
        self._table = {compared(cell): meaning for cell, meaning in (table or {}).items()}

    def __missing__(self, cell: str) -> Meaning:
        meaning = self._meaning(cell)
        if meaning is None:
            if cell.strip() and len(self.unread) < MOST_UNREAD:
                self.unread.append(cell)
            meaning = self._unknown
        self[cell] = meaning
        return meaning

    def _meaning(self, cell: str) -> Meaning | None:
        word = compared(cell)
        listed = self._table.get(word)
        if not word:
            return self._unknown if listed is None else self._stands_for(listed)
        if listed is None:
            listed = self._table.get(EVERYTHING_ELSE)
        return self._words(cell) if listed is None else self._stands_for(listed)
