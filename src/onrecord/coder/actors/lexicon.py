"""Words for actors and places: heads of noun phrases, titles, organisations, metonyms. Lower case, singular and plural."""

from __future__ import annotations


def _words(listing: str) -> frozenset[str]:
    return frozenset(listing.split())


#: head noun -> code of `actor_type`; a description that ends in it is an actor
HEADS: dict[str, str] = {
    word: kind
    for kind, words in {
        "military": """troops soldiers forces army navy military serviceman servicemen marines paratroopers airforce
            fighters warplanes brigade battalion regiment garrison guards coastguard peacekeepers conscripts soldier
            reservists commandos""",
        "police": "police policemen policeman officers gendarmes gendarmerie constables",
        "armed_group": """rebels separatists insurgents militants militia militias gunmen guerrillas guerrillas rebel
            separatist insurgent militant gunman jihadists extremists terrorists mercenaries paramilitaries""",
        "government": """government ministry administration cabinet regime authorities embassy leadership presidency
            treasury junta""",
        "legislature": "parliament congress senate duma assembly legislature lawmakers bundestag knesset legislators",
        "civilians": """civilians residents villagers protesters demonstrators refugees migrants citizens voters people
            students workers families women children activists strikers rioters supporters hostages prisoners
            inhabitants speakers settlers opposition""",
        "unnamed_source": """analysts analyst experts expert sources source observers officials official diplomats
            diplomat witnesses witness reports critics commentators economists aides insiders investigators
            scientists researchers doctors historians prosecutors rescuers firefighters""",
        "person": """president minister premier chancellor spokesman spokeswoman spokesperson leader leaders secretary
            ambassador chief commander general governor mayor king queen prince envoy negotiator lawmaker senator
            director chairman chairwoman judge prosecutor activist journalist reporter candidate""",
        "company": "company firm bank manufacturer airline",
        "media": "newspaper agency broadcaster network channel",
        "party": "party coalition",
        "group_of_states": "nations states countries allies powers",
    }.items()
    for word in words.split()
}

#: heads that name a body of a country when the country's adjective stands before them ("the Russian government")
BODIES = _words("government military army navy parliament congress senate police cabinet administration treasury")

#: words that end the name of an organisation -> code of `actor_type`
ORGANISATIONS: dict[str, str] = {
    word: kind
    for kind, words in {
        "government": """ministry department agency office commission bureau administration embassy treasury
            government authority chancellery service cabinet court chamber""",
        "legislature": "parliament congress senate assembly duma council",
        "military": "army navy force forces corps guard brigade battalion command guards",
        "police": "police constabulary",
        "armed_group": "front brigades militia resistance",
        "international_organisation": "nations organisation organization alliance league community",
        "party": "party",
        "media": """news times post tribune herald journal gazette press television tv radio agency broadcasting
            magazine guardian mirror""",
        "civil_society": """union association federation foundation institute university college church trust society
            watch network club committee movement""",
        "company": """inc corp corporation ltd limited group bank company holdings airlines motors energy industries plc
            shipping airways railways oil gas steel petroleum pharmaceuticals technologies insurance""",
    }.items()
    for word in words.split()
}

