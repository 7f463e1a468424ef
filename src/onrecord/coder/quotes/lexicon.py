"""Cue verbs and function words: the only place where a word is listed.

A cue has a *tier*, a *speech act* and *frames* that say what its content may look like:

- `q` quoted words may be its object (`she said, "…"`)
- `c` a clause, with or without "that" (`said the talks failed`)
- `w` a clause only with "that", "how", "whether" … (`explained how it works`)
- `i` an infinitive (`vowed to resign`)
- `n` a noun phrase (`praised the deal`)
- `a` an addressee stands before the content (`told reporters that …`)
- `m` a noun phrase, kept only when it holds quoted words: the verb tells of a deed (`backed the "fair" plan`)
- `!` its plain and -s forms are other words (`a state`)
- `p:x/y` a noun phrase after one of these prepositions (`called for calm`)
- `.` its plain and -s forms are as often nouns (`a report`, `claims`)
"""

from __future__ import annotations

from typing import NamedTuple

from onrecord.coder.quotes.model import Act


def word_set(listing: str) -> frozenset[str]:
    """The words of a listing."""
    return frozenset(listing.split())


class Cue(NamedTuple):
    """A form of a cue verb."""

    lemma: str
    tier: str
    act: Act
    frames: str
    prepositions: frozenset[str]
    form: str
    """`base`, `s`, `past` or `ing`."""


_SPEECH: dict[Act, str] = {
    "state": """say:qc tell:qca write:qcp:of/about add:qc ask:qwanip:about/for note:qcn explain:qcn describe:n reply:qc
        respond:qcp:to/with answer:qc. comment:qcp:on. remark:qc. observe:qc state:!qc continue:q recall:qcn
        tweet:qcn. retweet:qn post:qcm. joke:qcp:about. quip:qc. speak:p:of/about/against/on talk:p:about/of/on.
        discuss:n mention:qcn elaborate:qp:on conclude:qc begin:q recount:qcn tout:n label:n dub:n
        call:qnp:for/on/out. characterize:n characterise:n refer:p:to compare:n liken:m riff:q muse:qcp:about
        chant:qn. shout:qcn. yell:qc. scream:qc. cry:q. whisper:qc. interject:q chime:q repeat:qcn reiterate:qcn
        recite:qn narrate:qm text:qc. email:qcn. blog:qc. testify:qcp:about/to counter:qcn. retort:qc. rejoin:q
        deadpan:q intone:q brag:qcp:about. boast:qcp:about/of. gush:qp:about/over exclaim:qc proclaim:qcn
        pronounce:qn preach:qn lecture:na. sum:q read:q. interrupt:q address:m. reference:n. cite:qn quote:n.
        question:qwn. wonder:qw. inquire:qwp:about/into clarify:qcn specify:qcn summarize:qn summarise:qn opine:qc
        counsel:qcai advise:qcaim recommend:qcn suggest:qcn propose:qcin introduce:q echo:qn. greet:q signal:cn.
        hint:cqp:at. imply:c""",
    "report": """report:qcn. announce:qcni reveal:qcn disclose:cn confirm:qcn show:c. find:c indicate:cqn inform:qca
        notify:ca document:m. detail:m. publish:m. release:m. estimate:cn. calculate:c project:cn. forecast:cn.
        predict:qcn foresee:cn rule:cp:out/on. declare:qcni acknowledge:qcn admit:qcp:to concede:qcn confess:qcp:to
        outline:n. highlight:n. underscore:cm. illustrate:cm leak:m. relay:cn allude:p:to point:qcp:out/to.
        determine:cm. deem:m put:p:at""",
    "insist": """insist:qcp:on/that argue:qcp:for/against/over claim:qcni. assert:qcn maintain:qcm contend:qc stress:qcn.
        emphasize:qcn emphasise:qcn reaffirm:cn affirm:qcn swear:qci attest:cp:to vouch:p:for posit:cn profess:cni
        underline:m. defend:n. persuade:cia convince:ca remind:qca assure:qca reassure:ca""",
    "accuse": """accuse:nq blame:nq. allege:qc charge:qc. criticize:nq criticise:nq slam:nq. blast:nq. attack:mq. denounce:nq
        condemn:nq mock:nq ridicule:nq. rail:p:against. lash:p:out decry:mq deride:nq lambaste:nq lambast:nq
        castigate:nq chide:nq rebuke:nq. scold:nq berate:nq assail:nq bash:nq. knock:m. disparage:n belittle:n
        insult:n. taunt:nq. chastise:nq fault:m. skewer:n complain:qcp:about/of lament:qcn. rip:m. hammer:m.
        trash:m. excoriate:nq impugn:n malign:n smear:n. brand:n. portray:n depict:n cast:m. paint:n. insinuate:c""",
    "deny": """deny:qcn dismiss:nq reject:nq dispute:cn. rebut:nq refute:n disavow:m repudiate:n renounce:m contradict:n
        disagree:qp:with protest:qcn. oppose:m contest:m. decline:i. refuse:i. object:qcp:to. downplay:m deflect:m
        resist:m balk:p:at scoff:qp:at""",
    "support": """praise:nq. endorse:mq back:m. support:m. hail:nq. applaud:nq. laud:nq. commend:nq congratulate:m thank:nq.
        welcome:nq. agree:qcip:with/to/on approve:mp:of favor:m. favour:m. embrace:m. champion:m. advocate:np:for.
        celebrate:m. extol:n concur:qc bless:m. salute:m. compliment:nq. credit:m. tease:nq. apologize:qp:for/to
        apologise:qp:for/to""",
    "demand": """demand:qcni. urge:qcain. order:qani. instruct:ai command:ai. beg:ai plead:qp:for/with implore:qai
        request:qcni. appeal:p:for/to. encourage:aim press:ap:for. push:p:for. lobby:p:for/against. petition:ai.
        invite:ai challenge:aim. exhort:qai beseech:ai direct:ai. caution:qca. seek:m solicit:m""",
    "threaten": """threaten:qcin warn:qcap:of/about/against""",
    "promise": """promise:qcin. vow:qci. pledge:qcin. offer:qin. guarantee:cn. commit:p:to""",
    "concern": """worry:qcp:about. fret:qcp:about grumble:qcp:about bemoan:n rue:n. fume:qp:about/over gripe:qp:about. sigh:q.
        despair:p:of.""",
}
_BELIEF: dict[Act, str] = {
    "believe": """believe:cp:in think:cqp:of/about know:cw feel:cp:about consider:m view:m. see:cm. regard:m. suspect:cn.
        assume:cm expect:cmi presume:c imagine:cm realize:cn realise:cn recognize:cm recognise:cm understand:cw
        conclude:c deem:m decide:ic reckon:c figure:c. guess:c. doubt:cn. judge:m. perceive:m envision:m
        remember:qcm learn:c. discover:c notice:c. agree:c hold:c. anticipate:cn theorize:c speculate:qc sense:c.
        interpret:m""",
    "demand": """want:in. hope:cip:for. wish:ci. prefer:mi intend:i plan:i. aim:i. seek:i. desire:mi. demand:c.""",
    "concern": """fear:cn. worry:c. dread:m. resent:m regret:cn. dislike:m. hate:m. question:w.""",
    "support": """support:m. favor:m. favour:m. admire:m respect:m. appreciate:m""",
    "deny": """oppose:m""",
}
_IRREGULAR: dict[str, tuple[str, ...]] = {
    # base: past forms (past tense and participle)
    "say": ("said",),
    "tell": ("told",),
    "write": ("wrote", "written"),
    "speak": ("spoke", "spoken"),
    "begin": ("began", "begun"),
    "think": ("thought",),
    "know": ("knew", "known"),
    "feel": ("felt",),
    "see": ("saw", "seen"),
    "find": ("found",),
    "hold": ("held",),
    "understand": ("understood",),
    "foresee": ("foresaw", "foreseen"),
    "put": ("put",),
    "cast": ("cast",),
    "seek": ("sought",),
    "swear": ("swore", "sworn"),
    "beseech": ("besought",),
    "rebut": ("rebutted",),
    "show": ("showed", "shown"),
    "read": ("read",),
    "learn": ("learned", "learnt"),
    "fight": ("fought",),
    "strike": ("struck",),
    "shoot": ("shot",),
    "overrun": ("overran",),
    "send": ("sent",),
    "withdraw": ("withdrew", "withdrawn"),
    "take": ("took", "taken"),
    "overthrow": ("overthrew", "overthrown"),
    "meet": ("met",),
    "give": ("gave", "given"),
    "freeze": ("froze", "frozen"),
}
_DOUBLING = word_set(
    "ban gun kidnap slam quip brag rip chat rebut admit commit refer plan spot dub blog beg fret extol label signal"
)
_SINGLE_L = frozenset(("label", "signal"))


