//! The shape that the errors of all ports share: a kind that names what the caller can do, plus the cause.

/// The cause of an error, kept for the log and never shown to a person.
pub type BoxError = Box<dyn std::error::Error + Send + Sync + 'static>;
