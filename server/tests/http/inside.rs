//! Behind the login: who gets what, and what is written down.

use std::sync::{Arc, atomic::Ordering};

use axum::{Router, body::Body, http::Request, response::Response};
use domain::{
    identity::{Actor, Mandate, Operation, Role},
    territory::Territory,
};
use server::web;
use services::{
    Identity,
    audit::Verdict,
    identity::{Denied, Doors},
};
use store::Store;
use tower::ServiceExt;

use crate::support::{Moving, app, config, folder, get, get_with, header, text, today};

async fn post(app: &Router, uri: &str, body: &str, cookie: &str) -> Response {
    let request = Request::post(uri)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header("cookie", cookie)
        .body(Body::from(body.to_owned()))
        .unwrap();
    app.clone().oneshot(request).await.unwrap()
}

/// Enters the demonstration; answers the session's cookie.
async fn enter(app: &Router, role: Role) -> String {
    let response = post(app, "/connexion/demonstration", &format!("role={}", role.id()), "").await;
    assert_eq!(response.status(), 303);
    header(&response, "set-cookie").split(';').next().unwrap().to_owned()
}

async fn status(app: &Router, uri: &str, cookie: &str) -> u16 {
    get_with(app, uri, &[("cookie", cookie)]).await.status().as_u16()
}

/// Every address behind the login with its operation: a route that is not here fails the test below.
const INSIDE: [(&str, Operation); 16] = [
    ("/cyberimpact", Operation::ReadFigures),
    ("/cyberimpact/visibilite", Operation::ReadFigures),
    ("/cyberimpact/perception", Operation::ReadFigures),
    ("/cyberimpact/acteurs", Operation::ReadFigures),
    ("/cyberimpact/explorer", Operation::ReadFigures),
    ("/cyberimpact/direct", Operation::ReadFigures),
    ("/cyberimpact/direct/flux", Operation::ReadFigures),
    ("/cyberimpact/actions", Operation::ReadFigures),
    ("/graphiques/cyberimpact/explorer/courbes-1.csv", Operation::ReadFigures),
    ("/cyberimpact/territoires", Operation::ReadFigures),
    ("/cyberimpact/territoires/35", Operation::ReadFigures),
    ("/cyberimpact/territoires/region-53", Operation::ReadFigures),
    ("/graphiques/cyberimpact/perception.bin", Operation::ReadFigures),
    ("/graphiques/cyberimpact/perception/note.csv", Operation::ReadFigures),
    ("/cyberimpact/administration", Operation::ManageAccounts),
    ("/cyberimpact/administration/journal", Operation::ReadAudit),
];

#[tokio::test]
async fn each_role_gets_what_its_mandate_gives() {
    let app = app().await;
    for role in Role::ALL {
        let cookie = enter(&app, role).await;
        let home = if role == Role::DepartmentalCommand { "departement:35" } else { "france" };
        let mandate = Mandate::new(role, Territory::parse(home).unwrap()).unwrap();
        for (path, operation) in INSIDE {
            let wanted = if mandate.may(operation) { 200 } else { 403 };
            assert_eq!(status(&app, path, &cookie).await, wanted, "{role:?} {path}");
        }
    }
}

#[tokio::test]
async fn a_stranger_is_sent_to_the_way_in_and_back() {
    let app = app().await;
    for (path, _) in INSIDE {
        for cookie in [
            "",
            "__Host-session=x",
            &format!("__Host-session={}", "0".repeat(64)),
            &format!("session={}", "0".repeat(64)),
        ] {
            let response = get_with(&app, path, &[("cookie", cookie)]).await;
            if path.starts_with("/graphiques") {
                assert_eq!(response.status(), 401, "{path}");
            } else {
                assert_eq!(response.status(), 303, "{path}");
                assert_eq!(header(&response, "location"), format!("/connexion?retour={path}"));
            }
            assert_eq!(header(&response, "cache-control"), "private, no-store", "{path}");
        }
    }
    // What is not for the public is nowhere on its side.
    for path in ["/integrer/cyberimpact/perception/note", "/integrer/cyberimpact/acteurs/carte"] {
        assert_eq!(get(&app, path).await.status(), 404, "{path}");
    }
    let page = text(get(&app, "/connexion?retour=/cyberimpact/acteurs?periode=7j").await).await;
    assert!(page.contains("value=\"/cyberimpact/acteurs?periode=7j\""));
}