#: well-known names that are no country: form -> (name, code of `actor_type`, country)
BODIES_BY_NAME: dict[str, tuple[str, str, str | None]] = {
    form: (told.split("/")[0], told.split("/")[1], told.split("/")[2] or None)
    for told, forms in {
        "NATO/international_organisation/": "NATO|Nato|North Atlantic Treaty Organization|the alliance's",
        "United Nations/international_organisation/": "United Nations|UN|U.N.",
        "UN Security Council/international_organisation/": "Security Council|UN Security Council",
        "European Union/international_organisation/": "European Union|EU|E.U.|European Community",
        "European Commission/international_organisation/": "European Commission",
        "OSCE/international_organisation/": "OSCE",
        "African Union/international_organisation/": "African Union|AU",
        "Arab League/international_organisation/": "Arab League",
        "ASEAN/international_organisation/": "ASEAN",
        "IMF/international_organisation/": "IMF|International Monetary Fund",
        "World Bank/international_organisation/": "World Bank",
        "WHO/international_organisation/": "WHO|World Health Organization|World Health Organisation",
        "IAEA/international_organisation/": "IAEA|International Atomic Energy Agency",
        "UNHCR/international_organisation/": "UNHCR",
        "Red Cross/civil_society/": "Red Cross|International Committee of the Red Cross",
        "White House/government/US": "White House",
        "Pentagon/government/US": "Pentagon",
        "State Department/government/US": "State Department",
        "Congress/legislature/US": "Congress",
        "Kremlin/government/RU": "Kremlin",
        "Downing Street/government/GB": "Downing Street|Whitehall",
        "Foreign Office/government/GB": "Foreign Office",
        "Hamas/armed_group/PS": "Hamas",
        "Hezbollah/armed_group/LB": "Hezbollah|Hizbollah",
        "Taliban/armed_group/AF": "Taliban|Taleban",
        "Islamic State/armed_group/": "Islamic State|ISIS|ISIL",
        "al-Qaeda/armed_group/": "al-Qaeda|Al-Qaeda|al-Qaida|Al-Qaida",
    }.items()
    for form in forms.split("|")
}

#: titles that stand before a person's name
TITLES = _words(
    """mr mrs ms miss dr prof professor sen senator rep representative gov governor gen general col colonel lt sgt
    capt captain maj major adm admiral rev sir lord lady dame president vice minister chancellor king queen prince
    princess secretary ambassador judge justice mayor chief congressman congresswoman pope bishop archbishop premier
    prime foreign defence defense interior finance deputy former acting spokesman spokeswoman spokesperson leader
    commander director chairman chairwoman envoy sheikh ayatollah imam rabbi marshal presidential state press
    imam cardinal inspector sergeant attorney commissioner"""
)
#: words with a capital that begin sentences, name days and the like, and are no names by themselves
NO_NAMES = _words(
    """the a an this that these those his her its their our my your he she it they we you i who what when where why
    how in on at of for from to with by about as after before during since until while if but and or so yet not no
    yes also even still only just then there here now today yesterday tomorrow some many most several all both each
    every other another such more less few any monday tuesday wednesday thursday friday saturday sunday january
    february march april may june july august september october november december christmas easter christian muslim
    islam islamic jewish catholic english photo image read sign follow click share advertisement updated published
    however although though because despite meanwhile earlier later last next first second third one two three four
    five six seven eight nine ten world war internet god"""
)

#: words in the names of things that are neither person nor body: a name with one of them is not proposed
THINGS = _words(
    """act agreement treaty accord accords pact deal declaration charter convention protocol plan programme program
    rights law bill constitution africa asia europe america east west north south middle atlantic pacific prize cup
    war games summit conference festival day week street avenue square road airport bridge palace tower hall stadium
    african asian european american western eastern northern southern trade affairs republic facilities facility
    economy project operation resolution revolution crisis"""
)

#: nouns that make an adjective or a name before them a place ("the Donbas region", "the Syrian border")
PLACE_HEADS: dict[str, str] = {
    word: kind
    for kind, words in {
        "border_area": "border borders frontier",
        "line": "frontline frontlines",
        "region": "region peninsula valley desert province provinces island islands strip enclave basin mountains delta",
        "admin1": "oblast governorate prefecture",
        "admin2": "district county raion",
        "populated_place": "city town village suburb",
        "water": "sea river ocean strait gulf lake bay canal",
        "facility": "airport base port bridge prison hospital camp plant",
    }.items()
    for word in words.split()
}
#: prepositions after which a name is a place
LOCATIVE = _words("in at near from across inside outside around into within throughout through over off along toward "
                  "towards beyond under above between to southern northern eastern western central downtown")  # fmt: skip
#: prepositions after which a name may be either
EITHER = _words("of on")