def _past(base: str) -> tuple[str, ...]:
    if base in _IRREGULAR:
        return _IRREGULAR[base]
    if base in _DOUBLING:
        doubled = (base + base[-1] + "ed",)
        return doubled + ((base + "ed",) if base in _SINGLE_L else ())
    if base.endswith("e"):
        return (base + "d",)
    if base.endswith("y") and base[-2] not in "aeiou":
        return (base[:-1] + "ied",)
    return (base + "ed",)


def _third(base: str) -> str:
    if base.endswith(("s", "sh", "ch", "x", "z")):
        return base + "es"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies"
    return base + "s"


def _gerund(base: str) -> tuple[str, ...]:
    if base in _DOUBLING:
        return (base + base[-1] + "ing",) + ((base + "ing",) if base in _SINGLE_L else ())
    if base.endswith("e") and not base.endswith("ee"):
        return (base[:-1] + "ing",)
    return (base + "ing",)


def forms_of(base: str) -> dict[str, str]:
    """Every form of a verb, to `base`, `s`, `past` or `ing`."""
    forms = {base: "base", _third(base): "s"}
    return {**dict.fromkeys(_gerund(base), "ing"), **dict.fromkeys(_past(base), "past"), **forms}


def _entries(tier: str, table: dict[Act, str]) -> dict[str, Cue]:
    forms: dict[str, Cue] = {}
    for act, listing in table.items():
        for entry in listing.split():
            base, _, rest = entry.partition(":")
            noun = rest.endswith(".")
            frames, _, prepositions = rest.rstrip(".").partition("p:")
            cue = Cue(
                base,
                tier,
                act,
                frames + ("p" if prepositions else "") + ("." if noun else ""),
                frozenset(prepositions.split("/") if prepositions else ()),
                "base",
            )
            if "!" not in frames:
                forms.setdefault(base, cue)
                forms.setdefault(_third(base), cue._replace(form="s"))
            for past in _past(base):
                forms.setdefault(past, cue._replace(form="past"))
            for gerund in _gerund(base):
                forms.setdefault(gerund, cue._replace(form="ing"))
    return forms


