"""All settings in one place: `MACHI_*` environment variables over `settings.toml` over defaults."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from survey_loader.errors import UnusableSettings
from survey_loader.language import LANGUAGES, N_

PROJECT_DIR = Path(__file__).resolve().parent.parent
PREFIX = "MACHI_"
# Scheme and host, nothing behind: pages live at the root.
ADDRESS = re.compile(r"https?://(?:[A-Za-z0-9-]+\.)*[A-Za-z0-9-]+(?::\d+)?/?")
LONGEST_SESSION_HOURS = 24 * 30
ENGINES = ("janome", "mecab")
PATHS = {"data_dir", "database", "erased", "codebook", "backup_dir", "backup_key_file"}
# Days, weeks and months; one day at least, so that the latest backup is always kept.
KEEP = re.compile(r"[1-9]\d{0,3},\d{1,3},\d{1,3}")
# One host, named whole: it becomes part of what browsers are allowed to ask.
TILES = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?/(?=[^\s]*\{z\})(?=[^\s]*\{x\})(?=[^\s]*\{y\})[^\s\"'<>;,]*")


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation may change; each field is also `MACHI_<FIELD>` in the environment.

    data_dir: folder of the database, photos and waiting uploads.
    database: the SQLite file; empty means `machi.db` in data_dir.
    erased: the ledger of what was erased; empty means `erased.jsonl` in data_dir.
    codebook: the TOML codebook used for coding.
    language: what a new visitor reads, `ja`, `en` or `ja-easy` (やさしい日本語).
    workers: processes that analyse texts in an import; 0 means one a core.
    engine: the tokenizer of surveys that have no voices yet, `janome` or `mecab`.
    dask: address of a dask.distributed scheduler that analyses texts instead of this machine; "" for none.
    sample: whether a new, empty database is filled with the sample survey.
    tiles: address of map tiles, such as https://host/{z}/{x}/{y}.png, whose host browsers then ask; "" for none.
    tiles_source: whose tiles they are, as their owner wants it written below the map.
    backup_dir: folder of the backups; empty means a folder beside data_dir, never inside it.
    backup_hours: how often the server makes a backup; 0 means never.
    backup_keep: how many days, weeks and months keep their latest backup, as "7,4,12".
    backup_key_file: the key that backups are encrypted with (an age identity); empty means not encrypted.
    address: where people elsewhere reach the server, such as https://koe.example.jp; "" for this computer alone.
    session_hours: how long somebody stays signed in at most; a quarter of it with nothing done ends it, too.
    metrics: whether /metrics answers this computer with numbers about the server (Prometheus).
    """

    data_dir: Path = PROJECT_DIR / "data"
    database: Path = Path()
    erased: Path = Path()
    codebook: Path = PROJECT_DIR / "data" / "codebooks" / "default.toml"
    language: str = "ja"
    workers: int = 0
    engine: str = "janome"
    dask: str = ""
    sample: bool = True
    tiles: str = ""
    tiles_source: str = ""
    backup_dir: Path = Path()
    backup_hours: int = 24
    backup_keep: str = "7,4,12"
    backup_key_file: Path = Path()
    address: str = ""
    session_hours: float = 12.0
    metrics: bool = False

    @property
    def photos_dir(self) -> Path:
        """Where photo files lie, named by the hash of their content."""
        return self.data_dir / "photos"

    @property
    def uploads_dir(self) -> Path:
        """Where files wait for the import that reads them."""
        return self.data_dir / "uploads"

    @property
    def street_dir(self) -> Path:
        """Where photos from phones lie until they are whole and their interview is there."""
        return self.data_dir / "street"

    @property
    def processes(self) -> int:
        """How many processes analyse texts, at least one."""
        return self.workers or os.cpu_count() or 1

    def check_backups(self) -> None:
        """Raise UnusableSettings where backups would lie inside the data, or how many stay is not said."""
        if self.backup_dir.is_relative_to(self.data_dir.resolve()):
            raise UnusableSettings(
                N_(
                    "控えの置き場所「{value}」は、データのフォルダーの中です。"
                    "いっしょに失われないよう、外のフォルダーにしてください。"
                ),
                value=self.backup_dir,
            )
        if not KEEP.fullmatch(self.backup_keep):
            raise UnusableSettings(
                N_("設定「{name}」の値「{value}」は使えません。"), name="backup_keep", value=self.backup_keep
            )


