//! Agents among each other: all conversations on one screen, notes, what is given back, what each side has seen.

use crate::brigade::proof;
use crate::support::{enter, get_with, header, own, post, text};
use axum::Router;
use domain::identity::Role;

async fn written(app: &Router, words: &str) -> String {
    proof(&post(app, "/brigade/discuter", &format!("message=&text={words}"), "").await)
}

async fn page(app: &Router, path: &str, cookie: &str) -> String {
    text(get_with(app, path, &[("cookie", cookie)]).await).await
}

#[tokio::test]
async fn all_conversations_are_answered_on_one_screen() {
    let (app, ..) = own().await;
    let agent = enter(&app, Role::Agent).await;
    let none = page(&app, "/brigade/poste", &agent).await;
    assert!(none.contains("Vous n’avez aucune conversation"));
    for words in ["Un", "Deux", "Trois"] {
        written(&app, words).await;
        post(&app, "/brigade/poste/suivante", "", &agent).await;
    }
    let all = page(&app, "/brigade/poste", &agent).await;
    assert_eq!(all.matches("class=\"tile waits\"").count(), 3);
    for words in ["Un", "Deux", "Trois"] {
        assert!(all.contains(&format!(">{words}</p>")), "{words}");
    }
    let sent = post(&app, "/brigade/poste/repondre", "number=2&seen=1&text=Oui&ensemble=1", &agent).await;
    assert_eq!(header(&sent, "location"), "/brigade/poste#texte-2");
    // What is refused is said in the tile of it alone.
    let refused =
        post(&app, "/brigade/poste/repondre", "number=3&seen=0&text=Mais%20oui&ensemble=1", &agent).await;
    assert_eq!(refused.status(), 400);
    let refused = text(refused).await;
    assert_eq!(refused.matches("Mais oui</textarea>").count(), 1);
    assert_eq!(refused.matches("aria-invalid=\"true\"").count(), 1);
    assert_eq!(refused.matches("id=\"vignette-").count(), 3);
}

#[tokio::test]
async fn notes_stay_among_agents() {
    let (app, ..) = own().await;
    let citizen = written(&app, "Bonjour").await;
    let agent = enter(&app, Role::Agent).await;
    let note = async |body: &str| post(&app, "/brigade/poste/noter", body, &agent).await;
    assert_eq!(note("number=1&message=&note=Secret").await.status(), 400, "not theirs yet");
    post(&app, "/brigade/poste/prendre", "number=1", &agent).await;
    let done = note("number=1&message=&note=Secret%204711").await;
    assert_eq!(header(&done, "location"), "/brigade/poste?conversation=1#note-1");
    let desk = page(&app, "/brigade/poste?conversation=1", &agent).await;
    assert!(desk.contains("Secret 4711") && desk.contains("Notes entre agents (1)"));
    assert!(!page(&app, "/brigade/discuter", &citizen).await.contains("4711"));
    let empty = text(note("number=1&message=&note=+").await).await;
    assert!(empty.contains("Écrivez une note.") && empty.contains("note-erreur"));
    let analyst = enter(&app, Role::Analyst).await;
    assert_eq!(post(&app, "/brigade/poste/noter", "number=1&note=x", &analyst).await.status(), 403);
}

#[tokio::test]
async fn what_is_given_back_waits_where_it_was() {
    let (app, ..) = own().await;
    let citizen = written(&app, "Bonjour").await;
    let agent = enter(&app, Role::Agent).await;
    post(&app, "/brigade/poste/prendre", "number=1", &agent).await;
    assert!(page(&app, "/brigade/discuter", &citizen).await.contains("Un gendarme a pris"));
    let done = post(&app, "/brigade/poste/rendre", "number=1", &agent).await;
    assert_eq!(header(&done, "location"), "/brigade/poste");
    assert!(page(&app, "/brigade/discuter", &citizen).await.contains("le prochain"));
    assert_eq!(post(&app, "/brigade/poste/rendre", "number=1", &agent).await.status(), 400);
    // Who goes away gives back what waits, unless they are still there elsewhere.
    post(&app, "/brigade/poste/prendre", "number=1", &agent).await;
    let elsewhere = enter(&app, Role::Agent).await;
    post(&app, "/deconnexion", "", &elsewhere).await;
    assert!(page(&app, "/brigade/discuter", &citizen).await.contains("Un gendarme a pris"));
    post(&app, "/deconnexion", "", &agent).await;
    assert!(page(&app, "/brigade/discuter", &citizen).await.contains("le prochain"));
}

#[tokio::test]
async fn each_side_is_told_what_the_other_has_on_their_screen() {
    let (app, ..) = own().await;
    let citizen = written(&app, "Bonjour").await;
    let agent = enter(&app, Role::Agent).await;
    let shown = async || page(&app, "/brigade/discuter", &citizen).await.contains("affiché chez un gendarme");
    post(&app, "/brigade/poste/prendre", "number=1", &agent).await;
    assert!(!shown().await, "taken, not shown yet");
    // What a browser asks for ahead was on nobody's screen.
    let ahead = [("cookie", &*agent), ("x-in-place", "lean")];
    get_with(&app, "/brigade/poste?conversation=1", &ahead).await;
    assert!(!shown().await);
    page(&app, "/brigade/poste?conversation=1", &agent).await;
    assert!(shown().await);
    post(&app, "/brigade/poste/repondre", "number=1&seen=1&text=Oui", &agent).await;
    let seen = async || {
        page(&app, "/brigade/poste?conversation=1", &agent).await.contains("affiché chez le citoyen")
    };
    assert!(!seen().await);
    page(&app, "/brigade/discuter", &citizen).await;
    assert!(seen().await);
}

#[tokio::test]
async fn an_agent_searches_for_an_answer() {
    let (app, ..) = own().await;
    written(&app, "Bonjour").await;
    let agent = enter(&app, Role::Agent).await;
    post(&app, "/brigade/poste/prendre", "number=1", &agent).await;
    let found = page(&app, "/brigade/poste?conversation=1&q=carte%20grise", &agent).await;
    assert!(found.contains("Réponses trouvées") && found.contains("Reprendre dans la réponse"));
    let none = page(&app, "/brigade/poste?conversation=1&q=xqzkw", &agent).await;
    assert!(none.contains("Rien ne correspond"));
}
