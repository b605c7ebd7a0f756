//! Care for somebody who may be in danger: what a message gives reason for, what is in force, and help that no failure of
//! anything else can keep away.

use std::time::Duration;

use bondhu_domain::ids::UserId;
use bondhu_domain::messages::{Message, Sender};
use bondhu_domain::safety::response::{Place, Voice, respond};
use bondhu_domain::safety::{Assessment, Detector, Flag, SafetyState, Tier, guess_country};
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::{Language, User};
use bondhu_ports::messages::HistoryQuery;
use bondhu_ports::safety_events::{SafetyEvent, SafetyEventKind};
use bondhu_ports::store::{Scope, UnitOfWork};
use bondhu_ports::turn_feed::TurnSafety;

use super::{App, AppError};

/// How many of the newest messages of both sides may hold earlier ones of the person that matter.
const EARLIER: u32 = 24;
/// Only messages of the last day bear on a new one.
const BEARS_FOR: Duration = Duration::from_hours(24);
/// Events older than this cannot be in force any more.
const LOOK_BACK: Duration = Duration::from_hours(48);

/// Help for a person whose message could not be taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    /// What the message gave reason for.
    pub safety: TurnSafety,
    /// What Bondhu says to it.
    pub text: String,
}

/// What a turn has to take account of.
pub(super) struct Care {
    /// What the message itself gave reason for.
    pub assessment: Assessment,
    /// The tier in force, this message's included.
    pub tier: Tier,
    /// The person is now to be asked how they are.
    pub check_in_due: bool,
    /// What the page is told.
    pub shown: Option<TurnSafety>,
}

/// Looks at a text alone, before anything that could fail, refuse or take time.
pub(super) fn first_look(text: &str) -> Assessment {
    Detector::global().detect(text, &[])
}

/// Adds help to a failure, if the text gives reason for it.
pub(super) fn with_help(error: AppError, text: &str, seen: &Assessment) -> AppError {
    let voice = Voice::of(text, Language::English);
    match respond(seen, Place::Unknown, voice, false) {
        Some(response) => {
            let safety = TurnSafety {
                tier: seen.tier.number(),
                flags: names(&seen.flags),
                country: None,
                child_line: seen.flags.contains(&Flag::Abuse),
                check_in_at: None,
            };
            AppError::WithHelp {
                cause: Box::new(error),
                help: Box::new(Help { safety, text: response.text }),
            }
        }
        None => error,
    }
}

/// Where help is to be found for a person.
pub(super) fn place(account: &User) -> Place {
    match (account.country, guess_country(account.timezone)) {
        (Some(told), _) => Place::Told(told),
        (None, Some(guess)) => Place::Guessed(guess),
        (None, None) => Place::Unknown,
    }
}

fn names(flags: &[Flag]) -> Vec<String> {
    flags.iter().map(|flag| flag.as_str().to_owned()).collect()
}

/// The tier in force after these events, oldest first.
fn in_force(events: &[SafetyEvent]) -> SafetyState {
    events.iter().fold(SafetyState::default(), |state, event| match &event.kind {
        SafetyEventKind::Detected { tier, .. } => state.observe(*tier, event.at),
        SafetyEventKind::CheckedIn => state.checked_in(),
    })
}

/// Counts below this could point at somebody.
const FEWEST_TOLD: u64 = 5;

impl App {
    /// How often each tier and flag was detected from `from` to before `until`, one line each; small counts are hidden.
    pub async fn safety_report(&self, from: Timestamp, until: Timestamp) -> Result<Vec<String>, AppError> {
        let counts = self.store.begin_read(Scope::System).await?.safety_events().counts(from, until).await?;
        let tiers = (1..=3).map(|tier| format!("tier_{tier}"));
        let known = tiers.chain(Flag::ALL.into_iter().map(|flag| flag.as_str().to_owned()));
        let count = |name: &str| counts.iter().find(|it| it.name == name).map_or(0, |it| it.count);
        let line = |name: String| match count(&name) {
            0 => format!("{name}\t0"),
            1..FEWEST_TOLD => format!("{name}\tfewer than {FEWEST_TOLD}"),
            told => format!("{name}\t{told}"),
        };
        Ok(known.map(line).collect())
    }

    /// The help that a page must show now because a tier is in force.
    pub async fn safety_in_force(&self, user: UserId) -> Result<Option<TurnSafety>, AppError> {
        let now = self.clock.now();
        let mut work = self.store.begin_read(Scope::Person(user)).await?;
        let account = work.users().find(user).await?.ok_or(AppError::Unauthenticated)?;
        let state = self.safety_state(&mut *work, user, now).await?;
        let tier = state.tier_at(now);
        let place = place(&account);
        Ok((tier > Tier::None).then(|| TurnSafety {
            tier: tier.number(),
            flags: Vec::new(),
            country: place.country().map(|it| (it.as_str().to_owned(), matches!(place, Place::Guessed(_)))),
            child_line: account.may_be_minor(now),
            check_in_at: state.check_in_at,
        }))
    }

    /// Looks at a text with what the person said before it.
    pub(super) async fn assess(
        &self,
        work: &mut dyn UnitOfWork,
        user: UserId,
        text: &str,
        now: Timestamp,
    ) -> Result<Assessment, AppError> {
        let query = HistoryQuery { session: None, before: None, offset: 0, limit: EARLIER };
        let page = work.messages().page(user, &query).await?;
        let bears = |it: &&Message| it.sender == Sender::User && now.since(it.created_at) <= BEARS_FOR;
        let earlier: Vec<&str> = page.iter().filter(bears).map(|it| it.text.as_str()).collect();
        Ok(Detector::global().detect(text, &earlier))
    }

    /// What is in force for a person.
    pub(super) async fn safety_state(
        &self,
        work: &mut dyn UnitOfWork,
        user: UserId,
        now: Timestamp,
    ) -> Result<SafetyState, AppError> {
        Ok(in_force(&work.safety_events().since(user, now - LOOK_BACK).await?))
    }

    /// What the answer to a stored message has to take account of.
    pub(super) async fn care_for(
        &self,
        work: &mut dyn UnitOfWork,
        account: &User,
        message: &Message,
    ) -> Result<Care, AppError> {
        let state = self.safety_state(work, account.id, message.created_at).await?;
        let found = work.safety_events().of_message(account.id, message.id).await?;
        let (tier, flags) = found.unwrap_or_default();
        let assessment = Assessment { tier, flags, cues: Vec::new() };
        let tier = state.tier_at(message.created_at).max(assessment.tier);
        let place = place(account);
        let shown = (assessment.needs_care() || tier > Tier::None).then(|| TurnSafety {
            tier: tier.number(),
            flags: names(&assessment.flags),
            country: place.country().map(|it| (it.as_str().to_owned(), matches!(place, Place::Guessed(_)))),
            child_line: account.may_be_minor(message.created_at) || assessment.flags.contains(&Flag::Abuse),
            check_in_at: state.check_in_at,
        });
        let check_in_due = !assessment.needs_care() && state.check_in_due(message.created_at);
        Ok(Care { assessment, tier, check_in_due, shown })
    }
}
