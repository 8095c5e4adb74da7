//! The Brigade numérique over HTTP: the public contract, a citizen's pages without JavaScript, the desk.

use axum::{Router, body::Body, http::Request, response::Response};
use domain::identity::Role;
use server::{config::ServerConfig, web};
use tower::ServiceExt;

use crate::support::{
    app, config, enter, folder, fresh, get, get_with, header, json, own, post, text, today, values_of,
};

const FIRST: &str = "018f2d6e-0000-7000-8000-000000000001";

pub async fn send_json(app: &Router, uri: &str, body: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = Request::post(uri).header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap()
}

/// A conversation by the public contract: its address and its token.
pub async fn opened(app: &Router, locale: &str) -> (String, String) {
    let body = format!("{{\"channel\":\"chat\",\"locale\":\"{locale}\"}}");
    let response = send_json(app, "/api/v1/conversations", &body, &[]).await;
    assert_eq!(response.status(), 201);
    assert_eq!(header(&response, "cache-control"), "no-store");
    let opened = json(response).await;
    let id = opened["id"].as_str().unwrap();
    (format!("/api/v1/conversations/{id}"), format!("Bearer {}", opened["token"].as_str().unwrap()))
}

pub async fn say(app: &Router, (at, token): &(String, String), id: &str, words: &str) -> Response {
    let body = serde_json::json!({ "id": id, "text": words }).to_string();
    send_json(app, &format!("{at}/messages"), &body, &[("authorization", token)]).await
}

async fn read(app: &Router, (at, token): &(String, String), after: &str) -> Response {
    get_with(app, &format!("{at}/messages{after}"), &[("authorization", token)]).await
}

#[tokio::test]
async fn the_contract_holds() {
    let (app, ..) = own().await;
    let conversation = opened(&app, "fr").await;
    let response = say(&app, &conversation, FIRST, "Bonjour").await;
    assert_eq!(response.status(), 201);
    let stored = json(response).await;
    assert_eq!((stored["seq"].as_i64(), stored["id"].as_str()), (Some(1), Some(FIRST)));
    let again = say(&app, &conversation, FIRST, "Bonjour").await;
    assert_eq!(again.status(), 200, "sent again");
    assert_eq!(json(again).await, stored);
    say(&app, &conversation, "018f2d6e-0000-7000-8000-000000000002", "Êtes-vous là ? 🙂").await;
    let list = json(read(&app, &conversation, "").await).await;
    assert_eq!((list["last"].as_i64(), list["messages"].as_array().unwrap().len()), (Some(2), 2));
    let message = &json(read(&app, &conversation, "?after=1").await).await["messages"][0];
    assert_eq!(message["text"], "Êtes-vous là ? 🙂");
    assert_eq!((message["seq"].as_i64(), message["from"].as_str()), (Some(2), Some("citizen")));
    assert!(message["at"].as_str().unwrap().starts_with("2024-07-01T12:00:00"));
    let none = json(read(&app, &conversation, "?after=2").await).await;
    assert_eq!((none["messages"].as_array().unwrap().len(), none["last"].as_i64()), (0, Some(2)));
    let document = json(get(&app, "/api/v1/openapi.json").await).await;
    for path in ["", "/{id}/messages", "/{id}/stream", "/{id}/socket", "/{id}/rating"] {
        assert!(document["paths"][format!("/api/v1/conversations{path}")].is_object(), "{path}");
    }
}

