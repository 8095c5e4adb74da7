//! Sessions, local accounts, and the journal of what was done.

use std::sync::atomic::Ordering;

use domain::{identity::Role, territory::Territory};
use server::web;
use services::{
    Journal, Keys,
    audit::{Head, Verdict},
    identity::{Denied, Doors},
};
use sha2::{Digest, Sha256};
use store::{AuditEntry, Store};

use crate::support::{
    Moving, actor, config, enter, get, get_with, header, keys, own, post, status, text, today,
};

#[tokio::test]
async fn a_session_ends_by_rest_by_age_by_leaving_and_by_order() {
    let (app, identity, clock, ..) = own().await;
    let pass = |minutes: i64| clock.0.fetch_add(minutes * 60, Ordering::Relaxed);
    let cookie = enter(&app, Role::Analyst).await;
    pass(59);
    assert_eq!(status(&app, "/cyberimpact/administration", &cookie).await, 403, "59 minutes of rest");
    pass(61);
    assert_eq!(status(&app, "/cyberimpact", &cookie).await, 303, "61 minutes of rest");

    let cookie = enter(&app, Role::Analyst).await;
    for _ in 0..14 {
        pass(50);
        assert_eq!(status(&app, "/cyberimpact/administration", &cookie).await, 403);
    }
    pass(50);
    assert_eq!(status(&app, "/cyberimpact", &cookie).await, 303, "twelve hours and a half");

    let cookie = enter(&app, Role::Analyst).await;
    assert_eq!(post(&app, "/deconnexion", "", &cookie).await.status(), 303);
    assert_eq!(status(&app, "/cyberimpact", &cookie).await, 303, "left");

    let (mine, other) = (enter(&app, Role::Administrator).await, enter(&app, Role::Communication).await);
    let administrator = actor(Role::Administrator);
    let accounts = identity.accounts(&administrator).await.unwrap();
    let id = accounts.iter().find(|a| a.name.starts_with("Communication")).unwrap().id;
    let (path, it) = ("/cyberimpact/administration/comptes/sortir", format!("number={id}"));
    assert_eq!(post(&app, path, &it, &other).await.status(), 403, "not by oneself");
    assert_eq!(post(&app, path, &it, &mine).await.status(), 303);
    assert_eq!(status(&app, "/cyberimpact", &other).await, 303, "put out");

    let other = enter(&app, Role::Communication).await;
    post(&app, "/cyberimpact/administration/comptes/fermer", &it, &mine).await;
    assert_eq!(status(&app, "/cyberimpact", &other).await, 303, "closed");
}

/// A screen that is left open renews itself for ever: that is nobody's doing.
#[tokio::test]
async fn a_screen_that_renews_itself_keeps_no_session() {
    let (app, _, clock, ..) = own().await;
    let cookie = enter(&app, Role::Analyst).await;
    let by_itself = async |header: (&str, &str)| {
        let headers = [("cookie", cookie.as_str()), header];
        get_with(&app, "/cyberimpact", &headers).await.status().as_u16()
    };
    let (renewed, kept) = (("x-renewal", "1"), ("x-variant", "offline"));
    for _ in 0..11 {
        clock.0.fetch_add(5 * 60, Ordering::Relaxed);
        assert_eq!(by_itself(renewed).await, 200);
        assert_eq!(by_itself(kept).await, 200);
        assert_ne!(status(&app, "/graphiques/cyberimpact.bin", &cookie).await, 401);
    }
    clock.0.fetch_add(6 * 60, Ordering::Relaxed);
    assert_eq!(by_itself(kept).await, 303, "an hour and a minute");
    assert_eq!(by_itself(renewed).await, 303);
}

/// The code of a moment, by the standard's own steps (RFC 6238).
pub fn code(secret: &str, seconds: i64) -> String {
    let totp = totp_rs::Builder::new()
        .with_algorithm(totp_rs::Algorithm::SHA1)
        .with_secret(totp_rs::Secret::try_from_base32(secret).unwrap())
        .build()
        .unwrap();
    totp.generate(seconds.unsigned_abs()).to_string()
}

