//! What all models behind HTTP have in common: framing, the end of an answer, delays, and failures of the way there.

pub(crate) mod answer;
pub(crate) mod frames;
pub(crate) mod request;
pub(crate) mod transport;
