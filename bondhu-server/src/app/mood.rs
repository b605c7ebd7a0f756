//! The mood of messages, days and the last 24 hours.

use std::time::Duration;

use bondhu_domain::ids::UserId;
use bondhu_domain::insights::{ChatInsights, WINDOW, analysis_due, chat_insights};
use bondhu_domain::messages::Message;
use bondhu_domain::mood_check_ins::{CheckIn, InvalidCheckIn};
use bondhu_domain::mood_series::Tally;
use bondhu_domain::mood_trend::{MAX_DAYS, MoodTrend, mood_trend};
use bondhu_domain::safety::response::{Place, Voice, respond};
use bondhu_domain::safety::{Allowances, Assessment, Flag};
use bondhu_domain::sentiment::Reading;
use bondhu_domain::streaks::civil_date;
use bondhu_domain::timestamp::Timestamp;
use bondhu_domain::users::User;
use bondhu_ports::cache::{Bytes, CacheGroup, EntryKey};
use bondhu_ports::insights::StoredInsight;
use bondhu_ports::moods::{MessageMood, StoredCheckIn};
use bondhu_ports::store::{Scope, UnitOfWork};
use bondhu_ports::turn_feed::TurnSafety;

use super::care::{first_look, place};
use super::{Answer, App, AppError, FieldError, Help};

/// The longest note of a check-in, in characters.
const MAX_NOTE_CHARS: usize = 1_000;
/// What was not analysed is not told from the cache for longer than this.
const NOTHING_ANALYSED_FOR: Duration = Duration::from_secs(30);
/// How many people one step of the hourly analysis reads at a time.
const BATCH: u32 = 100;

impl App {
    /// The sentiment of a message, unless nothing may be learnt from it.
    pub(super) async fn reading_of(&self, account: &User, message: &Message) -> Option<Reading> {
        let allowed = Allowances::new(account.may_be_minor(message.created_at)).mood_series;
        if message.off_the_record || !allowed {
            return None;
        }
        self.sentiment.analyze(&message.text).await
    }

    /// Stores a reading with its message, and what follows from it for the day and, when it is time, for the insight.
    pub(super) async fn note_mood(
        &self,
        work: &mut dyn UnitOfWork,
        account: &User,
        message: &Message,
        reading: &Reading,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let user = account.id;
        let date = civil_date(message.created_at, account.timezone, account.day_start);
        let mood = MessageMood { mood: reading.mood, score: reading.sentiment_score(), date };
        if !work.moods().score_message(user, message.id, &mood).await? {
            return Ok(());
        }
        let scored = work.moods().scored_on(user, date).await?;
        if let Some(day) = scored.iter().collect::<Tally>().day(date) {
            work.moods().save_day(user, &day).await?;
        }
        let sent = work.stats().counters(user).await?.messages;
        let analysed = work.insights().latest(user).await?.map_or(0, |it| it.at_message);
        if analysis_due(sent.saturating_sub(analysed)) {
            self.analyse_in(work, user, now).await?;
            // What takes longer, learning from what was written, is not done while somebody waits for a reply.
            self.enqueue_analysis(work, user).await?;
        }
        Ok(())
    }

    /// Analyses a person's last 24 hours, as often as it is asked for.
    pub async fn analyse(&self, user: UserId) -> Result<ChatInsights, AppError> {
        let now = self.clock.now();
        let analysing = async {
            let mut work = self.store.begin(Scope::Person(user)).await?;
            let account = work.users().find(user).await?.ok_or(AppError::NotFound)?;
            require_mood_series(&account, now)?;
            let insights = self.analyse_in(&mut *work, user, now).await?;
            work.commit().await?;
            Ok(insights)
        };
        self.changing(user, &CacheGroup::ANALYSIS, analysing).await
    }

    async fn analyse_in(
        &self,
        work: &mut dyn UnitOfWork,
        user: UserId,
        now: Timestamp,
    ) -> Result<ChatInsights, AppError> {
        let insights = self.current_insights(work, user, now).await?;
        if let ChatInsights::Insight(insight) = insights {
            let at_message = work.stats().counters(user).await?.messages;
            work.insights().save(user, &StoredInsight { insight, at_message }).await?;
        }
        Ok(insights)
    }

    async fn current_insights(
        &self,
        work: &mut dyn UnitOfWork,
        user: UserId,
        now: Timestamp,
    ) -> Result<ChatInsights, AppError> {
        // Where the clock stands still or was set back, the newest message tells how late it is.
        let now = work.messages().newest_at(user).await?.map_or(now, |newest| newest.max(now));
        let scored = work.moods().scored_between(user, now - WINDOW - WINDOW, now.next()).await?;
        let count = work.messages().count_from_user_since(user, now - WINDOW).await?;
        Ok(chat_insights(&scored, count, now))
    }

    /// The insight into a person's last day: the newest analysis, if it is of this day, or what one would find now. `encode`
    /// gives the form in which it is cached.
    pub async fn insights(
        &self,
        user: UserId,
        encode: impl Fn(&ChatInsights) -> Bytes + Send,
    ) -> Result<Answer<ChatInsights>, AppError> {
        let key = EntryKey { group: CacheGroup::Insights, person: user, field: "day".to_owned() };
        self.read_through(key, self.load_insights(user), encode).await
    }

