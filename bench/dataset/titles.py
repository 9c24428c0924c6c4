"""Made-up titles: two or three words, each pair once, so that a search for one finds one."""

import random
from collections.abc import Iterator

FIRST = (
    "Silent Burning Hidden Golden Broken Distant Crimson Hollow Frozen Gentle Iron Lonely Midnight Northern Paper "
    "Quiet Restless Savage Scarlet Secret Shattered Silver Southern Stolen Sunken Twisted Velvet Violent Wandering "
    "Winter Wooden Yellow Ancient Bitter Blind Brave Bright Careless Crooked Dancing Dark Drowned Electric Empty "
    "Endless Faithful Falling Fatal Final Forgotten Furious Glass Grey Guilty Hungry Infinite Innocent Invisible "
    "Jealous Last Laughing Living Long Lost Lucky Mad Magnetic Marble Mortal Naked Narrow Nervous Noble Obscure Old "
    "Open Other Painted Pale Perfect Plastic Pretty Private Proud Public Rapid Ravenous Real Reckless Red Royal Rusty "
    "Sacred Second Seventh Sharp Simple Single Sleeping Slow Small Smoking Soft"
).split()
SECOND = (
    "Harbour Garden River Mountain Letter Station Mirror Bridge Window Kingdom Orchard Island Lantern Machine Memory "
    "Ocean Palace Prophet Question Railway Shadow Soldier Street Summer Teacher Thunder Tower Traveller Valley Village "
    "Voyage Wedding Whisper Widow Witness Wolf Anchor Archive Arrow Autumn Balloon Beacon Bishop Border Butcher Candle "
    "Canyon Captain Carnival Castle Cathedral Circus City Clock Coast Colony Comet Company Concert Corner Country "
    "Courier Crown Curtain Daughter Desert Detective Diamond Diary Dinner Doctor Dream Dynasty Echo Eclipse Embassy "
    "Empire Engine Evening Exile Express Factory Family Farewell Father Festival Fever Field Fire Flight Flood Flower "
    "Forest Fortune Fountain Frontier Funeral Gallery"
).split()
_THIRD = ("", "", "", " of Lisbon", " Returns", " in May", " Without End", " by Night", ": The Reckoning", " & Sons")
GENRES = (
    "Action Adventure Animation Biography Comedy Crime Documentary Drama Family Fantasy History Horror Music Musical "
    "Mystery News Noir Reality Romance Satire Short Sport Superhero Suspense Talk Teen Thriller War Western Wuxia"
).split()


def titles(count: int, random_: random.Random, article: str = "The ") -> Iterator[str]:
    """Give titles, no two the same."""
    pairs = [(first, second) for first in FIRST for second in SECOND]
    random_.shuffle(pairs)
    for number in range(count):
        first, second = pairs[number % len(pairs)]
        again = number // len(pairs)
        start = article if random_.random() < 0.3 else ""
        yield f"{start}{first} {second}{_THIRD[random_.randrange(len(_THIRD))]}{f' {again + 1}' if again else ''}"


def person_name(number: int) -> str:
    """Give the name of a person: many share a first or last one, none share both."""
    return f"{SECOND[number % len(SECOND)]} {FIRST[number // len(SECOND) % len(FIRST)]} {number}"
