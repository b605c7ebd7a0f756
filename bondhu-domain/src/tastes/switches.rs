//! What a source's items may be used for: the two switches of a connection.

use super::{Provider, Source};
use crate::safety::Allowances;

/// The two switches that a person has for each source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Switches {
    /// Its items count in the taste profile, in recommendations and, as far as validated weights allow, in the
    /// personality profile.
    pub use_in_profile: bool,
    /// Its items may be told to a language model.
    pub send_to_model: bool,
}

impl Switches {
    /// The switches before the person has touched them.
    ///
    /// Both are off for a Spotify account: its Developer Policy (III.13–14) and Terms (IV.2.1) forbid building profiles
    /// of users and feeding its content to AI models. Both are on for what the person typed or handed in. What another
    /// connected account tells counts in the profile, which is what it was connected for, and is told to no model before
    /// the person says so (ours: Google's policies limit who may be given such data).
    pub const fn default_for(source: Source) -> Self {
        match source {
            Source::Account(Provider::Spotify) => Self { use_in_profile: false, send_to_model: false },
            Source::Account(Provider::Youtube | Provider::Steam) => {
                Self { use_in_profile: true, send_to_model: false }
            }
            Source::Import(_) | Source::Typed => Self { use_in_profile: true, send_to_model: true },
        }
    }

    /// Whether a taste that stands on this source may be told to a model. What does not count in the profile is not told
    /// either: the model is told of the profile.
    pub const fn may_be_told(self) -> bool {
        self.use_in_profile && self.send_to_model
    }

    /// Whether this source may move the personality profile of somebody with these allowances. Never that of somebody
    /// who may be under 18.
    pub const fn may_move_personality(self, allowances: Allowances) -> bool {
        self.use_in_profile && allowances.personality
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tastes::ExportFile;

    #[test]
    fn spotify_is_off_and_own_words_are_on() {
        let both = |on| Switches { use_in_profile: on, send_to_model: on };
        assert_eq!(Switches::default_for(Source::Account(Provider::Spotify)), both(false));
        assert_eq!(Switches::default_for(Source::Typed), both(true));
        for file in ExportFile::ALL {
            assert_eq!(Switches::default_for(Source::Import(*file)), both(true));
        }
    }

    #[test]
    fn no_account_is_told_to_a_model_unasked() {
        for provider in Provider::ALL {
            assert!(!Switches::default_for(Source::Account(*provider)).may_be_told());
        }
    }

    #[test]
    fn a_minor_has_no_personality_from_tastes() {
        let on = Switches::default_for(Source::Typed);
        assert!(on.may_move_personality(Allowances::new(false)));
        assert!(!on.may_move_personality(Allowances::new(true)));
        assert!(!Switches { use_in_profile: false, ..on }.may_be_told());
    }
}
