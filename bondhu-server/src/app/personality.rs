//! The questionnaire, the profile that follows from it, and the ledger that a person can read and undo.

use bondhu_domain::ids::{AssessmentId, LedgerRowId, UserId};
use bondhu_domain::personality::ledger::undone_rows;
use bondhu_domain::personality::profile::states;
use bondhu_domain::personality::questionnaire::VERSION;
use bondhu_domain::personality::{Answers, LedgerRow, Norm, Observed, Profile, UndoError, observe, undo};
use bondhu_domain::safety::Allowances;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::User;
use bondhu_ports::cache::CacheGroup;
use bondhu_ports::live_events::LiveEvent;
use bondhu_ports::personality::Assessment;
use bondhu_ports::randomness::RandomnessExt;
use bondhu_ports::store::{Scope, UnitOfWork};

use super::{App, AppError};

/// Answers to the questionnaire.
#[derive(Clone, Debug)]
pub struct AnswerSheet {
    /// What was answered.
    pub answers: Answers,
    /// The version that was answered; `None` for the current one.
    pub version: Option<u32>,
    /// How long it took.
    pub duration_seconds: Option<u32>,
    /// The person meant the answers even if they look careless.
    pub confirmed: bool,
}

/// A profile with the norm of its last questionnaire, or of the next one.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonalityProfile {
    /// The profile.
    pub profile: Profile,
    /// Whom the person is compared with.
    pub norm: Norm,
}

/// A piece of the ledger, the newest rows first.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerPage {
    /// The rows, each with whether it was undone.
    pub rows: Vec<(LedgerRow, bool)>,
    /// Whether there are older ones.
    pub more: bool,
}

/// The most rows of one page of the ledger.
pub const MAX_LEDGER_PAGE: usize = 200;

impl App {
    /// Takes in a filled-in questionnaire: all of it or, with a mistake anywhere in it, nothing.
    pub async fn take_questionnaire(
        &self,
        user: UserId,
        sheet: AnswerSheet,
    ) -> Result<PersonalityProfile, AppError> {
        if sheet.version.is_some_and(|version| version != VERSION) {
            return Err(AppError::field(
                "version",
                "outdated",
                format!("the questionnaire has changed; its version is {VERSION}"),
            ));
        }
        let scores = sheet.answers.score(self.policy.norm);
        if !scores.any() {
            return Err(AppError::field("answers", "too_few", "answer at least three items of one trait"));
        }
        let careless = sheet.answers.look_careless();
        if careless && !sheet.confirmed {
            return Err(AppError::CarelessAnswers);
        }
        let now = self.clock.now();
        let assessment = Assessment {
            id: AssessmentId::new(now, self.random.entropy()),
            taken_at: now,
            version: VERSION,
            norm: self.policy.norm,
            answers: sheet.answers,
            duration_seconds: sheet.duration_seconds,
            confirmed: careless,
        };
        let caused_by = assessment.id.as_uuid();
        let observed = Observed { at: now, evidence: scores.evidence(), caused_by };
        let taking = async {
            let mut work = self.begin_profile(user, now).await?;
            work.personality().add_assessment(user, &assessment).await?;
            let ledger = self.record(&mut *work, user, &observed).await?;
            let profile = self.profile_of(&mut *work, user, &ledger, now).await?;
            work.commit().await?;
            Ok(profile)
        };
        let profile = self.changing(user, &CacheGroup::PERSONALITY, taking).await?;
        self.live.publish(user, LiveEvent::Profile).await;
        Ok(profile)
    }

    /// A person's profile as of now.
    pub async fn personality_profile(&self, user: UserId) -> Result<PersonalityProfile, AppError> {
        let now = self.clock.now();
        let mut work = self.store.begin_read(Scope::Person(user)).await?;
        let account = work.users().find(user).await?.ok_or(AppError::Unauthenticated)?;
        require_personality(&account, now)?;
        let ledger = work.personality().ledger(user).await?;
        self.profile_of(&mut *work, user, &ledger, now).await
    }

