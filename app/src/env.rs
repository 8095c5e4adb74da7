//! What pages need from the server that serves them.

use std::sync::Arc;

use services::Barometer;

/// Given to every page through Leptos' context.
#[derive(Clone)]
pub struct Env {
    pub barometer: Barometer,
    /// Path under which the site is published, without final slash.
    pub prefix: Arc<str>,
    /// Public address, for permalinks.
    pub public_url: Arc<str>,
    /// Version of the bundled assets: part of their path, so that browsers may keep them.
    pub assets: Arc<str>,
    /// The gallery of charts is shown.
    pub gallery: bool,
    /// The page's script and wasm are there (they are not in a server-only build).
    pub hydrates: bool,
}

impl Env {
    /// The environment of the page being rendered.
    pub fn current() -> Self {
        leptos::prelude::expect_context::<Self>()
    }

    /// An address inside the site.
    pub fn href(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// An address of a bundled file.
    pub fn asset(&self, file: &str) -> String {
        format!("{}/pkg/{}/{file}", self.prefix, self.assets)
    }
}
