"""Writes vader_reference.tsv: own lines with the four scores of the reference VADER.

Run with CPython 3.12 or newer and the reference package, from this directory:

    python3.13 -m venv venv && venv/bin/pip install vaderSentiment==3.3.2
    venv/bin/python make_vader_reference.py > vader_reference.tsv

Python 3.12 made the sum of floats compensated (Neumaier); VADER adds with it, so older interpreters differ in the last
digit on some lines. The lines below are own work (Apache-2.0 OR MIT); nothing random enters: the generator is seeded and
only its integers are used.
"""

import random
import sys

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

HAND = [
    "", " ", "?", "!!!", "...", "12345", "a", "I", "ok", "OK", "no", "No.", "NO!!!!!", "no no no", "no problem",
    "No problem, I'm fine.", "no, thanks", "no good", "no or yes", "yes or no", "no nor good", "The book was good.",
    "The book was good!", "The book was GOOD!!!", "The book was kind of good.", "The book was kinda good",
    "The book was sort of good", "The book was only kind of good.", "At least it isn't a horrible book.",
    "least good", "the least good of all", "at least good", "very least good", "It was the least bad thing",
    "That is the least of my worries", "Make sure you :) or :D today!", "Today SUX!", "Today only kinda sux! But I'll get by, lol",
    "not bad at all", "not very good", "not really very good", "never so good", "never this good", "never been so happy",
    "without doubt the best", "without a doubt the best", "never a doubt, great", "I never said it was good",
    "isn't it lovely?", "it isnt lovely", "it ain't so bad", "hardly a pleasure", "rarely happy, seldom sad",
    "despite the pain we won", "nothing good comes of it", "nor happy nor sad", "neither good nor bad",
    "You are the bomb", "you are the shit", "this is shit", "bad ass driver", "badass", "a bus stop", "yeah right",
    "Yeah right, great", "kiss of death", "a dress to die for", "my beating heart", "the kiss of death of a good thing",
    "cut the mustard", "under the weather", "break a leg", "the upper hand", "in the red", "hand to mouth",
    "good but bad", "bad but good", "BUT it was good", "good BUT terrible", "but", "but but but good", "good, but, bad",
    "I love it but the price is awful but ok", "I like it. But you don't", "great! but why?", "good but", "but good",
    "ALL CAPS GOOD", "all lower good", "GOOD day", "good DAY", "SO good", "so GOOD", "VERY VERY happy", "I am VERY sad",
    "really really really good", "absolutely fucking amazing", "fucking good", "fucking awful", "damn good", "hella nice",
    "?? good", "good?", "good??", "good???", "good????", "good?????", "good!?!?", "!good!", "'good'", '"good"', "(good)", "good,bad",
    "good;bad", "good/bad", "good-bad", "good--bad", "good...bad", "...good...", "#good #bad", "@good", "http://good.com", "a.good.thing",
    ":)", ":(", ":-)", ":'(", ":D", ";)", "<3", "</3", "XD", "xD", ":P", ":-/", "=)", "8)", "(:", ":))", ":)))", "^_^", "o_O", ":|", ">:(",
    "D:", ":*", "\\o/", "good:)", "good :)", ":)good", "I am :) today :( and :D", "lol", "LOL", "lmao rofl", "wtf", "smh", "ily bff", "thx m8",
    "😀", "😂😂😂", "😭", "💔", "❤️", "❤", "☹️ bad", "I 💘 you", "I😀you", "😀😡", "👍🏽", "👩‍❤️‍👨", "🇮🇳", "good😀", "😀 good 😀", "not 😀", "very 😀", "🥰🥳", "🫠",
    "I feel 😢 but I'll be 😀", "💔💔💔 never again", "😊!!!", "no 😀", "don't 😀",
    "मैं खुश हूँ", "আমি ভালো আছি", "今日はgoodです", "привет good", "شكرا great", "I am happy آج", "good\u00a0bad", "good\u2003bad", "good\u200bbad",
    "tab\tgood", "  leading good", "trailing good  ", "many     spaces   good", "line\\nbreak", "\u200fgood\u200e", "ｇｏｏｄ", "GOOD", "goood", "gooood", "g00d",
    "ÉLAN good", "STRASSE ß good", "İstanbul GREAT", "ǅ Good", "naïve but lovely", "don’t worry, be happy", "it isn’t good", "can’t complain",
    "I can't stand this", "I cant stand this", "couldn't be better", "couldnt be happier", "won't fail", "mustn't lose hope",
    "kind of", "sort of", "kind of sad", "this kind of good thing", "just enough good", "sort-of happy", "kindof great", "sorta bad",
    "slightly annoyed", "barely alive", "hardly any joy", "almost perfect", "marginally better", "partly happy", "scarcely good",
    "incredibly, unbelievably good", "so so so bad", "more good than bad", "most beautiful", "less ugly", "little joy",
    "a quite extremely total disaster", "It was pure, utter, complete rubbish.", "An utterly forgettable evening.",
    "Catch utf-8 emoji such as such as 💘 and 💋 and 😁", "Not bad at all 😀", "good" * 50, "happy " * 60, "sad! " * 30, "x " * 200 + "good",
    "I had to wait an hour, the food was cold and the waiter rude, yet somehow we laughed the whole night and I'd go again.",
    "Dear diary, today was hard; I cried, I slept, I woke up and the rain had stopped. Maybe tomorrow is kinder.",
    "He said \"great job\" but you could hear he didn't mean it.", "well well well", "I'd be lying if I said I wasn't scared.",
    "Nobody came. Nobody called. Fine.", "Whatever. I'm used to it.", "FREE!!! WIN a PRIZE now!!!", "worst. day. ever.", "best. day. ever!",
]

