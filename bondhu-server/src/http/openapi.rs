//! The API's description, made from the handlers, and its reference page.

use axum::routing::get;
use axum::{Json, Router};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    Components, ContactBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, SecurityRequirement,
};
use utoipa_swagger_ui::{Config, SwaggerUi};

use super::auth::COOKIE;
use super::state::Web;

/// The description of the whole API as `OpenAPI` 3.1.
pub fn document() -> OpenApi {
    super::api().split_for_parts().1
}

/// What no handler can tell.
pub(super) fn base() -> OpenApi {
    let mut components = Components::new();
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    components.add_security_scheme("bearer", bearer);
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(COOKIE)));
    components.add_security_scheme("cookie", cookie);
    let info = InfoBuilder::new()
        .title("Bondhu")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("An AI companion that remembers you."))
        .contact(Some(ContactBuilder::new().name(Some("The Bondhu contributors")).build()))
        .license(Some(LicenseBuilder::new().name("Apache-2.0 OR MIT").build()))
        .build();
    let anyhow = |name| SecurityRequirement::new(name, Vec::<String>::new());
    OpenApiBuilder::new()
        .info(info)
        .components(Some(components))
        .security(Some([anyhow("bearer"), anyhow("cookie")]))
        .build()
}

/// The document and its page.
pub(super) fn routes(description: OpenApi) -> Router<Web> {
    let page = SwaggerUi::new("/api/docs").config(Config::from("/api/openapi.json"));
    Router::new()
        .route("/api/openapi.json", get(move || std::future::ready(Json(description.clone()))))
        .merge(page)
}
