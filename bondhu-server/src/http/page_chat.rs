//! The page at `/`: the welcome for strangers, the conversation for those who are signed in.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bondhu_domain::ids::MessageId;
use bondhu_domain::messages::{Message, Sender};
use bondhu_domain::safety::guess_country;
use bondhu_domain::stats::Stats;
use bondhu_domain::streaks::civil_date;
use bondhu_domain::users::User;
use bondhu_ports::messages::HistoryQuery;
use bondhu_ports::randomness::RandomnessExt;
use chrono::{Datelike, Days, NaiveDate};

use crate::app::{AchievementState, AppError, HistoryPage, IdempotencyKey, NewMessage};
use crate::pages::{
    self, AchievementView, ChatView, DayView, MessageView, SignUpView, StatsView, WellnessView,
};

use super::assets;
use super::auth::Me;
use super::chat::message_text;
use super::form_pages::{Form, empty};
use super::hex::hex;
use super::idempotency::fingerprint;
use super::limits::seconds;
use super::problem::Problem;
use super::query::Query;
use super::safety::help_views;
use super::state::Web;
use super::turns;

/// How many messages the page comes with.
const PAGE: u32 = 50;

/// The page at `/`
pub(super) async fn home(State(web): State<Web>, me: Option<Me>, query: Query) -> Result<Response, Problem> {
    let Some(me) = me else {
        let view = SignUpView { form: empty(None), open: web.app.policy.registration_open };
        return Ok(pages::welcome(&view).into_response());
    };
    let before = query.text("before").and_then(|id| id.parse().ok());
    Ok(pages::chat(&view(&web, me, before).await?).into_response())
}

