//! The questionnaire against sheets whose true scores are known.
//!
//! Real answer sheets are not in this repository. These are drawn from the model behind the norms: a true score, and answers
//! that show it with as much chance as the reliability of the scale leaves.

use bondhu_domain::personality::questionnaire::ITEMS;
use bondhu_domain::personality::{Answers, Estimate, Level, Norm, Trait};

const SHEETS: u32 = 4_000;

/// Numbers as good as drawn from a standard normal distribution: Box-Muller over a linear congruence (Knuth's MMIX).
struct Draws(u64);

impl Draws {
    #[expect(clippy::cast_precision_loss, reason = "53 bits")]
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.share().ln()).sqrt() * (std::f64::consts::TAU * self.share()).cos()
    }
}

/// How much an answer varies by chance around what the true score gives, in deviations of the mean of `items` answers.
fn noise(alpha: f64, items: f64) -> f64 {
    (items * (1.0 - alpha)).sqrt()
}

#[test]
fn the_interval_holds_a_long_score_of_the_same_person_four_times_in_five() {
    let mut draws = Draws(20);
    for norm in Norm::ALL {
        let mut inside_of_all = 0;
        for of in Trait::ALL {
            let scale = norm.scale(of);
            let mut inside = [0, 0];
            for _ in 0..SHEETS {
                let truth = draws.normal();
                // Ten answers of this person about the trait: four of them the items of the short form.
                let spread = noise(scale.alpha, 4.0);
                let items: [f64; 10] =
                    std::array::from_fn(|_| scale.alpha.sqrt() * truth + spread * draws.normal());
                let short = items[..4].iter().sum::<f64>() / 4.0;
                let seen = Estimate::UNKNOWN.see(short, scale.alpha.sqrt()).0.shown();
                // The other items of the long form, in units of true scores; and the true score itself, which a form of
                // endless length would give.
                let rest = items[4..].iter().sum::<f64>() / 6.0 / scale.alpha.sqrt();
                let reliability = 6.0 * scale.alpha / (4.0 + 2.0 * scale.alpha);
                let long = Estimate { theta: reliability.sqrt() * rest * reliability.sqrt(), variance: 0.0 };
                for (count, value) in inside.iter_mut().zip([long.shown().score, percentile(truth)]) {
                    *count += u32::from((seen.low..=seen.high).contains(&value));
                }
            }
            let share = inside.map(|it| f64::from(it) / f64::from(SHEETS));
            inside_of_all += inside[0];
            assert!((0.75..=0.85).contains(&share[1]), "{norm:?} {of:?}: true scores {share:?}");
        }
        let share = f64::from(inside_of_all) / f64::from(5 * SHEETS);
        assert!((0.75..=0.85).contains(&share), "{norm:?}: {share}");
    }
}

fn percentile(theta: f64) -> u8 {
    Estimate { theta, variance: 0.0 }.shown().score
}

#[test]
fn items_and_key_are_those_of_the_mini_ipip() {
    let key = |of: Trait| -> Vec<i8> {
        let items = ITEMS.iter().filter(|it| it.of == of);
        items.map(|it| i8::try_from(it.id).unwrap() * if it.reversed { -1 } else { 1 }).collect()
    };
    assert_eq!(key(Trait::Extraversion), [1, -6, 11, -16]);
    assert_eq!(key(Trait::Agreeableness), [2, -7, 12, -17]);
    assert_eq!(key(Trait::Conscientiousness), [3, -8, 13, -18]);
    assert_eq!(key(Trait::Neuroticism), [4, -9, 14, -19]);
    assert_eq!(key(Trait::Openness), [5, -10, -15, -20]);
    assert!(ITEMS.iter().zip(1..).all(|(item, id)| item.id == id));
}

#[test]
fn a_scale_of_three_answers_is_scored_and_of_two_is_not() {
    let three = Answers::new([(1, 4), (6, 2), (11, 3)]).unwrap().score(Norm::General);
    assert!((three.means[Trait::Extraversion].unwrap() - 11.0 / 3.0).abs() < 1e-12);
    assert!(three.any());
    let two = Answers::new([(1, 4), (6, 2)]).unwrap().score(Norm::General);
    assert!(two.means[Trait::Extraversion].is_none() && !two.any());
    assert_eq!(two.estimates()[Trait::Extraversion], Estimate::UNKNOWN);
}

#[test]
fn the_figures_of_one_sheet() {
    // All in the middle of the scale: extraversion 3 is z = .1/1.03 → θ = .0868; openness 3 is z = −1.03/.77 → θ = −1.1031.
    let sheet = Answers::new((1..=20).map(|item| (item, 3))).unwrap();
    let general = sheet.score(Norm::General).estimates();
    assert!((general[Trait::Extraversion].theta - 0.086_837).abs() < 1e-6);
    assert!((general[Trait::Openness].theta + 1.103_065).abs() < 1e-6);
    assert!((general[Trait::Openness].variance - 0.32).abs() < 1e-12);
    assert_eq!(general[Trait::Openness].shown().level, Level::Low);
    assert_eq!(general[Trait::Extraversion].shown().level, Level::Typical);
    let india = sheet.score(Norm::India).estimates();
    assert!((india[Trait::Neuroticism].variance - 0.49).abs() < 1e-12);
}

#[test]
fn answers_that_nobody_read_the_items_for() {
    let careless = |answers: &[u8]| {
        Answers::new((1..).zip(answers.iter().map(|it| i64::from(*it)))).unwrap().look_careless()
    };
    assert!(careless(&[3; 20]));
    assert!(careless(&[3; 5]));
    assert!(careless(&[1, 2, 3, 4, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 1, 2, 1, 2, 1]));
    assert!(!careless(&[1, 2, 3, 4, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 1, 1, 2, 1, 2, 1]));
    assert!(!careless(&[]) && !careless(&[3]) && !careless(&[3, 4]));
}
