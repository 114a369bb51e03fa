"""What a row says the person allowed; anything that is not a plain yes is a no."""

from __future__ import annotations

from collections.abc import Mapping as Values
from collections.abc import Sequence

from survey_loader.models import Consents, PhotoConsent
from survey_loader.sources import meanings
from survey_loader.sources.mapping import Mapping
from survey_loader.sources.meanings import PUBLIC_PHOTO, PublicPhoto, Understanding

_LEAST_FIRST: tuple[PhotoConsent, ...] = ("no", "board", "face")
_CONSENTS = ("consent_quote", "consent_photo_committee", "consent_photo_public")


class ConsentReader:
    """Reads the consents of a row; equal cells share one record.

    Where there is a consent to show a photo in public but none for the committee, the committee may
    see what the hall may: who agrees to be seen by all agrees to be seen by them. Where one consent is to
    publish words and photo alike, it never shows more of a photo than the consent to the photo itself. A consent
    that was asked for a hall alone is none for the web.
    """

    def __init__(self, at: Values[str, int], mapping: Mapping) -> None:
        table = mapping.values.get
        self._places = [at.get(what) for what in _CONSENTS]
        self._basis = mapping.basis
        self._published = self._places[0] == self._places[2] is not None and self._places[1] is not None
        self._quote = Understanding(False, meanings.yes, table(_CONSENTS[0]), "yes".__eq__)
        self._committee: Understanding[PhotoConsent] = Understanding(
            "no", meanings.photo_committee, table(_CONSENTS[1])
        )
        hall_only = meanings.asks_for_hall_only(mapping.columns.consent_photo_public)
        words = meanings.photo_in_hall if hall_only else meanings.photo_public
        self._public: Understanding[PublicPhoto] = Understanding(
            PUBLIC_PHOTO["no"], words, table(_CONSENTS[2]), PUBLIC_PHOTO.__getitem__
        )
        self._known: dict[tuple[str, ...], Consents] = {}
        self.unread: dict[str, list[str]] = dict(
            zip(_CONSENTS, (self._quote.unread, self._committee.unread, self._public.unread), strict=True)
        )

    def read(self, row: Sequence[str]) -> tuple[Consents, bool]:
        """Return the consents and whether any of their cells was filled."""
        cells = tuple(["" if place is None else row[place].strip() for place in self._places])
        known = self._known.get(cells)
        if known is None:
            known = self._known[cells] = self._consents(*cells)
        return known, any(cells)

    def _consents(self, quote: str, committee: str, public: str) -> Consents:
        hall, web = self._public[public]
        seen = hall if self._places[1] is None else self._committee[committee]
        if self._published:
            hall, web = (min(seen, shown, key=_LEAST_FIRST.index) for shown in (hall, web))
        return Consents(
            quote=bool(self._basis) or self._quote[quote],
            photo_committee=seen,
            photo_hall=hall,
            photo_web=web,
            basis=self._basis,
        )
