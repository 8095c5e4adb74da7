//! The knowledge base over HTTP: the contract, its pages, what it proposes to who waits and to who answers.

use domain::identity::Role;

use crate::{
    brigade::{opened, say},
    support::{app, enter, get, get_with, header, json, own, post, text, values_of},
};

const FIRST: &str = "018f2d6e-0000-7000-8000-000000000001";

#[tokio::test]
async fn questions_are_found_by_the_contract() {
    let app = app().await;
    let response = get(&app, "/api/v1/faq?q=comment%20porter%20plinte&limit=3").await;
    assert_eq!((response.status().as_u16(), header(&response, "cache-control")), (200, "no-store"));
    let body = json(response).await;
    let results = body["results"].as_array().unwrap();
    assert_eq!((results.len(), body["confident"].as_bool()), (3, Some(true)));
    let scores: Vec<f64> = results.iter().map(|result| result["score"].as_f64().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    let first = &results[0];
    assert!(first["question"].as_str().unwrap().contains("plainte"), "{first}");
    let page = first["url"].as_str().unwrap().split("/brigade").nth(1).unwrap().to_owned();
    assert_eq!(page, format!("/faq/{}", first["id"].as_str().unwrap()));
    assert_eq!(get(&app, &format!("/brigade{page}")).await.status(), 200);
    let usual = json(get(&app, "/api/v1/faq?q=plainte").await).await;
    assert_eq!(usual["results"].as_array().unwrap().len(), 10);
    let other = json(get(&app, "/api/v1/faq?q=recette%20des%20cr%C3%AApes").await).await;
    assert_eq!(other["confident"].as_bool(), Some(false));
    let nothing = json(get(&app, "/api/v1/faq?q=%F0%9F%99%82").await).await;
    assert_eq!(
        (nothing["results"].as_array().unwrap().len(), nothing["confident"].as_bool()),
        (0, Some(false))
    );
    for (asked, parameter) in [
        ("", "q"),
        ("?q=", "q"),
        ("?q=%20", "q"),
        ("?q=a&limit=0", "limit"),
        ("?q=a&limit=51", "limit"),
        ("?q=a&limit=x", "limit"),
    ] {
        let response = get(&app, &format!("/api/v1/faq{asked}")).await;
        assert_eq!(
            (response.status().as_u16(), header(&response, "content-type")),
            (400, "application/problem+json")
        );
        assert_eq!(json(response).await["parameter"], parameter, "{asked}");
    }
    let document = json(get(&app, "/api/v1/openapi.json").await).await;
    assert!(document["paths"]["/api/v1/faq"].is_object());
}

#[tokio::test]
async fn questions_are_found_on_a_page() {
    let app = app().await;
    let page = text(get(&app, "/brigade/faq").await).await;
    assert!(page.matches("/brigade/faq/").count() >= 200, "every question is a link away");
    let page = text(get(&app, "/brigade/faq?q=on%20a%20cambriol%C3%A9%20ma%20maison").await).await;
    assert!(page.contains("la plus proche d’abord") && page.contains("<mark>"), "{page}");
    assert!(page.contains("<title>Questions et réponses"), "what was asked is not in the title");
    let page = text(get(&app, "/brigade/faq?q=recette%20des%20cr%C3%AApes").await).await;
    assert!(page.contains("Aucune réponse ne") && page.contains("Écrire à un gendarme"));
    let page = text(get(&app, "/brigade/faq?q=%3Cscript%3Ealert(1)%3C/script%3E").await).await;
    assert!(!page.contains("<script>alert"));
    let page =
        text(get(&app, "/brigade/faq?q=au%20secours%20il%20me%20frappe%20avec%20un%20couteau").await).await;
    assert!(page.contains("Vous êtes en danger") && page.contains("tel:17"), "first of all");
    assert!(page.contains("Personne ne lit cette recherche") && !page.contains("lu en premier"));
    let asked = get(&app, "/brigade/faq?q=mon%20mari%20me%20frappe").await;
    assert!(header(&asked, "cache-control").contains("no-store"), "kept on no shared computer");
    assert_eq!(get(&app, "/brigade/faq/n-existe-pas").await.status(), 404);
    let map = text(get(&app, "/sitemap.xml").await).await;
    assert!(map.contains("/brigade/faq/porter-plainte-brigade<"));
    assert!(text(get(&app, "/robots.txt").await).await.contains("Allow: /brigade/faq"));
}

#[tokio::test]
async fn answers_are_proposed_to_who_waits_and_to_who_answers() {
    let (app, ..) = own().await;
    let conversation = opened(&app, "fr").await;
    say(&app, &conversation, FIRST, "Bonjour, comment faire pour porter plainte ?").await;
    let id = conversation.0.rsplit('/').next().unwrap();
    let cookie = format!("__Host-conversation={id}.{}", conversation.1.strip_prefix("Bearer ").unwrap());
    let page = text(get_with(&app, "/brigade/discuter", &[("cookie", &cookie)]).await).await;
    assert!(page.contains("En attendant, ces réponses"), "{page}");
    let agent = enter(&app, Role::Agent).await;
    let desk = async |path: &str| text(get_with(&app, path, &[("cookie", &agent)]).await).await;
    assert!(!desk("/brigade/poste?conversation=1").await.contains("Réponses proposées"), "not theirs yet");
    post(&app, "/brigade/poste/prendre", "number=1", &agent).await;
    let page = desk("/brigade/poste?conversation=1").await;
    assert!(page.contains("Réponses proposées"));
    let insert =
        values_of(&page, "href").into_iter().find(|href| href.contains("reponse=")).unwrap().to_owned();
    let insert = insert.replace("&amp;", "&");
    let page = desk(insert.split('#').next().unwrap()).await;
    let field = page.split("<textarea").nth(1).unwrap().split("</textarea>").next().unwrap();
    assert!(field.contains("/brigade/faq/"), "{field}");
    // An emergency is not told to read.
    say(
        &app,
        &conversation,
        "018f2d6e-0000-7000-8000-000000000002",
        "Au secours il me frappe il a un couteau",
    )
    .await;
    let page = text(get_with(&app, "/brigade/discuter", &[("cookie", &cookie)]).await).await;
    assert!(!page.contains("En attendant, ces réponses"));
}
