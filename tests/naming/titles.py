"""Real titles the corpus is generated from: plain ones, and those made of numbers, years, tags and other scripts."""

MOVIES = """
The Matrix|1999;Inception|2010;The Godfather|1972;Pulp Fiction|1994;Fight Club|1999;Alien|1979;Aliens|1986;Heat|1995
Spirited Away|2001;Amélie|2001;Léon|1994;Das Boot|1981;Parasite|2019;Oldboy|2003;Drive|2011;Whiplash|2014;Up|2009;Her|2013
It|2017;Us|2019;Pi|1998;M|1931;Z|1969;X|2022;Tár|2022;Ran|1985;Kes|1969;Ted|2012;Ali|2001;Elf|2003;Saw|2004;Jaws|1975
1917|2019;2012|2009;1984|1984;1941|1979;2046|2004;1900|1976;2010|1984;1922|2017;1408|2007;300|2006;9|2009;21|2008;42|2013
Blade Runner 2049|2017;Wonder Woman 1984|2020;2001 A Space Odyssey|1968;Death Race 2000|1975;Class of 1984|1982;Cherry 2000|1987
10 Cloverfield Lane|2016;12 Monkeys|1995;12 Angry Men|1957;13 Going on 30|2004;127 Hours|2010;16 Blocks|2006;21 Jump Street|2012
28 Days Later|2002;3 10 to Yuma|2007;40 Year Old Virgin|2005;50 First Dates|2004;7500|2019;8 Mile|2002;8MM|1999;99 Homes|2014
District 9|2009;Apollo 13|1995;Ocean's Eleven|2001;Se7en|1995;Thir13en Ghosts|2001;Lucky Number Slevin|2006;Area 51|2015
Transformers One|2024;Toy Story 3|2010;Iron Man 2|2010;Rocky II|1979;Rocky III|1982;Saw IV|2007;Cars 2|2011;Rambo III|1988
Harry Potter and the Deathly Hallows Part 1|2010;Dune Part Two|2024;Kill Bill Vol. 1|2003;Back to the Future Part II|1989
Mission Impossible - Fallout|2018;Star Wars Episode IV - A New Hope|1977;Spider-Man Far From Home|2019;X-Men|2000;Ip Man|2008
Face-Off|1997;Wall-E|2008;Catch-22|1970;U-571|2000;K-19 The Widowmaker|2002;T-34|2018;50-50|2011;Kick-Ass|2010;Ant-Man|2015
S.W.A.T.|2003;The Man from U.N.C.L.E.|2015;A.I. Artificial Intelligence|2001;E.T. the Extra-Terrestrial|1982;R.I.P.D.|2013
Mr. & Mrs. Smith|2005;Dr. Strangelove|1964;Romeo + Juliet|1996;Hansel & Gretel Witch Hunters|2013;Mr. Nobody|2009
The Italian Job|2003;The Danish Girl|2015;The French Dispatch|2021;English Vinglish|2012;Russian Ark|2002;The Spanish Prisoner|1997
Charlotte's Web|2006;The Web|2013;Bridge of Spies|2015;Extended Family|2019;Limitless|2011;The Limited|2012;Final Cut|2022
The Final Cut|2004;Complete Unknown|2016;Proper Manners|2014;The Dub|2018;Final Destination|2000;Special Forces|2003;Uncut Gems|2019
The Collection|2012;Boxing Helena|1993;Internal Affairs|1990;Retail Therapy|2013;Festival of Fire|2017;Custom Made|2010
Once Upon a Time in the West|1968;No Country for Old Men|2007;Eternal Sunshine of the Spotless Mind|2004;The Good the Bad and the Ugly|1966
Le Fabuleux Destin d'Amélie Poulain|2001;La Haine|1995;Les Choristes|2004;El laberinto del fauno|2006;La vita è bella|1997
Der Untergang|2004;Das Leben der Anderen|2006;Lola rennt|1998;Jagten|2012;Låt den rätte komma in|2008;Yön kuningas|2009
Брат|1997;Иди и смотри|1985;Сталкер|1979;Левиафан|2014;七人の侍|1954;千と千尋の神隠し|2001;東京物語|1953;君の名は。|2016
기생충|2019;올드보이|2003;霸王别姬|1993;英雄|2002;卧虎藏龙|2000;Ζορμπάς|1964;الرسالة|1976;מלאכי|2010
Crouching Tiger Hidden Dragon|2000;Sin City|2005;V for Vendetta|2005;Snatch|2000;Trainspotting|1996;In Bruges|2008;Locke|2013
The Thing|1982;The Fly|1986;They Live|1988;Escape from New York|1981;Big Trouble in Little China|1986;Total Recall|1990
RoboCop|1987;Predator|1987;Die Hard|1988;Die Hard 4.0|2007;Lethal Weapon|1987;Speed|1994;Point Break|1991;Ronin|1998;Taken|2008
Top Gun Maverick|2022;The Batman|2022;Joker|2019;Logan|2017;Deadpool|2016;Avengers Endgame|2019;Thor Ragnarok|2017;Black Panther|2018
Arrival|2016;Interstellar|2014;Gravity|2013;The Martian|2015;Ex Machina|2014;Annihilation|2018;Tenet|2020;Oppenheimer|2023
Princess Mononoke|1997;My Neighbor Totoro|1988;Akira|1988;Ghost in the Shell|1995;Perfect Blue|1997;Your Name|2016;Paprika|2006
Casablanca|1942;Citizen Kane|1941;Metropolis|1927;Nosferatu|1922;Modern Times|1936;Rear Window|1954;Vertigo|1958;Psycho|1960
""".replace("\n", ";")

