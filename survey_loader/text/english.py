"""The tone of an English clause, by plain cues."""

from __future__ import annotations

import re

_WISH = re.compile(
    r"\b(?:want|wants|wish|hope|hoping|please|pls|should|must|need|needs|needed|would (?:be|love|like|"
    r"help|make)|it'?d be|could (?:be|use|have)|let (?!me\b)\w+ \w+|if (?:there|only|you|it|we)|"
    r"looking forward|bring back|keep (?:it|the|this|them|up)|don'?t (?:change|lose|build|close|remove|"
    r"let)|more [\w ]+(?:please|needed)?$|(?:lower|cheaper|longer|bigger|better|fewer|less) [\w ]+$|"
    r"add\b|make it|suggest)"
)
_TROUBLE = re.compile(
    r"\b(?:not enough|not (?:many|much|so|very|that|good|easy|clean|clear|friendly|great)|no [a-z]+|"
    r"hard to|hard\b|difficult|too (?:few|many|much|expensive|crowded|cold|hot|small|far|dark|short|"
    r"early|noisy|slow|long)|can'?t|cannot|couldn'?t|could not|can not|did not|does not|do not|was not|"
    r"were not|never|nowhere|bad|worse|worst|terrible|awful|horrible|expensive|pricey|dirty|crowded|confusing|"
    r"confused|lack(?:s|ing)?|poor|inconvenient|boring|rude|far away|so far|slow|ran out|run out|"
    r"dangerous|scary|slippery|disappoint\w*|doesn'?t|didn'?t|don'?t|isn'?t|aren'?t|wasn'?t|"
    r"few (?:buses|shops|trains|signs|restaurants)|problem|sad|smells?|noisy|lonely|missing|closed|"
    r"closes|annoying|limited|unfriendly|overpriced)"
)
_PRAISE = re.compile(
    r"\b(?:love|loved|loves|lovely|like (?!to\b)|liked|amazing|great|good|nice|beautiful|delicious|"
    r"friendly|kind|wonderful|best|awesome|enjoy\w*|happy|clean|fresh|perfect|excellent|fantastic|fun|"
    r"cute|cool|helpful|easy|convenient|safe|peaceful|thanks?|thank you|tasty|yummy|favou?rite|"
    r"impress\w*|comfortable|cozy|gorgeous|stunning|superb|incredible|polite|welcoming|relaxing|pretty|"
    r"charming|magical|breathtaking|recommend|worth|unforgettable|interesting|quiet|warm|adorable|"
    r"affordable|cheap)\b"
)
_NEGATED_TROUBLE = re.compile(
    r"\bno (?:problem|cars|crowds?|traffic|stress|trash|litter|noise|worries|complaints)|"
    r"not (?:crowded|expensive|bad|far|noisy)|never (?:bored|boring|disappoint\w*)"
)


def english_feeling(text: str) -> tuple[str, str]:
    """Return ("praise" | "wish" | "trouble" | "", the words that told it)."""
    lowered = text.lower()
    for pattern, tone in (
        (_NEGATED_TROUBLE, "praise"),
        (_WISH, "wish"),
        (_TROUBLE, "trouble"),
        (_PRAISE, "praise"),
    ):
        match = pattern.search(lowered)
        if match:
            return tone, match[0].strip()
    return "", ""
