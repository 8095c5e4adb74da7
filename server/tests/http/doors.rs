//! Who may ask what, and what nobody may: every address of the table, sessions, accounts, attempts at once.

use std::sync::atomic::Ordering;

use axum::http::Method;
use domain::{
    identity::{Mandate, Operation, Role},
    source::Source,
    time::Clock,
};
use server::web::{self, Who};
use services::identity::Doors;
use store::RunEntry;

use crate::support::{actor, app, config, doors, enter, get, get_with, header, own, post, status, text};

/// An address of the table with something in its holes.
fn filled(path: &str) -> String {
    let mut address = path.to_owned();
    for (hole, with) in [
        ("{id}", "999999"),
        ("{code}", "35"),
        ("{page}", "perceval"),
        ("{version}", "0"),
        ("{*file}", "style.css"),
        ("{*path}", "x/y.csv"),
        ("{*screen}", "perception"),
    ] {
        address = address.replace(hole, with);
    }
    assert!(!address.contains('{'), "what stands in {path}?");
    address
}

#[tokio::test]
async fn every_address_is_asked_for_by_everybody() {
    let app = app().await;
    let rules = web::rules();
    assert!(rules.len() > 40, "the table is read");
    for rule in rules {
        let address = filled(rule.path);
        let ask = async |cookie: &str| match rule.method {
            Method::POST => post(&app, &address, "", cookie).await,
            _ => get_with(&app, &address, &[("cookie", cookie)]).await,
        };
        let Who::May(operation) = rule.who else {
            let response = ask("").await;
            assert!(!header(&response, "location").contains("retour="), "{address} is open to anybody");
            continue;
        };
        let response = ask("").await;
        let sent_away = response.status() == 401
            || response.status() == 303 && header(&response, "location").starts_with("/connexion?retour=");
        assert!(sent_away, "a stranger at {address}: {}", response.status());
        for role in Role::ALL {
            // A session of its own: some addresses end it.
            let cookie = enter(&app, role).await;
            let found = ask(&cookie).await.status();
            let scope = domain::territory::Territory::France;
            let mandate = Mandate::new(role, scope)
                .or_else(|| Mandate::new(role, domain::territory::Territory::departement("35").unwrap()));
            if !mandate.unwrap().may(operation) {
                assert_eq!(found, 403, "{role:?} at {address}");
            } else if rule.method == Method::GET {
                assert!(found != 401 && found != 403, "{role:?} at {address}: {found}");
            }
        }
    }
}

#[tokio::test]
async fn no_address_leads_elsewhere_or_around_the_table() {
    let app = app().await;
    for elsewhere in
        ["//mal.example/", "//mal.example", "/a//b/", "///", "/perceval//", "//mal.example/%2e%2e/"]
    {
        let response = get(&app, elsewhere).await;
        assert_eq!(response.status(), 404, "{elsewhere}");
        assert_eq!(header(&response, "location"), "", "{elsewhere}");
    }
    let slash = get(&app, "/perceval/").await;
    assert_eq!((slash.status().as_u16(), header(&slash, "location")), (308, "/perceval"));
    // Written otherwise, an address behind the login is no other address.
    for written in [
        "/%63yberimpact",
        "/%63yberimpact/perception",
        "/cyberimpact%2Fadministration",
        "/graphiques/%63yberimpact.bin",
        "/graphiques/%63yberimpact/perception/avis.csv",
        "/graphiques/cyberimpact.json",
        "/integrer/cyberimpact/perception/avis",
        "/integrer/%63yberimpact/perception/avis",
    ] {
        let response = get(&app, written).await;
        let code = response.status().as_u16();
        assert!([303, 401, 404].contains(&code), "{written}: {code}");
        assert!(!text(response).await.contains("Se déconnecter"), "{written}");
    }
    let analyst = enter(&app, Role::Analyst).await;
    for written in ["/cyberimpact/%61dministration", "/cyberimpact/%61dministration/journal"] {
        let page = text(get_with(&app, written, &[("cookie", &analyst)]).await).await;
        assert!(!page.contains("Qui peut entrer") && !page.contains("Tableau du journal"), "{written}");
    }
}