SUBJECTS = ["I", "We", "My sister", "The whole team", "nobody here", "That film", "This phone", "the new teacher", "Mum",
            "everyone in class", "The service", "your plan", "It", "THE FOOD", "his voice", "the trip to Goa"]
VERBS = ["is", "was", "isn't", "was not", "wasnt", "seems", "has never been", "can't be", "will be", "looks", "felt", "ain't",
         "is nothing but", "could not be more", "IS", "is rarely", "used to be", "is without doubt"]
BOOSTS = ["", "", "very", "so", "REALLY", "kind of", "sort of", "slightly", "extremely", "at least", "the least", "absolutely",
          "quite", "barely", "hella", "just enough", "fucking", "a little", "most", "kinda", "almost"]
WORDS = ["good", "GREAT", "bad", "terrible", "happy", "sad", "lonely", "boring", "wonderful", "awful", "angry", "calm", "funny",
         "stupid", "kind", "cruel", "perfect", "hopeless", "okay", "fine", "tired", "excited", "worried", "brave", "ugly", "beautiful",
         "disappointing", "generous", "WORST", "best", "blue", "wooden", "tall", "on Monday", "dead", "sick", "killer", "fire", "proud"]
TAILS = ["", ".", "!", "!!", "!!!", "!!!!!", "?", "??", "????", " :)", " :(", " :D", " 😂", " 😭", " ❤️", " 💔", " lol", " lmao", " smh", " ...",
         " but I don't mind", " but it hurts", ", but the end was lovely", " BUT we lost", " and that's the bomb", ", yeah right",
         " no", " no good", ", no joke", " 👍🏾", " wtf", " \u2014 thanks", " (not)", " #blessed", " xD", " :-/", " 🙏🏽 thanks"]
OPENERS = ["", "", "", "Honestly, ", "lol ", "OMG ", "well, ", "No, ", "Sadly ", "Luckily ", "Thank god ", "damn, ", "I think ",
           "मुझे लगता है ", "আজ ", "  ", "\t", "@friend ", "RT: ", "1) ", "Ugh ", "Please, "]
CLAUSES = ["I love this song", "they hate waiting", "we lost the match", "she won a prize", "the train is late again", "he cried all night",
           "thanks for the help", "I don't trust them", "the soup was cold", "nobody understands me", "it made my day", "I can't stop smiling",
           "there is a table in the room", "the meeting starts at ten", "I miss my old friends", "that was a waste of money", "this exam is killing me",
           "we had so much fun", "I feel nothing", "it could be worse", "never again", "I would not recommend it", "such a relief"]
JOINS = [" and ", ", ", "; ", " but ", " because ", ". ", "! ", " although ", " - ", "\u2026 ", " or ", " so ", " yet "]


def lines():
    yield from HAND
    pick = random.Random(20260914)
    choose = lambda options: options[pick.randrange(len(options))]
    for _ in range(1300):
        boost = choose(BOOSTS)
        yield f"{choose(OPENERS)}{choose(SUBJECTS)} {choose(VERBS)} {boost + ' ' if boost else ''}{choose(WORDS)}{choose(TAILS)}"
    for _ in range(400):
        yield choose(OPENERS) + choose(CLAUSES) + choose(JOINS) + choose(CLAUSES) + choose(JOINS) + choose(CLAUSES) + choose(TAILS)
    vocabulary = sorted({word for part in (SUBJECTS, VERBS, BOOSTS, WORDS, CLAUSES) for text in part for word in text.split()})
    vocabulary += [tail.strip() for tail in TAILS if tail.strip()]
    for _ in range(300):
        yield " ".join(choose(vocabulary) for _ in range(1 + pick.randrange(14)))
    for _ in range(60):
        yield " ".join(choose(CLAUSES) + choose(TAILS) for _ in range(20 + pick.randrange(30)))
    for _ in range(200):
        word = choose(WORDS)
        shape = pick.randrange(6)
        yield [word.upper() + " " + choose(CLAUSES), word.title() + choose(TAILS) * 3, "  ".join(word) + choose(TAILS),
               choose(CLAUSES).upper() + choose(TAILS), word + choose(TAILS) + word, "\"" + word + "\"," + choose(CLAUSES)][shape]


def main():
    analyzer = SentimentIntensityAnalyzer()
    if sys.version_info < (3, 12):
        sys.exit("the reference is CPython 3.12 or newer")
    print("# Own lines (own work, Apache-2.0 OR MIT) with the scores of vaderSentiment 3.3.2 (MIT, Hutto & Gilbert 2014) on")
    print("# CPython 3.13, whose float sum is compensated as in every version from 3.12 on. Made by make_vader_reference.py.")
    print("# Columns: neg, neu, pos, compound, text (tab, line feed, carriage return and backslash escaped as in Python).")
    seen = set()
    for text in lines():
        if text in seen:
            continue
        seen.add(text)
        s = analyzer.polarity_scores(text)
        escaped = text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
        print(s["neg"], s["neu"], s["pos"], s["compound"], escaped, sep="\t")


main()
