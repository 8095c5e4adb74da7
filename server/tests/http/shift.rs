//! A shift is led: the board, its stream, what is set, an agent's break, too many at once.

use crate::brigade::proof;
use crate::support::{enter, get, get_with, header, own, post, text};
use axum::Router;
use domain::identity::Role;

async fn page(app: &Router, path: &str, cookie: &str) -> String {
    text(get_with(app, path, &[("cookie", cookie)]).await).await
}

#[tokio::test]
async fn who_leads_a_shift_sees_who_waits_and_who_answers() {
    let (app, ..) = own().await;
    let leader = enter(&app, Role::DutyOfficer).await;
    let empty = page(&app, "/brigade/quart", &leader).await;
    assert!(empty.contains("Personne n’attend. Personne ne répond."), "{empty}");
    proof(&post(&app, "/brigade/discuter", "message=&text=Canari-4711", "").await);
    let agent = enter(&app, Role::Agent).await;
    page(&app, "/brigade/poste", &agent).await;
    post(&app, "/brigade/poste/suivante", "", &agent).await;
    let board = page(&app, "/brigade/quart", &leader).await;
    assert!(board.contains("Une personne attend, depuis moins d’une minute. Un agent répond."));
    assert!(board.contains("Agent de la Brigade numérique (démonstration)") && !board.contains("Canari"));
    let followed = page(&app, "/brigade/quart?conversation=1", &leader).await;
    assert!(followed.contains("Canari-4711") && followed.contains("le journal le note"));
    // They answer too, and give back what an agent has.
    assert_eq!(get_with(&app, "/brigade/poste", &[("cookie", &leader)]).await.status(), 200);
    let number = board.split("name=\"account\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let done = post(&app, "/brigade/quart/relever", &format!("account={number}"), &leader).await;
    assert_eq!(header(&done, "location"), "/brigade/quart");
    assert!(
        page(&app, "/brigade/quart", &leader)
            .await
            .contains("<td role=\"cell\" data-head=\"Chez\">Personne</td>")
    );
    for path in ["/brigade/quart", "/brigade/quart/flux", "/brigade/quart?conversation=1"] {
        assert_eq!(get_with(&app, path, &[("cookie", &agent)]).await.status(), 403, "{path}");
    }
    for act in ["relever", "delai", "affluence"] {
        assert_eq!(post(&app, &format!("/brigade/quart/{act}"), "account=1", &agent).await.status(), 403);
    }
    let wrong = text(post(&app, "/brigade/quart/delai", "minutes=0", &leader).await).await;
    assert!(wrong.contains("Le délai est un nombre de 1 à 240 minutes."));
}

#[tokio::test]
async fn where_too_many_write_at_once_answers_are_found_first() {
    let (app, ..) = own().await;
    let leader = enter(&app, Role::DutyOfficer).await;
    let calm = text(get(&app, "/brigade/discuter").await).await;
    assert!(!calm.contains("id=\"affluence\""));
    assert_eq!(post(&app, "/brigade/quart/affluence", "active=1", &leader).await.status(), 303);
    for path in ["/brigade/discuter", "/brigade"] {
        let busy = text(get(&app, path).await).await;
        assert!(busy.contains("Beaucoup de personnes nous écrivent"), "{path}");
        assert!(busy.contains("action=\"/brigade/faq\""), "{path}");
    }
    let english = text(get(&app, "/brigade/discuter?langue=en").await).await;
    assert!(english.contains("Many people are writing") && !english.contains("action=\"/brigade/faq\""));
    let citizen = proof(&post(&app, "/brigade/discuter", "message=&text=Bonjour", "").await);
    assert!(page(&app, "/brigade/discuter", &citizen).await.contains("id=\"affluence\""), "while one waits");
    post(&app, "/brigade/quart/affluence", "active=0", &leader).await;
    assert!(!text(get(&app, "/brigade/discuter").await).await.contains("id=\"affluence\""));
}

#[tokio::test]
async fn a_break_is_begun_and_ended_at_the_desk() {
    let (app, ..) = own().await;
    proof(&post(&app, "/brigade/discuter", "message=&text=Bonjour", "").await);
    let agent = enter(&app, Role::Agent).await;
    post(&app, "/brigade/poste/suivante", "", &agent).await;
    assert_eq!(post(&app, "/brigade/poste/pause", "", &agent).await.status(), 303);
    let desk = page(&app, "/brigade/poste", &agent).await;
    assert!(desk.contains("Vous êtes en pause depuis") && !desk.contains("Prendre la suivante"));
    assert_eq!(post(&app, "/brigade/poste/suivante", "", &agent).await.status(), 400);
    post(&app, "/brigade/poste/retour", "", &agent).await;
    assert_eq!(
        header(&post(&app, "/brigade/poste/suivante", "", &agent).await, "location"),
        "/brigade/poste?conversation=1#texte-1"
    );
}