    /// What moved a person's profile, the newest first, from after row `after` on.
    pub async fn personality_history(
        &self,
        user: UserId,
        after: Option<LedgerRowId>,
        limit: usize,
    ) -> Result<LedgerPage, AppError> {
        if !(1..=MAX_LEDGER_PAGE).contains(&limit) {
            let detail = format!("limit is a number from 1 to {MAX_LEDGER_PAGE}");
            return Err(AppError::field("limit", "out_of_range", detail));
        }
        let now = self.clock.now();
        let mut work = self.store.begin_read(Scope::Person(user)).await?;
        let account = work.users().find(user).await?.ok_or(AppError::Unauthenticated)?;
        require_personality(&account, now)?;
        let ledger = work.personality().ledger(user).await?;
        let undone = undone_rows(&ledger);
        let mut older = ledger.iter().rev().filter(|row| after.is_none_or(|after| row.id < after));
        let rows = older.by_ref().take(limit).map(|row| (*row, undone.contains(&row.id))).collect();
        Ok(LedgerPage { rows, more: older.next().is_some() })
    }

    /// Undoes one row of a person's ledger.
    pub async fn undo_change(&self, user: UserId, row: LedgerRowId) -> Result<PersonalityProfile, AppError> {
        let now = self.clock.now();
        let undoing = async {
            let mut work = self.begin_profile(user, now).await?;
            let mut ledger = work.personality().ledger(user).await?;
            let id = LedgerRowId::new(now, self.random.entropy());
            let undoing = undo(&ledger, row, id, now).map_err(|error| match error {
                UndoError::NotFound => AppError::NotFound,
                UndoError::AlreadyUndone => AppError::Conflict("this change has been undone already"),
                UndoError::IsUndo => AppError::Conflict("an undoing cannot be undone"),
            })?;
            work.personality().append(user, &[undoing]).await?;
            ledger.push(undoing);
            work.personality().save_traits(user, &states(&ledger)).await?;
            let profile = self.profile_of(&mut *work, user, &ledger, now).await?;
            work.commit().await?;
            Ok(profile)
        };
        let profile = self.changing(user, &CacheGroup::PERSONALITY, undoing).await?;
        self.live.publish(user, LiveEvent::Profile).await;
        Ok(profile)
    }

    /// Every taking of the questionnaire and the whole ledger, oldest first.
    pub async fn export_personality(
        &self,
        user: UserId,
    ) -> Result<(Vec<Assessment>, Vec<LedgerRow>), AppError> {
        let mut work = self.store.begin_read(Scope::Person(user)).await?;
        let takings = work.personality().assessments(user).await?;
        Ok((takings, work.personality().ledger(user).await?))
    }

    /// A unit of work that may change the profile of somebody who may have one.
    pub(super) async fn begin_profile(
        &self,
        user: UserId,
        now: Timestamp,
    ) -> Result<Box<dyn UnitOfWork>, AppError> {
        let mut work = self.store.begin(Scope::Person(user)).await?;
        let account = work.users().find(user).await?.ok_or(AppError::Unauthenticated)?;
        require_personality(&account, now)?;
        Ok(work)
    }

    /// Adds what was seen to the ledger, and brings the traits up to it. Returns the whole ledger.
    pub(super) async fn record(
        &self,
        work: &mut dyn UnitOfWork,
        user: UserId,
        observed: &Observed,
    ) -> Result<Vec<LedgerRow>, AppError> {
        let mut ledger = work.personality().ledger(user).await?;
        let new_id = || LedgerRowId::new(observed.at, self.random.entropy());
        let rows = observe(&ledger, observed, new_id);
        work.personality().append(user, &rows).await?;
        ledger.extend(rows);
        work.personality().save_traits(user, &states(&ledger)).await?;
        Ok(ledger)
    }

    async fn profile_of(
        &self,
        work: &mut dyn UnitOfWork,
        user: UserId,
        ledger: &[LedgerRow],
        now: Timestamp,
    ) -> Result<PersonalityProfile, AppError> {
        let profile = Profile::of(ledger, now);
        let mut norm = self.policy.norm;
        if let Some((taking, _)) = profile.assessed {
            let takings = work.personality().assessments(user).await?;
            norm = takings.iter().find(|it| it.id.as_uuid() == taking).map_or(norm, |it| it.norm);
        }
        Ok(PersonalityProfile { profile, norm })
    }
}

/// No profile of a child is made or shown.
pub(super) fn require_personality(account: &User, now: Timestamp) -> Result<(), AppError> {
    if Allowances::new(account.may_be_minor(now)).personality {
        Ok(())
    } else {
        Err(AppError::Forbidden("there is no personality profile for people under 18"))
    }
}