#[tokio::test]
async fn a_local_account_needs_its_password_and_its_code_once() {
    let (app, identity, clock, ..) = own().await;
    let granted = (Role::Analyst, Territory::France);
    let password = "une phrase assez longue";
    assert!(matches!(identity.enrol_local("a", "A", "court", granted).await, Err(Denied::Malformed(_))));
    assert!(matches!(identity.enrol_local("a b", "A", password, granted).await, Err(Denied::Malformed(_))));
    let secret = identity.enrol_local("garde", "Permanence", password, granted).await.unwrap();
    let now = || clock.0.load(Ordering::Relaxed);
    let form = |login: &str, password: &str, code: &str| {
        format!(
            "identifiant={login}&secret={}&code={code}&retour=%2Fcyberimpact%2Facteurs",
            password.replace(' ', "+")
        )
    };
    for (login, password, code) in [
        ("garde", "une autre phrase longue", code(&secret, now())),
        ("garde", password, "000000".to_owned()),
        ("garde", password, String::new()),
        ("inconnu", password, code(&secret, now())),
    ] {
        let response = post(&app, "/connexion", &form(login, password, &code), "").await;
        assert_eq!(response.status(), 401, "{login}");
        let page = text(response).await;
        assert!(page.contains("Identifiant, mot de passe ou code refusé"), "one sentence for all");
        assert!(
            page.contains(&format!("value=\"{login}\"")) && !page.contains(password),
            "what was typed, but no secret"
        );
    }
    let good = form("garde", password, &code(&secret, now()));
    let response = post(&app, "/connexion", &good, "").await;
    assert_eq!((response.status().as_u16(), header(&response, "location")), (303, "/cyberimpact/acteurs"));
    assert_eq!(post(&app, "/connexion", &good, "").await.status(), 401, "a code serves once");
    for _ in 0..4 {
        post(&app, "/connexion", &form("garde", "fausse", "000000"), "").await;
    }
    clock.0.fetch_add(60, Ordering::Relaxed);
    let fresh = form("garde", password, &code(&secret, now()));
    assert_eq!(
        post(&app, "/connexion", &fresh, "").await.status(),
        401,
        "the account rests after five failures"
    );
    clock.0.fetch_add(15 * 60, Ordering::Relaxed);
    let fresh = form("garde", password, &code(&secret, now()));
    assert_eq!(post(&app, "/connexion", &fresh, "").await.status(), 303);
}

#[tokio::test]
async fn doors_are_shut_unless_opened() {
    let (_, identity, clock, store, _) = own().await;
    let mut shut = config();
    shut.doors = Doors::default();
    let app = web::router(shut, store, clock).unwrap();
    assert_eq!(post(&app, "/connexion/demonstration", "role=analyste", "").await.status(), 403);
    assert_eq!(post(&app, "/connexion", "identifiant=a&secret=b&code=c", "").await.status(), 401);
    assert_eq!(get(&app, "/connexion/proconnect").await.status(), 404);
    assert_eq!(get(&app, "/connexion/retour?code=a&state=b").await.status(), 404);
    assert!(text(get(&app, "/connexion").await).await.contains("Aucun moyen de connexion"));
    let told: Vec<String> =
        identity.journal().latest(9).await.unwrap().into_iter().map(|l| l.entry.object).collect();
    assert_eq!(told, ["local, porte fermée", "démonstration, porte fermée"], "who tried a shut door");
}

#[tokio::test]
async fn the_journal_tells_what_was_done_and_shows_what_was_changed() {
    let (app, identity, _, store, folder) = own().await;
    let administrator = enter(&app, Role::Administrator).await;
    let analyst = enter(&app, Role::Analyst).await;
    status(&app, "/cyberimpact/administration", &analyst).await;
    let form = "name=Claude+Petit&email=claude%40gendarmerie.example&role=commandement-departemental&territory=departement%3A29";
    assert_eq!(post(&app, "/cyberimpact/administration/comptes", form, &administrator).await.status(), 303);
    let wrong = "name=Claude+Petit&email=claude%40gendarmerie.example&role=commandement-departemental&territory=france";
    let response = post(&app, "/cyberimpact/administration/comptes", wrong, &administrator).await;
    assert_eq!(response.status(), 400);
    let page = text(response).await;
    assert!(
        page.contains("Un commandement départemental a un département")
            && page.contains("value=\"Claude Petit\"")
    );
    status(&app, "/cyberimpact/administration/journal", &administrator).await;
    post(&app, "/deconnexion", "", &analyst).await;
    let lines = identity.journal().latest(50).await.unwrap();
    let told: Vec<(&str, &str)> =
        lines.iter().rev().map(|l| (l.entry.operation.as_str(), l.entry.outcome.as_str())).collect();
    for expected in [
        ("entrer", "fait"),
        ("gerer-comptes", "refusé"),
        ("ouvrir-compte", "fait"),
        ("lire-comptes", "fait"),
        ("lire-journal", "fait"),
        ("sortir", "fait"),
    ] {
        assert!(told.contains(&expected), "{expected:?} is not in {told:?}");
    }
    assert!(lines.iter().all(|l| !l.entry.object.contains('@')), "no address in the journal");
    let verify = async |expected: &[Head]| identity.journal().verify(expected).await.unwrap();
    let Verdict::Whole(heads) = verify(&[]).await else { panic!("broken") };
    assert_eq!(heads.iter().map(|head| head.lines).sum::<i64>(), lines.len() as i64);
    assert_eq!(verify(&heads).await, Verdict::Whole(heads.clone()), "what was kept is still there");
    let longer = Head { lines: heads[0].lines + 1, ..heads[0].clone() };
    assert_eq!(verify(std::slice::from_ref(&longer)).await, Verdict::Unexpected(longer), "cut at its end");
    let other = Journal::new(store.clone(), Moving::at(today()), &Keys::new(&[8; 32]));
    assert!(matches!(other.verify(&[]).await.unwrap(), Verdict::Broken { .. }), "under another key");

    // Somebody edits the file itself.
    if crate::support::on_postgres() {
        return;
    }
    let forged = folder.join("forged.sqlite");
    store::backup(&format!("sqlite://{}", folder.join("t.sqlite").display()), &forged).await.unwrap();
    let file = store::people_file(&forged);
    let mut bytes = std::fs::read(&file).unwrap();
    let word = "gerer-comptes".as_bytes();
    let at = bytes.windows(word.len()).position(|w| w == word).unwrap();
    bytes[at..at + word.len()].copy_from_slice("lire-chiffres".as_bytes());
    std::fs::write(&file, bytes).unwrap();
    let forged = Store::open(&format!("sqlite://{}", forged.display())).await.unwrap();
    let journal = Journal::new(forged, Moving::at(today()), &keys());
    let changed = lines.iter().find(|l| l.entry.operation == "gerer-comptes").unwrap();
    let broken = Verdict::Broken { area: changed.area.clone(), line: changed.number };
    assert_eq!(journal.verify(&[]).await.unwrap(), broken);
}

