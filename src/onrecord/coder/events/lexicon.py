"""Triggers: which words tell which kind of event, and who takes part how.

A kind has verbs and nouns. Behind a verb stands its frame, unless it is the plain one:

- plain: the subject is the initiator, the object the target
- `r`  reciprocal: subject and object are participants alike
- `a`  the object is affected, the subject the initiator (killed, wounded)
- `s`  only a subject, the initiator (withdrew)
- `+a/b`  only with one of these words next or near behind it (`took over`)

Multi-word nouns stand with `_`. A noun with `!` is one only with a marker of the kind in its sentence (`military
exercises`): the words behind it, joined by `/`, one of which must stand right before it.
"""

from __future__ import annotations

from typing import NamedTuple

from onrecord.coder.quotes.lexicon import forms_of


class Trigger(NamedTuple):
    """A form of a word that may tell an event."""

    event_type: str
    frame: str
    #: `verb` or `noun`
    part: str
    #: `base`, `s`, `past` or `ing` of verbs
    form: str
    #: words one of which must stand near behind a verb, or right before a noun
    wants: frozenset[str]
    confidence: float


_VERBS: dict[str, str] = {
    "armed_clash": "clash:r fight:r battle:r skirmish:r",
    "attack": """attack shell bombard bomb strike ambush assassinate assault raid torpedo gun+down kill:a wound:a injure:a
        behead:a murder:a massacre:a shoot:a slaughter:a storm mortar firebomb raze demolish""",
    "invasion": "invade overrun occupy",
    "military_buildup": """mass:s+troops/forces/soldiers/tanks/equipment/units amass:s gather:s+troops/forces/soldiers mobilise:s
        mobilize:s reinforce:s""",
    "deployment": """deploy:s station:s+in/at/near/along/on dispatch:s+troops/ships/warships/forces/soldiers/aircraft/marines
        send:s+troops/ships/warship/warships/forces/soldiers/aircraft/marines/tanks/destroyer/destroyers/peacekeepers/jets/carrier/battalion
        encircle position:s+troops/forces/missiles""",
    "military_exercise": "drill:s",
    "withdrawal": "withdraw:s retreat:s pull:s+out/back/troops/forces evacuate:s+troops/forces/base demobilise:s demobilize:s",
    "annexation": "annex take+over seize+territory/peninsula/region",
    "secession": "secede:s declare:s+independence",
    "regime_change": "overthrow topple oust depose",
    "election": "",
    "protest": "protest:s demonstrate:s riot:s rally:s strike:s+pay/wages/conditions boycott block:s+road/roads/street/streets march:s+against/through/demand",
    "coercion": """arrest detain imprison jail seize expel deport ban confiscate blockade besiege hack abduct kidnap capture
        censor torture evict outlaw""",
    "sanction": "sanction embargo suspend+aid/ties/talks/relations sever+ties/relations freeze+assets/aid recall+ambassador",
    "call": "phone:r telephone:r",
    "meeting": "meet:r visit",
    "negotiation": "negotiate:r mediate:s",
    "ceasefire": "",
    "agreement": "agree:r+to/on/upon/that sign:r+agreement/treaty/pact/accord/deal/contract/memorandum ratify:s",
    "concession": "release+prisoners/hostages/detainees free+prisoners/hostages/detainees pardon lift+ban/sanctions/embargo/blockade/siege",
    "cooperation": "cooperate:r collaborate:r",
    "aid": """donate:s+aid/money/food/million/tons/tonnes/billion supply:s+arms/weapons/food/aid provide:s+aid/assistance/food/shelter/weapons/arms
        deliver:s+aid/food/arms/weapons/supplies give:s+aid/assistance/million/billion""",
    "support": "endorse praise recognise+independence/state/government recognize+independence/state/government",
    "investigation": "investigate inspect:s+site/sites/facilities/plant probe",
    "accusation": "accuse blame criticise criticize condemn denounce complain:s",
    "denial": "deny reject",
    "demand": "demand urge appeal:s+for/to call:s+for/on",
    "threat": "threaten",
}
_NOUNS: dict[str, str] = {
    "armed_clash": "clash clashes fighting firefight skirmish skirmishes battle battles gunbattle street_battles",
    "attack": """attack attacks shelling airstrike airstrikes air_strike air_strikes bombing bombings bombardment ambush
        assassination massacre raid raids suicide_bombing car_bomb missile_strike missile_strikes""",
    "invasion": "invasion mass-invasion incursion",
    "armed_conflict": "war civil_war armed_conflict military_conflict conflict!long-running/armed/frozen/ongoing",
    "casualties": "death_toll casualties",
    "military_buildup": "build-up buildup build_up mobilisation mobilization massing troop_movements",
    "deployment": "deployment",
    "military_exercise": """military_exercises military_exercise military_drills military_drill war_games manoeuvres maneuvers
        exercises!joint/naval/live-fire drills!joint/naval/live-fire""",
    "withdrawal": "withdrawal pullout pull-out retreat troop_withdrawal",
    "annexation": "annexation",
    "secession": "secession declaration_of_independence",
    "regime_change": "revolution coup coup_d'etat overthrow ouster uprising",
    "election": "election elections referendum presidential_election parliamentary_elections",
    "protest": "protest protests demonstration demonstrations riot riots hunger_strike general_strike",
    "coercion": """arrest arrests detention seizure expulsion crackdown blockade siege cyberattack cyber_attack kidnapping
        abduction martial_law""",
    "sanction": "sanctions embargo",
    "call": "phone-call phone_call telephone_call phone_conversation call!telephone/phone/video/conference",
    "meeting": "meeting summit visit!official/state",
    "negotiation": "negotiations negotiation peace_talks talks mediation",
    "ceasefire": "ceasefire cease-fire truce armistice",
    "agreement": "agreement treaty pact accord",
    "concession": "prisoner_release amnesty",
    "cooperation": "joint_patrols",
    "aid": "humanitarian_aid military_aid food_aid arms_shipment arms_deliveries",
    "investigation": "investigation inquiry enquiry",
}
#: kinds that are tied to no place
NOWHERE = frozenset(
    ["call", "support", "accusation", "denial", "demand", "threat", "statement", "sanction", "agreement"]
)
#: kinds whose sides are not told apart
MUTUAL = frozenset(["armed_clash", "armed_conflict", "meeting", "negotiation", "ceasefire", "agreement", "cooperation"])
#: what an act of speech is as an event
OF_SPEECH: dict[str, str] = {
    "accuse": "accusation",
    "deny": "denial",
    "support": "support",
    "demand": "demand",
    "threaten": "threat",
    "state": "statement",
    "report": "statement",
    "insist": "statement",
    "concern": "statement",
}


def _read() -> dict[str, list[Trigger]]:
    found: dict[str, list[Trigger]] = {}
    for event_type, listing in _VERBS.items():
        for entry in listing.split():
            told, _, wants = entry.partition("+")
            base, _, frame = told.partition(":")
            wanted = frozenset(wants.split("/")) if wants else frozenset()
            for form, kind in forms_of(base).items():
                found.setdefault(form, []).append(
                    Trigger(event_type, frame, "verb", kind, wanted, 0.6 if wanted else 0.55)
                )
    for event_type, listing in _NOUNS.items():
        for entry in listing.split():
            noun, _, before = entry.partition("!")
            words = noun.split("_")
            wanted = frozenset(before.split("/")) if before else frozenset()
            found.setdefault(words[0], []).append(
                Trigger(event_type, " ".join(words[1:]), "noun", "noun", wanted, 0.55 if len(words) > 1 else 0.45)
            )
    return found


#: a word in lower case to what it may tell, the most telling reading first
TRIGGERS: dict[str, list[Trigger]] = {
    word: sorted(found, key=lambda trigger: (-len(trigger.wants), -len(trigger.frame) if trigger.part == "noun" else 0))
    for word, found in _read().items()
}
