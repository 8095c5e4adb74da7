//! How much one client may ask, and all of them together.
//!
//! A client is the address at the other end, or what the declared number of trusted proxies says of it; it is counted under
//! a short hash whose key lives as long as the process: no address is kept, and the counts take no more room than there
//! are hashes.

use app::address::{self, Address};
use std::{
    hash::{BuildHasher, RandomState},
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    sync::{Arc, Once},
    time::Duration,
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::HashMapStateStore,
};
use hyper::body::Body as _;
use tokio::sync::Semaphore;

use crate::{
    connections::{Peer, network, prefix},
    room::{Client, Room, Share},
    web::{api, brigade::channels::CALLED, seats::Seats, security::plain_page},
};

/// Logins with a password that one client may try in a minute.
const LOGINS: u32 = 30;
/// Messages to the brigade that one client may send in a minute: more than a person writes, or a household.
const MESSAGES: u32 = 120;
/// Files that one client may hand on in a minute: a conversation's,
const UPLOADS: u32 = 12;
/// how many at once, and all of them together: each is in memory until it is stored.
const UPLOADS_OF_ONE: usize = 2;
const UPLOADS_AT_ONCE: usize = 8;
/// What one address of a provider of outside channels may tell in a minute: thousands write through it.
const CALLS: u32 = 60_000;
/// What is larger than a form, or does not say how large it is, at once: a batch of what providers had kept.
const LARGE_AT_ONCE: usize = 8;
/// How long one has to come: 10 MB over a line of a village.
const UPLOAD_PATIENCE: Duration = Duration::from_secs(120);
/// Larger than anything but a file: a form.
pub const LARGEST_BODY: usize = 64 * 1024;
/// What a form is larger than its file.
const AROUND_FILE: usize = 16 * 1024;
/// How long an answer may take,
const LONGEST: Duration = Duration::from_secs(30);
/// How many times as often the neighbours of an IPv6 subscriber may ask, all together (48 bits: a site's, RFC 6177).
const NEIGHBOURS: u32 = 8;
/// Requests at work at once, those that wait for them,
const AT_WORK: usize = 64;
const WAITING: usize = 512;
/// and for how long.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is asked, by its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Files that are in memory.
    Asset,
    Api,
    Page,
    File,
    Embed,
    /// A password.
    Login,
    /// On the way to the identity provider and back.
    Provider,
    /// To the brigade.
    Message,
    /// A file, to the brigade or from it.
    Upload,
    Stream,
    /// Of a provider of an outside channel.
    Call,
}

/// What stays open.
const STREAMS: [Address; 4] =
    [address::LIVE_STREAM, address::CHAT_STREAM, address::DESK_STREAM, address::SHIFT_STREAM];

impl Kind {
    /// In their order; files that are in memory cost nothing.
    const COUNTED: [Self; 10] = [
        Self::Api,
        Self::Page,
        Self::File,
        Self::Embed,
        Self::Login,
        Self::Provider,
        Self::Message,
        Self::Upload,
        Self::Stream,
        Self::Call,
    ];

    /// How often one client may ask in a minute.
    fn most(self, per_minute: u32) -> u32 {
        match self {
            Self::Login => LOGINS,
            Self::Message => per_minute.min(MESSAGES),
            Self::Upload => per_minute.min(UPLOADS),
            Self::Call => per_minute.max(CALLS),
            _ => per_minute,
        }
    }

    fn of(method: &Method, path: &str) -> Self {
        let writes = *method == Method::POST;
        match path {
            _ if is_upload(method, path) => Self::Upload,
            _ if path.starts_with(CALLED) => Self::Call,
            // Asked while one types.
            _ if path == address::CHAT_OFFERS.path() => Self::Page,
            _ if writes && path.starts_with(address::CHAT.path()) => Self::Message,
            _ if writes && path.starts_with("/api/v1/conversations") => Self::Message,
            _ if path.starts_with("/pkg/") => Self::Asset,
            _ if path.starts_with("/api/") => Self::Api,
            _ if path.starts_with("/graphiques/") => Self::File,
            _ if path.starts_with("/integrer/") => Self::Embed,
            _ if STREAMS.iter().any(|stream| path == stream.path()) => Self::Stream,
            _ if writes && path.starts_with("/connexion") => Self::Login,
            "/connexion/proconnect" | "/connexion/retour" => Self::Provider,
            _ => Self::Page,
        }
    }
}

/// Who asks: a subscriber, and on IPv6 the site around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Asker {
    client: Client,
    neighbours: Option<Client>,
}

