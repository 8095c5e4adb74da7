//! What the server does by itself, seen and steered by an administrator.

use std::time::Duration;

use chrono::TimeDelta;
use domain::{identity::Role, ids::JobId};
use server::{config::ServerConfig, mail::MailConfig};
use store::{JobState, NewJob, Store, Taker};

use crate::support::{config, enter, get_with, living, own, post, text, today};

async fn read(app: &axum::Router, path: &str, cookie: &str) -> String {
    text(get_with(app, path, &[("cookie", cookie)]).await).await
}

const HERE: &str = "/cyberimpact/administration/taches";

/// A digest that was given up.
async fn given_up(store: &Store) -> JobId {
    let new = NewJob {
        kind: "letter",
        payload: "1 2843",
        key: None,
        priority: 0,
        due_at: today(),
        most_attempts: 1,
        at: today(),
    };
    let mut work = store.write().await.unwrap();
    let id = work.job_add(new).await.unwrap().unwrap();
    work.commit().await.unwrap();
    let taker = Taker { kinds: &["letter"], holder: "test" };
    let held = store.jobs().take(&taker, today(), today() + TimeDelta::minutes(1)).await.unwrap().unwrap();
    let mut work = store.write().await.unwrap();
    work.job_give_up(&held, today(), "Le serveur de courrier n’a pas pris la lettre.").await.unwrap();
    work.commit().await.unwrap();
    id
}

#[tokio::test]
async fn an_administrator_runs_a_given_up_job_again_and_takes_one_back() {
    let (app, _, _, store, _) = own().await;
    let administrator = enter(&app, Role::Administrator).await;
    let empty = read(&app, HERE, &administrator).await;
    assert!(empty.contains("Aucune tâche n’a été abandonnée. Rien n’attend."), "{empty}");
    let id = given_up(&store).await;
    let page = read(&app, HERE, &administrator).await;
    for told in
        ["Une tâche a été abandonnée.", "Envoyer une lettre du lundi", "1 sur 1", "n’a pas pris la lettre"]
    {
        assert!(page.contains(told), "{told}: {page}");
    }
    let (again, back, it) = (format!("{HERE}/relancer"), format!("{HERE}/annuler"), format!("number={id}"));
    let analyst = enter(&app, Role::Analyst).await;
    let administrator = enter(&app, Role::Administrator).await;
    for path in [&again, &back] {
        assert_eq!(post(&app, path, &it, &analyst).await.status(), 403, "{path}");
    }
    assert_eq!(post(&app, &back, &it, &administrator).await.status(), 400, "it does not wait");
    assert_eq!(post(&app, &again, &it, &administrator).await.status(), 303);
    assert_eq!(post(&app, &again, &it, &administrator).await.status(), 400, "once");
    assert!(read(&app, HERE, &administrator).await.contains("Une tâche attend ou est en cours."));
    assert_eq!(post(&app, &back, &it, &administrator).await.status(), 303);
    assert_eq!(store.jobs().latest(10).await.unwrap()[0].state, JobState::Cancelled);
    let journal = read(&app, "/cyberimpact/administration/journal", &administrator).await;
    assert!(journal.contains("Relancer une tâche") && journal.contains("Annuler une tâche"));
    assert_eq!(post(&app, &again, "number=x", &administrator).await.status(), 400);
}

/// Nobody answers at the mail server: the code stays in the queue, and says why.
#[tokio::test]
async fn what_can_not_be_sent_waits_and_says_why() {
    let (_, _, clock, store, _) = own().await;
    let mail = MailConfig {
        url: "smtp://127.0.0.1:9".into(),
        from: "cyberIMPACT <cyberimpact@gendarmerie.example>".into(),
    };
    let config = ServerConfig { mail: Some(mail), ..config() };
    let (app, supervisor) = living(config, store.clone(), clock);
    let cookie = enter(&app, Role::Administrator).await;
    let body = "address=claude.petit%40gendarmerie.example";
    assert_eq!(post(&app, "/cyberimpact/suivi/lettre", body, &cookie).await.status(), 303);
    let mut page = String::new();
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        page = read(&app, HERE, &cookie).await;
        if page.contains("Nouvel essai prévu") {
            break;
        }
    }
    assert!(page.contains("Nouvel essai prévu") && page.contains("n’a pas pris la lettre"), "{page}");
    assert!(
        page.contains("1 sur 12") && page.contains("Préparer les lettres du lundi"),
        "and what comes next"
    );
    assert!(!page.contains("claude.petit"), "nobody is named");
    supervisor.stop(Duration::from_secs(5)).await;
}