#[tokio::test]
async fn what_a_visitor_types_changes_no_markup() {
    let app = app().await;
    let typed = "%3C!%3E%20crossorigin%3D%22x%22%20%3Clink%20rel%3D%22preload%22";
    let page = text(get(&app, &format!("/recherche?q={typed}")).await).await;
    assert!(page.contains("&lt;!&gt; crossorigin="), "it is shown as it was typed");
    assert!(!page.contains("anonymous\" &lt;link") && !page.contains("prefetch\"&gt;"), "and not mended");
    assert!(!page.contains("<!>"), "Leptos' own marks are");
}

#[tokio::test]
async fn every_answer_carries_the_policy() {
    let app = app().await;
    let large = "a".repeat(70_000);
    let answers = [
        get(&app, "/").await,
        get(&app, "/healthz").await,
        get(&app, "/readyz").await,
        get(&app, "/nexiste-pas").await,
        get(&app, "/api/v1/nexiste-pas").await,
        get(&app, "/robots.txt").await,
        get(&app, "/graphiques/perceval/nexiste-pas.csv").await,
        post(&app, "/connexion", &large, "").await,
        post(&app, "/perceval", "", "").await,
    ];
    assert_eq!(answers[7].status(), 413);
    for (number, answer) in answers.iter().enumerate() {
        assert!(header(answer, "strict-transport-security").starts_with("max-age=31536000"), "{number}");
        assert_eq!(header(answer, "x-content-type-options"), "nosniff", "{number}");
        assert_eq!(header(answer, "x-frame-options"), "DENY", "{number}");
        let policy = header(answer, "content-security-policy");
        assert!(
            policy.contains("base-uri 'none'") && policy.contains("frame-ancestors 'none'"),
            "{number}: {policy}"
        );
    }
}

/// Sessions of the list: how many lines it has.
async fn sessions(app: &axum::Router, cookie: &str) -> (usize, Option<String>) {
    let page = text(get_with(app, "/cyberimpact/connexions", &[("cookie", cookie)]).await).await;
    let one = page.split("name=\"connexion\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    (page.matches("<th scope=\"row\">").count(), one.map(str::to_owned))
}

#[tokio::test]
async fn a_person_ends_one_or_all_of_their_sessions() {
    let (app, ..) = own().await;
    let desk = enter(&app, Role::Analyst).await;
    let tablet = enter(&app, Role::Analyst).await;
    let other = enter(&app, Role::Communication).await;
    let (count, one) = sessions(&app, &desk).await;
    assert_eq!(count, 2);
    let form = format!("connexion={}", one.unwrap());
    let foreign = post(&app, "/cyberimpact/connexions/une", &form, &other).await;
    assert_eq!(foreign.status(), 400, "nobody ends another's");
    assert_eq!(post(&app, "/cyberimpact/connexions/une", &form, &desk).await.status(), 303);
    assert_eq!(post(&app, "/cyberimpact/connexions/une", &form, &desk).await.status(), 400, "it is over");
    assert_eq!(status(&app, "/cyberimpact", &tablet).await, 303);
    assert_eq!(status(&app, "/cyberimpact", &desk).await, 200);
    let _again = enter(&app, Role::Analyst).await;
    assert_eq!(post(&app, "/cyberimpact/connexions/toutes", "", &desk).await.status(), 303);
    assert_eq!(status(&app, "/cyberimpact", &desk).await, 303);
    assert_eq!(status(&app, "/cyberimpact", &other).await, 200);

    // Who logs in again from the same browser leaves nothing open behind.
    let first = enter(&app, Role::Analyst).await;
    let again = post(&app, "/connexion/demonstration", "role=analyste", &first).await;
    let second = header(&again, "set-cookie").split(';').next().unwrap().to_owned();
    assert_eq!(status(&app, "/cyberimpact", &first).await, 303);
    assert_eq!(sessions(&app, &second).await.0, 1);
}