#[tokio::test]
async fn what_is_not_taken_is_said_in_the_readers_language() {
    let (app, ..) = own().await;
    let (mine, other) = (opened(&app, "de").await, opened(&app, "fr").await);
    let problem = async |response: Response, status: u16, words: &str| {
        assert_eq!(response.status(), status, "{words}");
        assert_eq!(header(&response, "content-type"), "application/problem+json");
        let problem = json(response).await;
        assert!(problem["detail"].as_str().unwrap().contains(words), "{problem}");
    };
    // Nobody learns whether a conversation is there.
    let foreign = (mine.0.clone(), other.1.clone());
    problem(say(&app, &foreign, FIRST, "Bonjour").await, 404, "n’existe pas").await;
    problem(read(&app, &foreign, "").await, 404, "n’existe pas").await;
    let nowhere = ("/api/v1/conversations/018f2d6e-0000-7000-8000-000000000009".to_owned(), mine.1.clone());
    problem(read(&app, &nowhere, "").await, 404, "n’existe pas").await;
    problem(get(&app, &format!("{}/messages", mine.0)).await, 404, "n’existe pas").await;
    let spoken = [("accept-language", "en-GB,fr;q=0.5"), ("authorization", "Bearer 00")];
    problem(get_with(&app, &format!("{}/stream", mine.0), &spoken).await, 404, "does not exist").await;
    problem(say(&app, &mine, FIRST, &"é".repeat(4_001)).await, 413, "4.000 Zeichen").await;
    problem(say(&app, &mine, FIRST, &"é".repeat(30_000)).await, 413, "4.000 Zeichen").await;
    problem(say(&app, &mine, FIRST, " \n ").await, 400, "Anfrage").await;
    problem(say(&app, &mine, "1", "Guten Tag").await, 400, "Anfrage").await;
    let bare = send_json(&app, &format!("{}/messages", mine.0), "{", &[("authorization", &mine.1)]).await;
    problem(bare, 400, "Anfrage").await;
    problem(read(&app, &mine, "?after=-1").await, 400, "JSON").await;
    problem(read(&app, &mine, "?after=x").await, 400, "JSON").await;
    for body in ["{}", "{\"channel\":\"fax\"}", "{\"channel\":\"chat\",\"locale\":\"br\"}", "[]"] {
        problem(send_json(&app, "/api/v1/conversations", body, &[]).await, 400, "JSON").await;
    }
    assert_eq!(say(&app, &mine, FIRST, &"é".repeat(4_000)).await.status(), 201);
}

#[tokio::test]
async fn who_writes_too_fast_waits() {
    let store = fresh(&folder(), "t").await;
    let clock = std::sync::Arc::new(server::clock::FixedClock(today()));
    let app =
        web::router(server::config::ServerConfig { rate_per_minute: 3, ..config() }, store, clock).unwrap();
    let conversation = opened(&app, "fr").await;
    assert_eq!(say(&app, &conversation, FIRST, "Un").await.status(), 201);
    assert_eq!(say(&app, &conversation, FIRST, "Un").await.status(), 200);
    let response = say(&app, &conversation, FIRST, "Un").await;
    assert_eq!(response.status(), 429);
    assert!(header(&response, "retry-after").parse::<u32>().unwrap() > 0);
}

/// The citizen's cookie.
pub fn proof(response: &Response) -> String {
    header(response, "set-cookie").split(';').next().unwrap().to_owned()
}

