//! The bubble: the conversation in a frame of sites that are allowed to show it.

use crate::brigade::proof;
use crate::support::{config, get, get_with, header, own, post, text};
use server::{config::ServerConfig, web};

const CSP: &str = "content-security-policy";

#[tokio::test]
async fn only_sites_that_are_allowed_show_the_frame() {
    let (app, ..) = own().await;
    let frame = get(&app, "/brigade/bulle?langue=en").await;
    assert_eq!(frame.status(), 200);
    let policy = header(&frame, CSP).to_owned();
    assert!(
        policy.contains("frame-ancestors https://partenaire.exemple.fr") && !policy.contains("'none';frame")
    );
    assert_eq!(header(&frame, "x-frame-options"), "", "older browsers would shut it out");
    assert_eq!(header(&frame, "cache-control"), "private, no-store");
    let tried = header(&frame, "set-cookie").to_owned();
    assert!(tried.contains("SameSite=None; Partitioned") && tried.contains("Secure; HttpOnly"), "{tried}");
    let page = text(frame).await;
    assert!(page.contains("name=\"cadre\" value=\"1\"") && page.contains("tel:112"));
    assert!(!page.contains("role=\"banner\"") && !page.contains("id=\"pied\""), "nothing stands around it");
    // No other page is shown by anybody.
    for other in [
        "/brigade/discuter",
        "/brigade",
        "/",
        "/connexion",
        "/nulle-part",
        "/pkg/0/style.css",
        "/api/v1/faq?q=a",
    ] {
        let page = get(&app, other).await;
        assert_eq!(header(&page, "x-frame-options"), "DENY", "{other}");
        assert!(header(&page, CSP).contains("frame-ancestors 'none'"), "{other}");
    }
}

#[tokio::test]
async fn without_a_site_that_may_there_is_no_bubble() {
    let (_, _, clock, store, _) = own().await;
    for (sites, closed) in [(Vec::new(), false), (vec!["https://a.fr".to_owned()], true)] {
        let config = ServerConfig { brigade_sites: sites, brigade_closed: closed, ..config() };
        let app = web::router(config, store.clone(), clock.clone()).unwrap();
        for path in ["/brigade/bulle", "/bulle.js"] {
            assert_eq!(get(&app, path).await.status(), 404, "{path}");
        }
    }
}

#[tokio::test]
async fn a_frame_keeps_its_conversation_apart_or_takes_nothing() {
    let (app, ..) = own().await;
    let body = "message=&text=Bonjour&langue=de&cadre=1";
    // A browser that keeps no cookie there would never find its conversation again.
    let refused = post(&app, "/brigade/discuter", body, "").await;
    assert_eq!((refused.status().as_u16(), header(&refused, "x-frame-options")), (409, ""));
    let page = text(refused).await;
    assert!(
        page.contains("Ihr Browser erlaubt") && page.contains("Bonjour</textarea>") && page.contains("cadre")
    );
    let kept = "__Host-cadre=1";
    let sent = post(&app, "/brigade/discuter", body, kept).await;
    assert_eq!(header(&sent, "location"), "/brigade/bulle#texte");
    assert!(header(&sent, "set-cookie").contains("SameSite=None; Partitioned"));
    let cookie = format!("{kept}; {}", proof(&sent));
    let read = text(get_with(&app, "/brigade/bulle", &[("cookie", &cookie)]).await).await;
    assert!(read.contains("Bonjour") && read.contains("Ihre Nachricht"));
    let left = post(&app, "/brigade/discuter/terminer", "langue=de&cadre=1", &cookie).await;
    assert_eq!(header(&left, "location"), "/brigade/bulle?langue=de");
    let gone: Vec<_> =
        left.headers().get_all("set-cookie").iter().map(|c| c.to_str().unwrap().to_owned()).collect();
    assert!(gone.iter().all(|c| c.contains("Max-Age=0")));
    assert!(
        gone.iter().any(|c| c.contains("Partitioned")) && gone.iter().any(|c| c.contains("SameSite=Lax"))
    );
}

#[tokio::test]
async fn what_a_site_says_it_is_about_is_text_and_short() {
    let (app, ..) = own().await;
    let page = text(
        get(&app, "/brigade/bulle?sujet=%3C/textarea%3E%3Cscript%3Ealert(1)%3C/script%3E%0A%00fraude%26amp;")
            .await,
    )
    .await;
    assert!(
        page.contains("À propos de : &lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;fraude")
            && !page.contains("<script>alert"),
        "{}",
        page.split("<textarea").nth(1).unwrap_or_default()
    );
    let long = text(get(&app, &format!("/brigade/bulle?sujet={}", "x".repeat(500))).await).await;
    assert!(long.contains(&"x".repeat(80)) && !long.contains(&"x".repeat(81)));
}
