//! How far the passive sources may move a trait: all of them together, whatever they claim.
//!
//! Text explains about 5 % of the variance of self-reported traits (meta-analysis, N = 85,724), music less. What follows
//! from them must stay small beside what a person says of themselves.

/// The farthest that they move a trait in a day, in standard deviations.
pub const A_DAY: f64 = 0.06;
/// The farthest in seven days, to and fro added up.
pub const A_WEEK: f64 = 0.16;
/// The farthest from the last questionnaire, or from the middle when there was none.
pub const IN_ALL: f64 = 0.50;

/// The days of a week that lie before its last one.
const EARLIER: i64 = 6;

/// The moves of the last seven days.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Moves(Vec<(i64, f64)>);

impl Moves {
    /// As much of `wanted` as may be moved on `day`, from `shift` away from the questionnaire. A day is asked about once, and
    /// days come in order.
    pub fn allow(&mut self, day: i64, shift: f64, wanted: f64) -> f64 {
        self.0.retain(|(moved_on, _)| day - moved_on <= EARLIER);
        let moved: f64 = self.0.iter().map(|(_, by)| by.abs()).sum();
        let most = A_DAY.min(A_WEEK - moved).max(0.0);
        let target = (shift + wanted.clamp(-most, most)).clamp(-IN_ALL, IN_ALL);
        let by = target - shift;
        if by != 0.0 {
            self.0.push((day, by));
        }
        by
    }
}
