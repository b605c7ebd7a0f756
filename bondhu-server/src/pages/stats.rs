//! The side panel: days in a row, counts, wellness, achievements.
//!
//! Every figure has a `data-stat`, under which the script writes the answer of `GET /api/v1/activity-stats`.

use maud::{Markup, html};

/// What the panel shows; the same figures as `Stats` of the API.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatsView {
    /// Days in a row up to today or yesterday.
    pub current_streak_days: u32,
    /// The longest run ever.
    pub longest_streak_days: u32,
    /// Alive, and today has no activity yet. False for people who get no word about streaks.
    pub streak_at_risk: bool,
    /// The last seven civil days, oldest first.
    pub week: Vec<DayView>,
    /// Visits with any activity.
    pub total_sessions: u64,
    /// Messages the person sent.
    pub total_messages: u64,
    /// Messages since the person's day began.
    pub messages_today: u64,
    /// Civil days with any activity.
    pub active_days: u32,
    /// The wellness score, or none while there is too little data.
    pub wellness: Option<WellnessView>,
    /// Those that are unlocked or have begun.
    pub achievements: Vec<AchievementView>,
}

/// One day of the week row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayView {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Short name of the weekday, such as `Mo`.
    pub label: String,
    /// Whether anything happened on it.
    pub active: bool,
}

/// Wellness and its parts, each as the API gives it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WellnessView {
    /// 0–100, the rounded sum of the parts.
    pub score: u32,
    /// 0–50, rounded.
    pub mood: u32,
    /// 0–25, rounded.
    pub steadiness: u32,
    /// 0–25, rounded.
    pub routine: u32,
}

/// One achievement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AchievementView {
    /// Stable id.
    pub id: String,
    /// For people.
    pub name: String,
    /// What it takes.
    pub description: String,
    /// Whether the person has it.
    pub unlocked: bool,
    /// How far it is, at most `target`.
    pub progress: u64,
    /// When it is reached.
    pub target: u64,
}

/// The panel's contents.
pub(super) fn stats(view: &StatsView) -> Markup {
    html! {
        section class="panel-part" aria-labelledby="streak-title" {
            h2 id="streak-title" { "Days in a row" }
            p class="streak" {
                strong data-stat="current_streak_days" { (view.current_streak_days) }
                span { "longest " span data-stat="longest_streak_days" { (view.longest_streak_days) } }
            }
            ol class="week" aria-label="The last seven days" {
                @for day in &view.week { (weekday(day)) }
            }
            p class="hint" data-stat-show="streak_at_risk" hidden[!view.streak_at_risk] { "Nothing yet today. No hurry." }
        }
        section class="panel-part" aria-labelledby="counts-title" {
            h2 id="counts-title" { "So far" }
            dl class="counts" {
                (count("Visits", "total_sessions", view.total_sessions))
                (count("Messages", "total_messages", view.total_messages))
                (count("Today", "messages_today", view.messages_today))
                (count("Active days", "active_days", u64::from(view.active_days)))
            }
        }
        section class="panel-part" aria-labelledby="wellness-title" {
            h2 id="wellness-title" { "Wellness" }
            (wellness(view.wellness))
        }
        section class="panel-part" aria-labelledby="achievements-title" {
            h2 id="achievements-title" { "Achievements" }
            ul class="achievements" data-achievements {
                @for one in &view.achievements { (achievement(one)) }
            }
            p class="hint" data-no-achievements hidden[!view.achievements.is_empty()] { "They come by themselves as you talk." }
            template id="template-achievement" { (achievement(&blank())) }
        }
    }
}

fn weekday(day: &DayView) -> Markup {
    let state = if day.active { "active" } else { "no activity" };
    html! {
        li data-date=(day.date) class=[day.active.then_some("active")] {
            span class="dot" {}
            span aria-hidden="true" { (day.label) }
            span class="unseen" data-state { (day.date) ": " (state) }
        }
    }
}

fn count(label: &str, name: &str, value: u64) -> Markup {
    html! {
        div { dt { (label) } dd data-stat=(name) { (value) } }
    }
}

fn wellness(known: Option<WellnessView>) -> Markup {
    let view = known.unwrap_or_default();
    let parts = [
        ("Mood", "mood", view.mood, 50),
        ("Steadiness", "steadiness", view.steadiness, 25),
        ("Routine", "routine", view.routine, 25),
    ];
    html! {
        div data-has-wellness hidden[known.is_none()] {
            p class="wellness" {
                strong data-wellness="score" { (view.score) }
                " of 100"
            }
            progress max="100" value=(view.score) aria-label="Wellness" {}
            dl class="parts" {
                @for (label, name, value, most) in parts {
                    div { dt { (label) } dd { span data-wellness=(name) { (value) } " of " (most) } }
                }
            }
        }
        p class="hint" data-no-wellness hidden[known.is_some()] { "Not enough data yet." }
    }
}

fn achievement(view: &AchievementView) -> Markup {
    html! {
        li data-achievement=(view.id) class=[view.unlocked.then_some("unlocked")] {
            span class="medal" aria-hidden="true" {}
            div {
                strong data-name { (view.name) }
                span class="unseen" data-state { @if view.unlocked { " (unlocked)" } @else { " (not yet)" } }
                p class="hint" data-description { (view.description) }
                progress max=(view.target) value=(view.progress) aria-label="Progress" hidden[view.unlocked] {}
            }
        }
    }
}

fn blank() -> AchievementView {
    AchievementView {
        id: String::new(),
        name: String::new(),
        description: String::new(),
        unlocked: false,
        progress: 0,
        target: 1,
    }
}
