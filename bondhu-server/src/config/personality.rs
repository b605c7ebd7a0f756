//! How the personality questionnaire is scored.

use bondhu_domain::personality::Norm;

use super::kinds::OneOf;
use super::section::section;

section! {
    /// The questionnaire. What was answered before a change stays as it was scored.
    pub struct Personality: "personality" {
        /// Whom people are compared with: `general` is everybody in a large web sample, `india` those in it from India.
        norm: Norm = OneOf(&[("general", Norm::General), ("india", Norm::India)]), "general";
    }
}
