//! For robots.

use app::address;
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use domain::territory::{Level, Territory};

use crate::web::AppState;

pub async fn robots(State(state): State<AppState>) -> String {
    format!(
        "User-agent: *\nDisallow: /api/\nDisallow: /cyberimpact\nDisallow: /connexion\nDisallow: /brigade/\nAllow: /brigade/faq\nAllow: /brigade/orientation\nSitemap: {}{}/sitemap.xml\n",
        state.env.public_url, state.env.prefix
    )
}

pub async fn sitemap(State(state): State<AppState>) -> Response {
    let mut paths = vec![
        String::new(),
        address::BRIGADE.path().into(),
        address::FAQ.path().into(),
        address::ORIENTATION.path().into(),
        "/information-donnees".into(),
        "/accessibilite".into(),
        "/a-propos".into(),
        "/api".into(),
        "/territoires".into(),
        "/plan-du-site".into(),
    ];
    paths.extend(state.env.barometer.site().service.iter().map(|s| format!("/{}", s.page)));
    paths.extend(Territory::all(Level::Departement).iter().map(|t| format!("/territoires/{}", t.code())));
    paths.extend(Territory::all(Level::Region).iter().map(|t| format!("/territoires/region-{}", t.code())));
    if let Ok(edition) = state.env.knowledge.edition().await {
        paths.extend(edition.entries().iter().map(|entry| address::FAQ_ENTRY.of(entry.id.clone())));
    }
    let urls: String = paths
        .iter()
        .map(|p| format!("<url><loc>{}{}{p}</loc></url>", state.env.public_url, state.env.prefix))
        .collect();
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{urls}</urlset>"
    );
    ([(header::CONTENT_TYPE, "application/xml; charset=utf-8")], xml).into_response()
}