type Limiter = RateLimiter<u16, HashMapStateStore<u16>, DefaultClock, StateInformationMiddleware>;

/// The quotas of every kind, and the places for all.
#[derive(Clone)]
pub struct Limits(Arc<Inner>);

struct Inner {
    per_minute: u32,
    /// In the order of [`Kind`], assets left out.
    quotas: Vec<Limiter>,
    /// The same for neighbours on an IPv6 network.
    neighbours: Vec<Limiter>,
    proxies: usize,
    room: Room,
    hasher: RandomState,
    at_work: Semaphore,
    places: Semaphore,
    uploads: Seats<Client>,
    large: Seats<Client>,
}

impl Limits {
    /// `per_minute`: requests of each kind and client, 0 for no limit. `proxies`: how many trusted ones stand before us.
    pub fn new(per_minute: u32, proxies: usize) -> Self {
        let quota = |n: u32| {
            let n = NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
            Limiter::new(Quota::per_minute(n), HashMapStateStore::default(), DefaultClock::default())
        };
        let kinds: &[Kind] = if per_minute == 0 { &[] } else { &Kind::COUNTED };
        let most = kinds.iter().map(|kind| kind.most(per_minute));
        let quotas = most.clone().map(quota).collect();
        let neighbours = most.map(|most| quota(most.saturating_mul(NEIGHBOURS))).collect();
        Self(Arc::new(Inner {
            per_minute,
            quotas,
            neighbours,
            proxies,
            room: Room::default(),
            hasher: RandomState::new(),
            at_work: Semaphore::new(AT_WORK),
            places: Semaphore::new(AT_WORK + WAITING),
            uploads: Seats::new(UPLOADS_OF_ONE, UPLOADS_AT_ONCE),
            large: Seats::new(LARGE_AT_ONCE, LARGE_AT_ONCE),
        }))
    }

    /// Whether a client may ask once more: how often still, or in how many seconds.
    fn take(&self, kind: Kind, asker: Asker) -> Result<Option<u32>, u64> {
        let quota = |list: &'_ [Limiter], client: Client| {
            let Some(quota) = (kind as usize).checked_sub(1).and_then(|k| list.get(k)) else {
                return Ok(None);
            };
            match quota.check_key(&client.0) {
                Ok(state) => Ok(Some(state.remaining_burst_capacity())),
                Err(not_yet) => Err(not_yet.wait_time_from(DefaultClock::default().now()).as_secs() + 1),
            }
        };
        let left = quota(&self.0.quotas, asker.client)?;
        if let Some(neighbours) = asker.neighbours {
            quota(&self.0.neighbours, neighbours)?;
        }
        Ok(left)
    }

    fn asker(&self, request: &Request) -> Asker {
        let peer = request.extensions().get::<Peer>().map(|p| p.0);
        if self.0.proxies == 0 && request.headers().contains_key("x-forwarded-for") {
            static SAID: Once = Once::new();
            SAID.call_once(|| tracing::warn!("a proxy speaks for visitors, and none is declared (CYBERIMPACT_TRUSTED_PROXIES): all of them are one client"));
        }
        let address = told_by_proxies(request.headers(), self.0.proxies).or(peer);
        let hash = |address: Option<IpAddr>| Client(self.0.hasher.hash_one(address) as u16);
        let site = address.map(|a| prefix(a, 48)).filter(IpAddr::is_ipv6);
        Asker { client: hash(address.map(network)), neighbours: site.map(|site| hash(Some(site))) }
    }
}

/// What the first of `proxies` trusted proxies says of who came to it: the n-th address from the right. What stands further
/// to the left is the visitor's own claim.
fn told_by_proxies(headers: &HeaderMap, proxies: usize) -> Option<IpAddr> {
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok());
    let told: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let address = told.len().checked_sub(proxies).filter(|_| proxies > 0).map(|at| told[at])?;
    address.parse().ok().or_else(|| address.parse::<SocketAddr>().ok().map(|a| a.ip()))
}

