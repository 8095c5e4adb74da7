//! Bundled files, read once at start: their version is in their address, so browsers keep them for good.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use axum::{
    body::Bytes,
    extract::{Path as UrlPath, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};

use super::AppState;

struct File {
    plain: Bytes,
    /// Compressed when bundled, at the best level.
    brotli: Option<Bytes>,
    kind: &'static str,
}

/// The files of `pkg/`.
pub struct Assets {
    files: HashMap<String, File>,
    version: String,
}

fn kind_of(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "woff2" => "font/woff2",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

fn list(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { list(&path, found) } else { found.push(path) }
    }
}

impl Assets {
    /// Reads `<site_root>/pkg`. A missing folder is a site without style: pages still say everything.
    pub fn read(site_root: &Path) -> Self {
        let root = site_root.join("pkg");
        let mut paths = Vec::new();
        list(&root, &mut paths);
        paths.sort();
        let mut hash = Sha256::new();
        let mut files = HashMap::new();
        for path in &paths {
            let Ok(bytes) = fs::read(path) else { continue };
            let name = path.strip_prefix(&root).unwrap_or(path).to_string_lossy().into_owned();
            hash.update(name.as_bytes());
            hash.update(&bytes);
            if name.ends_with(".br") {
                continue;
            }
            let brotli = fs::read(format!("{}.br", path.display())).ok().map(Bytes::from);
            let kind = kind_of(&name);
            files.insert(name, File { plain: bytes.into(), brotli, kind });
        }
        let version = hash.finalize().iter().take(6).map(|b| format!("{b:02x}")).collect();
        if files.is_empty() {
            tracing::warn!(folder = %root.display(), "no assets: run `make bundle`");
        }
        Self { files, version }
    }

    pub fn version(&self) -> String {
        self.version.clone()
    }

    pub fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }
}

pub async fn file(
    State(state): State<AppState>,
    UrlPath((version, name)): UrlPath<(String, String)>,
    request: HeaderMap,
) -> Response {
    let Some(file) = state.assets.files.get(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let accepts = request.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    // A page of an earlier version may ask for its old address: it gets today's file, but may not keep it.
    let keep =
        if version == state.assets.version { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    match &file.brotli {
        Some(small) if accepts.contains("br") => {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
            (headers, small.clone()).into_response()
        }
        _ => (headers, file.plain.clone()).into_response(),
    }
}

/// The organisation's accent colour, as a style sheet of its own.
pub async fn accent(State(state): State<AppState>) -> Response {
    let o = &state.env.barometer.site().organisation;
    let colour = |text: &str| {
        let valid =
            text.len() == 7 && text.starts_with('#') && text[1..].bytes().all(|b| b.is_ascii_hexdigit());
        if valid { text.to_owned() } else { "#000091".to_owned() }
    };
    let css = format!(
        ":root{{--accent:{}}}:root[data-fr-theme=dark]{{--accent:{}}}",
        colour(&o.accent_light),
        colour(&o.accent_dark)
    );
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=300")], css)
        .into_response()
}
