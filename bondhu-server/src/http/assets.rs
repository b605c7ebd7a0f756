//! The page's own files, built into the program.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::pages::STYLESHEETS;

use super::hex::hex;
use super::problem::unknown_path;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

/// The style sheet as one file, and the version of all files together.
static SHEET: LazyLock<String> = LazyLock::new(|| {
    let text = |name: &&str| Files::get(name).map(|file| String::from_utf8_lossy(&file.data).into_owned());
    STYLESHEETS.iter().filter_map(text).collect()
});
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<_> = Files::iter().collect();
    names.sort();
    let mut hash = Sha256::new();
    for file in names.iter().filter_map(|name| Files::get(name)) {
        hash.update(file.metadata.sha256_hash());
    }
    hex(&hash.finalize()[..6])
});

/// Changes whenever any file does; pages put it into the addresses of files.
pub(super) fn version() -> &'static str {
    &VERSION
}

/// A file by its name.
pub(super) async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    named(&name, &headers).await
}

/// The icon, for browsers that ask for it by habit.
pub(super) async fn icon(headers: HeaderMap) -> Response {
    named("icon.svg", &headers).await
}

/// The manifest, at the root so that its scope is the whole page.
pub(super) async fn manifest(headers: HeaderMap) -> Response {
    named("manifest.webmanifest", &headers).await
}

async fn named(name: &str, headers: &HeaderMap) -> Response {
    let (data, kind) = if name == "app.css" {
        (SHEET.as_bytes().to_vec(), "text/css".to_owned())
    } else {
        let Some(file) = Files::get(name) else { return unknown_path().await.into_response() };
        let kind = if name.ends_with(".webmanifest") {
            "application/manifest+json".to_owned()
        } else {
            file.metadata.mimetype().to_owned()
        };
        (file.data.into_owned(), kind)
    };
    let tag = format!("\"{}\"", version());
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|it| it.as_bytes() == tag.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, kind)], data).into_response()
    };
    // Modules name each other without a version, so a browser asks each time whether they changed.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}