/// Who can write in the database and has not got the key adds lines where no key is needed, or where nobody reads.
#[tokio::test]
async fn lines_of_who_has_no_key_show() {
    let (app, identity, _, store, _) = own().await;
    enter(&app, Role::Analyst).await;
    identity.journal().close_former().await.unwrap();
    identity.journal().close_former().await.unwrap();
    let verdict = async || identity.journal().verify(&[]).await.unwrap();
    let Verdict::Whole(heads) = verdict().await else { panic!("broken") };
    assert!(heads.iter().any(|head| head.area == "ancien" && head.lines == 1), "closed once: {heads:?}");
    // A line of before there was a key: anybody can compute its hash.
    let entry = AuditEntry {
        at: today(),
        account: None,
        operation: "entrer".to_owned(),
        object: String::new(),
        outcome: "fait".to_owned(),
    };
    let unkeyed = |before: &[u8], number: i64, entry: &AuditEntry| {
        let mut hash = Sha256::new();
        let at = entry.at.timestamp_micros().to_be_bytes();
        let (number, none) = (number.to_be_bytes(), [0_u8]);
        let fields: [&[u8]; 8] = [before, &number, &at, &[], &none, b"entrer", b"", "fait".as_bytes()];
        for field in fields {
            hash.update((field.len() as u64).to_be_bytes());
            hash.update(field);
        }
        hash.finalize().to_vec()
    };
    let mut work = store.write().await.unwrap();
    work.audit_append("", &entry, &unkeyed).await.unwrap();
    work.commit().await.unwrap();
    let forged = identity.journal().verify(&[]).await.unwrap();
    assert_eq!(forged, Verdict::Broken { area: String::new(), line: 1 });
    let fresh = Journal::new(own().await.3, Moving::at(today()), &keys());
    assert!(matches!(fresh.verify(&[]).await.unwrap(), Verdict::Whole(_)));
}

/// On Postgres, where the role that serves may insert.
#[tokio::test]
async fn lines_that_no_area_reads_show() {
    let Some(url) = crate::cluster::fresh_database().await else { return };
    let store = Store::open(&url).await.unwrap();
    store.migrate().await.unwrap();
    let journal = Journal::new(store, Moving::at(today()), &keys());
    journal.close_former().await.unwrap();
    let insert = |id: i64, number: i64| {
        let row = format!(
            "insert into audit (id, area, number, at, operation, object, outcome, hash) values ({id}, 'ancien', {number}, 0, 'entrer', '', 'fait', '')"
        );
        crate::cluster::psql(&url, &["-c", &row])
    };
    assert!(!insert(900, 1), "a number is taken once");
    assert!(insert(901, -1));
    assert_eq!(journal.verify(&[]).await.unwrap(), Verdict::Stray);
}

#[tokio::test]
async fn only_an_administrator_manages_accounts_whatever_the_door() {
    let (_, identity, ..) = own().await;
    for role in [Role::Analyst, Role::NationalCommand, Role::Communication] {
        let actor = actor(role);
        assert!(matches!(identity.accounts(&actor).await, Err(Denied::Forbidden)), "{role:?}");
        assert!(matches!(identity.audit(&actor, 1).await, Err(Denied::Forbidden)), "{role:?}");
        assert!(
            matches!(identity.close(&actor, domain::ids::AccountId(1)).await, Err(Denied::Forbidden)),
            "{role:?}"
        );
        assert!(
            matches!(identity.put_out(&actor, domain::ids::AccountId(1)).await, Err(Denied::Forbidden)),
            "{role:?}"
        );
    }
    assert!(
        matches!(
            identity.close(&actor(Role::Administrator), domain::ids::AccountId(1)).await,
            Err(Denied::Malformed(_))
        ),
        "oneself"
    );
}