/// The composer's form, for a browser without script
pub(super) async fn send(State(web): State<Web>, me: Option<Me>, form: Form) -> Result<Response, Problem> {
    // Signed out in the meantime: the page at `/` offers the way in.
    let Some(me) = me else { return Ok(Redirect::to("/sign-in?next=/").into_response()) };
    let draft = form.text("message");
    match sent(&web, me, &form, &draft).await {
        Ok(()) => Ok(Redirect::to("/").into_response()),
        Err(AppError::Invalid(errors)) => {
            let mut view = view(&web, me, None).await?;
            view.draft = draft;
            view.draft_error = errors.first().map(|it| super::problem::sentence(&it.detail));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, pages::chat(&view)).into_response())
        }
        Err(AppError::RateLimited { retry_after, .. }) => {
            let mut view = view(&web, me, None).await?;
            view.draft = draft;
            let seconds = seconds(retry_after);
            view.draft_error =
                Some(format!("That was a lot at once. Please send it again in {seconds} seconds."));
            Ok((StatusCode::TOO_MANY_REQUESTS, pages::chat(&view)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn sent(web: &Web, me: Me, form: &Form, draft: &str) -> Result<(), AppError> {
    let text = message_text(draft)?;
    let key = form.text("idempotency_key");
    let usable = (1..=128).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
    let print = fingerprint(&axum::http::Method::POST, "/chat", text.as_str().as_bytes());
    let idempotency = usable.then_some(IdempotencyKey { key, fingerprint: print });
    let message = NewMessage { text, off_the_record: false, idempotency };
    let accepted = turns::send(web, me.id(), message).await?;
    match turns::finished(web, me.id(), &accepted).await {
        // The message is stored; its answer comes when the page is looked at again.
        Ok(_) | Err(AppError::TurnFailed) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn view(web: &Web, me: Me, before: Option<MessageId>) -> Result<ChatView, AppError> {
    let app = &web.app;
    let user = app.profile(me.id()).await?;
    let query = HistoryQuery { session: None, before, offset: 0, limit: PAGE };
    let page = app.load_history(me.id(), &query).await?;
    let stats = app.load_stats(me.id()).await?;
    let achievements = app.achievements(me.id()).await?;
    let today = civil_date(app.clock.now(), user.timezone, user.day_start);
    let key = app.random.secret();
    let help = app.safety_in_force(me.id()).await?;
    Ok(ChatView {
        version: assets::version().to_owned(),
        user_id: user.id.to_string(),
        display_name: user.display_name.as_ref().map(|it| it.as_str().to_owned()).unwrap_or_default(),
        zone: user.timezone.name().to_owned(),
        older_before: page.messages.first().filter(|_| page.has_more).map(|it| it.id.to_string()),
        is_older_page: before.is_some(),
        messages: messages(&page, &user, today),
        help: help.iter().flat_map(help_views).collect(),
        help_key: help.as_ref().and_then(|it| it.check_in_at).map(|at| at.to_string()).unwrap_or_default(),
        country: user
            .country
            .or_else(|| guess_country(user.timezone))
            .map(|it| it.as_str().to_owned())
            .unwrap_or_default(),
        stats: panel(&stats, &achievements, today),
        disclosure_due: app.is_disclosure_due(me.id()).await?,
        idempotency_key: hex(&key[..16]),
        draft: String::new(),
        draft_error: None,
    })
}

fn messages(page: &HistoryPage, user: &User, today: NaiveDate) -> Vec<MessageView> {
    let answered: BTreeSet<_> = page.messages.iter().filter_map(|it| it.in_reply_to).collect();
    page.messages.iter().map(|it| message(it, user, today, answered.contains(&it.id))).collect()
}

fn message(message: &Message, user: &User, today: NaiveDate, has_reply: bool) -> MessageView {
    let local = message.created_at.to_datetime().with_timezone(&user.timezone);
    let day = local.date_naive();
    let day_label = match (today - day).num_days() {
        0 => "Today".to_owned(),
        1 => "Yesterday".to_owned(),
        _ if day.year() == today.year() => day.format("%A, %-d %B").to_string(),
        _ => day.format("%A, %-d %B %Y").to_string(),
    };
    MessageView {
        id: message.id.to_string(),
        sender: match message.sender {
            Sender::User => pages::Sender::User,
            Sender::Ai => pages::Sender::Ai,
        },
        text: message.text.clone(),
        created_at: message.created_at.to_string(),
        clock: local.format("%H:%M").to_string(),
        day: day.to_string(),
        day_label,
        reactions: message.reactions.clone(),
        has_reply,
        cut: message.authorship.as_ref().is_some_and(|by| by.cut),
    }
}

fn panel(stats: &Stats, achievements: &[AchievementState], today: NaiveDate) -> StatsView {
    let active: BTreeSet<_> = stats.activity_calendar.iter().map(|day| day.date).collect();
    let week = (0..7).rev().filter_map(|ago| today.checked_sub_days(Days::new(ago))).map(|date| DayView {
        date: date.to_string(),
        label: date.format("%a").to_string().chars().take(2).collect(),
        active: active.contains(&date),
    });
    let shown = achievements.iter().filter(|it| it.unlocked_at.is_some() || it.progress > 0);
    StatsView {
        current_streak_days: stats.current_streak_days,
        longest_streak_days: stats.longest_streak_days,
        streak_at_risk: stats.streak_at_risk,
        week: week.collect(),
        total_sessions: stats.total_sessions,
        total_messages: stats.total_messages,
        messages_today: stats.messages_today,
        active_days: stats.active_days,
        wellness: stats.wellness.score.map(|score| WellnessView {
            score: u32::from(score),
            mood: part(stats.wellness.mood),
            steadiness: part(stats.wellness.steadiness),
            routine: part(Some(stats.wellness.routine)),
        }),
        achievements: shown
            .map(|it| AchievementView {
                id: it.achievement.id().to_owned(),
                name: it.achievement.name().to_owned(),
                description: it.achievement.description().to_owned(),
                unlocked: it.unlocked_at.is_some(),
                progress: it.progress,
                target: it.target,
            })
            .collect(),
    }
}

/// A part of the score as a whole number.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the parts lie between 0 and 50")]
fn part(value: Option<f64>) -> u32 {
    value.unwrap_or_default().round().clamp(0.0, 50.0) as u32
}