/// Writes as the form of the page would: with the number that came with it.
async fn write(app: &Router, words: &str, cookie: &str) -> Response {
    let page = text(get_with(app, "/brigade/discuter", &[("cookie", cookie)]).await).await;
    let number =
        page.split("name=\"message\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    post(app, "/brigade/discuter", &format!("message={number}&text={words}"), cookie).await
}

#[tokio::test]
async fn a_citizen_needs_no_javascript() {
    let (app, ..) = own().await;
    let response = get(&app, "/brigade/discuter").await;
    assert_eq!(header(&response, "cache-control"), "private, no-store");
    assert_eq!(header(&response, "set-cookie"), "", "who only reads gets no cookie");
    let page = text(response).await;
    assert!(page.contains("<title>Messages</title>"), "a title that tells nobody");
    for number in ["tel:17", "tel:112", "sms:114"] {
        assert!(page.contains(number), "{number}");
    }
    let response = write(&app, "Bonjour%0A%3Cb%3E", "").await;
    assert_eq!(response.status(), 303);
    assert_eq!(header(&response, "location"), "/brigade/discuter#texte");
    assert!(header(&response, "set-cookie").ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax"));
    let cookie = proof(&response);
    let page = text(get_with(&app, "/brigade/discuter", &[("cookie", &cookie)]).await).await;
    assert!(page.contains("Bonjour\n&lt;b&gt;") && page.contains("role=\"log\""), "{page}");
    assert!(page.contains("Votre message est le prochain") && !page.contains("role=\"alert\""));
    // A frame renews itself, so that what is typed beside it stays.
    let frame = page.split("<iframe").nth(1).unwrap();
    let address = &values_of(frame, "src")[0].replace("&amp;", "&");
    assert_eq!(address, "/brigade/discuter/nouveaux?apres=1&langue=fr");
    let response = get_with(&app, address, &[("cookie", &cookie)]).await;
    assert_eq!(header(&response, "x-frame-options"), "SAMEORIGIN");
    assert!(header(&response, "content-security-policy").contains("frame-ancestors 'self'"));
    assert!(text(response).await.contains("Aucun nouveau message"));
    write(&app, "Encore", &cookie).await;
    let news = text(get_with(&app, address, &[("cookie", &cookie)]).await).await;
    assert!(news.contains("Un nouveau message") && news.contains("http-equiv=\"refresh\""), "{news}");
    assert_eq!(get(&app, address).await.status(), 404, "without the proof");
    // Nothing to read: said beside the field, in the conversation.
    let refused = write(&app, "%20", &cookie).await;
    assert_eq!(refused.status(), 400);
    let page = text(refused).await;
    assert!(
        page.contains("Écrivez votre message.") && page.contains("Encore") && page.contains("aria-invalid")
    );
    let long = "a".repeat(4_001);
    let page = text(write(&app, &long, &cookie).await).await;
    assert!(page.contains(&long), "nothing of what was typed is lost");
    // Another site can't write in somebody's name.
    let forged =
        Request::post("/brigade/discuter").header("cookie", &cookie).header("sec-fetch-site", "cross-site");
    let forged = app.clone().oneshot(forged.body(Body::from("text=x")).unwrap()).await.unwrap();
    assert_eq!(forged.status(), 403);
    let left = post(&app, "/brigade/discuter/terminer", "", &cookie).await;
    assert!(left.status() == 303 && header(&left, "set-cookie").contains("Max-Age=0"));
}

#[tokio::test]
async fn one_leaves_at_once() {
    let app = app().await;
    for (site, forgets) in [("same-origin", true), ("cross-site", false)] {
        let response = get_with(&app, "/brigade/quitter", &[("sec-fetch-site", site)]).await;
        assert_eq!(response.status(), 303);
        assert!(header(&response, "location").starts_with("https://meteofrance.com"));
        assert_eq!(header(&response, "referrer-policy"), "no-referrer");
        assert_eq!(header(&response, "set-cookie").contains("Max-Age=0"), forgets, "{site}");
    }
}

#[tokio::test]
async fn an_agent_answers_from_the_desk() {
    let (app, ..) = own().await;
    let cookie = proof(&write(&app, "Bonjour", "").await);
    let agent = enter(&app, Role::Agent).await;
    let desk = async |path: &str| text(get_with(&app, path, &[("cookie", &agent)]).await).await;
    let page = desk("/brigade/poste").await;
    assert!(page.contains("Une conversation attend une réponse.") && page.contains("conversation=1"));
    let page = desk("/brigade/poste?conversation=1").await;
    assert!(!page.contains("Bonjour") && page.contains("Prendre"), "read by who takes it");
    let act =
        async |path: &str, body: &str| post(&app, &format!("/brigade/poste/{path}"), body, &agent).await;
    let refused = act("repondre", "number=1&seen=1&text=Oui").await;
    assert_eq!(refused.status(), 400);
    let taken = act("prendre", "number=1").await;
    assert_eq!(
        (taken.status().as_u16(), header(&taken, "location")),
        (303, "/brigade/poste?conversation=1#texte-1")
    );
    let page = desk("/brigade/poste?conversation=1").await;
    assert!(page.contains("Bonjour") && page.contains("name=\"seen\" value=\"1\""));
    // A message comes while the answer is written: refused, shown, and what was typed is there.
    write(&app, "Finalement%20non", &cookie).await;
    let refused = act("repondre", "number=1&seen=1&text=Venez%20demain").await;
    assert_eq!(refused.status(), 400);
    let page = text(refused).await;
    assert!(
        page.contains("Un message est arrivé pendant que vous écriviez") && page.contains("Venez demain")
    );
    assert!(page.contains("Finalement non") && page.contains("name=\"seen\" value=\"2\""));
    assert_eq!(act("repondre", "number=1&seen=2&text=Entendu").await.status(), 303);
    let read = text(get_with(&app, "/brigade/discuter", &[("cookie", &cookie)]).await).await;
    assert!(
        read.contains("Entendu")
            && read.contains("Brigade numérique, 14\u{202f}h\u{202f}00")
            && !read.contains("démonstration)")
    );
    // Who is an agent reads no figures, and begins at the desk.
    assert_eq!(get_with(&app, "/cyberimpact", &[("cookie", &agent)]).await.status(), 403);
    let entered = post(&app, "/connexion/demonstration", "role=agent&retour=/cyberimpact", "").await;
    assert_eq!(header(&entered, "location"), "/brigade/poste");
    assert_eq!(act("clore", "number=1&seen=2").await.status(), 400, "more was written");
    assert_eq!(act("clore", "number=1&seen=3").await.status(), 303);
    let closed = write_closed(&app, &cookie).await;
    assert_eq!(closed.status(), 409);
    let page = text(closed).await;
    assert!(
        page.contains("Cette conversation est close") && page.contains("Commencer une autre conversation")
    );
}

/// From a page that was shown before the conversation was closed.
async fn write_closed(app: &Router, cookie: &str) -> Response {
    post(app, "/brigade/discuter", &format!("message={FIRST}&text=Merci"), cookie).await
}

#[tokio::test]
async fn an_emergency_is_seen_at_once_on_both_sides() {
    let (app, ..) = own().await;
    let calm = opened(&app, "fr").await;
    say(&app, &calm, FIRST, "Bonjour, quels sont vos horaires ?").await;
    let response = write(&app, "Au%20secours%20il%20me%20frappe%20il%20a%20un%20couteau", "").await;
    let page = text(get_with(&app, "/brigade/discuter", &[("cookie", &proof(&response))]).await).await;
    assert!(page.contains("Vous êtes en danger") && page.contains("role=\"alert\""));
    let agent = enter(&app, Role::Agent).await;
    let page = text(get_with(&app, "/brigade/poste", &[("cookie", &agent)]).await).await;
    assert!(page.contains("2 conversations attendent une réponse, dont une urgence."));
    let list = page.split("desk-list").collect::<Vec<_>>().join("");
    assert!(
        list.find("conversation=2").unwrap() < list.find("conversation=1").unwrap(),
        "on top of the queue"
    );
}

#[tokio::test]
async fn an_agent_takes_what_comes_next_and_no_more_than_they_may() {
    let (_, _, clock, store, _) = own().await;
    let app = web::router(ServerConfig { brigade_capacity: 2, ..config() }, store, clock).unwrap();
    let agent = enter(&app, Role::Agent).await;
    let next = async || post(&app, "/brigade/poste/suivante", "", &agent).await;
    assert_eq!(header(&next().await, "location"), "/brigade/poste", "nobody waits");
    let mut conversations = Vec::new();
    for words in ["Bonjour", "Bonsoir", "Êtes-vous là ?", "Merci"] {
        let conversation = opened(&app, "fr").await;
        say(&app, &conversation, FIRST, words).await;
        conversations.push(conversation);
    }
    let page = text(get_with(&app, "/brigade/poste", &[("cookie", &agent)]).await).await;
    assert!(page.contains("Prendre la suivante"));
    for number in [1, 2] {
        let at = format!("/brigade/poste?conversation={number}#texte-{number}");
        assert_eq!(header(&next().await, "location"), at);
    }
    for full in [next().await, post(&app, "/brigade/poste/prendre", "number=3", &agent).await] {
        assert_eq!(full.status(), 400);
        assert!(text(full).await.contains("autant de conversations que vous pouvez en mener"));
    }
    // An emergency always has room; and who closes one has room again.
    say(&app, &conversations[3], "018f2d6e-0000-7000-8000-000000000002", "au secours il me frappe").await;
    assert_eq!(header(&next().await, "location"), "/brigade/poste?conversation=4#texte-4");
    for number in [1, 4] {
        let seen = if number == 4 { 2 } else { 1 };
        let closed =
            post(&app, "/brigade/poste/clore", &format!("number={number}&seen={seen}"), &agent).await;
        assert_eq!(closed.status(), 303);
    }
    assert_eq!(header(&next().await, "location"), "/brigade/poste?conversation=3#texte-3");
    let analyst = enter(&app, Role::Analyst).await;
    assert_eq!(post(&app, "/brigade/poste/suivante", "", &analyst).await.status(), 403);
}

/// Taken and closed by an agent, when its last message is `seen`.
pub async fn close(app: &Router, agent: &str, number: i64, seen: i64) {
    for (act, body) in
        [("prendre", format!("number={number}")), ("clore", format!("number={number}&seen={seen}"))]
    {
        let done = post(app, &format!("/brigade/poste/{act}"), &body, agent).await;
        assert_eq!(done.status(), 303, "{act}");
    }
}

#[tokio::test]
async fn a_closed_conversation_is_rated_once() {
    let (app, ..) = own().await;
    let agent = enter(&app, Role::Agent).await;
    let (calm, urgent) = (opened(&app, "en").await, opened(&app, "fr").await);
    let rate = async |(at, token): &(String, String), body: &str| {
        let response = send_json(&app, &format!("{at}/rating"), body, &[("authorization", token)]).await;
        (response.status().as_u16(), text(response).await)
    };
    say(&app, &calm, FIRST, "When are you open?").await;
    say(&app, &urgent, FIRST, "Au secours il me frappe il a un couteau").await;
    let (status, words) = rate(&calm, "{\"score\":9}").await;
    assert!(status == 409 && words.contains("once the conversation is closed"), "{words}");
    close(&app, &agent, 1, 1).await;
    close(&app, &agent, 2, 1).await;
    for (body, status) in [
        ("{\"score\":11}", 400),
        ("{\"score\":-1}", 400),
        ("{\"score\":9.5}", 400),
        ("{}", 400),
        ("{\"score\":9,\"comment\":\"Clear\"}", 201),
        ("{\"score\":9,\"comment\":\" Clear \"}", 200),
        ("{\"score\":8,\"comment\":\"Clear\"}", 409),
        ("{\"score\":9}", 409),
    ] {
        assert_eq!(rate(&calm, body).await.0, status, "{body}");
    }
    let long = serde_json::json!({ "score": 9, "comment": "é".repeat(4_001) }).to_string();
    assert_eq!(rate(&calm, &long).await.0, 413);
    assert_eq!(rate(&urgent, "{\"score\":9}").await.0, 409, "nobody is asked after an emergency");
    let foreign = (calm.0.clone(), urgent.1.clone());
    assert_eq!(rate(&foreign, "{\"score\":9}").await.0, 404);
}

#[tokio::test]
async fn a_page_asks_how_content_one_was() {
    let (app, ..) = own().await;
    let cookie = proof(&write(&app, "Bonjour", "").await);
    let page = async || text(get_with(&app, "/brigade/discuter", &[("cookie", &cookie)]).await).await;
    let rate = async |body: &str| post(&app, "/brigade/discuter/noter", body, &cookie).await;
    assert!(!page().await.contains("name=\"score\""));
    assert_eq!(rate("score=9").await.status(), 409, "not closed");
    let agent = enter(&app, Role::Agent).await;
    close(&app, &agent, 1, 1).await;
    assert!(page().await.contains("name=\"score\""));
    let refused = rate("score=&comment=Tr%C3%A8s%20clair").await;
    assert_eq!(refused.status(), 400);
    let refused = text(refused).await;
    assert!(
        refused.contains("Choisissez une note de 0 à 10.") && refused.contains("Très clair"),
        "{refused}"
    );
    let done = rate("score=9&comment=Tr%C3%A8s%20clair").await;
    assert_eq!((done.status().as_u16(), header(&done, "location")), (303, "/brigade/discuter#avis"));
    let thanks = page().await;
    assert!(thanks.contains("Merci de votre avis.") && !thanks.contains("name=\"score\""));
    assert!(!thanks.contains("Très clair"), "it is for the brigade");
    let foreign = post(&app, "/brigade/discuter/noter", "score=9", "").await;
    assert_eq!(foreign.status(), 404);
}