#[tokio::test]
async fn a_mandate_changes_from_the_next_request_on() {
    let (app, identity, ..) = own().await;
    let administrator = enter(&app, Role::Administrator).await;
    let analyst = enter(&app, Role::Analyst).await;
    let accounts = identity.accounts(&actor(Role::Administrator)).await.unwrap();
    let id = |name: &str| accounts.iter().find(|a| a.name.starts_with(name)).unwrap().id;
    let path = format!("/cyberimpact/administration/comptes/{}", id("Analyste"));
    let page = text(get_with(&app, &path, &[("cookie", &administrator)]).await).await;
    assert!(page.contains("Changer le mandat") && page.contains("Analyste (démonstration)"));
    let all = "/cyberimpact/administration/comptes";
    let it = format!("number={}", id("Analyste"));
    let change = async |form: &str| {
        let form = format!("{it}&{form}");
        post(&app, &format!("{all}/mandat"), &form, &administrator).await.status().as_u16()
    };
    assert_eq!(change("role=administration&territory=departement%3A29").await, 400);
    assert_eq!(change("role=colonel&territory=france").await, 400);
    assert_eq!(status(&app, "/cyberimpact/acteurs?territoire=departement:35", &analyst).await, 200);
    assert_eq!(change("role=commandement-departemental&territory=departement%3A29").await, 303);
    assert_eq!(status(&app, "/cyberimpact/territoires/35", &analyst).await, 403, "from now on");
    let own = format!("{all}/mandat");
    let form = &format!("number={}&role=analyste&territory=france", id("Administration"));
    assert_eq!(post(&app, &own, form, &administrator).await.status(), 400, "not one's own");
    assert_eq!(post(&app, &own, form, &analyst).await.status(), 403);

    post(&app, &format!("{all}/fermer"), &it, &administrator).await;
    assert_eq!(status(&app, "/cyberimpact", &analyst).await, 303);
    assert_eq!(post(&app, &format!("{all}/rouvrir"), &it, &administrator).await.status(), 303);
    assert_eq!(status(&app, "/cyberimpact", &analyst).await, 303, "what ended stays ended");
    let lines = identity.journal().latest(20).await.unwrap();
    let told: Vec<&str> = lines.iter().map(|l| l.entry.operation.as_str()).collect();
    for expected in ["changer-mandat", "rouvrir-compte", "formulaire", "lire-chiffres"] {
        assert!(told.contains(&expected), "{expected} is not in {told:?}");
    }
    assert!(lines.iter().all(|l| !l.entry.object.contains("35?")), "paths of the table, not what was typed");
}

#[tokio::test]
async fn the_demonstration_s_sessions_end_with_it() {
    let (app, identity, clock, store, _) = own().await;
    let cookie = enter(&app, Role::Administrator).await;
    let mut real = config();
    real.doors = Doors { demonstration: false, ..doors() };
    let real = web::router(real, store, clock).unwrap();
    assert_eq!(status(&real, "/cyberimpact", &cookie).await, 303, "another server on the same database");
    assert_eq!(status(&app, "/cyberimpact", &cookie).await, 200);
    identity.end_demonstration().await.unwrap();
    assert_eq!(status(&app, "/cyberimpact", &cookie).await, 303);
    let accounts = identity.accounts(&actor(Role::Administrator)).await.unwrap();
    assert!(accounts.iter().all(|account| account.closed_at.is_some()));
}

/// Real figures that come while it is open shut it.
#[tokio::test]
async fn the_demonstration_ends_when_real_figures_come() {
    let (app, identity, clock, store, _) = own().await;
    let cookie = enter(&app, Role::Analyst).await;
    identity.look_after().await.unwrap();
    assert_eq!(status(&app, "/cyberimpact", &cookie).await, 200);
    let entry = RunEntry {
        clock: &*clock,
        file_name: "vrai.csv",
        checksum: "00",
        simulated: false,
        started_at: clock.now(),
        read: 0,
        rejects: &[],
        rejected: 0,
        warnings: 0,
    };
    store.figures().load(Source::Ppel).await.unwrap().commit(entry).await.unwrap();
    assert_eq!(post(&app, "/connexion/demonstration", "role=analyste", "").await.status(), 403);
    identity.look_after().await.unwrap();
    assert_eq!(status(&app, "/cyberimpact", &cookie).await, 303, "who was in is out");
}

