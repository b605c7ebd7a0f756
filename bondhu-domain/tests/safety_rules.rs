//! Flags, tiers by example, the sticky state, help lines, and the texts that go out.

use bondhu_domain::safety::checker::{Violation, check, lint};
use bondhu_domain::safety::response::{Place, Voice, check_in, respond};
use bondhu_domain::safety::state::{CHECK_IN_AFTER, IN_FORCE};
use bondhu_domain::safety::{Assessment, Detector, Flag, SafetyState, Tier, guess_country, help_lines};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::Country;
use proptest::prelude::*;

fn country(code: &str) -> Country {
    Country::new(code).expect("a code")
}

#[test]
fn flags() {
    let cases = [
        ("my husband beats me every night", Flag::Abuse),
        ("i think i am having a panic attack, i can't breathe", Flag::Panic),
        ("I made myself throw up after dinner again", Flag::EatingDisorder),
        ("I'm going to kill him, I have a knife", Flag::HarmToOthers),
        ("I took all the pills", Flag::SubstanceEmergency),
        ("papa mujhe roz belt se marte hai", Flag::Abuse),
        ("saans nahi aa rahi, panic ho raha hai", Flag::Panic),
        ("আমি বিষ খেয়ে ফেলেছি", Flag::SubstanceEmergency),
        ("amake roj mare", Flag::Abuse),
        ("zeher kha liya maine", Flag::SubstanceEmergency),
    ];
    for (text, flag) in cases {
        assert!(Detector::global().detect(text, &[]).flags.contains(&flag), "{text}");
    }
    for text in
        ["I killed him in chess", "panic at the disco concert", "I took two tablets a day as prescribed"]
    {
        assert_eq!(Detector::global().detect(text, &[]).flags, [], "{text}");
    }
}

#[test]
fn a_denial_keeps_what_was_disclosed() {
    let history = ["I want to kill myself"];
    for text in ["jk", "I'm fine", "you misunderstood me", "mazak tha", "মজা করছিলাম"] {
        assert!(Detector::global().detect(text, &history).tier >= Tier::Ideation, "{text}");
        assert_eq!(Detector::global().detect(text, &[]).tier, Tier::None, "{text}");
    }
}

#[test]
fn cues_never_hold_the_text() {
    let found = Detector::global().detect("zqxj I want to kill myself zqxj", &[]);
    assert!(!found.cues.is_empty());
    assert!(found.cues.iter().all(|cue| !cue.as_str().contains("zqxj") && !cue.as_str().contains(' ')));
}

proptest! {
    #[test]
    fn only_time_lowers_a_tier(
        steps in prop::collection::vec((0_u8..4, 0_i64..40 * 3600), 1..20),
    ) {
        let mut state = SafetyState::default();
        let mut now = Timestamp::from_seconds(1_000_000);
        let mut last_serious: Option<(Timestamp, Tier)> = None;
        for (number, seconds) in steps {
            now = Timestamp::from_seconds(now.as_micros() / 1_000_000 + seconds);
            let tier = Tier::from_number(number).unwrap();
            let before = state.tier_at(now);
            state = state.observe(tier, now);
            prop_assert!(state.tier_at(now) >= before, "a message lowered it");
            if tier >= Tier::Ideation {
                last_serious = Some((now, tier));
                prop_assert!(state.tier_at(now) >= tier);
            }
            if let Some((at, tier)) = last_serious {
                let in_force = now.since(at) < IN_FORCE;
                prop_assert_eq!(state.tier_at(now) >= tier, in_force);
            }
        }
    }

    #[test]
    fn one_check_in(hours in 12_u64..24) {
        let start = Timestamp::from_seconds(0);
        let state = SafetyState::default().observe(Tier::Plan, start);
        let later = Timestamp::from_seconds(i64::try_from(hours * 3600).unwrap());
        prop_assert!(!state.check_in_due(start) && state.check_in_due(later));
        prop_assert!(!state.checked_in().check_in_due(later));
        prop_assert!(!state.checked_in().observe(Tier::None, later).check_in_due(later), "small talk does not ask again");
        prop_assert_eq!(state.checked_in().tier_at(later), Tier::Plan);
        prop_assert!(CHECK_IN_AFTER < IN_FORCE);
    }
}

/// The one place outside the clock adapter that reads the date: an entry that nobody has looked up for half a year must
/// stop a build, on whatever day it is built.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the age of a help line is counted to the real day of the test run"
)]
fn every_help_line_was_verified_in_the_last_180_days() {
    let today = chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now()).date_naive();
    let outdated = help_lines::outdated(today);
    assert!(outdated.is_empty(), "look these up again and set verified_on: {outdated:?}");
}

#[test]
fn an_old_entry_is_found() {
    let day = |text: &str| text.parse().unwrap();
    assert!(help_lines::outdated(day("2027-05-19")).is_empty());
    assert_eq!(help_lines::outdated(day("2027-05-20")).len(), help_lines::all().len());
}

#[test]
fn no_other_countrys_number_is_local() {
    let countries = ["IN", "US", "CA", "GB", "IE", "AU", "BD", "DE", "NP"].map(|code| Some(country(code)));
    for place in countries.into_iter().chain([None]) {
        let lines = help_lines(place);
        assert!(lines.iter().all(|line| line.country.is_none() || line.country == place));
        assert!(!lines.is_empty());
    }
    let contacts = |place| help_lines(place).iter().map(|line| line.contact).collect::<Vec<_>>();
    assert_eq!(contacts(None), ["findahelpline.com", "your local emergency number"]);
    assert_eq!(contacts(Some(country("DE"))), contacts(None));
    assert_eq!(contacts(Some(country("IN"))), ["14416", "112", "1098"]);
    assert_eq!(contacts(Some(country("BD"))), ["999", "findahelpline.com"]);
}

