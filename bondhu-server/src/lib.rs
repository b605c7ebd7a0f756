//! Bondhu as a program and as a library: another service can mount the HTTP router or call the use cases without HTTP.

pub mod app;
pub mod cli;
pub mod config;
pub mod pages;
