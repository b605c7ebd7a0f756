//! Bondhu.