#[tokio::test]
async fn a_departemental_command_reads_its_own_territory_only() {
    let app = app().await;
    let local = enter(&app, Role::DepartmentalCommand).await;
    let national = enter(&app, Role::NationalCommand).await;
    for screen in ["", "/visibilite", "/perception", "/acteurs"] {
        for (place, mine) in [
            ("departement:35", true),
            ("region:53", true),
            ("france", true),
            ("departement:29", false),
            ("region:11", false),
        ] {
            let path = format!("/cyberimpact{screen}?territoire={place}");
            assert_eq!(status(&app, &path, &local).await, if mine { 200 } else { 403 }, "{path}");
            assert_eq!(status(&app, &path, &national).await, 200, "{path}");
        }
    }
    for foreign in [
        "/cyberimpact/territoires/29",
        "/cyberimpact/territoires/region-11",
        "/cyberimpact/explorer?s1=pre_complaints&t1=departement:29",
        "/cyberimpact/explorer?s1=contacts&s2=review_rating&t2=region:11",
    ] {
        assert_eq!(status(&app, foreign, &local).await, 403, "{foreign}");
    }
    for foreign in ["/graphiques/cyberimpact/perception.bin", "/graphiques/cyberimpact/perception/note.csv"] {
        let path = format!("{foreign}?territoire=departement:29");
        assert_ne!(status(&app, &path, &local).await, 200, "{path}");
    }
    // Without a choice it is his own territory; of all others not one name is a link.
    let page = text(get_with(&app, "/cyberimpact", &[("cookie", &local)]).await).await;
    assert!(page.contains("Ille-et-Vilaine") && !page.contains("value=\"departement:29\""));
    let list = text(get_with(&app, "/cyberimpact/territoires", &[("cookie", &local)]).await).await;
    assert!(list.contains("/cyberimpact/territoires/35") && !list.contains("/cyberimpact/territoires/29"));
}

#[tokio::test]
async fn small_counts_are_told_inside_and_withheld_outside() {
    let app = app().await;
    let national = enter(&app, Role::NationalCommand).await;
    let path = "/graphiques/cyberimpact/acteurs/carte.csv?periode=libre&du=2024-06-01&au=2024-06-01";
    let inside = text(get_with(&app, path, &[("cookie", &national)]).await).await;
    let outside = text(
        get(&app, "/graphiques/pre-plainte-en-ligne/carte.csv?periode=libre&du=2024-06-01&au=2024-06-01")
            .await,
    )
    .await;
    let withheld = |text: &str| text.lines().filter(|l| l.contains("suppressed")).count();
    assert!(withheld(&outside) > 20, "{outside}");
    assert_eq!(withheld(&inside), 0);
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let app = app().await;
    let cookie = enter(&app, Role::Administrator).await;
    let forms = [
        "/connexion",
        "/connexion/demonstration",
        "/deconnexion",
        "/cyberimpact/administration/comptes",
        "/cyberimpact/administration/comptes/1/fermer",
        "/cyberimpact/administration/comptes/1/sortir",
    ];
    for form in forms {
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://mal.example"),
            ("origin", "null"),
            ("x-nothing", "1"),
        ] {
            let request = Request::post(form)
                .header("content-type", "application/x-www-form-urlencoded")
                .header("cookie", &cookie)
                .header("host", "barometre.example")
                .header(name, value)
                .body(Body::from("role=analyste"))
                .unwrap();
            assert_eq!(app.clone().oneshot(request).await.unwrap().status(), 403, "{form} {name}: {value}");
        }
        assert_ne!(get_with(&app, form, &[("cookie", &cookie)]).await.status(), 500, "{form} asked for");
    }
    assert_eq!(status(&app, "/cyberimpact", &cookie).await, 200, "still in");
}

