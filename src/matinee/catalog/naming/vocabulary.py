"""The words of release names: quality, source, codec, sound, group habits, as scene and P2P rules list them."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


RESOLUTIONS = _words("""
    480p 480i 540p 576p 576i 720p 720i 1080p 1080i 1440p 2160p 4320p 360p 240p 1920x1080 1280x720 720x480 720x576
    640x480 640x360 848x480 3840x2160 1440x1080 1024x576 960x720 960x540 704x396 624x352 m720p m1080p hd720p hd1080p
    fhd1080p uhd2160p 1080p60 720p60 1080p50 720p50 1080p24 2160p60 4kuhd m720 m1080
""")

SOURCES = _words("""
    vcd svcd kvcd bdripmux brripmux brmux webmux dvdmux bluray blueray bdrip brrip bdremux bdmux bdmv bdiso hddvd hddvdrip dvdrip dvdr
    dvdscr dvdscreener dvdmux dvd5 dvd9 bd25 bd50 bd66 bd100 uhdrip uhdbd webrip webdl webdlrip webhd webmux webcap hdtv
    hdtvrip pdtv dsr dsrip dvbrip dvbs dvbt tvrip satrip tvmux hdrip ultrahd hdlight bdlight mhd hdcam camrip hdts hdtc
    telesync telecine hqcam vhsrip vhs ppvrip vodrip vod ddc laserdisc ldrip iptvrip hdtvr uhdtv screener ahdtv dthrip
    tvhd microhd hdiptv web4k
""")

CODECS = _words("""
    x264 x265 x266 h264 h265 h266 hevc avc xvid divx divx5 divx6 av1 vp8 vp9 mpeg2 mpeg4 vc1 hi10p hi10 hi444pp 10bit
    8bit 12bit 10bits 8bits x26410bit hevc10 xvidhd wmvhd svtav1 nvenc
""")

SOUND = _words("""
    dts dtshd dtshdma dtsx dtsma dtses truehd atmos aac aac2 aac5 ac3 eac3 e-ac-3 ddp ddp2 ddp5 ddp7 dd2 dd5 dd7 ddpa
    ddpa5 flac flac2 flac5 lpcm pcm mp3 opus ac35 dolbydigital ma5 ma7 hra 5ch 6ch 2ch 8ch dualaudio dual-audio
    multiaudio multisub multisubs msubs esubs esub ac3d ac3-evo aaclc heaac he-aac
""")

PICTURE = _words("""
    hdr hdr10 hdr10p hdr10plus hlg sdr dovi dolbyvision hdrvivid hfr 60fps 50fps 48fps 120fps
""")

STREAMS = _words("""
    amzn nf dsnp hmax atvp pcok pmtp itunes crav cr vrv hulu stan ip iplayer all4 itv now nowtv mubi crkl tubi hbo hbom
    disney dsnyp rkten roku viki wavve viu funi hidive adn abema bcore ma vudu cc red starz stz sho amc cbs aptv
""")

STRONG = RESOLUTIONS | SOURCES | CODECS | (SOUND - {"opus"}) | PICTURE | {"remux", "bdremux", "dvdfull", "hybrid264"}
"""Words that no title has: the title ends before the first of them."""

LANGUAGES = _words("""
    english eng french german deutsch italian ita spanish castellano latino esp espanol dutch nl flemish swedish danish
    dansk norwegian norsk nordic finnish suomi icelandic polish pl dubpl sub-pl lektor czech cz slovak hungarian hun
    romanian rus russian ukrainian ukr greek turkish tr hebrew arabic persian hindi tamil telugu malayalam kannada
    bengali punjabi marathi urdu chinese mandarin cantonese chs cht korean japanese jpn jap thai vietnamese indonesian
    portuguese portugues português brazilian ptbr pt-br dublado legendado truefrench vff vfq vf vf2 vfi vo vost vostfr vostf subfrench multi
    multilang multi3 multi4 multi5 dual dl ml dubbed subbed subs sub dub engsub engsubs swesub nlsubs nl-subs nosubs
    subforced lat ger fre fr fin swe nor dk pldub iknow
""")

MARKS = _words("""
    proper real repack repack2 repack3 rerip internal int limited ltd readnfo nfo nfofix complete dirfix syncfix subfix
    dubfixed retail festival stv pre ws fs fullscreen widescreen oar convert converted colorized hr hq lq custom hardsub
    hardsubbed hardcoded hc kor korsub sample samplefix obfuscated postbot scrambled rp uncensored unc cen untouched
    hdlite hybrid regrade regraded ai upscale upscaled upscl enhanced batch rarbg integrale intégrale integral coffret
    miniseries hdc
""")

WEAK_SOURCES = _words("""
    web dvd bd br tv cam ts tc scr r5 r6 hd uhd fhd qhd sd 4k 8k 2k dv workprint wp hdts p2p raw raws
""")

WEAK = LANGUAGES | MARKS | WEAK_SOURCES | STREAMS | {"opus", "disc1", "disc2"}
"""Words that titles may hold: they end the title only when nothing but tags follows them."""

EDITION_WORDS = _words("""
    dc extended theatrical unrated uncut unedited imax criterion remastered remaster restored recut redux despecialized
    3d hsbs hou sbs htab fsbs h-sbs half-sbs h-ou half-ou director directors director's final ultimate special
    collectors collector's collector anniversary international alternate producers producer's assembly deluxe diamond
    definitive superbit rated xxx r-rated openmatte
""")

FUNCTION_WORDS = _words("""
    the a an of and to in on at for my your le la les de du der die das el los & il lo i
""")
"""Words that no title ends with: what follows one belongs to the title, be it a tag elsewhere (*The Greek*)."""
