//! Recommendations: laws that hold for any person, and examples of what a list looks like.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::collections::HashSet;
use std::time::Duration;

use bondhu_domain::moods::Mood;
use bondhu_domain::recommendations::{
    Action, Candidate, Feedback, ItemId, Listener, MOST, MOST_IN_A_ROW, Origin, Reason, Recommendation,
    allowed_in_turn, catalogue_candidates, mood_fit, recommend, target,
};
use bondhu_domain::safety::{Allowances, Tier};
use bondhu_domain::tastes::{
    ExportFile, Facet, Feeling, Label, MoodTag, Source, TasteItem, TasteKind, TasteProfile, name_key,
};
use bondhu_domain::timestamp::Timestamp;
use proptest::prelude::*;

const NOW: Timestamp = Timestamp::from_seconds(1_763_700_000);
const ADULT: Allowances = Allowances::new(false);

fn typed(kind: TasteKind, names: &[(Facet, &str)]) -> TasteProfile {
    let items: Vec<_> =
        names.iter().map(|(facet, name)| TasteItem::typed(kind, *facet, name, NOW).unwrap()).collect();
    TasteProfile::of(kind, &items, |_| true)
}

fn listener(profile: &TasteProfile) -> Listener<'_> {
    Listener {
        profile,
        mood: None,
        allowances: ADULT,
        languages: &[],
        feedback: &[],
        shown: &[],
        personality: &[],
    }
}

fn list<'a>(listener: &Listener<'_>, limit: usize) -> Vec<Recommendation<'a>> {
    recommend(catalogue_candidates(listener.profile.kind), listener, NOW, 7, limit)
}

fn days_ago(days: u64) -> Timestamp {
    NOW - Duration::from_hours(24 * days)
}

fn feedback(item: ItemId, action: Action, days: u64) -> Feedback {
    Feedback { item, action, at: days_ago(days) }
}

fn of<'a>(title: &str, list: &'a [Candidate]) -> &'a Candidate {
    list.iter().find(|it| it.title == title).unwrap()
}

#[test]
fn somebody_without_tastes_gets_a_varied_list() {
    for kind in TasteKind::ALL {
        let nothing = typed(*kind, &[]);
        let list = list(&listener(&nothing), 20);
        assert_eq!(list.len(), 20, "{kind}");
        assert!(list.iter().all(|it| !it.reasons.is_empty() && it.candidate.url().starts_with("https://")));
        let labels: HashSet<_> = list.iter().map(|it| it.candidate.labels[0]).collect();
        assert!(labels.len() >= 5, "{kind}: {labels:?}");
    }
}

#[test]
fn a_taste_leads_the_list_and_is_told() {
    let qawwali =
        typed(TasteKind::Music, &[(Facet::Genre, "qawwali"), (Facet::Artist, "Nusrat Fateh Ali Khan")]);
    let list = list(&listener(&qawwali), 10);
    let label = Label::named(TasteKind::Music, "qawwali").unwrap();
    assert!(list.iter().filter(|it| it.candidate.labels.contains(&label)).count() >= 7);
    assert!(list[0].reasons.contains(&Reason::Label(label)), "{:?}", list[0]);
    let own = list.iter().find(|it| it.candidate.by.as_deref() == Some("Nusrat Fateh Ali Khan")).unwrap();
    assert_eq!(own.reasons[0].text(), "because you like Nusrat Fateh Ali Khan");
}

#[test]
fn languages_of_the_person_come_first_when_nothing_else_is_known() {
    let nothing = typed(TasteKind::Music, &[]);
    let bangla = Listener { languages: &["bn-BD"], ..listener(&nothing) };
    let spoken = list(&bangla, 20);
    assert!(spoken.iter().all(|it| it.candidate.language.as_deref().is_none_or(|tag| tag == "bn")));
    assert!(spoken.iter().filter(|it| it.candidate.language.is_some()).count() >= 10);
}