/// An application of its own, whose clock can be moved.
async fn own() -> (Router, Identity, Arc<Moving>, Store, std::path::PathBuf) {
    let folder = folder();
    let store = Store::open(&format!("sqlite://{}/t.sqlite", folder.display())).await.unwrap();
    store.migrate().await.unwrap();
    let clock = Moving::at(today());
    let doors = Doors { local: true, demonstration: true };
    let identity = Identity::new(store.clone(), clock.clone(), doors);
    let app = web::router(config(), store.clone(), clock.clone()).unwrap();
    (app, identity, clock, store, folder)
}

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
    let path = format!("/cyberimpact/administration/comptes/{id}/sortir");
    assert_eq!(post(&app, &path, "", &other).await.status(), 403, "not by oneself");
    assert_eq!(post(&app, &path, "", &mine).await.status(), 303);
    assert_eq!(status(&app, "/cyberimpact", &other).await, 303, "put out");

    let other = enter(&app, Role::Communication).await;
    post(&app, &format!("/cyberimpact/administration/comptes/{id}/fermer"), "", &mine).await;
    assert_eq!(status(&app, "/cyberimpact", &other).await, 303, "closed");
}

fn actor(role: Role) -> Actor {
    Actor { account: 1, name: "Test".to_owned(), mandate: Mandate::new(role, Territory::France).unwrap() }
}

/// The code of a moment, by the standard's own steps (RFC 6238).
fn code(secret: &str, seconds: i64) -> String {
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
    let (_, _, clock, store, _) = own().await;
    let mut shut = config();
    shut.doors = Doors::default();
    let app = web::router(shut, store, clock).unwrap();
    assert_eq!(post(&app, "/connexion/demonstration", "role=analyste", "").await.status(), 403);
    assert_eq!(post(&app, "/connexion", "identifiant=a&secret=b&code=c", "").await.status(), 401);
    assert_eq!(get(&app, "/connexion/proconnect").await.status(), 404);
    assert_eq!(get(&app, "/connexion/retour?code=a&state=b").await.status(), 404);
    assert!(text(get(&app, "/connexion").await).await.contains("Aucun moyen de connexion"));
}

#[tokio::test]
async fn the_journal_tells_what_was_done_and_shows_what_was_changed() {
    let (app, identity, _, store, folder) = own().await;
    let administrator = enter(&app, Role::Administrator).await;
    let analyst = enter(&app, Role::Analyst).await;
    status(&app, "/cyberimpact/administration", &analyst).await;
    let form = "nom=Claude+Petit&adresse=claude%40gendarmerie.example&role=commandement-departemental&territoire=departement%3A29";
    assert_eq!(post(&app, "/cyberimpact/administration/comptes", form, &administrator).await.status(), 303);
    let wrong = "nom=Claude+Petit&adresse=claude%40gendarmerie.example&role=commandement-departemental&territoire=france";
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
    let Verdict::Whole { lines: count, .. } = identity.journal().verify().await.unwrap() else {
        panic!("broken")
    };
    assert_eq!(count, lines.len() as i64);

    // Somebody edits the file itself.
    store.settle().await.unwrap();
    let file = folder.join("t.sqlite");
    let mut bytes = std::fs::read(&file).unwrap();
    let word = "gerer-comptes".as_bytes();
    let at = bytes.windows(word.len()).position(|w| w == word).unwrap();
    bytes[at..at + word.len()].copy_from_slice("lire-chiffres".as_bytes());
    let forged = folder.join("forged.sqlite");
    std::fs::write(&forged, bytes).unwrap();
    let forged = Store::open(&format!("sqlite://{}", forged.display())).await.unwrap();
    let journal = services::Journal::new(forged, Moving::at(today()));
    let line = lines.iter().find(|l| l.entry.operation == "gerer-comptes").unwrap().id;
    assert_eq!(journal.verify().await.unwrap(), Verdict::Broken { line });
}