def program_version() -> str:
    """Return the version of this program, "" where its project file was left behind."""
    path = PROJECT_DIR / "pyproject.toml"
    return str(tomllib.loads(path.read_text(encoding="utf-8"))["project"]["version"]) if path.is_file() else ""


def load(**overrides: Any) -> Settings:
    """Return the settings in force; `overrides` (of the command line) stand above all.

    Raises UnusableSettings where a value is not of its kind.
    """
    path = Path(os.environ.get(f"{PREFIX}SETTINGS", PROJECT_DIR / "settings.toml"))
    try:
        found = path.stat()
        file = (path, found.st_mtime_ns, found.st_size)
    except OSError:
        file = (path, 0, 0)
    # Where a relative path leads depends on the folder this program stands in.
    return _loaded(file, os.getcwd(), tuple(_from_environment().items()), tuple(overrides.items()))


@lru_cache(maxsize=16)
def _loaded(
    file: tuple[Path, int, int],
    _: str,
    environment: tuple[tuple[str, Any], ...],
    overrides: tuple[tuple[str, Any], ...],
) -> Settings:
    values = {**_from_file(file[0]), **dict(environment), **dict(overrides)}
    known = {field.name for field in fields(Settings)}
    if unknown := sorted(set(values) - known):
        raise UnusableSettings(N_("設定「{name}」は知らない名前です。"), name=unknown[0])
    converted = {name: _convert(name, value) for name, value in values.items()}
    settings = Settings(**converted)
    if settings.language not in LANGUAGES:
        raise UnusableSettings(
            N_("言語「{value}」は使えません。ja、en、ja-easy のどれかにしてください。"), value=settings.language
        )
    if settings.engine not in ENGINES:
        raise UnusableSettings(
            N_("解析エンジン「{value}」は使えません。janome か mecab にしてください。"), value=settings.engine
        )
    if settings.tiles and not TILES.fullmatch(settings.tiles):
        raise UnusableSettings(
            N_("地図の画像の場所「{value}」は使えません。https://…/{example} のような形にしてください。"),
            value=settings.tiles,
            example="{z}/{x}/{y}.png",
        )
    _expect_reachable(settings)
    beside = {
        "database": settings.data_dir / "machi.db",
        "erased": settings.data_dir / "erased.jsonl",
        "backup_dir": settings.data_dir.parent / f"{settings.data_dir.name}-backups",
    }
    complete = Settings(**beside | converted)
    complete.check_backups()
    return complete


def _number(value: Any) -> int:
    number = int(value)
    if number < 0:
        raise ValueError(value)
    return number


def _expect_reachable(settings: Settings) -> None:
    """Raise UnusableSettings for an address or a length of sessions that cannot be."""
    if settings.address and not ADDRESS.fullmatch(settings.address):
        raise UnusableSettings(
            N_("公開する場所「{value}」は使えません。https://koe.example.jp のような形にしてください。"),
            value=settings.address,
        )
    if not 0 < settings.session_hours <= LONGEST_SESSION_HOURS:
        raise UnusableSettings(
            N_("サインインの続く時間「{value}」は使えません。0より大きく{limit}までの時間にしてください。"),
            value=settings.session_hours,
            limit=LONGEST_SESSION_HOURS,
        )


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnusableSettings(N_("設定ファイル {path} を読めません：{why}"), path=path.name, why=error) from error


def _from_environment() -> dict[str, Any]:
    names = {f"{PREFIX}{field.name.upper()}": field.name for field in fields(Settings)}
    return {names[key]: value for key, value in os.environ.items() if key in names}


def _convert(name: str, value: Any) -> Any:
    try:
        if name == "backup_key_file" and not str(value):
            return Path()
        if name in PATHS:
            return Path(value).expanduser().resolve()
        if name == "workers":
            return int(value)
        if name == "backup_hours":
            return _number(value)
        if name == "session_hours":
            return float(value)
        if name in {"sample", "metrics"}:
            return str(value).lower() in {"1", "true", "yes"}
    except (TypeError, ValueError) as error:
        raise UnusableSettings(N_("設定「{name}」の値「{value}」は使えません。"), name=name, value=value) from error
    return value
