//! Bondhu as a program and as a library: another service can mount [`http::router`] or call the use cases of [`app`]
//! without HTTP.

pub mod app;
pub mod cli;
pub mod config;
pub mod http;
pub mod operations;
pub mod pages;
pub mod program;
pub mod tasks;
pub mod wiring;
pub mod worker;
