//! The stored form of a job, untouched. Read by the engine's own codec, one that cannot be read would end the worker,
//! and the next, and so on for ever; here it reaches the guard, which sets that job aside.

use std::convert::Infallible;

use apalis_core::backend::codec::Codec;

/// What is stored.
#[derive(Clone, Debug)]
pub(super) struct Payload(pub Vec<u8>);

/// Reads nothing into it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verbatim;

impl Codec<Payload> for Verbatim {
    type Error = Infallible;
    type Compact = Vec<u8>;

    fn encode(&self, payload: &Payload) -> Result<Vec<u8>, Infallible> {
        Ok(payload.0.clone())
    }

    fn decode(&self, stored: &Vec<u8>) -> Result<Payload, Infallible> {
        Ok(Payload(stored.clone()))
    }
}
