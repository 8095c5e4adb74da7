//! Files by the forms of our pages and by the public contract: taken, read back by who may, refused in the reader's words.

use crate::brigade::proof;
use crate::support::{enter, get_with, header, own, post, text};
use axum::{Router, body::Body, http::Request, response::Response};
use domain::identity::Role;
use serde_json::Value;
use tower::ServiceExt;

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// As a browser sends a form with a file.
async fn upload(app: &Router, path: &str, fields: &[(&str, &str)], file: &[u8], cookie: &str) -> Response {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--limite\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.into_bytes());
    }
    body.extend(b"--limite\r\ncontent-disposition: form-data; name=\"fichier\"; filename=\"../../etc/secret-4711.pdf\"\r\ncontent-type: text/html\r\n\r\n");
    body.extend(file);
    body.extend(b"\r\n--limite--\r\n");
    let request = Request::post(path)
        .header("content-type", "multipart/form-data; boundary=limite")
        .header("content-length", body.len())
        .header("sec-fetch-site", "same-origin")
        .header("accept", "text/html")
        .header("cookie", cookie)
        .body(Body::from(body))
        .unwrap();
    app.clone().oneshot(request).await.unwrap()
}

/// Address of the last file of a page.
fn file_of(page: &str, under: &str) -> String {
    let at = page.rfind(under).unwrap();
    page[at..].split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_citizen_and_an_agent_hand_on_files() {
    let (app, ..) = own().await;
    let citizen = proof(&post(&app, "/brigade/discuter", "message=&text=Bonjour", "").await);
    let sent = upload(&app, "/brigade/discuter/fichiers", &[("langue", "fr")], PDF, &citizen).await;
    assert_eq!((sent.status().as_u16(), header(&sent, "location")), (303, "/brigade/discuter#texte"));
    let page = text(get_with(&app, "/brigade/discuter", &[("cookie", &citizen)]).await).await;
    assert!(page.contains("Document (PDF, 1\u{a0}ko)") && !page.contains("secret-4711"));
    let at = file_of(&page, "/brigade/discuter/fichiers/");
    let file = get_with(&app, &at, &[("cookie", &citizen)]).await;
    assert_eq!(header(&file, "content-type"), "application/pdf");
    assert_eq!(header(&file, "content-disposition"), "attachment; filename=\"fichier.pdf\"");
    assert_eq!(header(&file, "cache-control"), "private, no-store");
    assert_eq!(header(&file, "x-content-type-options"), "nosniff");
    assert!(header(&file, "content-security-policy").ends_with("sandbox"));
    assert_eq!(text(file).await.as_bytes(), PDF);
    let other = proof(&post(&app, "/brigade/discuter", "message=&text=Autre", "").await);
    for stranger in ["", &other] {
        assert_eq!(get_with(&app, &at, &[("cookie", stranger)]).await.status(), 404);
    }
    // The agent: read once taken, answered with one.
    let agent = enter(&app, Role::Agent).await;
    let desk_file = format!("/brigade/poste/fichiers/1.{}", at.rsplit('/').next().unwrap());
    assert_eq!(get_with(&app, &desk_file, &[("cookie", &agent)]).await.status(), 403, "not theirs");
    post(&app, "/brigade/poste/prendre", "number=1", &agent).await;
    let desk = text(get_with(&app, "/brigade/poste?conversation=1", &[("cookie", &agent)]).await).await;
    assert_eq!(file_of(&desk, "/brigade/poste/fichiers/1."), desk_file);
    assert_eq!(get_with(&app, &desk_file, &[("cookie", &agent)]).await.status(), 200);
    let behind = [("number", "1"), ("seen", "1")];
    let refused = upload(&app, "/brigade/poste/fichiers", &behind, PDF, &agent).await;
    assert_eq!(refused.status(), 400);
    assert!(text(refused).await.contains("Un message est arrivé entre-temps"));
    let fields = [("number", "1"), ("seen", "2")];
    let answered = upload(&app, "/brigade/poste/fichiers", &fields, PDF, &agent).await;
    assert_eq!(header(&answered, "location"), "/brigade/poste?conversation=1");
    let page = text(get_with(&app, "/brigade/discuter", &[("cookie", &citizen)]).await).await;
    assert_eq!(page.matches("Document (PDF").count(), 2);
}

#[tokio::test]
async fn what_is_not_taken_is_said_in_the_reader_s_words() {
    let (app, ..) = own().await;
    let citizen = proof(&post(&app, "/brigade/discuter", "message=&text=Hallo&langue=de", "").await);
    let program = upload(&app, "/brigade/discuter/fichiers", &[("langue", "de")], b"MZ\x90", &citizen).await;
    assert_eq!(program.status(), 400);
    assert!(text(program).await.contains("Diese Datei wurde nicht angenommen"));
    let large = upload(&app, "/brigade/discuter/fichiers", &[], &vec![0; 11 << 20], &citizen).await;
    assert_eq!(large.status(), 413);
    let nobody = upload(&app, "/brigade/discuter/fichiers", &[], PDF, "").await;
    assert_eq!(nobody.status(), 404);
    // A form that is none keeps its own bound.
    let long = format!("message=&text={}", "a".repeat(70_000));
    assert_eq!(post(&app, "/brigade/discuter", &long, &citizen).await.status(), 413);
}

#[tokio::test]
async fn partners_hand_on_files_by_the_contract() {
    let (app, ..) = own().await;
    let send = async |path: &str, token: &str, body: Vec<u8>| {
        let request = Request::post(path).header("authorization", format!("Bearer {token}"));
        let request = request.header("content-type", "application/json").body(Body::from(body)).unwrap();
        app.clone().oneshot(request).await.unwrap()
    };
    let opened = send("/api/v1/conversations", "", br#"{"channel":"chat","locale":"en"}"#.to_vec()).await;
    let opened: Value = serde_json::from_str(&text(opened).await).unwrap();
    let (id, token) = (opened["id"].as_str().unwrap(), opened["token"].as_str().unwrap());
    let files = format!("/api/v1/conversations/{id}/files");
    let file = "0192f0c1-2222-7000-8000-000000000001";
    let put = async |body: &[u8]| send(&format!("{files}?id={file}"), token, body.to_vec()).await;
    assert_eq!(put(PDF).await.status(), 201);
    let again = put(PDF).await;
    assert_eq!(again.status(), 200);
    let again: Value = serde_json::from_str(&text(again).await).unwrap();
    assert_eq!(again["seq"], 1);
    let bearer = format!("Bearer {token}");
    let read = async |path: &str, bearer: &str| get_with(&app, path, &[("authorization", bearer)]).await;
    let list = read(&format!("/api/v1/conversations/{id}/messages"), &bearer).await;
    let list: Value = serde_json::from_str(&text(list).await).unwrap();
    assert_eq!(list["messages"][0]["file"]["media_type"], "application/pdf");
    assert_eq!(list["messages"][0]["text"], "fichier.pdf");
    assert_eq!(text(read(&format!("{files}/{file}"), &bearer).await).await.as_bytes(), PDF);
    assert_eq!(read(&format!("{files}/{file}"), "Bearer x").await.status(), 404);
    let wrong =
        send(&format!("{files}?id=0192f0c1-2222-7000-8000-000000000002"), token, b"MZ".to_vec()).await;
    assert_eq!((wrong.status().as_u16(), header(&wrong, "content-type")), (415, "application/problem+json"));
    assert!(text(wrong).await.contains("File not taken"));
    assert_eq!(send(&files, token, PDF.to_vec()).await.status(), 400);
}