#[test]
fn guesses() {
    let guess = |name: &str| guess_country(name.parse().unwrap()).map(|c| c.as_str().to_owned());
    assert_eq!(guess("Asia/Kolkata").as_deref(), Some("IN"));
    assert_eq!(guess("Asia/Dhaka").as_deref(), Some("BD"));
    assert_eq!(guess("America/Indiana/Knox").as_deref(), Some("US"));
    assert_eq!(guess("America/Toronto").as_deref(), Some("CA"));
    assert_eq!(guess("Australia/Perth").as_deref(), Some("AU"));
    assert_eq!(guess("Europe/Dublin").as_deref(), Some("IE"));
    for unknown in ["Europe/Berlin", "UTC", "America/Mexico_City", "US/Samoa", "Asia/Kathmandu"] {
        assert_eq!(guess(unknown), None, "{unknown}");
    }
}

/// Every answer the builder can give passes the checker and names nobody else's numbers.
#[test]
fn the_own_texts_pass_the_checker() {
    for bits in 0..(4 * 32_u32) {
        let tier = Tier::from_number(u8::try_from(bits % 4).unwrap()).unwrap();
        let flags: Vec<Flag> = Flag::ALL
            .into_iter()
            .enumerate()
            .filter(|(i, _)| ((bits / 4) >> i) & 1 == 1)
            .map(|(_, flag)| flag)
            .collect();
        let assessment = Assessment { tier, flags, cues: Vec::new() };
        for voice in [Voice::English, Voice::Hindi, Voice::Hinglish, Voice::Bangla] {
            for place in [Place::Told(country("IN")), Place::Guessed(country("US")), Place::Unknown] {
                for minor in [false, true] {
                    let Some(response) = respond(&assessment, place, voice, minor) else {
                        assert!(!assessment.needs_care());
                        continue;
                    };
                    let found = check(&response.text, &assessment);
                    assert_eq!(found, [], "{assessment:?} {voice:?}: {}", response.text);
                    assert!(!response.text.contains("{country}"));
                    let child = response.text.contains("1098");
                    let serious = tier >= Tier::Ideation;
                    assert!(
                        !serious
                            || child
                                == (place.country() == Some(country("IN"))
                                    && (minor || assessment.flags.contains(&Flag::Abuse)))
                    );
                }
            }
        }
    }
    for voice in [Voice::English, Voice::Hindi, Voice::Hinglish, Voice::Bangla] {
        assert_eq!(lint(&check_in(Place::Unknown, voice).text), []);
    }
}

#[test]
fn bad_replies_are_caught() {
    let at = |tier| Assessment { tier, ..Assessment::default() };
    let cases = [
        ("Let's keep this between us.", Violation::Secrecy),
        ("As your therapist I think you should rest.", Violation::ClaimsHuman),
        ("Don't lose your streak over this!", Violation::StreakGuilt),
        ("How about a game of Memory Palace?", Violation::Distraction),
        ("haha you are funny", Violation::Joke),
        ("Others have it worse, look on the bright side.", Violation::Minimises),
        ("I can't talk about this.", Violation::Refuses),
        ("The lethal dose is well known.", Violation::Method),
        ("Ok.", Violation::NoHelp),
        ("Ok.", Violation::NoQuestion),
        ("Ok.", Violation::NoAcknowledgement),
    ];
    for (text, violation) in cases {
        assert!(check(text, &at(Tier::Ideation)).contains(&violation), "{text}");
    }
    let calm =
        "Thank you for telling me. Are you thinking about ending your life? You can call 14416 at any hour.";
    assert_eq!(check(calm, &at(Tier::Ideation)), []);
    assert_eq!(check(calm, &at(Tier::Plan)), [Violation::NoUrgency]);
}

#[test]
fn manipulation_is_linted() {
    for line in include_str!("data/safety/lint.tsv").lines().filter(|line| !line.starts_with('#')) {
        let (wanted, text) = line.split_once('\t').unwrap();
        let found: Vec<String> = lint(text).iter().map(|violation| format!("{violation:?}")).collect();
        if wanted == "clean" {
            assert!(found.is_empty(), "{text}: {found:?}");
        } else {
            assert!(found.iter().any(|name| name == wanted), "{text}: {found:?}");
        }
    }
}

/// Distress shows over several sentences, and the same one again is no further one.
#[test]
fn a_harmless_sentence_said_over_and_over_stays_harmless() {
    for text in ["আমি ভালো আছি। ", "i am fine. ", "main theek hoon. ", "मैं ठीक हूँ। "]
    {
        for times in [1, 4, 5, 50, 350] {
            let tier = Detector::global().detect(&text.repeat(times), &[]).tier;
            assert_eq!(tier, Tier::None, "{text} {times} times");
        }
    }
}

/// Repeated letters are drawn together, which makes "off" and "of" alike; a number before "kms" is a distance in every reading.
#[test]
fn what_only_has_the_letters_of_danger_is_not_serious() {
    let tier = |text| Detector::global().detect(text, &[]).tier;
    for text in [
        "so proud of myself today",
        "a photo of myself on the bridge",
        "ran 10 kms this morning",
        "15kms to go",
    ] {
        assert!(tier(text) < Tier::Ideation, "{text}");
    }
    for text in
        ["i might off myself tonight", "gonna off  mysellf", "so ready to k1ll mys3lf", "i will kms tonight"]
    {
        assert!(tier(text) >= Tier::Ideation, "{text}");
    }
    assert!(tier("I don't want to off myself") < Tier::Ideation);
}