#[tokio::test]
async fn only_an_administrator_manages_accounts_whatever_the_door() {
    let (_, identity, ..) = own().await;
    for role in [Role::Analyst, Role::NationalCommand, Role::Communication] {
        let actor = actor(role);
        assert!(matches!(identity.accounts(&actor).await, Err(Denied::Forbidden)), "{role:?}");
        assert!(matches!(identity.audit(&actor, 1).await, Err(Denied::Forbidden)), "{role:?}");
        assert!(matches!(identity.close(&actor, 1).await, Err(Denied::Forbidden)), "{role:?}");
        assert!(matches!(identity.put_out(&actor, 1).await, Err(Denied::Forbidden)), "{role:?}");
    }
    assert!(
        matches!(identity.close(&actor(Role::Administrator), 1).await, Err(Denied::Malformed(_))),
        "oneself"
    );
}

#[tokio::test]
async fn figures_behind_the_login_are_those_of_the_public() {
    let app = app().await;
    let national = enter(&app, Role::NationalCommand).await;
    for (inside, outside) in [
        ("perception/avis", "avis-google/avis"),
        ("visibilite/abonnes", "reseaux-sociaux/abonnes"),
        ("acteurs/pre-plaintes", "pre-plainte-en-ligne/depots"),
        ("acteurs/contacts", "ma-gendarmerie/contacts"),
    ] {
        let values = |text: String| -> Vec<String> {
            let columns = |line: &str| line.split(',').skip(1).take(3).collect::<Vec<_>>().join(" ");
            text.lines().skip(1).map(columns).collect()
        };
        let a = values(
            text(
                get_with(&app, &format!("/graphiques/cyberimpact/{inside}.csv"), &[("cookie", &national)])
                    .await,
            )
            .await,
        );
        let b = values(text(get(&app, &format!("/graphiques/{outside}.csv")).await).await);
        assert!(a.len() >= 12, "{inside}");
        assert_eq!(a, b, "{inside}");
    }
}

#[tokio::test]
async fn the_address_holds_what_the_explorer_shows() {
    let app = app().await;
    let analyst = enter(&app, Role::Analyst).await;
    let read = async |query: &str| {
        let page = get_with(&app, &format!("/cyberimpact/explorer{query}"), &[("cookie", &analyst)]).await;
        assert_eq!(page.status(), 200, "{query}");
        text(page).await
    };
    let page = read("?s1=pre_complaints&t1=departement:35&s2=review_rating&grain=month&calcul=indice").await;
    assert!(page.contains("Pré-plaintes déposées en ligne, Ille-et-Vilaine"));
    // Its files are asked with the same words.
    assert!(page.contains("courbes-1.csv?calcul=indice&amp;grain=month&amp;s1=pre_complaints&amp;s2=review_rating&amp;t1=departement%3A35"));
    let csv = "/graphiques/cyberimpact/explorer/courbes-1.csv?s1=pre_complaints&t1=departement:35&grain=month&periode=origine";
    let own = text(get_with(&app, csv, &[("cookie", &analyst)]).await).await;
    let public = "/graphiques/territoires/35/pre-plaintes.csv?periode=origine&comparer=non";
    let public = text(get(&app, public).await).await;
    let values = |text: &str| -> Vec<String> {
        text.lines().skip(1).map(|l| l.split(',').skip(1).take(2).collect::<Vec<_>>().join(" ")).collect()
    };
    assert!(values(&own).len() >= 12);
    let months = |list: Vec<String>| list.into_iter().filter(|l| l.len() > 8).collect::<Vec<_>>();
    assert_eq!(months(values(&own)), months(values(&public)), "another way to the same figures");
    for (query, told) in [
        ("?s1=review_rating&calcul=cumul", "Le calcul « cumul » n’a pas de sens"),
        ("?s1=nexiste-pas", "Un indicateur demandé n’existe pas"),
        ("?s1=workforce&grain=day", "Ce pas est trop fin"),
        ("?s1=pre_complaints&du=demain&periode=libre", "Une date n’a pas été comprise"),
        ("?s1=web_visits", "national"),
        ("?s1=pre_complaints&f1=nexiste:x&t1=lune&grain=siecle&calcul=zut", "Pré-plaintes"),
        (
            "?s1=pre_complaints&s2=contacts&periode=origine&grain=week",
            "Les deux premières courbes varient-elles ensemble ?",
        ),
    ] {
        let page = read(query).await;
        assert!(page.contains(told), "{query}");
        assert!(!page.contains("ajoutez by"), "{query}: no word of the API");
    }
}

