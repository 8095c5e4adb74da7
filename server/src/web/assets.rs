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
use domain::site::Organisation;
use sha2::{Digest, Sha256};

use crate::web::AppState;

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
        "svg" => "image/svg+xml; charset=utf-8",
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
    /// Reads `<site_root>/pkg`. The style ends with the organisation's accent. A missing folder is a site without
    /// style: pages still say everything.
    pub fn read(site_root: &Path, organisation: &Organisation) -> Self {
        let root = site_root.join("pkg");
        let mut paths = Vec::new();
        list(&root, &mut paths);
        paths.sort();
        let mut hash = Sha256::new();
        let mut files = HashMap::new();
        for path in &paths {
            let Ok(mut bytes) = fs::read(path) else { continue };
            let name = path.strip_prefix(&root).unwrap_or(path).to_string_lossy().into_owned();
            if name == "style.css" {
                bytes.extend_from_slice(accent(organisation).as_bytes());
            }
            hash.update(name.as_bytes());
            hash.update(&bytes);
            if name.ends_with(".br") {
                continue;
            }
            let brotli = match name.as_str() {
                "style.css" => compressed(&bytes),
                _ => fs::read(format!("{}.br", path.display())).ok(),
            };
            let brotli = brotli.map(Bytes::from);
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
    let mut response = named(&state, &name, &request);
    // A page of an earlier version may ask for its old address: it gets today's file, but may not keep it.
    let keep =
        if version == state.assets.version { "public, max-age=31536000, immutable" } else { "no-cache" };
    if response.status().is_success() {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    }
    response
}

/// A file, as its reader takes it.
pub fn named(state: &AppState, name: &str, request: &HeaderMap) -> Response {
    let Some(file) = state.assets.files.get(name) else { return StatusCode::NOT_FOUND.into_response() };
    let accepts = request.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    match &file.brotli {
        Some(small) if accepts.contains("br") => {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
            (headers, small.clone()).into_response()
        }
        _ => (headers, file.plain.clone()).into_response(),
    }
}

/// Brotli at its best: half a second of a start, for every page that is sent.
fn compressed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut small = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut small, &params).ok()?;
    Some(small)
}

/// The organisation's accent colour, for both themes.
fn accent(organisation: &Organisation) -> String {
    let colour = |text: &str| {
        let valid =
            text.len() == 7 && text.starts_with('#') && text[1..].bytes().all(|b| b.is_ascii_hexdigit());
        if valid { text.to_owned() } else { "#000091".to_owned() }
    };
    let (light, dark) = (colour(&organisation.accent_light), colour(&organisation.accent_dark));
    format!("@media screen{{:root{{--accent:{light}}}:root[data-fr-theme=dark]{{--accent:{dark}}}}}")
}