#[test]
fn the_library_is_recommended_too_and_one_work_comes_once() {
    let source = Source::Import(ExportFile::Steam);
    let game = |name: &str, minutes| {
        let mut item = TasteItem::bare(TasteKind::Games, Facet::Game, name.into(), source, NOW);
        item.minutes = Some(minutes);
        item
    };
    let items = [game("Celeste", 900.0), game("Hollow Knight", 0.0), game("Super Meat Boy", 400.0)];
    let profile = TasteProfile::of(TasteKind::Games, &items, |_| true);
    let library = items.iter().filter_map(|item| Candidate::of_item(item, Origin::Library));
    let all: Vec<_> = library.chain(catalogue_candidates(TasteKind::Games).iter().cloned()).collect();
    let list = recommend(&all, &listener(&profile), NOW, 7, MOST);
    let titles: HashSet<_> = list.iter().map(|it| &it.candidate.title).collect();
    assert_eq!(titles.len(), list.len(), "the game of the library and that of the catalogue are one");
    let untouched = list.iter().find(|it| it.candidate.title == "Hollow Knight").unwrap();
    assert!(untouched.reasons.contains(&Reason::Untouched));
    let new = |title: &str| {
        list.iter().filter(|it| it.candidate.title == title).any(|it| it.reasons.contains(&Reason::New))
    };
    assert!(!new("Celeste"), "a game that is played is nothing new");
    let without_library =
        recommend(catalogue_candidates(TasteKind::Games), &listener(&profile), NOW, 7, MOST);
    assert!(without_library.iter().all(|it| it.candidate.title != "Celeste"), "what is known is no find");
}

#[test]
fn genres_are_no_works() {
    let item = TasteItem::typed(TasteKind::Music, Facet::Genre, "jazz", NOW).unwrap();
    assert_eq!(Candidate::of_item(&item, Origin::Library), None);
}

#[test]
fn a_dislike_lasts_until_it_is_taken_back() {
    let nothing = typed(TasteKind::Music, &[]);
    let work = of("Kesariya", catalogue_candidates(TasteKind::Music));
    let comes = |feedback: &[Feedback]| {
        let all = [work.clone()];
        !recommend(&all, &Listener { feedback, ..listener(&nothing) }, NOW, 7, 1).is_empty()
    };
    assert!(comes(&[]));
    assert!(!comes(&[feedback(work.id, Action::Dislike, 800)]));
    assert!(comes(&[feedback(work.id, Action::Dislike, 800), feedback(work.id, Action::Like, 20)]));
    assert!(!comes(&[feedback(work.id, Action::Like, 800), feedback(work.id, Action::Dislike, 20)]));
    assert!(comes(&[feedback(work.id, Action::Skip, 14)]));
    assert!(!comes(&[feedback(work.id, Action::Skip, 13)]));
}

#[test]
fn likes_and_dislikes_change_the_next_list() {
    let profile = typed(TasteKind::Music, &[(Facet::Genre, "pop"), (Facet::Genre, "ghazal")]);
    let all = catalogue_candidates(TasteKind::Music);
    let ghazal = Label::named(TasteKind::Music, "ghazal").unwrap();
    let liked: Vec<_> = all.iter().filter(|it| it.labels[0] == ghazal).take(4).map(|it| it.id).collect();
    let of = |action| {
        let feedback: Vec<_> = liked.iter().map(|id| feedback(*id, action, 20)).collect();
        let listener = Listener { feedback: &feedback, ..listener(&profile) };
        recommend(all, &listener, NOW, 7, 20)
            .iter()
            .filter(|it| it.candidate.labels.contains(&ghazal))
            .count()
    };
    assert!(of(Action::Like) > of(Action::Dislike), "{} {}", of(Action::Like), of(Action::Dislike));
    assert!(of(Action::Save) >= of(Action::Skip));
}

#[test]
fn a_minor_gets_nothing_for_adults_and_no_reading_of_their_mood() {
    let profile = typed(TasteKind::Games, &[(Facet::Genre, "shooter"), (Facet::Genre, "action")]);
    let minor = Listener { allowances: Allowances::new(true), mood: Some(Mood::Sad), ..listener(&profile) };
    assert!(catalogue_candidates(TasteKind::Games).iter().any(|it| it.adults_only));
    let list = list(&minor, MOST);
    assert!(!list.is_empty() && list.iter().all(|it| !it.candidate.adults_only));
    assert!(list.iter().all(|it| !it.reasons.contains(&Reason::Mood)));
    let blind = Listener { mood: None, ..minor.clone() };
    assert_eq!(list, recommend(catalogue_candidates(TasteKind::Games), &blind, NOW, 7, MOST));
}

#[test]
fn nothing_is_recommended_beside_help() {
    let allowed: Vec<_> = Tier::ALL.into_iter().filter(|tier| allowed_in_turn(*tier)).collect();
    assert_eq!(allowed, [Tier::None, Tier::Distress]);
}