    /// The insight and how long it may be cached.
    async fn load_insights(&self, user: UserId) -> Result<(ChatInsights, Duration), AppError> {
        let now = self.clock.now();
        let mut work = self.store.begin_read(Scope::Person(user)).await?;
        let account = work.users().find(user).await?.ok_or(AppError::Unauthenticated)?;
        require_mood_series(&account, now)?;
        match work.insights().latest(user).await? {
            Some(stored) if now.since(stored.insight.analyzed_at) < WINDOW => {
                let left = (stored.insight.analyzed_at + WINDOW).since(now);
                Ok((ChatInsights::Insight(stored.insight), left.min(self.policy.insights_ttl)))
            }
            // It moves on with every second.
            Some(_) | None => Ok((self.current_insights(&mut *work, user, now).await?, NOTHING_ANALYSED_FOR)),
        }
    }

    /// Analyses everybody who wrote something since `since`, and tells how many.
    pub async fn analyse_active(&self, since: Duration) -> Result<u64, AppError> {
        let from = self.clock.now() - since;
        let (mut after, mut done) = (None, 0);
        loop {
            let mut work = self.store.begin_read(Scope::System).await?;
            let people = work.insights().active_since(from, after, BATCH).await?;
            drop(work);
            let Some(last) = people.last() else { return Ok(done) };
            after = Some(*last);
            for user in people {
                match self.study(user).await {
                    Ok(()) => done += 1,
                    // Deleted in between, or too young for it.
                    Err(AppError::NotFound | AppError::Forbidden(_)) => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }

    /// A person's mood over the last `days` civil days.
    pub async fn mood_trend(&self, user: UserId, days: u64) -> Result<MoodTrend, AppError> {
        if !(1..=MAX_DAYS).contains(&days) {
            return Err(AppError::field(
                "days",
                "out_of_range",
                format!("days is a number from 1 to {MAX_DAYS}"),
            ));
        }
        let now = self.clock.now();
        let mut work = self.store.begin_read(Scope::Person(user)).await?;
        let account = work.users().find(user).await?.ok_or(AppError::Unauthenticated)?;
        require_mood_series(&account, now)?;
        let series = work.moods().days(user).await?;
        let today = civil_date(now, account.timezone, account.day_start);
        Ok(mood_trend(&series, today, days))
    }

    /// Keeps what a person says of their mood. A note that gives reason for care is answered with help.
    pub async fn check_in(
        &self,
        user: UserId,
        valence: i8,
        arousal: i8,
        note: Option<String>,
    ) -> Result<(Timestamp, Option<Help>), AppError> {
        let seen = note.as_deref().map(first_look).unwrap_or_default();
        let now = self.clock.now();
        let check_in = CheckIn::new(valence, arousal).map_err(out_of_range);
        let note = note.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
        let mut errors = Vec::new();
        let check_in = check_in.map_err(|error| errors.push(error)).ok();
        if note.as_ref().is_some_and(|it| it.chars().nth(MAX_NOTE_CHARS).is_some() || it.contains('\0')) {
            errors.push(FieldError::new(
                "note",
                "too_long",
                "a note has at most 1,000 characters and no NUL",
            ));
        }
        let Some(check_in) = check_in.filter(|_| errors.is_empty()) else {
            return Err(AppError::Invalid(errors));
        };
        let mut work = self.store.begin(Scope::Person(user)).await?;
        let account = work.users().find(user).await?.ok_or(AppError::Unauthenticated)?;
        require_mood_series(&account, now)?;
        let help = note.as_deref().and_then(|text| help(&account, text, &seen, now));
        work.moods().check_in(user, &StoredCheckIn { check_in, note, at: now }).await?;
        work.commit().await?;
        Ok((now, help))
    }
}

/// Help for a note that gives reason for care.
fn help(account: &User, text: &str, seen: &Assessment, now: Timestamp) -> Option<Help> {
    let (place, minor) = (place(account), account.may_be_minor(now));
    let response = respond(seen, place, Voice::of(text, account.language), minor)?;
    let safety = TurnSafety {
        tier: seen.tier.number(),
        flags: seen.flags.iter().map(|flag| flag.as_str().to_owned()).collect(),
        country: place.country().map(|it| (it.as_str().to_owned(), matches!(place, Place::Guessed(_)))),
        child_line: minor || seen.flags.contains(&Flag::Abuse),
        check_in_at: None,
    };
    Some(Help { safety, text: response.text })
}

fn out_of_range(error: InvalidCheckIn) -> FieldError {
    let field = match error {
        InvalidCheckIn::Valence(_) => "valence",
        InvalidCheckIn::Arousal(_) => "arousal",
    };
    FieldError::new(field, "out_of_range", format!("{field} is a whole number from -4 to 4"))
}

/// No series of a child's moods is kept.
pub(super) fn require_mood_series(account: &User, now: Timestamp) -> Result<(), AppError> {
    if Allowances::new(account.may_be_minor(now)).mood_series {
        Ok(())
    } else {
        Err(AppError::Forbidden("there is no mood series for people under 18"))
    }
}