/// Counts the request, waits for a place, and answers in its stead where there is none.
pub async fn limit(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    let kind = Kind::of(request.method(), request.uri().path());
    if kind == Kind::Asset {
        return next.run(request).await;
    }
    let is_api = request.uri().path().starts_with("/api/");
    if is_api && request.method() == Method::OPTIONS {
        return next.run(request).await;
    }
    let asker = limits.asker(&request);
    let left = match limits.take(kind, asker) {
        Ok(left) => left,
        Err(seconds) => {
            let mut response = if is_api { api::too_many() } else { too_many() };
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            return told(response, is_api, kind.most(limits.0.per_minute), 0, seconds);
        }
    };
    let (patience, _seat) = match kind {
        Kind::Upload => match limits.0.uploads.sit(asker.client) {
            Some(seat) => (UPLOAD_PATIENCE, Some(seat)),
            None => return if is_api { api::busy() } else { busy() },
        },
        // Of a provider it is told again later; of anybody else it is no form of ours.
        _ if is_large(&request) => match limits.0.large.sit(asker.client) {
            Some(seat) => (PATIENCE, Some(seat)),
            None => return if is_api { api::busy() } else { busy() },
        },
        _ => (PATIENCE, None),
    };
    let mut request = match whole(request, patience).await {
        Ok(request) => request,
        Err(status) => return status.into_response(),
    };
    let Ok(_place) = limits.0.places.try_acquire() else {
        return if is_api { api::busy() } else { busy() };
    };
    let Ok(Ok(_turn)) = tokio::time::timeout(PATIENCE, limits.0.at_work.acquire()).await else {
        return if is_api { api::busy() } else { busy() };
    };
    let share = Share::new(limits.0.room.clone(), asker.client);
    request.extensions_mut().insert(share.clone());
    let Some(response) = share.house(next.run(request).await) else {
        return if is_api { api::busy() } else { busy() };
    };
    match left {
        Some(left) => {
            let most = kind.most(limits.0.per_minute);
            let full = u64::from(most - left.min(most)) * 60 / u64::from(most.max(1)) + 1;
            told(response, is_api, most, left, full)
        }
        None => response,
    }
}

/// Whether more may come than a form has. The bound before this one is in the hint.
fn is_large(request: &Request) -> bool {
    request.body().size_hint().upper().is_none_or(|most| most > LARGEST_BODY as u64)
}