CUES: dict[str, Cue] = {**_entries("belief", _BELIEF), **_entries("speech", _SPEECH)}
"""Every form of every cue verb, in lower case."""

_NOUNS: dict[Act, str] = {
    "state": "statement comment remark suggestion description answer question explanation response assessment",
    "insist": "claim assertion contention argument insistence assurance declaration",
    "report": "announcement report estimate prediction admission acknowledgment acknowledgement finding conclusion",
    "accuse": "accusation allegation complaint charge criticism attack denunciation",
    "deny": "denial rejection opposition refusal",
    "support": "support endorsement praise",
    "demand": "demand call request proposal plea appeal recommendation",
    "threaten": "threat warning",
    "promise": "promise pledge vow offer commitment",
    "concern": "fear concern worry",
    "believe": "belief view opinion hope notion idea desire thinking",
}
NOUN_CUES: dict[str, Act] = {noun: act for act, nouns in _NOUNS.items() for noun in nouns.split()}
"""Nouns that stand for what someone said or thinks: `his claim that …`."""

# Function words by the letter that stands for them in a tag string; see `tokens`.
CLASSES: dict[str, str] = {
    "H": "he she they we i it you who's he's",
    "h": "him them me us himself herself themselves itself",
    "D": "the a an this these those his her its their our my your no some any each every another both either "
    "all such several most many few",
    "X": "is are was were be been being am has have had having do does did done will would shall should can could "
    "may might must 'd 'll 've 're 'm get gets got don doesn didn won wouldn couldn shouldn isn aren wasn weren "
    "hasn haven hadn ain cannot",
    "R": "not never also then later still just even only already again once now here there too however instead "
    "further often always ever soon meanwhile repeatedly long rather quite very so perhaps maybe yet thus "
    "'t himself twice sometimes else though first",
    "O": "of",
    "I": "in on at for from with by about into over against during through between among under within without "
    "toward towards across behind beyond near outside inside upon despite via per amid since until like "
    "throughout alongside above below around off out up down back along per regarding concerning including",
    "A": "and or but nor &",
    "S": "because while if when as after before although whereas unless whether how why what where than whatever",
    "W": "who which whom whose",
    "T": "that",
    "t": "to",
    "d": "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight january february march "
    "april june july august september october november december earlier recently",
    "V": "went go goes came come comes took take takes taken made make makes gave give gives given became become "
    "becomes left leave leaves kept keep keeps ran run runs won win wins lost lose loses met meet meets "
    "brought bring brings sent send sends stood stand stands sat sits fell falls rose rises grew grows "
    "spent spends drew draws led leads paid pays bought sold built broke chose continues remains remained "
    "seems seemed appears appeared became let lets set sets looks looked turns turned helped began "
    "shot hit cut drove ate flew rode wore bore tore threw blew caught taught fought dealt slept wept meant "
    "hid bit froze stole woke swam sang rang sank drank stuck struck swept spread shut hurt beat bent lent "
    "sought forgot got understood dug hung clung flung slid split quit fled shook laid lay rose happens happened "
    "includes lives works faces serves holds follows",
}
WORD_CLASS: dict[str, str] = {word: letter for letter, words in CLASSES.items() for word in words.split()}
VERB_LETTER = {"past": "C", "ing": "G"}

ABBREVIATIONS = word_set(
    "mr mrs ms dr prof sen sens rep reps gov govs gen col lt sgt capt maj cmdr adm rev hon st jr sr inc corp co ltd "
    "no vs etc dept univ assn bros ph.d jan feb mar apr jun jul aug sept oct nov dec ala ariz ark calif colo conn "
    "del fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev n.h n.j n.m n.y okla ore pa r.i s.c s.d "
    "tenn tex va vt wash wis wyo d.c u.s u.k u.n e.g i.e a.m p.m ft mt"
)
POSSESSIVES = word_set("his her their")
TITLES = word_set(
    "mr mrs ms miss dr prof professor sen senator rep representative gov governor gen general col colonel lt sgt capt "
    "captain maj adm admiral rev sir lord lady dame president vice minister chancellor king queen prince princess "
    "secretary ambassador judge justice mayor chief congressman congresswoman pope bishop former"
)
FEMALE = word_set(
    "she her hers herself mrs ms miss lady dame queen princess congresswoman spokeswoman actress mother wife"
)
MALE = word_set("he him his himself mr sir lord king prince congressman spokesman father husband")
