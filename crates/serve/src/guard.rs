//! Who may ask, and what a page may do.
//!
//! Bound to loopback, anybody who can run a program on this machine can read the pages; a page of the web must
//! not. So the `Host` header must be ours (a name that was rebound to 127.0.0.1 is not), forms must come from our
//! own pages (`Sec-Fetch-Site`, `Origin`, and a secret in the form), and our pages load nothing from elsewhere and
//! run nothing that is not a file of this program. On another address a token is asked for as well.
//!
//! Sources: OWASP Cross-Site Request Forgery Prevention Cheat Sheet; W3C Fetch Metadata, Content Security Policy 3.

use crate::app::App;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

const HEADERS: [(HeaderName, &str); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // Not `no-referrer`: browsers would then send forms with the origin "null".
    (header::REFERRER_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "no-cache"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// Lets a request through, or says why not; and tells the browser what the answer may do.
pub(crate) async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = match refuse(&app, &request) {
        Some(refusal) => refusal,
        None => next.run(request).await,
    };
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

fn refuse(app: &App, request: &Request) -> Option<Response> {
    let headers = request.headers();
    let host = text(headers, &header::HOST).unwrap_or_default();
    if !app.is_our_host(host) {
        return Some(plain(
            StatusCode::MISDIRECTED_REQUEST,
            "This address is not this server's own name.\n",
        ));
    }
    if let Some(token) = &app.token
        && !cookie(headers, "token").is_some_and(|given| same(given, &encoded(token)))
    {
        return Some(ask_for_token(request, token));
    }
    match *request.method() {
        Method::GET | Method::HEAD => None,
        Method::POST if is_from_our_page(headers, host) => None,
        Method::POST => Some(plain(
            StatusCode::FORBIDDEN,
            "Corrections are taken only from this server's own pages.\n",
        )),
        _ => Some(plain(
            StatusCode::METHOD_NOT_ALLOWED,
            "Only GET, HEAD and POST.\n",
        )),
    }
}

/// Whether a browser says that the form stood on a page of ours. Programs that are no browsers send neither
/// header and still need the secret that stands in the form.
fn is_from_our_page(headers: &HeaderMap, host: &str) -> bool {
    let site = text(headers, &HeaderName::from_static("sec-fetch-site"));
    let origin = text(headers, &header::ORIGIN);
    site.is_none_or(|s| s == "same-origin")
        && origin.is_none_or(|o| {
            let name = o
                .strip_prefix("http://")
                .or_else(|| o.strip_prefix("https://"));
            name.is_some_and(|n| n.eq_ignore_ascii_case(host))
        })
}

/// A visit with `?token=…` keeps the token in a cookie and goes on without it in the address.
fn ask_for_token(request: &Request, token: &str) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let given = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "token");
    if !given.is_some_and(|(_, given)| same(&given, token)) {
        return plain(
            StatusCode::UNAUTHORIZED,
            "Open the address that rapporteur printed, with its token.\n",
        );
    }
    let cookie = format!(
        "token={}; Path=/; HttpOnly; SameSite=Strict",
        encoded(token)
    );
    let home = [
        (header::SET_COOKIE, cookie),
        (header::LOCATION, "/".to_owned()),
    ];
    (StatusCode::SEE_OTHER, home).into_response()
}

/// A token as addresses and cookies bear it.
pub(crate) fn encoded(token: &str) -> String {
    form_urlencoded::byte_serialize(token.as_bytes()).collect()
}

/// Whether a form was sent as browsers send forms.
pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    text(headers, &header::CONTENT_TYPE)
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

/// Whether two secrets are the same, taking as long where they are not.
pub(crate) fn same(a: &str, b: &str) -> bool {
    let differ = a
        .bytes()
        .zip(b.bytes())
        .fold(0, |all, (x, y)| all | (x ^ y));
    a.len() == b.len() && differ == 0
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).into_iter();
    all.filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

fn plain(status: StatusCode, words: &'static str) -> Response {
    (status, words).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn only_our_own_pages_may_write() {
        let host = "127.0.0.1:7430";
        let from = |pairs| is_from_our_page(&headers(pairs), host);
        assert!(from(&[
            ("sec-fetch-site", "same-origin"),
            ("origin", "http://127.0.0.1:7430")
        ]));
        assert!(from(&[]), "a program, which needs the secret all the same");
        assert!(!from(&[("sec-fetch-site", "cross-site")]));
        assert!(!from(&[("sec-fetch-site", "same-site")]));
        assert!(!from(&[("origin", "https://evil.example")]));
        assert!(!from(&[("origin", "http://127.0.0.1:9999")]));
        assert!(!from(&[("origin", "null")]));
    }

    #[test]
    fn secrets_are_compared_whole() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd") && !same("abc", "ab") && !same("", "a"));
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let given = headers(&[("cookie", "a=1; token=xyz; b=2")]);
        assert_eq!(cookie(&given, "token"), Some("xyz"));
        assert_eq!(cookie(&given, "oken"), None);
    }
}
