//! What a citizen may ask for, and how long anything is kept: pages, file and contract.

use crate::brigade::proof;
use crate::support::{enter, get_with, header, own, post, text};
use axum::{Router, body::Body, http::Request};
use domain::identity::Role;
use serde_json::Value;
use tower::ServiceExt;

async fn page(app: &Router, path: &str, cookie: &str) -> String {
    text(get_with(app, path, &[("cookie", cookie)]).await).await
}

#[tokio::test]
async fn a_citizen_reads_saves_and_erases_what_is_kept() {
    let (app, ..) = own().await;
    let citizen = proof(&post(&app, "/brigade/discuter", "message=&text=Canari%204711", "").await);
    assert!(page(&app, "/brigade/discuter", &citizen).await.contains("href=\"/brigade/discuter/donnees\""));
    let data = page(&app, "/brigade/discuter/donnees", &citizen).await;
    assert!(
        data.contains("Canari 4711")
            && data.contains("Effacée au plus tard")
            && data.contains("Tout effacer")
    );
    let file = get_with(&app, "/brigade/discuter/donnees.json", &[("cookie", &citizen)]).await;
    assert_eq!(header(&file, "cache-control"), "private, no-store");
    let file: Value = serde_json::from_str(&text(file).await).unwrap();
    assert_eq!((&file["messages"][0]["text"], &file["channel"]), (&"Canari 4711".into(), &"chat".into()));
    assert_eq!(get_with(&app, "/brigade/discuter/donnees.json", &[]).await.status(), 404);
    assert_eq!(get_with(&app, "/brigade/discuter/donnees", &[]).await.status(), 404);
    let erased = post(&app, "/brigade/discuter/effacer", "langue=en", &citizen).await;
    assert_eq!(header(&erased, "location"), "/brigade/discuter?langue=en&effacee=1");
    assert!(header(&erased, "set-cookie").contains("Max-Age=0"));
    let after = page(&app, "/brigade/discuter?langue=en&effacee=1", &citizen).await;
    assert!(after.contains("Your conversation has been deleted.") && !after.contains("Canari"));
    assert_eq!(post(&app, "/brigade/discuter/effacer", "", &citizen).await.status(), 404);
    let urgent = "message=&text=Au%20secours%20il%20me%20frappe%20avec%20un%20couteau";
    let urgent = proof(&post(&app, "/brigade/discuter", urgent, "").await);
    assert_eq!(post(&app, "/brigade/discuter/effacer", "", &urgent).await.status(), 409);
    assert!(page(&app, "/brigade/discuter/donnees", &urgent).await.contains("Une urgence est en cours"));
}

#[tokio::test]
async fn a_partner_s_client_reads_and_erases_by_the_contract() {
    let (app, ..) = own().await;
    let ask = async |method: &str, path: &str, token: &str, body: &'static str| {
        let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        let request = request.header("authorization", format!("Bearer {token}"));
        app.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap()
    };
    let opened = ask("POST", "/api/v1/conversations", "", r#"{"channel":"form","locale":"it"}"#).await;
    let opened: Value = serde_json::from_str(&text(opened).await).unwrap();
    let (id, token) = (opened["id"].as_str().unwrap(), opened["token"].as_str().unwrap());
    let path = format!("/api/v1/conversations/{id}");
    assert_eq!(ask("GET", &path, "x", "").await.status(), 404);
    let held: Value = serde_json::from_str(&text(ask("GET", &path, token, "").await).await).unwrap();
    assert_eq!((&held["locale"], &held["closed"]), (&"it".into(), &false.into()));
    assert_eq!(ask("DELETE", &path, "x", "").await.status(), 404);
    assert_eq!(ask("DELETE", &path, token, "").await.status(), 204);
    assert_eq!(ask("GET", &path, token, "").await.status(), 404);
}

#[tokio::test]
async fn an_administrator_sets_how_long_anything_is_kept() {
    let (app, ..) = own().await;
    let admin = enter(&app, Role::Administrator).await;
    let at = "/cyberimpact/administration/conservation";
    let shown = page(&app, at, &admin).await;
    assert!(shown.contains("Durée de conservation") && shown.contains("value=\"90\""));
    let all = "keep-form=90&keep-outside=90&keep-urgent=24&keep-files=90&keep-notes=90&close-silent=7";
    let wrong = post(&app, at, &format!("keep-chat=91&{all}"), &admin).await;
    assert_eq!(wrong.status(), 400);
    let wrong = text(wrong).await;
    assert!(wrong.contains("keep-chat-erreur") && wrong.contains("value=\"91\""), "what was typed stays");
    let done = post(&app, at, &format!("keep-chat=30&{all}"), &admin).await;
    assert_eq!((done.status().as_u16(), header(&done, "location")), (303, at));
    assert!(page(&app, at, &admin).await.contains("value=\"30\""));
    for role in [Role::Agent, Role::DutyOfficer, Role::Analyst] {
        let other = enter(&app, role).await;
        assert_eq!(get_with(&app, at, &[("cookie", &other)]).await.status(), 403);
        assert_eq!(post(&app, at, &format!("keep-chat=30&{all}"), &other).await.status(), 403);
    }
}
