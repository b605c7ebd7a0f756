//! Who can be reached, by country. The table is a data file whose entries are checked at least every 180 days.

use std::sync::OnceLock;

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::users::Country;

/// What an entry is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Somebody to talk to in a crisis.
    Crisis,
    /// Police, ambulance, fire.
    Emergency,
    /// Help for children.
    Child,
}

/// How it is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// By voice.
    Call,
    /// By text message.
    Text,
    /// By chat in a browser.
    Chat,
    /// A page with more.
    Web,
}

impl Channel {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Text => "text",
            Self::Chat => "chat",
            Self::Web => "web",
        }
    }
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpLine {
    /// Where it may be shown as local; `None` for entries that hold everywhere.
    pub country: Option<Country>,
    /// What it is for.
    pub kind: Kind,
    /// Its name.
    pub name: &'static str,
    /// What to dial, send or open.
    pub contact: &'static str,
    /// How.
    pub channel: Channel,
    /// When somebody answers.
    pub hours: &'static str,
    /// In which languages.
    pub languages: &'static str,
    /// Its page; empty when it has none.
    pub url: &'static str,
    /// Who says so.
    pub source: &'static str,
    /// When that was last looked up.
    pub verified_on: NaiveDate,
}

/// Entries older than this fail a test.
pub const MAX_AGE_DAYS: i64 = 180;

/// The entries for a country, most useful first. For a country without entries of its own, or none: the worldwide directory and "your
/// local emergency number". Another country's number is never among them.
pub fn help_lines(country: Option<Country>) -> Vec<&'static HelpLine> {
    let local: Vec<_> =
        all().iter().filter(|line| line.country.is_some() && line.country == country).collect();
    let has_crisis_line = local.iter().any(|line| line.kind == Kind::Crisis);
    let worldwide = all().iter().filter(|line| {
        line.country.is_none() && !has_crisis_line && (local.is_empty() || line.kind == Kind::Crisis)
    });
    let mut lines = local.clone();
    lines.extend(worldwide);
    lines
}

/// Every entry.
pub fn all() -> &'static [HelpLine] {
    static ALL: OnceLock<Vec<HelpLine>> = OnceLock::new();
    ALL.get_or_init(|| include_str!("data/help_lines.tsv").lines().filter_map(parse).collect())
}

/// The entries that were last looked up more than [`MAX_AGE_DAYS`] before `today`.
pub fn outdated(today: NaiveDate) -> Vec<&'static HelpLine> {
    all().iter().filter(|line| (today - line.verified_on).num_days() > MAX_AGE_DAYS).collect()
}

/// The country that a zone makes likely, among those with entries. A guess: whoever shows it says so and asks.
pub fn guess_country(zone: Tz) -> Option<Country> {
    let name = zone.name();
    let code = match name {
        "Asia/Kolkata" | "Asia/Calcutta" => "IN",
        "Asia/Dhaka" | "Asia/Dacca" | "Bangladesh" => "BD",
        "Europe/London" | "Europe/Belfast" | "GB" | "GB-Eire" => "GB",
        "Europe/Dublin" | "Eire" => "IE",
        "America/Toronto"
        | "America/Vancouver"
        | "America/Montreal"
        | "America/Winnipeg"
        | "America/Edmonton"
        | "America/Halifax"
        | "America/St_Johns"
        | "America/Regina"
        | "America/Moncton"
        | "America/Whitehorse"
        | "America/Yellowknife"
        | "America/Iqaluit"
        | "America/Thunder_Bay"
        | "America/Glace_Bay"
        | "America/Goose_Bay"
        | "America/Swift_Current"
        | "America/Dawson"
        | "America/Dawson_Creek"
        | "America/Fort_Nelson"
        | "America/Inuvik"
        | "America/Rankin_Inlet"
        | "America/Resolute"
        | "America/Cambridge_Bay"
        | "America/Creston"
        | "America/Nipigon"
        | "America/Pangnirtung"
        | "America/Rainy_River"
        | "America/Atikokan"
        | "America/Blanc-Sablon" => "CA",
        "America/New_York"
        | "America/Chicago"
        | "America/Denver"
        | "America/Los_Angeles"
        | "America/Phoenix"
        | "America/Anchorage"
        | "America/Detroit"
        | "America/Boise"
        | "America/Juneau"
        | "America/Sitka"
        | "America/Nome"
        | "America/Adak"
        | "America/Menominee"
        | "America/Metlakatla"
        | "America/Yakutat"
        | "America/Louisville"
        | "America/Indianapolis"
        | "America/Shiprock"
        | "Pacific/Honolulu" => "US",
        _ if name.starts_with("Australia/") => "AU",
        _ if name.starts_with("Canada/") => "CA",
        _ if name.starts_with("US/") && name != "US/Samoa" => "US",
        _ if ["America/Indiana/", "America/Kentucky/", "America/North_Dakota/"]
            .iter()
            .any(|p| name.starts_with(p)) =>
        {
            "US"
        }
        _ => return None,
    };
    Country::new(code).ok()
}

fn parse(line: &'static str) -> Option<HelpLine> {
    if line.starts_with('#') || line.trim().is_empty() {
        return None;
    }
    let fields: Vec<&'static str> = line.split('\t').collect();
    let [country, kind, name, contact, channel, hours, languages, url, source, verified_on] = fields[..]
    else {
        panic!("a help line has ten fields: {line}");
    };
    Some(HelpLine {
        country: (country != "*").then(|| Country::new(country).expect("a country code")),
        kind: match kind {
            "crisis" => Kind::Crisis,
            "emergency" => Kind::Emergency,
            "child" => Kind::Child,
            _ => panic!("unknown kind {kind}"),
        },
        name,
        contact,
        channel: match channel {
            "call" => Channel::Call,
            "text" => Channel::Text,
            "chat" => Channel::Chat,
            "web" => Channel::Web,
            _ => panic!("unknown channel {channel}"),
        },
        hours,
        languages,
        url,
        source,
        verified_on: verified_on.parse().expect("a date"),
    })
}
