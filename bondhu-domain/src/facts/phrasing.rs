//! A fact in words, for the prompt, for recall and for the person.

use super::captures::capitalised;
use super::slots::Slot;
use super::{Fact, SELF};

/// The fact as a short sentence about "the person": "Lives in Pune." Plans name their day.
pub fn phrase(fact: &Fact) -> String {
    let value = &fact.value;
    let sentence = if fact.subject == SELF {
        match fact.slot {
            Slot::Name => format!("Is called {value}"),
            Slot::Age => format!("Is {value} years old"),
            Slot::Birthday => format!("Birthday: {value}"),
            Slot::Home => format!("Lives in {value}"),
            Slot::Hometown => format!("Comes from {value}"),
            Slot::Workplace => format!("Works at {value}"),
            Slot::Occupation => format!("Works as {value}"),
            Slot::Study => format!("Studies {value}"),
            Slot::School => format!("Studies at {value}"),
            Slot::Pet => format!("Has a pet: {value}"),
            Slot::Favourite => format!("Favourite: {value}"),
            Slot::Likes => format!("Likes {value}"),
            Slot::Dislikes => format!("Does not like {value}"),
            Slot::Speaks => format!("Speaks {value}"),
            Slot::Diet => format!("Diet: {value}"),
            Slot::Health => format!("Health: {value}"),
            Slot::Plan => format!("Plan: {value}"),
        }
    } else {
        match fact.slot {
            Slot::Favourite => format!("Favourite {}: {value}", fact.subject),
            Slot::Name => format!("{} is called {value}", capitalised(&fact.subject)),
            Slot::Home => format!("{} lives in {value}", capitalised(&fact.subject)),
            Slot::Occupation => format!("{} works as {value}", capitalised(&fact.subject)),
            Slot::Workplace => format!("{} works at {value}", capitalised(&fact.subject)),
            Slot::Age
            | Slot::Birthday
            | Slot::Hometown
            | Slot::Study
            | Slot::School
            | Slot::Pet
            | Slot::Likes
            | Slot::Dislikes
            | Slot::Speaks
            | Slot::Diet
            | Slot::Health
            | Slot::Plan => format!("{}, {}: {value}", capitalised(&fact.subject), fact.slot.as_str()),
        }
    };
    match fact.date {
        Some(date) => format!("{sentence} ({date})."),
        None => format!("{sentence}."),
    }
}
