//! How server functions are served: as the application calls them, and, those that a form stands for, as a browser's own form
//! sends them.

use app::{
    Env, address,
    functions::{Refused, caller::Act},
    impact::components::FormProblem,
};
use axum::{
    Form,
    body::Body,
    extract::{FromRequest, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use leptos::prelude::{Owner, provide_context};
use leptos::server_fn::{ServerFn, error::SERVER_FN_ERROR_HEADER};
use leptos_axum::ResponseOptions;

use crate::web::{AppState, limits::LARGEST_BODY, page_again, reader::Reader};

/// A question: only the application calls it.
pub async fn question(State(state): State<AppState>, request: Request) -> Response {
    let env = env_for(&state, &request);
    let mut request = request;
    // What wants a page would be sent back to where it says that it comes from: to anybody's site.
    request.headers_mut().remove(header::ACCEPT);
    request.headers_mut().remove(header::REFERER);
    call(env, request).await
}

/// An act. The application reads its answer as it is; a browser without JavaScript goes where it is shown, or gets the page of
/// its form again, with what was typed.
pub async fn act<F: Act>(State(state): State<AppState>, request: Request) -> Response {
    let env = env_for(&state, &request);
    if !is_a_browsers_form(request.headers()) {
        return call(env, request).await;
    }
    let reader = Reader::of(&request);
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, LARGEST_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let again = || Request::from_parts(parts.clone(), Body::from(body.clone()));
    let (done, status, cookies) = match Form::<F>::from_request(again(), &()).await {
        Ok(Form(arguments)) => run(env.clone(), arguments).await,
        Err(_) => {
            (Err(Refused::plain("Ce formulaire n’a pas été compris.")), StatusCode::BAD_REQUEST, Vec::new())
        }
    };
    let mut response = match done {
        Ok(done) => Redirect::to(&done.shown_at).into_response(),
        Err(Refused { sentence, field }) => {
            let Form(typed) =
                Form::<Vec<(String, String)>>::from_request(again(), &()).await.unwrap_or_default();
            let page = page_of::<F>(&typed);
            let problem = FormProblem { act: F::PATH, sentence, field, typed };
            let mut page = page_again(state, page, status, problem, reader).await;
            // What was typed is nobody else's.
            let no_store = HeaderValue::from_static("private, no-store");
            page.headers_mut().insert(header::CACHE_CONTROL, no_store);
            page
        }
    };
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The page of a form, in the state that it stood in where what was typed makes an address.
fn page_of<F: Act>(typed: &[(String, String)]) -> Uri {
    let own = [F::FORM.path(), address::BUBBLE.path(), address::CONTACT.path()];
    let is_form = |address: &str| address.split('?').next().is_some_and(|path| own.contains(&path));
    let stood_at = Some(F::stood_at(typed)).filter(|address| is_form(address) || address::is_ours(address));
    stood_at.and_then(|address| address.parse().ok()).unwrap_or_else(|| Uri::from_static(F::FORM.path()))
}

fn env_for(state: &AppState, request: &Request) -> Env {
    state.env_for(Reader::of(request))
}

/// A page is what the sender can show.
fn is_a_browsers_form(headers: &HeaderMap) -> bool {
    let accepts = headers.get(header::ACCEPT).and_then(|accepts| accepts.to_str().ok());
    accepts.is_none_or(|accepts| accepts.contains("text/html") || accepts == "*/*")
}

async fn call(env: Env, request: Request) -> Response {
    let context = move || provide_context(env.clone());
    let mut response = leptos_axum::handle_server_fns_with_context(context, request).await.into_response();
    // What could not even be read as arguments is the caller's fault, not ours.
    if response.headers().contains_key(SERVER_FN_ERROR_HEADER)
        && response.status() == StatusCode::INTERNAL_SERVER_ERROR
    {
        *response.status_mut() = StatusCode::BAD_REQUEST;
    }
    response
}

/// Runs the body of a function, as [`call`] does; the status of what it says, and the cookies that it sets.
async fn run<F: ServerFn<Error = Refused>>(
    env: Env,
    arguments: F,
) -> (Result<F::Output, Refused>, StatusCode, Vec<HeaderValue>) {
    let answer = ResponseOptions::default();
    let context = answer.clone();
    let done = Owner::new()
        .with(|| {
            leptos::reactive::computed::ScopedFuture::new(async move {
                provide_context(env);
                provide_context(context);
                arguments.run_body().await
            })
        })
        .await;
    let parts = answer.0.read().map(|parts| parts.clone()).unwrap_or_default();
    let cookies = parts.headers.get_all(header::SET_COOKIE).iter().cloned().collect();
    (done, parts.status.unwrap_or(StatusCode::BAD_REQUEST), cookies)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_of_a_browser_is_known_by_what_it_can_show() {
        let accepts = |text: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            if let Some(text) = text {
                headers.insert(header::ACCEPT, text.parse().unwrap());
            }
            is_a_browsers_form(&headers)
        };
        assert!(accepts(Some("text/html,application/xhtml+xml,*/*;q=0.8")));
        assert!(accepts(Some("*/*")) && accepts(None));
        assert!(!accepts(Some("text/plain; charset=utf-8")) && !accepts(Some("application/x-postcard")));
    }
}
