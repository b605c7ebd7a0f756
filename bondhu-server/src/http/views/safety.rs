//! Help.

use bondhu_domain::safety::help_lines::{HelpLine, Kind, help_lines};
use bondhu_domain::users::Country;
use bondhu_ports::turn_feed::TurnSafety;
use serde::Serialize;
use utoipa::ToSchema;

/// Help that goes with an answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Safety)]
pub(in crate::http) struct SafetyView {
    /// 0 to 3: of the message, or of one of the last day that still holds.
    tier: u8,
    /// `eating_disorder`, `harm_to_others`, `abuse`, `substance_emergency`, `panic`.
    flags: Vec<String>,
    /// Who can be reached, the most useful first.
    resources: Vec<ResourceView>,
    /// When the person will be asked how they are.
    check_in_at: Option<String>,
}

/// Somebody who can be reached.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Resource)]
pub(in crate::http) struct ResourceView {
    name: &'static str,
    contact: &'static str,
    /// `call`, `text`, `chat` or `web`.
    channel: &'static str,
    hours: &'static str,
    languages: Vec<&'static str>,
    url: Option<&'static str>,
}

impl From<&HelpLine> for ResourceView {
    fn from(line: &HelpLine) -> Self {
        Self {
            name: line.name,
            contact: line.contact,
            channel: line.channel.as_str(),
            hours: line.hours,
            languages: line.languages.split(',').map(str::trim).filter(|it| !it.is_empty()).collect(),
            url: Some(line.url).filter(|it| !it.is_empty()),
        }
    }
}

impl From<&TurnSafety> for SafetyView {
    fn from(safety: &TurnSafety) -> Self {
        let country = safety.country.as_ref().and_then(|(code, _)| Country::new(code).ok());
        let lines = help_lines(country).into_iter().filter(|it| safety.child_line || it.kind != Kind::Child);
        Self {
            tier: safety.tier,
            flags: safety.flags.clone(),
            resources: lines.map(ResourceView::from).collect(),
            check_in_at: safety.check_in_at.map(|at| at.to_string()),
        }
    }
}