/// A form that has come whole: who sends it letter by letter holds nobody's place.
async fn whole(request: Request, patience: Duration) -> Result<Request, StatusCode> {
    // Whatever it is asked by: a question may bring a body, too.
    if request.body().is_end_stream() {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    // How long it may be is another layer's business.
    match tokio::time::timeout(patience, axum::body::to_bytes(body, usize::MAX)).await {
        Ok(Ok(bytes)) => Ok(Request::from_parts(parts, bytes.into())),
        Ok(Err(_)) => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

/// Whether a request hands on a file; a prefix may stand before its path.
pub fn is_upload(method: &Method, path: &str) -> bool {
    let is_form = [address::CHAT_FILES, address::DESK_FILES].iter().any(|form| path.ends_with(form.path()));
    let is_api = path.ends_with("/files") && path.contains("/api/v1/conversations/");
    *method == Method::POST && (is_form || is_api)
}

/// Bounds what a request brings and how long its answer takes: a file may be larger than a form, and comes slower.
pub async fn bound(request: Request, next: Next) -> Response {
    let (method, path) = (request.method(), request.uri().path());
    let (most, longest) = if is_upload(method, path) {
        (brigade::LARGEST_FILE + AROUND_FILE, UPLOAD_PATIENCE + LONGEST)
    } else if path.contains(CALLED) {
        (brigade::LARGEST_CALL, LONGEST)
    } else {
        (LARGEST_BODY, LONGEST)
    };
    let told =
        request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if told.is_some_and(|told: u64| told > most as u64) {
        return (StatusCode::PAYLOAD_TOO_LARGE, "length limit exceeded").into_response();
    }
    let request = request.map(|body| axum::body::Body::new(http_body_util::Limited::new(body, most)));
    match tokio::time::timeout(longest, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// Tells readers of the API where they stand (draft-ietf-httpapi-ratelimit-headers).
fn told(mut response: Response, is_api: bool, most: u32, left: u32, seconds: u64) -> Response {
    if is_api {
        let headers = response.headers_mut();
        headers.insert("ratelimit-limit", HeaderValue::from(most));
        headers.insert("ratelimit-remaining", HeaderValue::from(left));
        headers.insert("ratelimit-reset", HeaderValue::from(seconds));
    }
    response
}

fn too_many() -> Response {
    let sentence = "Trop de demandes viennent de votre réseau en peu de temps : attendez une minute.";
    (StatusCode::TOO_MANY_REQUESTS, plain_page("", "Trop de demandes", sentence)).into_response()
}

/// The queue is full.
pub fn busy() -> Response {
    let sentence = "Le service reçoit trop de demandes à la fois : recommencez dans quelques secondes.";
    let page = plain_page("", "Service occupé", sentence);
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, page).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(services::turns::COME_BACK));
    response
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn through(lines: &[&'static str], proxies: usize) -> Option<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", HeaderValue::from_static(line));
        }
        told_by_proxies(&headers, proxies).map(|a| a.to_string())
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let claimed = ["203.0.113.9", "198.51.100.7, 192.0.2.1"];
        assert_eq!(through(&claimed, 0), None, "no proxy: whatever is claimed");
        assert_eq!(through(&claimed, 1).as_deref(), Some("192.0.2.1"));
        assert_eq!(through(&claimed, 2).as_deref(), Some("198.51.100.7"));
        assert_eq!(through(&claimed, 4), None, "who came past a proxy is known by the connection");
        assert_eq!(through(&["x, 192.0.2.1:4711"], 1).as_deref(), Some("192.0.2.1"));
        assert_eq!(through(&["[2001:db8::1]:80"], 1).as_deref(), Some("2001:db8::1"));
    }

    #[test]
    fn a_subscriber_is_one_client() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }

    #[test]
    fn what_is_larger_than_a_form_has_few_seats() {
        let large =
            |body: Body, most| is_large(&Request::new(Body::new(http_body_util::Limited::new(body, most))));
        let form = || Body::from(vec![0; 100]);
        let stream = || Body::from_stream(futures_util::stream::empty::<Result<Vec<u8>, std::io::Error>>());
        assert!(!large(form(), LARGEST_BODY) && !large(form(), brigade::LARGEST_CALL));
        assert!(!large(stream(), LARGEST_BODY) && large(stream(), brigade::LARGEST_CALL));
        assert!(large(Body::from(vec![0; LARGEST_BODY + 1]), brigade::LARGEST_CALL));
    }

    #[test]
    fn a_quota_is_for_one_client_and_one_kind() {
        let limits = Limits::new(2, 0);
        let one = |n: u16| Asker { client: Client(n), neighbours: None };
        assert_eq!(limits.take(Kind::Page, one(1)), Ok(Some(1)));
        assert_eq!(limits.take(Kind::Page, one(1)), Ok(Some(0)));
        assert!(limits.take(Kind::Page, one(1)).is_err());
        assert!(limits.take(Kind::Page, one(2)).is_ok());
        assert!(limits.take(Kind::File, one(1)).is_ok());
        assert_eq!(Limits::new(0, 0).take(Kind::Page, one(1)), Ok(None));
    }

    #[test]
    fn who_has_many_networks_is_one_site() {
        let limits = Limits::new(2, 0);
        let from = |n: u16| {
            let mut request = Request::new(Body::empty());
            let address = IpAddr::from([0x2001, 0xdb8, 1, n, 0, 0, 0, 1]);
            request.extensions_mut().insert(Peer(address));
            limits.asker(&request)
        };
        let taken = (0..100).filter(|n| limits.take(Kind::Page, from(*n)).is_ok()).count();
        assert_eq!(taken, 2 * NEIGHBOURS as usize);
    }

    #[test]
    fn addresses_have_their_kind() {
        for (method, path, kind) in [
            (Method::GET, "/pkg/1/style.css", Kind::Asset),
            (Method::GET, "/api/v1/events", Kind::Api),
            (Method::GET, "/graphiques/perceval.bin", Kind::File),
            (Method::GET, "/integrer/perceval/volume", Kind::Embed),
            (Method::GET, "/connexion", Kind::Page),
            (Method::POST, "/connexion", Kind::Login),
            (Method::POST, "/connexion/demonstration", Kind::Login),
            (Method::GET, "/connexion/proconnect", Kind::Provider),
            (Method::GET, "/connexion/retour", Kind::Provider),
            (Method::GET, "/cyberimpact/direct/flux", Kind::Stream),
            (Method::GET, "/brigade/discuter/flux", Kind::Stream),
            (Method::GET, "/brigade/discuter", Kind::Page),
            (Method::POST, "/brigade/discuter", Kind::Message),
            (Method::POST, "/brigade/discuter/proches", Kind::Page),
            (Method::POST, "/canaux/sms", Kind::Call),
            (Method::GET, "/canaux/sms/secret", Kind::Call),
            (Method::POST, "/api/v1/conversations", Kind::Message),
            (Method::POST, "/api/v1/conversations/1/messages", Kind::Message),
            (Method::GET, "/api/v1/conversations/1/messages", Kind::Api),
            (Method::GET, "/cyberimpact", Kind::Page),
        ] {
            assert_eq!(Kind::of(&method, path), kind, "{path}");
        }
    }
}
