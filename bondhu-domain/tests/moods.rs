//! Mood labels: whole words, negation, intensity, four spellings of three languages.
#![expect(clippy::unwrap_used, reason = "what cannot be unwrapped here is a failed test")]

use bondhu_domain::moods::Mood;
use bondhu_domain::sentiment::Analyzer;

fn mood(text: &str) -> Mood {
    Analyzer::shared().score(text).unwrap().mood
}

#[test]
fn each_label_is_found_in_each_language() {
    let cases = [
        ("I am so happy today", Mood::Happy),
        ("main bahut khush hu aaj", Mood::Happy),
        ("আজ আমি খুব খুশি", Mood::Happy),
        ("ami khub khushi", Mood::Happy),
        ("so excited for the trip", Mood::Excited),
        ("can't wait to see you", Mood::Excited),
        ("আমি উচ্ছ্বসিত", Mood::Excited),
        ("I'm grateful for you", Mood::Grateful),
        ("bahut shukriya yaar", Mood::Grateful),
        ("অনেক ধন্যবাদ", Mood::Grateful),
        ("I feel calm now", Mood::Calm),
        ("aaj sukoon hai", Mood::Calm),
        ("মনটা শান্ত", Mood::Calm),
        ("I'm hopeful about tomorrow", Mood::Hopeful),
        ("umeed hai", Mood::Hopeful),
        ("সব ঠিক হয়ে যাবে", Mood::Hopeful),
        ("I'm exhausted", Mood::Tired),
        ("bahut thak gaya hu", Mood::Tired),
        ("আমি ক্লান্ত", Mood::Tired),
        ("ghum asche na", Mood::Tired),
        ("feeling lonely", Mood::Lonely),
        ("akela lag raha hai", Mood::Lonely),
        ("আমার কেউ নেই", Mood::Lonely),
        ("amar keu nei", Mood::Lonely),
        ("I'm worried about mum", Mood::Anxious),
        ("bohot dar lag raha hai", Mood::Anxious),
        ("ভয় লাগছে", Mood::Anxious),
        ("bhoy lagche", Mood::Anxious),
        ("deadlines everywhere, overwhelmed", Mood::Stressed),
        ("bahut tension hai", Mood::Stressed),
        ("পড়ার চাপে আছি", Mood::Stressed),
        ("I feel sad", Mood::Sad),
        ("dil toot gaya", Mood::Sad),
        ("মন খারাপ", Mood::Sad),
        ("mon kharap", Mood::Sad),
        ("मैं दुखी हूँ", Mood::Sad),
        ("I'm furious", Mood::Angry),
        ("bahut gussa aa raha hai", Mood::Angry),
        ("রাগ হচ্ছে", Mood::Angry),
        ("rag lagche khub", Mood::Angry),
        ("I feel nothing", Mood::Numb),
        ("kuch mehsoos nahi hota", Mood::Numb),
        ("কিছুই অনুভব করি না", Mood::Numb),
        ("kichui feel hoy na", Mood::Numb),
        ("the bus leaves at ten", Mood::Neutral),
        ("kal meeting hai", Mood::Neutral),
        ("আজ সোমবার", Mood::Neutral),
    ];
    for (text, expected) in cases {
        assert_eq!(mood(text), expected, "{text}");
    }
}

#[test]
fn negated_and_contained_words_are_not_the_mood() {
    for text in [
        "I am unhappy",
        "I'm not okay",
        "nothing gets better",
        "not happy at all",
        "khush nahi hu",
        "আমি খুশি না",
        "मैं खुश नहीं हूँ",
    ] {
        assert_eq!(mood(text), Mood::Sad, "{text}");
    }
    for text in [
        "she made a chair",
        "download the file",
        "go down the street",
        "the shadow of the tower",
        "leave me alone with the map",
    ] {
        assert_eq!(mood(text), Mood::Neutral, "{text}");
    }
    assert_ne!(mood("I'm not sad"), Mood::Sad);
    assert_ne!(mood("no worries, see you at six"), Mood::Anxious);
    assert_ne!(mood("chinta mat karo"), Mood::Anxious);
}

#[test]
fn the_stronger_cue_wins() {
    assert_eq!(mood("I am a bit tired but very angry"), Mood::Angry);
    assert_eq!(mood("thoda thak gaya hu par bahut khush hu"), Mood::Happy);
}

#[test]
fn without_a_cue_the_valence_decides() {
    assert_eq!(mood("superb brilliant perfect"), Mood::Happy);
    assert_eq!(mood("horrible rotten filth"), Mood::Sad);
}

#[test]
fn wire_names_come_back() {
    for label in Mood::ALL {
        assert_eq!(Mood::parse(label.as_str()), Some(label));
    }
    assert_eq!(Mood::parse("Happy"), None);
}
