//! The page's own files.

use super::stage::Stage;

#[tokio::test]
async fn files_are_sent_once_and_then_only_asked_about() {
    let stage = Stage::new();
    for (path, kind) in [
        ("/assets/app.js", "text/javascript"),
        ("/assets/app.css", "text/css"),
        ("/assets/js/chat.js", "text/javascript"),
        ("/assets/icon.svg", "image/svg+xml"),
        ("/favicon.ico", "image/svg+xml"),
        ("/manifest.webmanifest", "application/manifest+json"),
    ] {
        let file = stage.get(path).send().await.of(200);
        assert!(file.header("content-type").unwrap().starts_with(kind), "{path}: {:?}", file.headers);
        assert!(!file.body.is_empty());
        let tag = file.header("etag").unwrap();
        let known = stage.get(path).header("if-none-match", tag).send().await.of(304);
        assert!(known.body.is_empty());
        assert_eq!(known.header("etag"), Some(tag));
        stage.get(path).header("if-none-match", "\"older\"").send().await.of(200);
    }
}

/// Whatever a page names must be there.
#[tokio::test]
async fn everything_that_pages_and_modules_name_exists() {
    let stage = Stage::new();
    let mitu = stage.person("mitu").await;
    let mut pages = stage.get("/").send().await.of(200).text();
    pages += &stage.get("/").by_cookie(&mitu).send().await.of(200).text();
    let mut named: Vec<String> =
        pages.split('"').filter(|it| it.starts_with("/assets/")).map(str::to_owned).collect();
    named.sort();
    named.dedup();
    assert!(named.len() > 5, "{named:?}");
    while let Some(path) = named.pop() {
        let file = stage.get(&path).send().await.of(200);
        let text = file.text();
        let imports = text.split("from './").skip(1).filter_map(|rest| rest.split_once('\''));
        for (module, _) in imports {
            stage.get(&format!("/assets/js/{module}")).send().await.of(200);
        }
    }
}

#[tokio::test]
async fn the_api_is_described_and_shown_without_anything_from_outside() {
    let stage = Stage::new();
    let docs = stage.get("/api/docs/").send().await.of(200).text();
    assert!(!docs.contains("https://unpkg") && !docs.contains("cdn"), "{docs}");
    for script in docs.split("src=\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(name, _)| name) {
        let path = format!("/api/docs/{}", script.trim_start_matches("./"));
        stage.get(&path).send().await.of(200);
    }
    stage.get("/api/docs").send().await.of(303);
    stage.get("/api/openapi.json").send().await.of(200);
}
