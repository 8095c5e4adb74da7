//! What a citizen finds beside the conversation itself: their language, the way to the right service.

use crate::brigade::{close, proof};
use crate::support::{enter, get, get_with, header, keys, own, post, text};
use domain::identity::Role;
use http_body_util::BodyExt;

#[tokio::test]
async fn a_citizen_reads_their_own_language_until_the_end() {
    let (app, ..) = own().await;
    let page = text(get(&app, "/brigade/discuter?langue=de").await).await;
    assert!(page.contains("lang=\"de\"") && page.contains("Senden") && !page.contains("Envoyer"), "{page}");
    for tag in ["fr", "en", "de", "es", "it", "fr-x-falc"] {
        let page = text(get(&app, &format!("/brigade?langue={tag}")).await).await;
        assert!(page.contains(&format!("<div lang=\"{tag}\"")), "{tag}");
        assert_eq!(page.matches("aria-current=\"true\"").count(), 1, "{tag}");
        assert!(page.contains("tel:112") && page.contains("sms:114"), "{tag}");
    }
    let unknown = text(get(&app, "/brigade/discuter?langue=%3Cscript%3E").await).await;
    assert!(unknown.contains("Envoyer") && !unknown.contains("<script>\""));
    // An empty message is refused in that language, and the page stays in it.
    let body = |words: &str| format!("message=&text={words}&langue=de");
    let refused = post(&app, "/brigade/discuter", &body(""), "").await;
    assert_eq!(refused.status(), 400);
    assert!(text(refused).await.contains("<div lang=\"de\""));
    let sent = post(&app, "/brigade/discuter", &body("Guten%20Tag"), "").await;
    assert_eq!(header(&sent, "location"), "/brigade/discuter#texte", "the conversation knows its language");
    let cookie = proof(&sent);
    let read = async |question: &str| {
        text(get_with(&app, &format!("/brigade/discuter{question}"), &[("cookie", &cookie)]).await).await
    };
    assert!(read("").await.contains("Ihre Nachricht") && read("?langue=en").await.contains("Your message"));
    let frame = get_with(&app, "/brigade/discuter/nouveaux?apres=1&langue=en", &[("cookie", &cookie)]).await;
    let frame = text(frame).await;
    assert!(frame.contains("lang=\"en\"") && frame.contains("No new messages"), "{frame}");
    // Refused in a language that is not the conversation's, the page is in that one.
    let refused = text(post(&app, "/brigade/discuter", "message=&text=&langue=fr", &cookie).await).await;
    assert!(refused.contains("Écrivez votre message.") && refused.contains("<div lang=\"fr\""), "{refused}");
    // Sent from a page in another language, one is led back to that.
    let sent = post(&app, "/brigade/discuter", "message=&text=Hello&langue=en", &cookie).await;
    assert_eq!(header(&sent, "location"), "/brigade/discuter?langue=en#texte");
    let agent = enter(&app, Role::Agent).await;
    close(&app, &agent, 1, 2).await;
    let rated = post(&app, "/brigade/discuter/noter", "score=&langue=es", &cookie).await;
    assert!(text(rated).await.contains("<div lang=\"es\""));
    let left = post(&app, "/brigade/discuter/terminer", "langue=it", &cookie).await;
    assert_eq!(header(&left, "location"), "/brigade/discuter?langue=it");
}

#[tokio::test]
async fn who_waits_is_told_as_the_queue_moves() {
    let (app, ..) = own().await;
    post(&app, "/brigade/discuter", "message=&text=Bonjour", "").await;
    let mine = proof(&post(&app, "/brigade/discuter", "message=&text=Bonsoir", "").await);
    let frame = async || {
        let at = "/brigade/discuter/nouveaux?apres=1";
        text(get_with(&app, at, &[("cookie", &mine)]).await).await
    };
    assert!(frame().await.contains("Une conversation attend avant la vôtre."));
    let stream = get_with(&app, "/brigade/discuter/flux?apres=1", &[("cookie", &mine)]).await;
    assert_eq!(stream.status(), 200);
    let mut stream = stream.into_body();
    let soon = std::time::Duration::from_millis(500);
    assert!(tokio::time::timeout(soon, stream.frame()).await.is_err(), "nothing is new");
    // Who comes back after a cut hears at once, and the number that they had stays.
    let again = [("cookie", &*mine), ("last-event-id", "1")];
    let again = get_with(&app, "/brigade/discuter/flux?apres=1", &again).await;
    let first = again.into_body().frame().await.unwrap().unwrap().into_data().unwrap();
    assert!(String::from_utf8_lossy(&first).contains("id: 1"));
    let agent = enter(&app, Role::Agent).await;
    assert_eq!(post(&app, "/brigade/poste/prendre", "number=1", &agent).await.status(), 303);
    assert!(frame().await.contains("Votre message est le prochain"), "nobody is before them in the queue");
    let waits = std::time::Duration::from_secs(40);
    let told = async {
        while let Some(Ok(frame)) = stream.frame().await {
            // Between what it tells it says that it lives.
            if String::from_utf8_lossy(frame.data_ref().unwrap()).contains("event: news") {
                return;
            }
        }
        panic!("the stream ended");
    };
    tokio::time::timeout(waits, told).await.unwrap();
    // An agent has theirs, and may be writing.
    assert_eq!(post(&app, "/brigade/poste/prendre", "number=2", &agent).await.status(), 303);
    assert!(frame().await.contains("Un gendarme a pris votre conversation"));
}