#[test]
fn every_mood_is_led_a_step_toward_calm() {
    let calm = Feeling { valence: Mood::Calm.valence(), energy: 0.2 };
    for mood in Mood::ALL {
        let step = target(mood);
        if mood.valence() < 0.0 {
            assert!(step.valence > mood.valence(), "{mood}");
        }
        assert!(mood_fit(Some(mood), Some(step)) > 0.999);
        // From each target the next step is nearer still.
        assert!(step.distance(calm) < 0.7 && (-1.0..=1.0).contains(&step.valence), "{mood}");
    }
}

#[test]
fn ids_are_blind_to_spelling_and_read_back() {
    let id = ItemId::of(TasteKind::Music, "Tum Hi Ho", Some("Arijit Singh"));
    assert_eq!(id, ItemId::of(TasteKind::Music, "tum hi ho", Some("ARIJIT SINGH")));
    assert_ne!(id, ItemId::of(TasteKind::Music, "Tum Hi Ho", None));
    assert_ne!(id, ItemId::of(TasteKind::Video, "Tum Hi Ho", Some("Arijit Singh")));
    assert_eq!(id.to_string().parse(), Ok(id));
    for bad in ["", "*", "0", &"g".repeat(32), &"A".repeat(32), &"+".repeat(32)] {
        assert!(bad.parse::<ItemId>().is_err(), "{bad}");
    }
    let ids: HashSet<_> =
        TasteKind::ALL.iter().flat_map(|kind| catalogue_candidates(*kind)).map(|it| it.id).collect();
    assert_eq!(ids.len(), TasteKind::ALL.iter().map(|kind| catalogue_candidates(*kind).len()).sum::<usize>());
}

#[test]
fn validated_weights_move_little() {
    let nothing = typed(TasteKind::Music, &[]);
    let jazz = Label::named(TasteKind::Music, "jazz").unwrap();
    let score = |personality: &[(Label, f64)]| {
        let all = [of("So What", catalogue_candidates(TasteKind::Music)).clone()];
        recommend(&all, &Listener { personality, ..listener(&nothing) }, NOW, 7, 1)[0].score
    };
    let moved = score(&[(jazz, 1.0)]) - score(&[]);
    assert!(moved > 0.0 && moved <= 0.01 + 1e-9, "{moved}");
    assert!(score(&[(jazz, -50.0)]) >= score(&[]) - 0.01 - 1e-9);
}

#[derive(Clone, Debug)]
struct Case {
    kind: TasteKind,
    names: Vec<usize>,
    mood: Option<Mood>,
    minor: bool,
    feedback: Vec<(usize, Action, u64)>,
    shown: Vec<(usize, u64)>,
    seed: u64,
    limit: usize,
}

fn case() -> impl Strategy<Value = Case> {
    (
        prop::sample::select(TasteKind::ALL),
        prop::collection::vec(0..500_usize, 0..8),
        prop::option::of(prop::sample::select(Mood::ALL.to_vec())),
        any::<bool>(),
        prop::collection::vec((0..800_usize, prop::sample::select(Action::ALL), 0..60_u64), 0..20),
        prop::collection::vec((0..800_usize, 0..30_u64), 0..60),
        any::<u64>(),
        0..40_usize,
    )
        .prop_map(|(kind, names, mood, minor, feedback, shown, seed, limit)| Case {
            kind,
            names,
            mood,
            minor,
            feedback,
            shown,
            seed,
            limit,
        })
}

/// Runs a case over the catalogue and gives the list to `check`.
fn with<T>(case: &Case, check: impl FnOnce(&Listener<'_>, &[Recommendation<'_>]) -> T) -> T {
    among(case, catalogue_candidates(case.kind), check)
}

