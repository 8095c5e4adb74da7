//! Headers of every answer, maintenance, panics.

use std::any::Any;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};

use crate::web::{AppState, origin_of};

/// Gives Leptos the nonce of the request's policy, so that its scripts may run. Forms go to ourselves, and, where there is
/// one, to the identity provider, which ends its own session after ours. `framed_by`: sites that may show it in a frame; empty for none.
pub fn provide_nonce(provider: &str, framed_by: &str) {
    leptos::nonce::provide_nonce();
    if let Some(nonce) = leptos::nonce::use_nonce() {
        let policy = policy(&nonce, provider, framed_by);
        if let (Some(response), Ok(value)) =
            (leptos::context::use_context::<leptos_axum::ResponseOptions>(), HeaderValue::from_str(&policy))
        {
            response.insert_header(header::CONTENT_SECURITY_POLICY, value);
        }
    }
}

fn policy(nonce: &str, provider: &str, framed_by: &str) -> String {
    let framed_by = if framed_by.is_empty() { "'none'" } else { framed_by };
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; manifest-src 'self'; form-action 'self' {provider}; base-uri 'none'; frame-ancestors {framed_by}"
    )
}

/// Adds the usual headers; answers that are no page get a policy that allows nothing.
pub async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let map = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        map.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; sandbox",
    );
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    // Older browsers know this one alone; where a policy names sites it would shut them out.
    if is_framed_by_nobody(map) {
        map.entry(header::X_FRAME_OPTIONS).or_insert(HeaderValue::from_static("DENY"));
    }
    let mut set = |name: HeaderName, value: &'static str| {
        map.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=()",
    );
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    let is_page = map
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.starts_with("text/html"));
    if is_page {
        map.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    }
    response
}

fn is_framed_by_nobody(headers: &HeaderMap) -> bool {
    let policy = headers.get(header::CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok());
    policy.is_none_or(|policy| policy.contains("frame-ancestors 'none'"))
}

/// A form that a page sent in place is told where it is shown (`x-go-to`), instead of its browser being sent there: `fetch` keeps the
/// part of an address to itself, and must not leave for another site.
pub async fn go_to(request: Request, next: Next) -> Response {
    let in_place = request.method() == Method::POST && request.headers().contains_key("x-in-place");
    let mut response = next.run(request).await;
    if in_place
        && response.status().is_redirection()
        && let Some(address) = response.headers_mut().remove(header::LOCATION)
    {
        *response.status_mut() = StatusCode::NO_CONTENT;
        *response.body_mut() = Body::empty();
        response.headers_mut().insert("x-go-to", address);
    }
    response
}

/// Refuses what another site has a browser send (CSRF): an unsafe request says that it comes from us, by `Sec-Fetch-Site`
/// or, from older browsers, by `Origin`. What says neither is no browser's form, and is refused too.
pub async fn same_origin(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if request.method().is_safe() || comes_from_us(request.headers(), &state.config.public_url) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "Cette demande ne vient pas de ce site.").into_response()
}

fn comes_from_us(headers: &HeaderMap, public_url: &str) -> bool {
    let header = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = header("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = header("origin") else { return false };
    let host = header("host").unwrap_or_default();
    let ours = origin_of(public_url);
    origin == ours || origin.split_once("://").is_some_and(|(_, from)| !host.is_empty() && from == host)
}

/// All pages answer 503 while the switch is on; health and assets go on.
pub async fn maintenance(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !state.config.maintenance || path.starts_with("/pkg/") {
        return next.run(request).await;
    }
    let style = state.env.asset("style.css");
    let page = plain_page(
        &style,
        "Site en maintenance",
        "Le baromètre est en cours de mise à jour. Il revient dans quelques minutes.",
    );
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, page).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("600"));
    allow_own_style(&mut response);
    response
}

fn allow_own_style(response: &mut Response) {
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
    );
}

/// A page that needs neither data nor Leptos.
pub fn plain_page(style: &str, title: &str, sentence: &str) -> Html<String> {
    let style =
        if style.is_empty() { String::new() } else { format!("<link rel=\"stylesheet\" href=\"{style}\">") };
    Html(format!(
        "<!DOCTYPE html><html lang=\"fr\" data-fr-theme=\"light\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>{style}</head><body><main role=\"main\" class=\"fr-container\"><h1>{title}</h1><p class=\"fr-text--lead\">{sentence}</p></main></body></html>"
    ))
}

/// A panic is ours: logged with a number that the reader can quote, and nothing else is told.
#[expect(clippy::needless_pass_by_value, reason = "the signature is tower-http's")]
pub fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let reference: u32 = rand::random();
    let message =
        cause.downcast_ref::<String>().map(String::as_str).or(cause.downcast_ref::<&str>().copied());
    tracing::error!(reference = format!("{reference:08x}"), message, "panic in a handler");
    let sentence = format!("Une erreur est survenue de notre côté. Référence : {reference:08x}.");
    let page = plain_page("/pkg/0/style.css", "Erreur interne", &sentence);
    let mut response = (StatusCode::INTERNAL_SERVER_ERROR, page).into_response();
    allow_own_style(&mut response);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        comes_from_us(&headers, "https://barometre.example/prefixe")
    }

    #[test]
    fn only_our_own_pages_may_send_forms() {
        assert!(from(&[("sec-fetch-site", "same-origin")]));
        assert!(from(&[("origin", "https://barometre.example"), ("host", "interne:3000")]));
        assert!(from(&[("origin", "http://127.0.0.1:3000"), ("host", "127.0.0.1:3000")]));
        for foreign in [
            &[][..],
            &[("sec-fetch-site", "cross-site"), ("origin", "https://barometre.example")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[("origin", "https://mal.example"), ("host", "barometre.example")],
            &[("origin", "null"), ("host", "barometre.example")],
            &[("origin", "https://barometre.example.mal.example")],
            &[("host", "barometre.example")],
        ] {
            assert!(!from(foreign), "{foreign:?}");
        }
    }
}