#[tokio::test]
async fn an_action_is_described_measured_and_taken_back() {
    let app = app().await;
    let (analyst, local, administrator) = (
        enter(&app, Role::Analyst).await,
        enter(&app, Role::DepartmentalCommand).await,
        enter(&app, Role::Administrator).await,
    );
    let form = |place: &str, indicator: &str, du: &str, au: &str| {
        format!(
            "titre=Stand+au+march%C3%A9&nature=operation&territoire={place}&indicateur={indicator}&du={du}&au={au}&attendu=plus"
        )
    };
    let describe = async |cookie: &str, form: &str| post(&app, "/cyberimpact/actions", form, cookie).await;
    for (bad, told) in [
        (
            form("departement:35", "pre_complaints", "2024-06-10", "2024-06-01"),
            "Le dernier jour suit le premier",
        ),
        (form("departement:35", "pre_complaints", "", "2024-06-01"), "un premier et un dernier jour"),
        (
            form("departement:35", "pre_complaints", "%2B262142-12-01", "%2B262142-12-31"),
            "entre 2000 et 2100",
        ),
        (form("lune", "pre_complaints", "2024-06-01", "2024-06-10"), "Choisissez un territoire"),
        (form("departement:35", "review_rating", "2024-06-01", "2024-06-10"), "Choisissez un comptage"),
        (form("departement:35", "contacts", "2024-06-01", "2024-06-10"), "que pour la France entière"),
    ] {
        let response = describe(&analyst, &bad).await;
        assert_eq!(response.status(), 400, "{bad}");
        let page = text(response).await;
        assert!(page.contains(told) && page.contains("value=\"Stand au marché\""), "{told}");
    }
    let good = form("departement:35", "pre_complaints", "2024-06-01", "2024-06-20");
    assert_eq!(describe(&administrator, &good).await.status(), 403);
    assert_eq!(describe(&local, &good.replace("departement:35", "departement:29")).await.status(), 403);
    assert_eq!(
        describe(&local, &good.replace("departement:35", "france")).await.status(),
        403,
        "not for all"
    );
    let response = describe(&local, &good).await;
    assert_eq!(response.status(), 303);
    let path = header(&response, "location").to_owned();
    let page = text(get_with(&app, &path, &[("cookie", &local)]).await).await;
    assert!(
        page.contains("par jour") && page.contains("Sans l’action") && page.contains("du reste de la France")
    );
    let elsewhere = describe(&analyst, &good.replace("departement:35", "departement:29")).await;
    let elsewhere = header(&elsewhere, "location").to_owned();
    assert_eq!(status(&app, &elsewhere, &local).await, 404, "another territory's action is not told");
    assert_eq!(status(&app, &elsewhere, &analyst).await, 200);
    assert_eq!(post(&app, &format!("{path}/retirer"), "", &analyst).await.status(), 403, "somebody else's");
    assert_eq!(post(&app, &format!("{path}/retirer"), "", &local).await.status(), 303);
    assert_eq!(status(&app, &path, &local).await, 404);
}