/// Runs a case over some candidates.
fn among<T>(
    case: &Case,
    candidates: &[Candidate],
    check: impl FnOnce(&Listener<'_>, &[Recommendation<'_>]) -> T,
) -> T {
    let all = catalogue_candidates(case.kind);
    let pick = |place: usize| &all[place % all.len()];
    let items: Vec<_> = case
        .names
        .iter()
        .filter_map(|place| {
            let by = pick(*place).by.clone().filter(|_| case.kind == TasteKind::Music)?;
            TasteItem::typed(case.kind, Facet::Artist, &by, NOW).ok()
        })
        .collect();
    let profile = TasteProfile::of(case.kind, &items, |_| true);
    let feedback: Vec<_> =
        case.feedback.iter().map(|(place, action, days)| feedback(pick(*place).id, *action, *days)).collect();
    let shown: Vec<_> = case.shown.iter().map(|(place, days)| (pick(*place).id, days_ago(*days))).collect();
    let listener = Listener {
        mood: case.mood,
        allowances: Allowances::new(case.minor),
        feedback: &feedback,
        shown: &shown,
        ..listener(&profile)
    };
    let list = recommend(candidates, &listener, NOW, case.seed, case.limit);
    check(&listener, &list)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_repeats_within_fourteen_days(case in case()) {
        with(&case, |listener, list| {
            let recent = |at: Timestamp| NOW.since(at) < Duration::from_hours(24 * 14);
            for it in list {
                prop_assert!(!listener.shown.iter().any(|(id, at)| *id == it.candidate.id && recent(*at)));
                prop_assert!(!listener.feedback.iter().any(|done| done.item == it.candidate.id && recent(done.at)));
            }
            let ids: HashSet<_> = list.iter().map(|it| it.candidate.id).collect();
            prop_assert_eq!(ids.len(), list.len());
            Ok(())
        })?;
    }

    #[test]
    fn never_three_in_a_row_of_one_maker(case in case()) {
        with(&case, |_, list| {
            let makers: Vec<_> = list
                .iter()
                .map(|it| it.candidate.by.as_deref().map(|by| name_key(by.split(", ").next().unwrap_or(by))))
                .collect();
            for three in makers.windows(MOST_IN_A_ROW + 1) {
                prop_assert!(three[0].is_none() || three.iter().any(|it| it != &three[0]), "{:?}", three);
            }
            Ok(())
        })?;
    }

    #[test]
    fn never_deeper_into_sadness(case in case()) {
        with(&case, |listener, list| {
            let mood = listener.mood.filter(|_| listener.allowances.mood_series).filter(|mood| mood.valence() < 0.0);
            let Some(mood) = mood else { return Ok(()) };
            for it in list {
                prop_assert!(!it.candidate.moods.contains(&MoodTag::Melancholic), "{}", it.candidate.title);
                let work = Feeling::of(&it.candidate.moods, None);
                prop_assert!(work.is_none_or(|work| work.valence >= mood.valence()));
            }
            Ok(())
        })?;
    }

    #[test]
    fn the_list_is_as_long_as_asked_scored_and_reasoned(case in case()) {
        with(&case, |_, list| {
            prop_assert_eq!(list.len(), case.limit, "the catalogue is large enough for any of these");
            for it in list {
                prop_assert!((0.0..=1.0).contains(&it.score) && (it.score - it.parts.total()).abs() < 1e-12);
                prop_assert!(!it.reasons.is_empty());
            }
            Ok(())
        })?;
    }

    #[test]
    fn the_same_is_the_same_and_the_order_of_what_was_done_changes_nothing(case in case()) {
        let ids = |case: &Case| with(case, |_, list| list.iter().map(|it| (it.candidate.id, it.score.to_bits())).collect::<Vec<_>>());
        let mut turned = case.clone();
        turned.feedback.reverse();
        turned.shown.reverse();
        turned.names.reverse();
        prop_assert_eq!(ids(&case), ids(&case));
        prop_assert_eq!(ids(&case), ids(&turned));
    }

    #[test]
    fn a_like_lowers_nothing_of_the_same_maker_and_a_dislike_raises_nothing(case in case(), place in 0..800_usize) {
        let all = catalogue_candidates(case.kind);
        let work = &all[place % all.len()];
        for other in all.iter().filter(|it| it.by.is_some() && it.by == work.by && it.id != work.id) {
            let pair = [work.clone(), other.clone()];
            let taste = |action: Option<Action>| {
                let mut case = Case { limit: 2, seed: 1, feedback: Vec::new(), shown: Vec::new(), ..case.clone() };
                case.feedback.extend(action.map(|action| (place, action, 1)));
                among(&case, &pair, |_, list| {
                    list.iter().find(|it| it.candidate.id == other.id).map(|it| it.parts.taste)
                })
            };
            let before = taste(None);
            prop_assert!(taste(Some(Action::Like)) >= before, "{:?}", other.title);
            prop_assert!(taste(Some(Action::Dislike)) <= before, "{:?}", other.title);
        }
    }
}
