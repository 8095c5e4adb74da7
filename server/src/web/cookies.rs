//! Cookies of a request.

use axum::http::{HeaderMap, header};

/// A cookie of a request.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; x__Host-session=2"));
        headers.append(header::COOKIE, HeaderValue::from_static("__Host-session=3; b=4"));
        assert_eq!(cookie(&headers, "__Host-session"), Some("3"));
        assert_eq!(cookie(&headers, "c"), None);
    }
}