#[tokio::test]
async fn the_right_code_among_forty_attempts_does_not_enter() {
    let (app, identity, clock, store, _) = own().await;
    let password = "une phrase assez longue";
    let granted = (Role::Analyst, domain::territory::Territory::France);
    let secret = identity.enrol_local("garde", "Permanence", password, granted).await.unwrap();
    let code = || crate::sessions::code(&secret, clock.0.load(Ordering::Relaxed));
    let form = |code: &str| format!("identifiant=garde&secret={}&code={code}", password.replace(' ', "+"));
    let stored = store.people().account("local:garde").await.unwrap().unwrap();
    assert!(!stored.totp.unwrap().contains(&secret), "the secret is sealed");
    let attempts: Vec<_> = (0..39)
        .map(|n| {
            let (app, form) = (app.clone(), form(&format!("{n:06}")));
            tokio::spawn(async move { post(&app, "/connexion", &form, "").await.status().as_u16() })
        })
        .collect();
    // The fortieth comes while the first ones are still being looked at.
    while store.people().account("local:garde").await.unwrap().unwrap().failures < 5 {
        tokio::task::yield_now().await;
    }
    let right = post(&app, "/connexion", &form(&code()), "").await;
    assert_eq!(right.status(), 401);
    for attempt in attempts {
        assert_eq!(attempt.await.unwrap(), 401);
    }
    let refused = async || {
        let lines = identity.journal().latest(100).await.unwrap();
        lines.into_iter().filter(|l| l.entry.outcome == "refusé").map(|l| l.entry.object).collect::<Vec<_>>()
    };
    assert_eq!(refused().await, ["local"], "forty refusals are one line");
    clock.0.fetch_add(16 * 60, Ordering::Relaxed);
    let entered = post(&app, "/connexion", &form(&code()), "").await;
    assert_eq!(entered.status(), 303, "a lock ends by itself");
}

#[test]
fn the_demonstration_s_door_is_for_one_machine_and_simulated_data() {
    let demonstration = || {
        let mut config = config();
        config.doors = Doors { local: false, ..doors() };
        config.public_url = "http://127.0.0.1:3000".to_owned();
        config
    };
    assert_eq!(demonstration().check_doors(true), Ok(()));
    let mut shut = demonstration();
    shut.doors.demonstration = false;
    shut.addr = "0.0.0.0:3000".to_owned();
    assert_eq!(shut.check_doors(false), Ok(()), "without it, anything goes");
    let refused = |change: &dyn Fn(&mut server::config::ServerConfig), simulated: bool| {
        let mut config = demonstration();
        change(&mut config);
        config.check_doors(simulated).is_err()
    };
    assert!(refused(&|_| {}, false), "on real data");
    assert!(refused(&|c| c.doors.local = true, true), "beside local accounts");
    assert!(refused(&|c| c.trusted_proxies = 1, true), "a proxy speaks for others");
    assert!(refused(&|c| c.public_url = "https://cyberimpact.example".to_owned(), true), "so does a name");
    for open in ["0.0.0.0:3000", "[::]:3000", "192.0.2.1:80", "cyberimpact.example:80"] {
        assert!(refused(&|c| c.addr = open.to_owned(), true), "{open}");
        assert!(
            !refused(&|c| (c.addr, c.demonstration_anywhere) = (open.to_owned(), true), true),
            "said twice"
        );
    }
    for here in ["127.0.0.1:0", "[::1]:3000", "localhost:3000"] {
        assert!(!refused(&|c| c.addr = here.to_owned(), true), "{here}");
    }
    assert!(Operation::ALL.len() > 5);
}