SHOWS = """
Breaking Bad|2008;The Wire|2002;The Sopranos|1999;Game of Thrones|2011;The Office (US)|2005;The Office (UK)|2001;Lost|2004
24|2001;9-1-1|2018;1923|2022;1883|2021;The 100|2014;The 4400|2004;12 Monkeys|2015;11.22.63|2016;90210|2008;Warehouse 13|2009
3rd Rock from the Sun|1996;2 Broke Girls|2011;30 Rock|2006;60 Minutes|1968;Hawaii Five-0|2010;Reno 911!|2003;Babylon 5|1994
Room 104|2017;Studio 60 on the Sunset Strip|2006;Space 1999|1975;UFO|1970;Blake's 7|1978;Chapelle's Show|2003;Area 88|2004
Doctor Who|2005;Doctor Who|1963;Sherlock|2010;Castle|2009;House of Cards|2013;House|2004;Mr. Robot|2015;Mad Men|2007
M.A.S.H.|1972;Marvel's Agents of S.H.I.E.L.D.|2013;S.W.A.T.|2017;The Man in the High Castle|2015;Battlestar Galactica|2004
It's Always Sunny in Philadelphia|2005;How I Met Your Mother|2005;Star Trek The Next Generation|1987;Law & Order|1990
Law & Order Special Victims Unit|1999;CSI Crime Scene Investigation|2000;NCIS|2003;ER|1994;V|2009;You|2018;Dark|2017;Hannibal|2013
Six Feet Under|2001;Two and a Half Men|2003;One Tree Hill|2003;Seven Days|1998;Eight Is Enough|1977;Fifteen|1990;Ten Percent|2022
La Casa de Papel|2017;Élite|2018;Les Revenants|2012;Borgen|2010;Forbrydelsen|2007;Bron|2011;Tatort|1970;Die Wicherts von nebenan|1986
Кухня|2012;Физрук|2014;진격의 거인|2013;半沢直樹|2013;琅琊榜|2015;三体|2023;Gomorra|2014;Il Commissario Montalbano|1999
Band of Brothers|2001;The Pacific|2010;Chernobyl|2019;Generation Kill|2008;Planet Earth|2006;Cosmos A Spacetime Odyssey|2014
The X-Files|1993;Twin Peaks|1990;Fargo|2014;True Detective|2014;Westworld|2016;Black Mirror|2011;The Crown|2016;Narcos|2015
Stargate SG-1|1997;Star Wars The Clone Wars|2008;X-Men '97|2024;Quantum Leap|2022;Knight Rider|1982;MacGyver|1985;The A-Team|1983
Orange Is the New Black|2013;Stranger Things|2016;The Walking Dead|2010;Better Call Saul|2015;Peaky Blinders|2013;Downton Abbey|2010
""".replace("\n", ";")

ANIME = """
Naruto;Naruto Shippuuden;One Piece;Bleach;Fullmetal Alchemist Brotherhood;Mob Psycho 100;86;Eyeshield 21;Cowboy Bebop
Steins;Gate;Neon Genesis Evangelion;Shingeki no Kyojin;Kimetsu no Yaiba;Boku no Hero Academia;Hunter x Hunter
Uchuu Senkan Yamato 2199;Space Battleship Yamato;Gintama;Detective Conan;Fairy Tail;Sousou no Frieren;Spy x Family
Mobile Suit Gundam 00;Mobile Suit Gundam - The Witch from Mercury;Re Zero kara Hajimeru Isekai Seikatsu;Golden Kamuy
Ace of Diamond;Yahari Ore no Seishun Love Comedy wa Machigatteiru;Kono Subarashii Sekai ni Shukufuku wo!;No. 6;Zoku Owarimonogatari
Hibike! Euphonium;Kill la Kill;Log Horizon;Toaru Kagaku no Railgun;Isekai Quartet;Dr. Stone;Vinland Saga;Dorohedoro;K-On!!
葬送的芙莉莲;进击的巨人;鬼滅の刃;名探偵コナン;海贼王;間諜過家家;ぼっち・ざ・ろっく!;나 혼자만 레벨업;五等分の花嫁
""".replace("Steins;Gate", "Steins Gate").replace("\n", ";")

DAILY = """
The Daily Show;The Tonight Show Starring Jimmy Fallon;Last Week Tonight with John Oliver;60 Minutes;20-20;Real Time with Bill Maher
The Late Show with Stephen Colbert;Conan;Jeopardy!;WWE Monday Night Raw;Tagesschau;Channel 4 News;News 12;Dateline NBC;48 Hours
heute-show;Nightline;Coronation Street;EastEnders;Neighbours;Hollyoaks;The Project;Q and A;Gardeners World;7 News;ABC World News
""".replace("\n", ";")

EPISODE_TITLES = """
Pilot;The Beginning;Diversity Day;Part of the Plan;Old Friends;24 Hours;The One with the 100 Lies;Home;Who Is She;No. 5
Ozymandias;Fly;The Rains of Castamere;Area 51;1969;The Long Night;A Good Day;Back to 1985;Winter Is Coming;Blink;Midnight
""".replace("\n", ";")


def movies() -> list[tuple[str, int]]:
    """Title and year."""
    return [_dated(entry) for entry in MOVIES.split(";") if entry]


def shows() -> list[tuple[str, int]]:
    """Series title and the year it began."""
    return [_dated(entry) for entry in SHOWS.split(";") if entry]


def plain(text: str) -> list[str]:
    """The titles of a list without years."""
    return [entry for entry in text.split(";") if entry]


def _dated(entry: str) -> tuple[str, int]:
    title, _, year = entry.rpartition("|")
    return title, int(year)
