"""The tone of an English clause, by plain cues."""

from __future__ import annotations

import re

_WISH = re.compile(
    r"\b(?:want|wants|wish|hope|hoping|please|pls|should|must|need|needs|needed|would (?:be|love|like|"
    r"help|make|appreciate)|it'?d be|could (?:be|use|have|you|we)|can you|let (?!me\b)\w+ \w+|if (?:there|only|"
    r"you|it|we|the)|"
    r"looking forward to (?:a|the|more)|bring back|keep (?:it|the|this|them|up)|don'?t (?:change|lose|build|"
    r"close|remove|"
    r"let)|more [\w -]+(?:please|needed)?$|(?:lower|cheaper|longer|bigger|better|fewer|less|later|earlier|"
    r"clearer) [\w ]+$|"
    r"add\b|make it|suggest|any chance|can (?:we|i|you|someone|the city) (?:have|get|please|make|add|put)|"
    r"could (?:the|there|someone)|how about|why not|it is time to|get rid of|put up|"
    r"build (?:a|more)|fix the|"
    r"(?:i|we)'?d (?:love|like|appreciate|prefer)|let'?s|time to|"
    r"^(?:make|give|open|bring|build|plant|run|offer|provide|allow|extend|lower|reduce|save|stop|start|increase|"
    r"improve|install|protect|invest)\\b)"
)
# What people have to do is no wish.
_HAVE_TO = re.compile(
    r"\b(?:i|we|you|they|he|she|people|visitors|residents) (?:always |still |often )?(?:must|have to|need to|had to) "
    r"(?:always )?(?:walk|bring|wait|drive|go|pay|carry|take|use|stand|ask|climb|leave|queue|run|transfer|travel)"
)
_TROUBLE = re.compile(
    r"\b(?:not enough|not (?:many|much|so|very|that|good|easy|clean|clear|friendly|great|worth|allowed|helpful|"
    r"safe|available|what)|"
    r"no [a-z]+|nothing to|nobody|no one|none of|"
    r"hard to|hard\b|difficult|too (?:few|many|much|expensive|crowded|cold|hot|small|far|dark|short|"
    r"early|noisy|slow|long|late|busy|touristy|narrow|steep|old)|can'?t|cannot|couldn'?t|could not|can not|"
    r"did not|does not|do not|was not|"
    r"were not|never|nowhere|bad|worse|worst|terrible|awful|horrible|expensive|pricey|dirty|crowded|confusing|"
    r"(?:way |far |a bit |a little |just )?too (?!good|cute|nice|kind)[a-z]+|block(?:s|ed|ing)? |right (?:across|"
    r"in front of) my|wall of (?:ice|snow)|confused|lack(?:s|ing|ed)?|poor|poorly|inconvenient|boring|bored|rude|"
    r"far away|so far|slow|ran out|run out|"
    r"dangerous|scary|slippery|icy|muddy|disappoint\w*|doesn'?t|didn'?t|don'?t|isn'?t|aren'?t|wasn'?t|weren'?t|"
    r"won'?t|wouldn'?t|"
    r"hardly|barely|rarely|only (?:in japanese|cash|one|two|accepts?|every)|cash only|"
    r"few (?:buses|shops|trains|signs|restaurants)|problem|sad|smell(?:s|ed|y)?|stink\w*|noisy|lonely|missing|closed|"
    r"closes|annoying|limited|unfriendly|overpriced|outdated|old[- ]fashioned|run[- ]down|broken|tiny|cramped|"
    r"stuffy|dusty|freezing|"
    r"a pain|a mess|a nightmare|a shame|a pity|a hassle|forever to|took (?:forever|ages|so long)|waited|waiting|"
    r"got lost|get lost|lost our way|"
    r"unsafe|unclear|uncomfortable|unhelpful|struggl\w*|complicated|frustrat\w*|trouble|worr\w+|miss(?:ed)? the|"
    r"stop(?:s|ped)? too|"
    r"ignored|refused|cold and|rip[- ]?off|waste of|had to (?:walk|wait|pay|carry|stand|ask|leave|skip|cancel|"
    r"drive|take a taxi)|(?:last|only) (?:bus|train) (?:leaves|left|is|was)|"
    r"(?:all|everything|signs?|menus?|maps?) (?:is|are|was|were) (?:all |only )?in (?:japanese|kanji)|"
    r"where (?:is|are) the|an hour (?:to|for)|hours? (?:to find|late|wait)|litter|trash everywhere|garbage|"
    r"traffic jams?|only (?:be paid|pay|paid|take|took|accept|accepted|use) (?:with |by |in )?cash|only (?:two|three|"
    r"four|five|six|a few|once|twice|[0-9]+|see|saw|found)|"
    r"(?:once|twice|[0-9]+ times?) (?:a|per) (?:day|week)|(?:is|was|were|are|so|too|very|really|pretty) (?:cold|soggy|"
    r"stale|"
    r"tasteless|salty|greasy|sour|dry|old|late|rude|dark|low|bumpy|shabby|grumpy|weak)(?! (?:beer|drink|water))|soggy|"
    r"(?:an?|one|two|three|[0-9]+) hours? (?:away|by|one way|each way)|live in fear|drips?|leak(?:s|ing|ed)?|"
    r"shutters?|until [0-9]+ ?am|wakes? me|keeps? (?:me|us) awake|into my (?:garden|yard|house)|just (?:stops|ends)|"
    r"in the middle of nowhere|looking at a wall|minutes? late|neither \w+ nor|(?:was|were|is|are|map|address|sign|"
    r"time) wrong|far without|"
    r"full of holes|potholes?|stares? at|nothing is open|without a car|no (?:trash|garbage) (?:cans?|bins?)|"
    r"(?:ran|run|running) out of|sink\w*|sticky|itchy|sweaty|too salty|got (?:hit|hurt)|fell (?:down|on)|slipped|"
    r"not (?:even )?a single (?:seat|bench|bus|taxi)|gave up|promised|no[- ]show|mold|mould|stains?|bugs?|"
    r"cockroach\w*|"
    r"(?:gets|got) (?:stuck|soaked|sick)|by (?:[1-8]|five|six|seven) ?(?:pm|p\.m\.)?\b(?= every| already|[.!]?$)|"
    r"shut(?:s|ting)? (?:at|down|early)|(?:was|were) (?:gone|sold out|full)|sold out|fully booked|dying|abandoned|"
    r"empty (?:shops|houses)"
    r")"
)
_PRAISE = re.compile(
    r"\b(?:love|loved|loves|lovely|like (?!to\b)|liked|amazing|great|good|nice|beautiful|delicious|"
    r"friendly|kind|kindness|wonderful|best|awesome|enjoy\w*|happy|clean|fresh|perfect|excellent|fantastic|fun|"
    r"cute|cool|helpful|helped|easy|convenient|safe|peaceful|thanks?|thank you|tasty|yummy|favou?rite|"
    r"impress\w*|comfortable|comfy|cozy|gorgeous|stunning|superb|incredible|polite|welcoming|welcomed|relaxing|"
    r"relaxed|pretty|"
    r"charming|magical|breathtaking|recommend\w*|worth|unforgettable|memorable|interesting|quiet|warm|adorable|"
    r"affordable|cheap|reasonable|spotless|a blast|a gem|hidden gem|a treat|come back|return(?:ing)?|visit again|"
    r"again soon|"
    r"definitely again|highlight|paradise|heaven\w*|brilliant|outstanding|authentic|generous|attentive|efficient|"
    r"on time|"
    r"well[- ](?:organi[sz]ed|kept|maintained)|scenic|spectacular|calm|refreshing|lively|walkable|grateful|"
    r"pleasant|pleased|satisfied|(?:feel|felt|made us feel|make me feel) (?:welcome|at home|safe|so welcome|"
    r"very welcome)|(?:staff|they|people|waiter|driver|everyone) (?:spoke|speaks?) (?:good |great |some |"
    r"perfect )?english|"
    r"(?:gave|give|gives|offered|lent|brought) (?:me|us)|for free|(?:stay|live) here forever|(?:say|says|"
    r"said) (?:hello|hi|good morning)|(?:help|helps|helped|care|cares|look after) (?:me|us|each other|with)|"
    r"you can (?:see|watch|hear|swim|walk|find|enjoy|eat|try|touch)|sparkl\w*|crystal[- ]clear|proud of|glad|lucky|"
    r"homemade|funny|patient|thoughtful|gentle|crispy|juicy|tender|fluffy|creamy|generous|smiles?|"
    r"smiling|"
    r"spacious|bright|smooth|smoothly|quick|quickly|in no time|free refills?|so good|mind[- ]?blowing|obsessed|"
    r"worth it|"
    r"wow|bravo|10/10|five stars?|5 stars?)\b"
)
# A negation that praises: nothing was wrong, nothing could be better.
_NEGATED_TROUBLE = re.compile(
    r"\b(?:zero|no|not a single|without a single) (?:complaints?|regrets?|problems?|issues?|hassle)|"
    r"(?:not|never) (?:a |once )?(?:bad|disappointing|boring)|not a bad|(?:wasn'?t|isn'?t|not) a single thing|"
    r"(?:is|are|was|were) never a problem|never (?:once )?regret(?:ted)?|no regrets?|(?:did not|didn'?t|"
    r"never) disappoint|to die for|couldn'?t have asked|no crime|"
    r"(?:rent|rents|prices?|crime|taxes) (?:is|are) (?:so |very |really )?low|nothing i (?:dis|would change)|"
    r"never (?:once )?(?:feel|felt) (?:unsafe|lonely|lost|bored|cold|unwelcome|scared)|never (?:once )?(?:had to|"
    r"needed to) (?:wait|worry)|"
    r"no (?:problems?|rubbish|(?:garbage|trash)(?! (?:can|bin|box))|graffiti|smell|hurry|cars|crowds?|traffic|stress|"
    r"litter|noise|"
    r"worries|complaints?|"
    r"issues?|trouble|"
    r"lines?|queues?|wait(?:ing)?)|"
    r"not (?:crowded|expensive|bad|far|noisy|disappointed|too (?:crowded|expensive|far|busy|touristy))|"
    r"never (?:bored|boring|disappoint\w*|felt (?:unsafe|lonely|lost|bored|cold)|had (?:a|any) problems?|crowded|"
    r"tired of)|"
    r"(?:can'?t|cannot|couldn'?t|could not) (?:go wrong|be (?:better|beaten|happier)|complain|ask for more|fault|"
    r"get enough|wait to)|"
    r"(?:don'?t|didn'?t|doesn'?t) (?:mind|disappoint|feel (?:unsafe|crowded|lonely)|have to (?:wait|worry|queue))|"
    r"(?:can'?t|couldn'?t|don'?t|didn'?t) (?:wait|stop|believe how|miss|want to (?:leave|go home))|no (?:place|"
    r"town|where) like|"
    r"never (?:seen|had|tasted|met|been) (?:such|so|anything|a)|(?:nothing|not a thing) (?:to complain|wrong|"
    r"beats)|without (?:any )?(?:problems?|trouble|stress|waiting)|"
    r"isn'?t (?:crowded|expensive|far|touristy)|wasn'?t (?:crowded|expensive|far|busy)"
)
_NEGATED_PRAISE = re.compile(
    r"\b(?:not|isn'?t|wasn'?t|aren'?t|weren'?t|never|hardly|nothing) (?:\w+ ){0,2}?(?:worth|good|great|nice|"
    r"helpful|friendly|clean|tasty|"
    r"delicious|special|interesting|fun|easy|convenient|safe|comfortable|recommend\w*|impress\w*|happy|enjoy\w*|"
    r"fresh|warm|welcoming)"
)


# Answers that tell nothing.
_UNSAID = re.compile(
    r"\W*(?:nothing (?:special|in particular|much|really|comes to mind)|i (?:don'?t|do not) know(?: yet)?|not sure|"
    r"no idea|no comments?|none|n/?a|i have no opinion)\W*$"
)


def english_feeling(text: str) -> tuple[str, str]:
    """Return ("praise" | "wish" | "trouble" | "", the words that told it)."""
    lowered = text.lower()
    if _UNSAID.match(lowered):
        return "", ""
    for pattern, tone in (
        (_NEGATED_TROUBLE, "praise"),
        (_HAVE_TO, "trouble"),
        (_WISH, "wish"),
        (_NEGATED_PRAISE, "trouble"),
        (_TROUBLE, "trouble"),
        (_PRAISE, "praise"),
    ):
        match = pattern.search(lowered)
        if match:
            return tone, match[0].strip()
    return "", ""