#[tokio::test]
async fn short_questions_lead_to_a_service() {
    let (app, ..) = own().await;
    let start = text(get(&app, "/brigade/orientation").await).await;
    assert!(start.contains("tel:17") && start.contains("Que se passe-t-il"));
    let mut at = "/brigade/orientation".to_owned();
    // The last choice of each question, to an end.
    for _ in 0..8 {
        let page = text(get(&app, &at).await).await;
        let Some(choices) = page.split("<ul class=\"choices\">").nth(1) else {
            assert!(
                page.contains("Écrire à un gendarme")
                    && page.contains("Reprendre depuis la première question")
            );
            let missing = get(&app, "/brigade/orientation/nulle-part").await;
            assert_eq!(missing.status(), 404);
            let end = get(&app, &at).await;
            assert_eq!(header(&end, "cache-control"), "private, no-store", "nobody reads it after them");
            return;
        };
        let list = choices.split("</ul>").next().unwrap();
        at = list.rsplit("href=\"").next().unwrap().split('"').next().unwrap().to_owned();
    }
    panic!("no end after eight questions");
}

#[tokio::test]
async fn one_goes_on_on_another_device() {
    let (app, ..) = own().await;
    let first = post(&app, "/brigade/discuter", "message=&text=Guten%20Tag&langue=de", "").await;
    let cookie = proof(&first);
    let made = post(&app, "/brigade/discuter/code", "langue=de", &cookie).await;
    assert_eq!(header(&made, "location"), "/brigade/discuter#code");
    let page = text(get_with(&app, "/brigade/discuter", &[("cookie", &cookie)]).await).await;
    let code =
        page.split("<strong>").find_map(|part| part.split("</strong>").next().filter(|s| s.len() == 11));
    let code = code.unwrap().to_owned();
    assert!(page.contains("bis 14:15"), "{page}");
    // Nobody else has one, and what is none says so in the reader's language, in its form.
    assert_eq!(post(&app, "/brigade/discuter/code", "langue=fr", "").await.status(), 404);
    let wrong = post(&app, "/brigade/discuter/reprendre", "code=A1B2C-3D4E5&langue=es", "").await;
    assert_eq!(wrong.status(), 400);
    let wrong = text(wrong).await;
    assert!(wrong.contains("Este código no es correcto") && wrong.contains("value=\"A1B2C-3D4E5\""));
    let typed = format!("code={}&langue=fr", code.to_lowercase().replace('-', "+"));
    let there = post(&app, "/brigade/discuter/reprendre", &typed, "").await;
    assert_eq!(header(&there, "location"), "/brigade/discuter?langue=fr#texte");
    let read = text(get_with(&app, "/brigade/discuter", &[("cookie", &proof(&there))]).await).await;
    assert!(read.contains("Guten Tag") && !read.contains(&code), "used, it is shown no longer");
    assert_eq!(post(&app, "/brigade/discuter/reprendre", &typed, "").await.status(), 400);
}

#[tokio::test]
async fn answers_are_offered_while_one_writes_and_held_back_from_one_form_in_five() {
    let (app, identity, clock, store, _) = own().await;
    // The last digit of a form's number decides.
    let form = |last: &str| format!("018f2d6e-0000-7000-8000-0000000000{last}");
    let tokens = brigade::Brigade::new(&store, clock, identity.journal().clone(), &keys());
    let token = |last: &str| form(last).parse().map(|form| tokens.offer_token(form)).unwrap_or_default();
    let ask = async |last: &str, first: &str, words: &str| {
        let body = format!("text={words}&message={}&token={}&first={first}", form(last), token(last));
        post(&app, "/brigade/discuter/proches", &body, "").await
    };
    let offered = ask("01", "1", "j%27ai+perdu+ma+carte+grise").await;
    assert_eq!((offered.status().as_u16(), header(&offered, "cache-control")), (200, "private, no-store"));
    let offered = text(offered).await;
    assert!(offered.contains("/brigade/faq/") && offered.to_lowercase().contains("carte grise"), "{offered}");
    assert_eq!(text(ask("05", "1", "j%27ai+perdu+ma+carte+grise").await).await, "[]", "held back");
    assert_eq!(
        text(ask("01", "", "au+secours+il+me+frappe").await).await,
        "[]",
        "an emergency is no question"
    );
    assert_eq!(ask("zz", "1", "bonjour").await.status(), 400);
    for last in ["01", "05"] {
        let body = format!("message={}&text=Bonjour&offered={}", form(last), token(last));
        assert_eq!(post(&app, "/brigade/discuter", &body, "").await.status(), 303);
    }
    // A number of somebody's own is counted by nobody.
    post(&app, "/brigade/discuter/proches", &format!("text=x&message={}&first=1", form("07")), "").await;
    let [from, to] = ["2024-06-01", "2024-08-01"].map(crate::support::day);
    let counts = store.brigade().offers(from, to).await.unwrap();
    assert_eq!(counts.map(|arm| (arm.begun, arm.sent)), [(1, 1), (1, 1)]);
}
