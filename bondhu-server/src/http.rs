//! The HTTP API and the pages: parse, one use case, view.

mod assets;
mod auth;
mod bare_errors;
mod body;
mod chat;
mod chat_export;
mod encoded;
mod events;
mod export;
mod facts;
mod form_pages;
mod health;
mod hex;
mod history;
mod idempotency;
mod identity;
mod limits;
mod metered;
mod mood;
mod openapi;
mod page_chat;
mod peer;
mod personality;
mod problem;
mod query;
mod reactions;
mod request_id;
mod safety;
mod search;
pub(crate) mod security_headers;
mod sessions;
mod state;
mod stats;
mod summaries;
mod tasks;
mod turns;
mod views;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::cors::{AllowOrigin, CorsLayer};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub use export::write_export;
pub use openapi::document;
pub use problem::{Code, Problem};
pub use state::{Options, Web, turns_end_within};

/// Everything the program serves on its public listener.
pub fn router(web: Web) -> Router {
    let (api, description) = api().split_for_parts();
    // From the outermost to the innermost. All in one: a layer of its own is one more box around each route, and each of them
    // copies all the boxes that are within it for every request.
    let layers = ServiceBuilder::new()
        .layer(from_fn_with_state(web.clone(), request_id::add))
        .layer(CompressionLayer::new().compress_when(
            // A stream must not wait for a compressor's buffer.
            DefaultPredicate::new().and(NotForContentType::const_new("text/event-stream")),
        ))
        .layer(from_fn(security_headers::add))
        .layer(cors(&web))
        .layer(from_fn(problem::for_browsers))
        .layer(from_fn(metered::count))
        .layer(from_fn(bare_errors::as_problems))
        .layer(CatchPanicLayer::custom(problem::after_panic))
        .layer(from_fn_with_state(web.clone(), limits::in_time))
        .layer(from_fn_with_state(web.clone(), idempotency::replay));
    Router::new()
        .merge(api)
        .merge(openapi::routes(description))
        .merge(pages())
        .fallback(problem::unknown_path)
        .method_not_allowed_fallback(problem::wrong_method)
        .layer(layers)
        .with_state(web)
}

/// The API with its description.
pub(crate) fn api() -> OpenApiRouter<Web> {
    OpenApiRouter::with_openapi(openapi::base())
        .routes(routes!(identity::register))
        .routes(routes!(identity::login))
        .routes(routes!(identity::logout))
        .routes(routes!(identity::profile, identity::update_profile))
        .routes(routes!(export::account))
        .routes(routes!(identity::delete_account))
        .routes(routes!(chat::send))
        .routes(routes!(chat::stream))
        .routes(routes!(chat::resume))
        .routes(routes!(history::history))
        .routes(routes!(search::search))
        .routes(routes!(reactions::put, reactions::delete))
        .routes(routes!(chat_export::export))
        .routes(routes!(sessions::start))
        .routes(routes!(sessions::activity))
        .routes(routes!(sessions::end))
        .routes(routes!(sessions::list))
        .routes(routes!(stats::stats))
        .routes(routes!(stats::achievements))
        .routes(routes!(summaries::summaries))
        .routes(routes!(tasks::task))
        .routes(routes!(mood::trend))
        .routes(routes!(mood::check_in))
        .routes(routes!(mood::insights))
        .routes(routes!(mood::analyze))
        .routes(routes!(personality::questionnaire, personality::hand_in))
        .routes(routes!(personality::profile))
        .routes(routes!(personality::context))
        .routes(routes!(personality::history))
        .routes(routes!(personality::undo))
        .routes(routes!(facts::list))
        .routes(routes!(facts::edit, facts::forget))
        .routes(routes!(safety::resources))
        .routes(routes!(events::events))
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
}

fn pages() -> Router<Web> {
    Router::new()
        .route("/", get(page_chat::home))
        .route("/chat", post(page_chat::send))
        .route("/safety", get(safety::page))
        .route("/sign-in", get(form_pages::sign_in).post(form_pages::do_sign_in))
        .route("/sign-up", get(form_pages::sign_up).post(form_pages::do_sign_up))
        .route("/sign-out", post(form_pages::do_sign_out))
        .route("/assets/{*name}", get(assets::serve))
        .route("/favicon.ico", get(assets::icon))
        .route("/manifest.webmanifest", get(assets::manifest))
}

fn cors(web: &Web) -> CorsLayer {
    let origins = web.options.cors_origins.iter().filter_map(|origin| origin.parse().ok());
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([
            axum::http::Method::GET,
            axum::http::Method::POST,
            axum::http::Method::PUT,
            axum::http::Method::PATCH,
            axum::http::Method::DELETE,
        ])
        .allow_headers([
            axum::http::header::AUTHORIZATION,
            axum::http::header::CONTENT_TYPE,
            axum::http::HeaderName::from_static("idempotency-key"),
            axum::http::HeaderName::from_static("last-event-id"),
            axum::http::header::IF_NONE_MATCH,
        ])
        .expose_headers([
            axum::http::header::RETRY_AFTER,
            axum::http::header::ETAG,
            axum::http::HeaderName::from_static("ratelimit"),
            axum::http::HeaderName::from_static("ratelimit-policy"),
            axum::http::HeaderName::from_static("x-request-id"),
            axum::http::HeaderName::from_static("idempotent-replayed"),
        ])
}
